"""Write ``docs/records.md`` from what the readers take: ``python docs/records.py``."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import geo  # noqa: E402

PAGE = Path(__file__).with_suffix(".md")
_OPENING = """# The forms of the records

Made by `python docs/records.py` from what the readers take; a test holds both together.

Every kind of record can be filled in as a CSV or an Excel sheet with these columns. An empty
template of each is on the **Data** page under *What can be loaded*. Other names for a column are
often known, and any column of a file can be matched by hand. Dates are read day first; months are
written 2000-11. Records are places and counts: **a file with a column about persons is refused.**
"""
_TITLES = {
    "markets": "Markets",
    "raids": "Raids",
    "offences": "Recorded offences (points)",
    "area_counts": "Counts by area and period",
    "operations": "Operations",
    "disposals": "Judicial disposals by area, month and drug",
    "links": "Links between places",
    "premises": "Premises secured",
    "campaigns": "Media and hotline campaigns",
    "calls": "Calls to a hotline",
}
_REMARKS = {
    "disposals": "Counts of a force by borough and month. The `disposals` of a raid are those that "
    "one raid led to; the two are never added. One action against a house with many occupants may "
    "count once.",
    "links": "What was found in one area matches another: a count, never a person. The "
    "`forensic_hits` of a raid say how many, not where they lead.",
    "premises": "One row for each premises on which partners acted. No position and no address: "
    "the place of a home beside what was done to it would point at those who live there.",
    "calls": "Counts by borough and day, week or month. ISO weeks such as 2001-W03 are read too.",
}


def page() -> str:
    """Return the documentation of every form."""
    parts = [_OPENING]
    for kind, title in _TITLES.items():
        parts.append(f"\n## {title}\n")
        if kind in _REMARKS:
            parts.append(f"\n{_REMARKS[kind]}\n")
        parts.append("\n| column | needed | what it says | example |\n|---|---|---|---|\n")
        parts += [
            f"| `{column.name}` | {'yes' if column.is_needed else ''} | {column.says} | "
            f"`{column.example}` |\n"
            for column in geo.form_columns(kind)
        ]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
