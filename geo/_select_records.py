"""The records of a period, a kind, a drug or a category."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

__all__ = ["select_records"]


def select_records(
    records: gpd.GeoDataFrame,
    *,
    start: pd.Timestamp | None = None,
    end: pd.Timestamp | None = None,
    kinds: Collection[str] | None = None,
    drugs: Collection[str] = (),
    categories: Collection[str] = (),
) -> gpd.GeoDataFrame:
    """Return the records that touch a span of time and are of the kinds asked for.

    Parameters
    ----------
    records
        Markets, raids or offences as their readers return them. A market is taken by
        ``first_seen`` and ``last_seen`` (missing: still active), a raid by ``date``, an offence
        by the day or month in ``period``, which need only overlap the span.
    start, end
        The span, both ends included; open where left out.
    kinds
        Kinds of market, such as ``("open",)``; all where None, none where empty.
    drugs
        Markets that sell any of these; all where empty.
    categories
        Categories of offence; all where empty.

    Returns
    -------
    geopandas.GeoDataFrame
        The rows that are left, in their order. Columns that are not there limit nothing.

    Examples
    --------
    >>> import geopandas as gpd
    >>> raids = gpd.GeoDataFrame(
    ...     {"date": pd.to_datetime(["2000-11-20", "2001-02-01"])},
    ...     geometry=gpd.points_from_xy([0, 1], [0, 1]), crs=27700)
    >>> len(select_records(raids, end=pd.Timestamp("2000-12-31")))
    1
    """
    keep = _in_span(records, start, end)
    if kinds is not None and "kind" in records:
        keep &= records["kind"].isin(list(kinds))
    if drugs and "drugs" in records:
        wanted = set(drugs)
        keep &= np.array(
            [isinstance(sold, list) and not wanted.isdisjoint(sold) for sold in records["drugs"]],
            dtype=bool,
        )
    if categories and "category" in records:
        keep &= records["category"].isin(list(categories))
    kept: gpd.GeoDataFrame = records[keep]
    return kept


def _in_span(
    records: gpd.GeoDataFrame, start: pd.Timestamp | None, end: pd.Timestamp | None
) -> pd.Series:
    keep = pd.Series(data=True, index=records.index)
    if "first_seen" in records:
        if end is not None:
            keep &= records["first_seen"] <= end
        if start is not None and "last_seen" in records:
            keep &= records["last_seen"].isna() | (records["last_seen"] >= start)
    elif "date" in records:
        if start is not None:
            keep &= records["date"] >= start
        if end is not None:
            keep &= records["date"] <= end
    elif "period" in records:
        keep &= _overlaps(records["period"], start, end)
    return keep


def _overlaps(
    periods: pd.Series, start: pd.Timestamp | None, end: pd.Timestamp | None
) -> pd.Series:
    """Whether days or months overlap a span; compared by their number, which is fast."""
    index = pd.PeriodIndex(periods)
    number = pd.Series(index.asi8, index=periods.index)
    keep = pd.Series(index.notna(), index=periods.index)
    if start is not None:
        keep &= number >= pd.Period(start, freq=index.freqstr).ordinal
    if end is not None:
        keep &= number <= pd.Period(end, freq=index.freqstr).ordinal
    return keep
