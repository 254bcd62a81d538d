"""Read raids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo._columns import PLACE, require
from geo._coordinates import place
from geo._dates import read_dates
from geo._fields import Fields, strings
from geo._load import load
from geo._moments import moments
from geo._point_intake import point_intake
from geo._region import GREATER_LONDON, region_of
from geo._repeats import drop_repeats
from geo._table import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo._intake import Intake
    from geo._located import Locate

__all__ = ["read_raids"]

KNOWN: dict[str, tuple[str, ...]] = {
    "raid_id": ("raid_id", "raidid", "raid_ref", "raid_reference", "raid_no", "id"),
    "date": ("date", "raid_date", "date_of_raid", "day", "month"),
    **PLACE,
    "operation": ("operation", "operation_name", "operation_id"),
    "market_id": ("market_id", "marketid", "market_ref", "market_reference", "market"),
    "tactic": ("tactic", "tactics", "method"),
    "arrests": ("arrests", "arrest_count", "number_of_arrests"),
    "disposals": ("disposals", "number_of_disposals"),
    "premises_secured": ("premises_secured", "secured_premises", "closures"),
    "forensic_hits": ("forensic_hits", "forensics"),
    "borough": ("borough", "borough_name", "boroughname", "lookup_boroughname", "local_authority"),
    "area_code": ("area_code", "gss_code", "borough_code"),
    "illustrative": ("illustrative", "simulated"),
}
_TACTICS = {
    "warrant": "warrant",
    "search warrant": "warrant",
    "warrants": "warrant",
    "test purchase": "test_purchase",
    "test purchases": "test_purchase",
    "covert": "covert",
    "overt": "overt",
}
COUNTS = ("arrests", "disposals", "premises_secured", "forensic_hits")
OPTIONAL = ("operation", "market_id", "tactic", *COUNTS, "borough")


def read_raids(
    source: Any,
    *,
    within: Any = None,
    columns: Mapping[str, str] | None = None,
    locate: Locate | None = None,
) -> Intake:
    r"""Read raids from CSV, Excel, GeoJSON, GeoPackage or GeoParquet.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    within
        Where raids may lie, as for `read_markets`: Greater London unless you say otherwise.
    columns
        Our column names to those of the file, where they are not found by themselves.
    locate
        Gives the code of the area of each point (``lambda points: assign_areas(points, areas)``).
        It fills ``area_code``; where the file names another borough, both are kept and it is said.

    Returns
    -------
    Intake
        ``records``: a GeoDataFrame in EPSG:27700 with ``raid_id`` (text), ``date`` (datetime64)
        and ``date_precision`` (day, month), ``geometry``, ``operation``, ``market_id``,
        ``tactic`` (warrant, test_purchase, covert, overt), ``arrests``, ``disposals``,
        ``premises_secured``, ``forensic_hits`` (Int64, missing where not given), ``borough`` (as
        given), ``area_code``, ``illustrative`` and ``low_precision`` (True where the coordinate
        is no finer than 100 m, or than two decimals of a degree). All columns are there; what the
        file lacks is missing.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, is about persons, or
        all its coordinates share one fault.

    Examples
    --------
    >>> intake = read_raids(b"raid_id,date,easting,northing,arrests\n"
    ...                     b"7,2024-03,533512,184733,2\n")
    >>> intake.records[["raid_id", "date", "date_precision", "arrests"]]
      raid_id       date date_precision  arrests
    0       7 2024-03-01          month        2
    """
    area = GREATER_LONDON if within is None else region_of(within)
    table, found = load(source, KNOWN, given=columns)
    require(table, found, ("raid_id", "date"), known=KNOWN, what="raids")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    raid_id = fields.identifier("raid_id")
    placed = place(table, found, checks, within=area, what="raids")
    date = read_dates(table, checks, found["date"], needed=True)
    frame = pd.DataFrame(
        {
            "raid_id": strings(raid_id),
            **moments(date, "date"),
            "operation": strings(fields.text("operation", free=True)),
            "market_id": strings(fields.text("market_id")),
            "tactic": strings(fields.word("tactic", _TACTICS)),
            **{name: fields.count(name) for name in COUNTS},
            "borough": strings(fields.text("borough", free=True)),
            "area_code": strings(fields.code("area_code")),
            "illustrative": fields.flag("illustrative"),
        }
    )
    whole = frame.assign(x=placed.x, y=placed.y)
    kept, repeats, duplicates = drop_repeats(whole, table, checks, key="raid_id")
    return point_intake(
        frame.iloc[kept].reset_index(drop=True),
        kept,
        before="operation",
        placed=placed,
        columns=found,
        checks=checks,
        locate=locate,
        notes=(
            *fields.absent(*OPTIONAL),
            *date.notes,
            *placed.notes,
            *fields.closing_notes(),
            *repeats,
        ),
        duplicates=duplicates,
    )
