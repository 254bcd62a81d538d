"""Read stop and search as points without the persons who were searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geo._categories import leave_out
from geo._columns import PLACE, require
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

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from geo._intake import Intake
    from geo._located import Locate

__all__ = ["read_stop_search"]

KNOWN: dict[str, tuple[str, ...]] = {
    "period": ("date", "datetime", "search_date", "month"),
    **PLACE,
    "category": ("object_of_search",),
    "area_code": ("gss_code", "borough_code", "area_code"),
}
# as published: https://data.police.uk/about/#stop-search-methodology
OBJECTS = (
    "Controlled drugs",
    "Psychoactive substances",
    "Offensive weapons",
    "Firearms",
    "Stolen goods",
    "Article for use in theft",
    "Articles for use in criminal damage",
    "Anything to threaten or harm anyone",
    "Evidence of offences under the Act",
    "Fireworks",
    "Crossbows",
    "Game or poaching equipment",
    "Evidence of wildlife offences",
    "Goods on which duty has not been paid etc.",
    "Seals or hunting equipment",
    "Detailed object of search unavailable",
)
_PREFIX = "Stop and search: "
_NOT_STATED = "object not stated"
_OTHER = "other object"


def read_stop_search(
    source: Any,
    *,
    categories: Collection[str] | None = None,
    within: Any = None,
    columns: Mapping[str, str] | None = None,
    locate: Locate | None = None,
) -> Intake:
    r"""Read the stop and search files of data.police.uk, or an archive of them.

    A search is something that the police did, not an offence that was recorded: keep the two
    apart. The columns about the person (gender, age range, ethnicity) are dropped before a value of
    them is read, and it is said which they were; any other column about persons refuses the file.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    categories, within, columns, locate
        As for `read_offences`.

    Returns
    -------
    Intake
        ``records``: a GeoDataFrame in EPSG:27700 with the columns that `read_offences` gives.
        ``category`` is ``Stop and search:`` and the object of the search as published, such as
        ``Stop and search: Controlled drugs``; ``period`` is the day; every ``weight`` is 1.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, holds other columns
        about persons, or all its coordinates share one fault.

    Examples
    --------
    >>> intake = read_stop_search(b"Type,Date,Latitude,Longitude,Gender,Object of search\n"
    ...     b"Person search,2024-03-01T14:05:00+00:00,51.5465,-0.0754,Male,Controlled drugs\n")
    >>> intake.records[["category", "period"]]
                               category      period
    0  Stop and search: Controlled drugs  2024-03-01
    >>> [note for note in intake.notes if note.code == "privacy.stripped"]
    ["Dropped unread, because they are about persons: 'Gender'."]
    """
    area = GREAT_BRITAIN if within is None else region_of(within)
    opened = open_source(source)
    table, found = load(opened, KNOWN, given=columns, archive="stop-and-search", strip=True)
    require(table, found, ("period", "category"), known=KNOWN, what="stop and search")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    category, category_notes = _category(fields)
    chosen_notes = leave_out(checks, (category,), categories)
    placed = place(table, found, checks, within=area, what="stop and search")
    dates = read_dates(table, checks, found["period"], needed=True)
    area_code = fields.code("area_code")
    kept = checks.good
    period, period_notes = point_periods(dates, kept)
    records = pd.DataFrame(
        {
            "category": strings(category.take(pa.array(kept))),
            "period": period,
            "weight": np.ones(len(kept)),
            "area_code": strings(area_code.take(pa.array(kept))),
            "snap_point": np.ones(len(kept), dtype=bool),
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
            *(gap_notes(period) if not table.files else ()),
            *placed.notes,
            Note(
                "Searches are what the police did, not recorded offences. Their coordinates are "
                "anonymised snap points, not true places.",
                code="coord.snap_points",
                warning=True,
            ),
            *fields.closing_notes(),
        ),
    )


def _category(fields: Fields) -> tuple[pa.Array, tuple[Note, ...]]:
    """Return the category of every row: its object of search if it is a published one."""
    text = fields.text("category")
    coded = text.dictionary_encode()
    known = {name.lower(): name for name in OBJECTS}
    names = [known.get(value.lower(), _OTHER) for value in coded.dictionary.to_pylist()]
    codes = coded.indices.fill_null(len(names))
    category = pa.array([f"{_PREFIX}{name}" for name in [*names, _NOT_STATED]]).take(codes)
    other = sum(name == _OTHER for name in names)
    if not other:
        return category, ()
    return category, (
        Note(
            f"{other:,} objects of search are not in the published list and were taken together "
            f"as '{_OTHER}'.",
            code="category.unknown",
            warning=True,
        ),
    )
