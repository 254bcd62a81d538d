"""Which column of a file is which of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo._intake import Note
from geo._text import header_key, quoted
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from geo._table import Table

__all__ = ["PLACE", "POLICE_HEADER", "Columns", "match_columns", "recognised", "require"]

POLICE_HEADER = {"crime_id", "month", "reported_by", "falls_within", "crime_type"}

PLACE: dict[str, tuple[str, ...]] = {
    "longitude": ("longitude", "lon", "long", "lng", "longitude_wgs84", "wgs84_longitude"),
    "latitude": ("latitude", "lat", "latitude_wgs84", "wgs84_latitude"),
    "easting": (
        "easting",
        "eastings",
        "east",
        "bng_easting",
        "osgb_easting",
        "easting_m",
        "x_bng",
        "bng_x",
        "grid_easting",
    ),
    "northing": (
        "northing",
        "northings",
        "north",
        "bng_northing",
        "osgb_northing",
        "northing_m",
        "y_bng",
        "bng_y",
        "grid_northing",
    ),
    "x": ("x", "x_coord", "x_coordinate", "coord_x"),
    "y": ("y", "y_coord", "y_coordinate", "coord_y"),
    "grid_reference": (
        "grid_reference",
        "grid_ref",
        "gridref",
        "os_grid_reference",
        "os_grid_ref",
        "ngr",
        "national_grid_reference",
    ),
}


_SHOWN = 5
_USUAL = POLICE_HEADER | {
    "location", "lsoa_code", "lsoa_name", "last_outcome_category", "context", "longitude",
    "latitude", "fid", "ogc_fid", "objectid", "id", "index", "rate",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The columns taken, ours to theirs, and the names that nothing was made of."""

    taken: dict[str, str]
    ignored: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.taken

    def __getitem__(self, name: str) -> str:
        return self.taken[name]

    def note(self) -> Note:
        """Say which columns were taken."""
        pairs = ", ".join(
            ours if ours == theirs else f"{ours} from '{theirs}'"
            for ours, theirs in self.taken.items()
        )
        return Note(f"Columns taken: {pairs}.", code="columns.taken")

    def ignored_note(self) -> tuple[Note, ...]:
        """Say which columns were not."""
        if not self.ignored:
            return ()
        odd = any(header_key(name) not in _USUAL for name in self.ignored)
        notes = [
            Note(f"Columns not used: {quoted(self.ignored)}.", code="columns.ignored", warning=odd)
        ]
        taken = {header_key(theirs): theirs for theirs in self.taken.values()}
        twins = [
            f"'{taken[header_key(name)]}' and not '{name}'"
            for name in self.ignored
            if header_key(name) in taken
        ]
        if twins:
            notes.append(
                Note(
                    f"Columns have almost the same name; taken was {', '.join(twins[:_SHOWN])}.",
                    code="columns.ambiguous",
                    warning=True,
                )
            )
        return tuple(notes)


def match_columns(
    names: Sequence[str],
    known: Mapping[str, Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
) -> Columns:
    """Find our columns among the names of a file.

    Parameters
    ----------
    names
        The names as they stand in the file.
    known
        Ours, each with the spellings by which it is known, the likeliest first, in the form of
        `header_key`.
    given
        Ours to theirs as the user said; it wins over what is found.

    Raises
    ------
    ParameterError
        A given column is unknown or not in the file.
    """
    taken: dict[str, str] = {}
    for ours, theirs in (given or {}).items():
        if ours not in known:
            raise ParameterError(
                "this is not one of our columns",
                hint=f"Use one of {quoted(tuple(known), most=40)}.",
                parameter="columns",
                value=ours,
            )
        if theirs not in names:
            raise ParameterError(
                "the file has no such column",
                hint=f"It has {quoted(tuple(names), most=40)}.",
                parameter="columns",
                value=theirs,
            )
        taken[ours] = theirs
    keys: dict[str, str] = {}
    for name in names:
        keys.setdefault(header_key(name), name)
    for ours, spellings in known.items():
        for spelling in spellings:
            theirs_found = keys.get(spelling)
            if ours not in taken and theirs_found and theirs_found not in taken.values():
                taken[ours] = theirs_found
    ordered = {ours: taken[ours] for ours in known if ours in taken}
    used = set(ordered.values())
    return Columns(
        taken=ordered, ignored=tuple(name for name in names if name and name not in used)
    )


def require(
    table: Table,
    columns: Columns,
    wanted: Sequence[str],
    *,
    known: Mapping[str, Sequence[str]],
    what: str,
) -> None:
    """Refuse a table that lacks a column which it must have.

    Raises
    ------
    InputError
        ``header.kind`` where it is recognised as something else, ``header.missing`` otherwise.
    """
    other = recognised({header_key(name) for name in table.names})
    if other and not other.startswith(what):
        raise InputError(
            f"this looks like {other}, not {what}",
            hint="Load the street file of that month instead."
            if other == OUTCOMES
            else f"Load it as {other}.",
            code="header.kind",
            file=table.file,
            line=table.header_line,
        )
    missing = [name for name in wanted if name not in columns]
    if not missing:
        return
    raise InputError(
        f"no column holds {quoted(missing)}",
        hint=_hint(table, missing, known, is_headed=bool(columns.taken)),
        code="header.missing",
        file=table.file,
        line=table.header_line,
        column=missing[0],
    )


# what became of cases, which says of no offence where and what it was
OUTCOMES = "outcomes of data.police.uk"
_KINDS: tuple[tuple[str, set[str]], ...] = (
    (OUTCOMES, {"crime_id", "outcome_type"}),
    ("offences (data.police.uk street crime)", {"crime_id", "falls_within", "crime_type"}),
    ("stop and search", {"object_of_search"}),
    ("area counts", {"majortext", "minortext"}),
    ("area counts", {"offences", "number_of_offences"}),
    ("markets", {"market_id", "kind"}),
    ("raids", {"raid_id"}),
    ("operations", {"operation_id", "areas"}),
    ("premises", {"premises_id"}),
    ("campaigns", {"campaign_id"}),
    ("disposals", {"drug", "disposal"}),
    ("links", {"from_area", "to_area"}),
    ("links", {"from_code", "to_code"}),
    ("links", {"from_borough", "to_borough"}),
    ("calls", {"calls"}),
    ("calls", {"number_of_calls"}),
)


def recognised(keys: set[str]) -> str | None:
    """Return what a table is by the names that only it has, in the form of `header_key`."""
    return next((kind for kind, signs in _KINDS if signs <= keys), None)


def is_record(names: Iterable[str]) -> bool:
    """Say whether the names of columns look like the cells of a record, which has no header."""
    return any(re.fullmatch(r"[-+]?\d[\d.,/-]*", name) for name in names)


def record_hint(line: int) -> str:
    """Say what to do with a file whose first line is a record."""
    return f"Line {line} looks like a record: put a line with the column names above it."


def title_hint(line: int) -> str:
    """Say what to do with a file whose header stands below other lines."""
    return f"The header seems to be on line {line}: delete the lines above it."


def _hint(
    table: Table, missing: list[str], known: Mapping[str, Sequence[str]], *, is_headed: bool
) -> str:
    spellings = {spelling for name in missing for spelling in known.get(name, (name,))}
    for line, cells in table.opening:
        if line != table.header_line and spellings & {header_key(cell) for cell in cells}:
            return title_hint(line)
    if not is_headed and is_record(table.names):
        return record_hint(table.header_line)
    held = (
        f"The file has {quoted(table.names)}." if table.names else "None of its columns is named."
    )
    return " ".join(
        ["Add it, or say which of the columns it is.", held]
        + [str(note) for note in table.notes if note.code == "sheet.chosen"]
    )
