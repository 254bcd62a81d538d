"""Read media and hotline campaigns: what ran where, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo._area_lists import area_lists
from geo._columns import require
from geo._counted import ILLUSTRATIVE
from geo._dates import read_dates
from geo._fields import Fields, strings
from geo._intake import Intake
from geo._load import load
from geo._moments import check_order, moments
from geo._repeats import drop_repeats
from geo._table import Checks

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["read_campaigns"]

KNOWN: dict[str, tuple[str, ...]] = {
    "campaign_id": ("campaign_id", "campaign_ref", "campaign_no", "id"),
    "name": ("name", "campaign", "campaign_name", "title"),
    "start": ("start", "start_date", "from", "begins", "launched"),
    "end": ("end", "end_date", "to", "until", "ends"),
    "areas": ("areas", "area_codes", "boroughs", "area", "borough"),
    "channel": ("channel", "channels", "media", "medium"),
    "illustrative": ILLUSTRATIVE,
}


def read_campaigns(source: Any, *, columns: Mapping[str, str] | None = None) -> Intake:
    r"""Read media and hotline campaigns from CSV or Excel.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves.

    Returns
    -------
    Intake
        ``records``: a DataFrame with ``campaign_id`` (the name where the file has none),
        ``name``, ``start`` and ``end`` (datetime64; the end is missing while it runs), each with
        its ``_precision`` (day, month), ``areas`` (a list of GSS codes, or ``["all"]`` where it
        ran everywhere), ``channel`` (a list of words such as hotline, press, posters) and
        ``illustrative``.

    Raises
    ------
    InputError
        The file cannot be used: it is of another kind, has no such columns, or is about persons.

    Examples
    --------
    >>> intake = read_campaigns(b"name,start,end,areas,channel\n"
    ...                         b"Rat on a rat,2001-01-15,2001-02-11,Hackney; Lambeth,hotline\n")
    >>> intake.records[["campaign_id", "start", "areas", "channel"]]
        campaign_id      start                   areas    channel
    0  Rat on a rat 2001-01-15  [E09000012, E09000022]  [hotline]
    """
    table, found = load(source, KNOWN, given=columns)
    require(table, found, ("name", "start", "areas"), known=KNOWN, what="campaigns")
    checks = Checks(table)
    fields = Fields(table, found, checks)
    name = fields.text("name", free=True)
    checks.fail(
        name.is_null().to_numpy(zero_copy_only=False),
        column=found["name"],
        reason="the campaign has no name",
        code="name.missing",
    )
    known_by = fields.identifier("campaign_id") if "campaign_id" in found else name
    start = read_dates(table, checks, found["start"], needed=True)
    end = read_dates(table, checks, found["end"], needed=False) if "end" in found else None
    check_order(checks, start, end, column=found.taken.get("end", ""))
    areas = area_lists(fields, may_be_all=True)
    channels = fields.words("channel")
    frame = pd.DataFrame(
        {
            "campaign_id": strings(known_by),
            "name": strings(name),
            **moments(start, "start"),
            **moments(end, "end", size=len(table)),
            "illustrative": fields.flag("illustrative"),
        }
    )
    whole = frame.assign(
        areas=[";".join(codes) for codes in areas], channel=[";".join(one) for one in channels]
    )
    key = "campaign_id"
    kept, repeats, duplicates = drop_repeats(whole, table, checks, key=key)
    records = frame.iloc[kept].reset_index(drop=True)
    records.insert(6, "areas", pd.Series([areas[row] for row in kept], dtype=object))
    records.insert(7, "channel", pd.Series([channels[row] for row in kept], dtype=object))
    return Intake(
        records=records,
        rejected=checks.frame(),
        duplicates=duplicates,
        lines=table.lines[kept],
        mapping=dict(found.taken),
        notes=(
            *table.notes,
            found.note(),
            *found.ignored_note(),
            *fields.absent("end", "channel"),
            *start.notes,
            *(end.notes if end else ()),
            *fields.closing_notes(),
            *repeats,
        ),
    )
