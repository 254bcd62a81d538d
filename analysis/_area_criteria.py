"""What speaks for acting in an area, from the records at hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._area_counts import add_counts, add_harm
from analysis._area_hotspots import add_hotspots
from analysis._area_outcomes import add_past_effects
from analysis._arguments import as_codes
from analysis._rank_areas import Criterion
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from libpysal.graph import Graph

    from analysis._area_counts import Add

__all__ = ["AreaCriteria", "area_criteria"]

_YEAR_MONTHS = 12
_WELL_GRADED = r"^1[AB]"
_PARTNERS_HOLD = ("council", "housing_association")


@dataclass(frozen=True, kw_only=True)
class AreaCriteria:
    """The result of :func:`area_criteria`.

    Attributes
    ----------
    table
        One row an area, in the order given: a column for each criterion, and those that say how
        sure a share or a trend is (``graded_of``, ``held_of``, ``months``, ``trend_error``).
        Missing where nothing is known.
    criteria
        What each column means, for `rank_areas`; only those that the records allow.
    """

    table: pd.DataFrame
    criteria: tuple[Criterion, ...]


def area_criteria(
    codes: Iterable[str],
    *,
    at: pd.Timestamp,
    markets: pd.DataFrame | None = None,
    raids: pd.DataFrame | None = None,
    counts: pd.DataFrame | None = None,
    neighbours: Graph | None = None,
    harm: tuple[Mapping[str, pd.DataFrame], Mapping[str, float]] | None = None,
    hotspots: pd.DataFrame | None = None,
    past_effects: pd.DataFrame | None = None,
) -> AreaCriteria:
    """Return what is known of each area on a day: markets, grades, trend, what lies next door.

    Parameters
    ----------
    codes
        The areas.
    at
        The day on which to look. Nothing after it is used.
    markets
        ``area_code``, ``kind``, ``first_seen`` and, where known, ``last_seen``, ``grade`` (3x5x2),
        ``source``, ``tenure``. A market without a last date is still active.
    raids
        ``area_code`` and ``date``.
    counts
        Recorded offences, areas (rows, by code) by periods (columns, in order).
    neighbours
        Who borders whom, for what lies next door.
    harm
        Counts as above for each category of offence, and what one offence of each weighs.
    hotspots
        What :func:`hotspot_shares` gives.
    past_effects
        What evaluated operations did in their areas: ``area_code``, ``log_change`` (of the raided
        areas against their controls, as a log), ``error`` (its standard error).

    Returns
    -------
    AreaCriteria
        ``open_markets``, ``closed_markets``: active on the day. ``persistence``: in which share of
        the twelve months before an open market was active. ``well_graded``: share of the graded
        markets whose source is reliable and whose information is known directly or corroborated
        (1A, 1B). ``sources``: how many kinds of source report markets here. ``ready``: share of
        markets with a known tenure on council or housing-association premises, where a partner can
        secure them. ``past_raids``: in the twelve months before. ``offences``: recorded in the last
        complete year. ``trend``: the change of the log of that count on the year before.
        ``next_door``: active open markets in the neighbouring areas, which may take up what is
        pushed out. ``harm``: the offences of the last complete year, each with its weight; missing
        where the count of a category that weighs anything is. ``in_hotspots``: share of an area's
        records that lie in hotspots; ``hotspot_kept``: how often these hotspots come back when the
        records are redrawn. ``past_effect``: the mean of what evaluated operations did, as a log.

    Raises
    ------
    ParameterError
        If an area is given twice, or nothing is given to score by.

    Examples
    --------
    >>> import pandas as pd
    >>> markets = pd.DataFrame({"area_code": ["A", "A", "B"], "kind": ["open", "closed", "open"],
    ...                         "first_seen": pd.to_datetime(["2000-01-05"] * 3)})
    >>> area_criteria(["A", "B", "C"], at=pd.Timestamp("2000-11-20"), markets=markets).table[
    ...     ["open_markets", "closed_markets"]]
       open_markets  closed_markets
    A             1               1
    B             1               0
    C             0               0
    """
    listed = as_codes(codes, parameter="codes")
    index = pd.Index(listed)
    if markets is None and counts is None and harm is None:
        raise ParameterError(
            "there is nothing to score areas by",
            hint="Load markets, or counts of offences.",
            parameter="markets",
        )
    columns: dict[str, pd.Series] = {}
    criteria: list[Criterion] = []

    def add(name: str, values: pd.Series, criterion: Criterion | None = None, /) -> None:
        columns[name] = values.reindex(index)
        criteria.extend([criterion] if criterion else [])

    if markets is not None:
        _from_markets(markets[markets["first_seen"] <= at], at, index, add)
        if neighbours is not None:
            near = _next_door(columns["open_markets"], neighbours)
            add(
                "next_door",
                near,
                Criterion(name="next_door", source="markets", kind="count", direction="less"),
            )
    if raids is not None:
        recent = raids[raids["date"].between(at - pd.DateOffset(months=_YEAR_MONTHS), at)]
        add(
            "past_raids",
            recent["area_code"].value_counts().reindex(index, fill_value=0),
            Criterion(name="past_raids", source="raids", kind="count", direction="less"),
        )
    if counts is not None:
        add_counts(counts, at, add=add)
    if harm is not None:
        add_harm(*harm, at=at, add=add)
    if hotspots is not None:
        add_hotspots(hotspots, add=add)
    if past_effects is not None and len(past_effects):
        add_past_effects(past_effects, add=add)
    return AreaCriteria(table=pd.DataFrame(columns, index=index), criteria=tuple(criteria))


def _from_markets(markets: pd.DataFrame, at: pd.Timestamp, index: pd.Index, add: Add) -> None:
    ended = markets["last_seen"] if "last_seen" in markets else pd.Series(pd.NaT, markets.index)
    active = markets[ended.isna() | (ended >= at)]
    for kind in ("open", "closed"):
        name = f"{kind}_markets"
        found = active.loc[active["kind"] == kind, "area_code"].value_counts()
        add(
            name,
            found.reindex(index, fill_value=0),
            Criterion(name=name, source="markets", kind="count"),
        )
    opened = markets[markets["kind"] == "open"]
    add("months", pd.Series(float(_YEAR_MONTHS), index))
    add(
        "persistence",
        _persistence(opened, ended[opened.index], at, index),
        Criterion(name="persistence", source="markets", kind="share", out_of="months"),
    )
    if "grade" in active:
        graded = active[active["grade"].notna()]
        well = graded["grade"].str.match(_WELL_GRADED)
        _share(graded, well, name="well_graded", of="graded_of", add=add)
    if "source" in active:
        kinds = active.groupby("area_code")["source"].nunique().astype(float)
        add("sources", kinds.replace(0, np.nan), Criterion(name="sources", source="markets"))
    if "tenure" in active:
        known = active[active["tenure"].notna()]
        _share(known, known["tenure"].isin(_PARTNERS_HOLD), name="ready", of="held_of", add=add)


def _share(records: pd.DataFrame, hits: pd.Series, *, name: str, of: str, add: Add) -> None:
    """Add the share of records that meet a condition; an area without any has none."""
    group = hits.astype(float).groupby(records["area_code"])
    add(of, group.size().astype(float))
    add(name, group.mean(), Criterion(name=name, source="markets", kind="share", out_of=of))


def _persistence(
    opened: pd.DataFrame, ended: pd.Series, at: pd.Timestamp, index: pd.Index
) -> pd.Series:
    """Return in which share of the last twelve months each area had an active open market."""
    months = np.zeros(len(index))
    for back in range(_YEAR_MONTHS):
        start, end = at - pd.DateOffset(months=back + 1), at - pd.DateOffset(months=back)
        there = (opened["first_seen"] <= end) & (ended.isna() | (ended >= start))
        months += index.isin(opened.loc[there, "area_code"])
    return pd.Series(months / _YEAR_MONTHS, index)


def _next_door(open_markets: pd.Series, neighbours: Graph) -> pd.Series:
    """Return the sum over each area's neighbours."""
    pairs = neighbours.adjacency[neighbours.adjacency > 0]
    focal = pairs.index.get_level_values(0)
    values = open_markets.reindex(pairs.index.get_level_values(1)).fillna(0).to_numpy(float)
    sums: pd.Series = pd.Series(values).groupby(focal.to_numpy()).sum()
    return sums.reindex(open_markets.index, fill_value=0.0)
