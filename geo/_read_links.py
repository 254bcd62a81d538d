"""Read counts of links between places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from geo._columns import require
from geo._counted import ILLUSTRATIVE, counted_intake, needed_counts
from geo._counts import OUTSIDE, read_areas, taken_rows
from geo._dates import read_dates
from geo._fields import Fields
from geo._load import load
from geo._moments import moments
from geo._table import Checks
from geo._text import clean_text, header_key, quoted
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo._intake import Intake
    from geo._table import Table

__all__ = ["read_links"]

KNOWN: dict[str, tuple[str, ...]] = {
    "from_code": ("from_code", "from_area_code", "from_borough_code", "origin_code"),
    "from_name": ("from_name", "from_area", "from_borough", "origin", "from"),
    "to_code": ("to_code", "to_area_code", "to_borough_code", "destination_code"),
    "to_name": ("to_name", "to_area", "to_borough", "destination", "to"),
    "month": ("month", "period", "date"),
    "kind": ("kind", "link", "kind_of_link", "link_type", "type_of_link", "type"),
    "count": ("count", "links", "number_of_links", "hits", "number", "n", "total", "value"),
    "illustrative": ILLUSTRATIVE,
}
_SPELLINGS = {
    "forensic": ("forensic", "forensic hit", "forensic hits", "fingerprint", "fingerprints", "dna",
                 "footwear", "drugs profile", "drug profiling"),
    "intelligence": ("intelligence", "intel", "information"),
    "vehicle": ("vehicle", "vehicles", "anpr"),
    "communications": ("communications", "telephony", "phone", "call data"),
    "firearm": ("firearm", "firearms", "ballistics", "ballistic", "nabis"),
    "supply": ("supply", "supply line", "county line", "county lines"),
    "other": ("other",),
}  # fmt: skip
_KINDS = {spelling: name for name, held in _SPELLINGS.items() for spelling in held}
_BEYOND = {
    OUTSIDE, "outside the area", "outside area", "outside london", "out of area", "elsewhere",
    "other force", "other forces", "out of force", "outside the force",
}  # fmt: skip
# A table of links is where names of persons are likeliest to slip in, so more words are refused.
_PERSONS = {
    "person", "persons", "people", "individual", "individuals", "associate", "associates",
    "alias", "aliases", "subject", "subjects", "nominal", "contact", "contacts", "handle",
    "iopc", "custody", "crimint",
}  # fmt: skip


def read_links(source: Any, *, columns: Mapping[str, str] | None = None) -> Intake:
    r"""Read counts of links between places, such as forensic hits, from CSV or Excel.

    A link says that what was found in one area matches another area: how often, and never who.
    A kind of its own beside the ``forensic_hits`` of a raid, which say how many matches a raid
    gave but not where they lead. Columns that name persons refuse the file, and a cell that is no
    area is not repeated anywhere.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``from_code``, ``from_name``, ``to_code``, ``to_name`` (GSS
        codes and names; ``outside`` and "Outside the area" for what lies beyond), ``month`` (the
        first day, or missing) and ``month_precision``, ``kind`` (forensic, intelligence, vehicle,
        communications, firearm, supply, other), ``count`` and ``illustrative``.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, or is about persons.

    Examples
    --------
    >>> intake = read_links(b"from_area,to_area,month,kind,count\n"
    ...                     b"Hackney,Haringey,2000-12,forensic hit,4\n"
    ...                     b"Hackney,outside the area,2000-12,forensic hit,2\n")
    >>> intake.records[["from_name", "to_code", "kind", "count"]]
      from_name    to_code      kind  count
    0   Hackney  E09000014  forensic      4
    1   Hackney    outside  forensic      2
    """
    table, found = load(source, KNOWN, given=columns)
    _check_persons(table)
    ends = [f"{end}_code" if f"{end}_code" in found else f"{end}_name" for end in ("from", "to")]
    require(table, found, (*ends, "count"), known=KNOWN, what="links")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    places = {
        end: read_areas(fields, code=f"{end}_code", name=f"{end}_name", outside=_BEYOND, echo=False)
        for end in ("from", "to")
    }
    beyond = [
        pc.fill_null(pc.equal(areas.code, OUTSIDE), False).to_numpy(zero_copy_only=False)
        for areas in places.values()
    ]
    checks.fail(
        beyond[0] & beyond[1],
        column=found[ends[1]],
        reason="both ends lie outside the area",
        code="link.outside",
    )
    date = read_dates(table, checks, found["month"], needed=False) if "month" in found else None
    kind = fields.word("kind", _KINDS)
    simulated = fields.flag("illustrative")
    counts, notes = needed_counts(fields)
    rows = checks.good
    texts = {
        f"{end}_{part}": getattr(areas, part)
        for end, areas in places.items()
        for part in ("code", "name")
    }
    frame = pd.DataFrame(taken_rows(texts, rows))
    for name, values in moments(date, "month", size=len(table)).items():
        frame[name] = _first_of_month(values, name)[rows]
    frame["kind"] = taken_rows({"kind": kind}, rows)["kind"]
    frame["count"] = counts[rows].astype("int64")
    frame["illustrative"] = simulated[rows]
    return counted_intake(
        frame,
        rows,
        fields,
        notes=(*fields.absent("month", "kind"), *(date.notes if date else ()), *notes),
    )


def _first_of_month(values: Any, name: str) -> Any:
    """Return days as the first of their month, and the precision as that of a month."""
    if name == "month":
        return values.to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    held = np.array([None if pd.isna(value) else "month" for value in values], dtype=object)
    return pd.array(held, dtype="str")


def _check_persons(table: Table) -> None:
    """Refuse a file with a column that is likely to name persons.

    Raises
    ------
    InputError
        ``privacy.columns``, naming the columns and no value.
    """
    named = [name for name in table.names if set(header_key(name).split("_")) & _PERSONS]
    if named:
        raise InputError(
            f"links are counts between places, and {quoted(named)} may name persons",
            hint="Delete these columns before you load it: no analysis here needs them.",
            code="privacy.columns",
            file=table.file,
            line=table.header_line,
            column=clean_text(named[0], limit=60),
        )
