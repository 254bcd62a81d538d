"""Read drug markets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo._columns import PLACE, require
from geo._coordinates import place
from geo._dates import read_dates
from geo._fields import Fields, strings
from geo._load import load
from geo._moments import check_order, moments
from geo._point_intake import point_intake
from geo._region import GREATER_LONDON, region_of
from geo._repeats import drop_repeats
from geo._table import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo._intake import Intake
    from geo._located import Locate

__all__ = ["read_markets"]

KNOWN: dict[str, tuple[str, ...]] = {
    "market_id": ("market_id", "marketid", "market_ref", "market_reference", "market_no", "id"),
    "kind": ("kind", "market_kind", "market_type", "type"),
    "first_seen": (
        "first_seen",
        "firstseen",
        "first_seen_date",
        "date_first_seen",
        "start",
        "start_date",
        "from",
        "opened",
    ),
    "last_seen": (
        "last_seen",
        "lastseen",
        "last_seen_date",
        "date_last_seen",
        "end",
        "end_date",
        "until",
        "to",
    ),
    "re_emerged": ("re_emerged", "reemerged", "re_emerged_on", "date_re_emerged", "returned"),
    **PLACE,
    "name": ("name", "market_name", "label"),
    "borough": ("borough", "borough_name", "boroughname", "lookup_boroughname", "local_authority"),
    "status": ("status", "state"),
    "drugs": ("drugs", "drug", "drug_types", "substances"),
    "source": ("source", "information_source"),
    "grade": ("grade", "grading", "3x5x2", "intelligence_grade"),
    "tenure": ("tenure",),
    "area_code": ("area_code", "gss_code", "borough_code"),
    "illustrative": ("illustrative", "simulated"),
}
_KINDS = {"open": "open", "closed": "closed", "open market": "open", "closed market": "closed"}
_STATUS = {
    "active": "active",
    "disrupted": "disrupted",
    "closed": "closed",
    "re emerged": "re-emerged",
    "reemerged": "re-emerged",
}
_SOURCES = {
    "police": "police",
    "mps": "police",
    "met": "police",
    "met police": "police",
    "metropolitan police": "police",
    "metropolitan police service": "police",
    "city of london police": "police",
    "colp": "police",
    "btp": "police",
    "british transport police": "police",
    "partner": "partner",
    "partners": "partner",
    "council": "partner",
    "local authority": "partner",
    "public": "public",
    "crimestoppers": "public",
}
TENURES = {
    "council": "council",
    "housing association": "housing_association",
    "private": "private",
    "street": "street",
}
_GRADES = {
    f"{source}{assessment}{handling}".lower(): f"{source}{assessment}{handling}"
    for source in "123"
    for assessment in "ABCDE"
    for handling in "PC"
}
OPTIONAL = (
    "last_seen",
    "name",
    "borough",
    "source",
    "status",
    "re_emerged",
    "drugs",
    "grade",
    "tenure",
)


def read_markets(
    source: Any,
    *,
    within: Any = None,
    columns: Mapping[str, str] | None = None,
    locate: Locate | None = None,
) -> Intake:
    r"""Read open and closed drug markets from CSV, Excel, GeoJSON, GeoPackage or GeoParquet.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    within
        Where markets may lie: a geometry or GeoDataFrame in EPSG:27700. Others are rejected as
        ``area.outside`` with their distance. Left out, it is `geo.GREATER_LONDON`, the outline of
        the boroughs and 5 km around it; for anywhere at all give `geo.GREAT_BRITAIN`.
    columns
        Our column names to those of the file, where they are not found by themselves.
    locate
        Gives the code of the area of each point (``lambda points: assign_areas(points, areas)``).
        It fills ``area_code``; where the file names another borough, both are kept and it is said.

    Returns
    -------
    Intake
        ``records``: a GeoDataFrame in EPSG:27700 with ``market_id`` (text, as written), ``kind``
        (open, closed), ``geometry``, ``first_seen``, ``last_seen``, ``re_emerged`` (the day on
        which a market that had been shut was seen again; datetime64, the first day where only the
        month is known), each with its ``_precision`` (day, month), ``name``, ``borough`` (as
        given), ``status``, ``drugs`` (a list a row), ``source``, ``grade``, ``tenure``,
        ``area_code`` (missing until assigned, unless the file has it), ``illustrative`` and
        ``low_precision`` (True where the coordinate is no finer
        than 100 m, or than two decimals of a degree). All columns are there; what the file lacks
        is missing.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, is about persons, or
        all its coordinates share one fault.

    Examples
    --------
    >>> intake = read_markets(b"market_id,kind,first_seen,longitude,latitude\n"
    ...                       b"001,open,2024-01-10,-0.0754,51.5465\n"
    ...                       b"002,shut,2024-01-10,-0.0754,51.5465\n")
    >>> intake.records[["market_id", "kind", "first_seen"]]
      market_id  kind first_seen
    0       001  open 2024-01-10
    >>> intake.rejected[["line", "column", "value", "code"]]
       line column value          code
    0     3   kind  shut  kind.unknown
    """
    area = GREATER_LONDON if within is None else region_of(within)
    table, found = load(source, KNOWN, given=columns)
    require(table, found, ("market_id", "kind", "first_seen"), known=KNOWN, what="markets")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    market_id = fields.identifier("market_id")
    placed = place(table, found, checks, within=area, what="markets")
    first = read_dates(table, checks, found["first_seen"], needed=True)
    last, back = (
        read_dates(table, checks, found[name], needed=False) if name in found else None
        for name in ("last_seen", "re_emerged")
    )
    kind = fields.word("kind", _KINDS, needed=True)
    check_order(checks, first, last, column=found.taken.get("last_seen", ""))
    check_order(checks, first, back, column=found.taken.get("re_emerged", ""))
    frame = pd.DataFrame(
        {
            "market_id": strings(market_id),
            "kind": strings(kind),
            **moments(first, "first_seen"),
            **moments(last, "last_seen", size=len(table)),
            **moments(back, "re_emerged", size=len(table)),
            "name": strings(fields.text("name", free=True)),
            "borough": strings(fields.text("borough", free=True)),
            "status": strings(fields.word("status", _STATUS)),
            "source": strings(fields.word("source", _SOURCES)),
            "grade": strings(fields.word("grade", _GRADES)),
            "tenure": strings(fields.word("tenure", TENURES)),
            "area_code": strings(fields.code("area_code")),
            "illustrative": fields.flag("illustrative"),
        }
    )
    drugs = fields.words("drugs")
    whole = frame.assign(
        x=placed.x, y=placed.y, drugs=pd.array([";".join(words) for words in drugs], dtype="str")
    )
    kept, repeats, duplicates = drop_repeats(whole, table, checks, key="market_id")
    records = frame.iloc[kept].reset_index(drop=True)
    records.insert(
        list(records).index("source"),
        "drugs",
        pd.Series([drugs[row] for row in kept], dtype=object),
    )
    return point_intake(
        records,
        kept,
        before="first_seen",
        placed=placed,
        columns=found,
        checks=checks,
        locate=locate,
        notes=(
            *fields.absent(*OPTIONAL, usual=OPTIONAL[:3]),
            *first.notes,
            *(note for dates in (last, back) if dates for note in dates.notes),
            *placed.notes,
            *fields.closing_notes(),
            *repeats,
        ),
        duplicates=duplicates,
    )
