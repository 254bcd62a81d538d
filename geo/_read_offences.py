"""Read recorded offences, one row each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo._categories import category_from_name, leave_out
from geo._columns import PLACE, POLICE_HEADER, require
from geo._coordinates import place
from geo._dates import read_dates
from geo._fields import Fields, strings
from geo._intake import Note
from geo._load import load
from geo._open_source import open_source
from geo._periods import gap_notes, point_periods
from geo._point_intake import point_intake
from geo._region import GREAT_BRITAIN, region_of
from geo._table import Checks
from geo._text import header_key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from numpy.typing import NDArray

    from geo._coordinates import Placed
    from geo._intake import Intake
    from geo._located import Locate

__all__ = ["read_offences"]

KNOWN: dict[str, tuple[str, ...]] = {
    "period": (
        "month",
        "date",
        "period",
        "offence_date",
        "crime_date",
        "date_recorded",
        "committed_on",
        "event_date",
        "datetime",
    ),
    **PLACE,
    "category": (
        "crime_type",
        "category",
        "offence",
        "offence_type",
        "crime_category",
        "offence_category",
        "major_category",
        "crimetype",
    ),
    "weight": ("weight",),
    "area_code": ("gss_code", "borough_code", "area_code"),
}
POLICE_TYPES = (
    "Anti-social behaviour",
    "Bicycle theft",
    "Burglary",
    "Criminal damage and arson",
    "Drugs",
    "Other crime",
    "Other theft",
    "Possession of weapons",
    "Public disorder and weapons",
    "Public order",
    "Robbery",
    "Shoplifting",
    "Theft from the person",
    "Vehicle crime",
    "Violence and sexual offences",
    "Violent crime",
)
_SNAPPED_ROWS = 1000
_HALF = 0.5


def read_offences(
    source: Any,
    *,
    categories: Collection[str] | None = None,
    within: Any = None,
    columns: Mapping[str, str] | None = None,
    locate: Locate | None = None,
) -> Intake:
    r"""Read offences with a place: data.police.uk files or archives, and other point files.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode. An archive of
        data.police.uk is read whole; where it holds the Metropolitan or City of London police, the
        other forces in it are left out and named.
    categories
        Keep only these, in any case. The other rows are counted as left out.
    within
        Where offences may lie: a geometry or GeoDataFrame in EPSG:27700. Left out, it is anywhere
        in Great Britain: which area a point belongs to is found out later.
    columns
        Our column names to those of the file, where they are not found by themselves.
    locate
        Gives the code of the area of each point (``lambda points: assign_areas(points, areas)``)
        and so fills ``area_code``; where the file names another borough, it is said.

    Returns
    -------
    Intake
        ``records``: a GeoDataFrame in EPSG:27700 with ``category``, ``period`` (a period of days,
        or of months where only the month is known), ``geometry``, ``weight`` (1.0 unless the file
        says otherwise), ``area_code`` (missing until assigned, unless the file has it),
        ``snap_point`` (True where the coordinate is one of the anonymised points to which
        data.police.uk moves offences) and ``low_precision`` (True where it is no finer than
        100 m, or than two decimals of a degree).

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, is about persons, or
        all its coordinates share one fault.

    Examples
    --------
    >>> intake = read_offences(b"date,easting,northing,category\n"
    ...                        b"2024-03-01,533512,184733,Drugs\n"
    ...                        b"2024-03-02,533518,184741,Robbery\n", categories=["drugs"])
    >>> intake.records[["category", "period", "weight", "snap_point"]]
      category      period  weight  snap_point
    0    Drugs  2024-03-01     1.0       False
    >>> intake
    <Intake: 2 read, 1 accepted, 1 left out, 0 rejected, 1 note>
    """
    area = GREAT_BRITAIN if within is None else region_of(within)
    opened = open_source(source)
    table, found = load(opened, KNOWN, given=columns, archive="street")
    require(table, found, ("period",), known=KNOWN, what="offences")
    police = (
        len(POLICE_HEADER & {header_key(name) for name in table.names}) >= len(POLICE_HEADER) - 1
    )
    checks = Checks(table)
    fields = Fields(table, found, checks)
    category, category_notes = _category(fields, opened.stem, police=police)
    chosen_notes = leave_out(checks, (category,), categories)
    placed = place(table, found, checks, within=area, what="offences")
    dates = read_dates(table, checks, found["period"], needed=True)
    weight = _weight(fields)
    area_code = fields.code("area_code")
    kept = checks.good
    period, period_notes = point_periods(dates, kept)
    every, _ = point_periods(dates, np.flatnonzero(~np.isnat(dates.days)))
    snapped, snap_notes = _snap_points(placed, dates.month_only, kept, police=police)
    records = pd.DataFrame(
        {
            "category": strings(category.take(pa.array(kept))),
            "period": period,
            "weight": weight[kept],
            "area_code": strings(area_code.take(pa.array(kept))),
            "snap_point": snapped,
        }
    )
    return point_intake(
        records,
        kept,
        before="weight",
        placed=placed,
        columns=found,
        checks=checks,
        locate=locate,
        notes=(
            *category_notes,
            *chosen_notes,
            *period_notes,
            *dates.notes,
            *(gap_notes(every) if not table.files else ()),
            *placed.notes,
            *snap_notes,
            *fields.closing_notes(),
        ),
    )


def _category(fields: Fields, stem: str, *, police: bool) -> tuple[pa.Array, tuple[Note, ...]]:
    """Return the category of every row: from its column, or one for all from the file's name."""
    if police:
        return fields.word(
            "category", {name.lower().replace("-", " "): name for name in POLICE_TYPES}, needed=True
        ), ()
    if "category" in fields.columns:
        text = fields.text("category", free=True)
        fields.checks.fail(
            text.is_null().to_numpy(zero_copy_only=False),
            column=fields.columns["category"],
            reason="the category is missing",
            code="category.missing",
        )
        return text, ()
    name, note = category_from_name(stem)
    return pa.repeat(pa.scalar(name, pa.string()), len(fields.table)), (note,)


def _weight(fields: Fields) -> NDArray[np.float64]:
    if "weight" not in fields.columns:
        return np.ones(len(fields.table))
    column = fields.columns["weight"]
    values, given = fields.table.numbers(column)
    text, _ = fields.table.text(column)
    fields.checks.fail(
        given & ~(np.isfinite(values) & (values > 0)),
        column=column,
        values=text,
        reason="the weight must be a number above 0",
        code="weight.unreadable",
    )
    return np.where(given, values, 1.0)


def _snap_points(
    placed: Placed, month_only: NDArray[np.bool_], kept: NDArray[np.int64], *, police: bool
) -> tuple[NDArray[np.bool_], tuple[Note, ...]]:
    """Say which rows lie on snap points, from the kind of file or from how often points recur."""
    if police:
        return np.ones(len(kept), dtype=bool), (
            Note(
                "Coordinates are the anonymised snap points of data.police.uk, not true places.",
                code="coord.snap_points",
                warning=True,
            ),
        )
    snapped = np.zeros(len(kept), dtype=bool)
    if len(kept) < _SNAPPED_ROWS or not month_only[kept].all():
        return snapped, ()
    shared = pd.Series(placed.x[kept] + 1j * placed.y[kept]).duplicated(keep=False)
    if shared.mean() < _HALF:
        return snapped, ()
    return ~snapped, (
        Note(
            f"{shared.mean():.0%} of the rows share their coordinate with others and only the "
            "month is known: they were taken as anonymised snap points.",
            code="coord.snap_points",
            warning=True,
        ),
    )
