"""Whether new markets appear nearer to raids than chance would place them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis._arguments import check_confidence, number_of, percent
from analysis._event_points import as_days, check_points
from analysis._relocation_layout import Layout, check_relocation, eligible_markets
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_FEWEST_MARKETS = 3
_MOST_PAIRS = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Relocation:
    """The result of :func:`relocation`.

    Attributes
    ----------
    raids
        One row a raid (index as given): ``new_market`` (the index of the nearest new market),
        ``distance_m``, ``days`` after the raid, ``expected_m`` (the mean over the replicates) and
        ``p_nearer``; missing where no new market was seen in time.
    decay
        One row a ring round the raids: ``inner_m``, ``outer_m``, ``observed`` new markets (each
        counted once, by its nearest raid in the weeks before it), ``expected`` by chance, with
        ``low`` and ``high`` of chance.
    distance_m, expected_m
        The mean distance from a raid to its nearest new market, and the same by chance.
    ratio, low, high
        The first over the second, and over the ends of the middle `confidence` of chance: an
        interval without 1 is more, or less, than chance.
    p_value
        Two-sided, the observed arrangement counted among the replicates.
    new_markets, candidates
        How many markets that could count were first seen in the weeks after some raid, of how many.
    raids_with_new
        For how many raids one was seen.
    where
        Which markets could count.
    weeks, replicates, confidence
        As asked for.
    undated
        Markets without a date of first sight, which are left out.
    summary
        The result in plain words.
    """

    raids: pd.DataFrame
    decay: pd.DataFrame
    distance_m: float
    expected_m: float
    ratio: float
    low: float
    high: float
    p_value: float
    new_markets: int
    candidates: int
    raids_with_new: int
    where: Literal["outside", "all"]
    weeks: float
    replicates: int
    confidence: float
    undated: int
    summary: str


def relocation(
    raids: gpd.GeoDataFrame,
    markets: gpd.GeoDataFrame,
    *,
    weeks: float = 8,
    where: Literal["outside", "all"] = "outside",
    edges_m: Sequence[float] = (0, 500, 1000, 2000, 4000),
    replicates: int = 1_999,
    seed: int = 0,
    confidence: float = 0.95,
) -> Relocation:
    """Compare the distance from raids to the nearest new market with what chance would give.

    Markets crowd where markets are, raided or not: against points strewn over a map, every new
    market would look near to a raid. So chance here keeps all places and all dates, and only deals
    the dates of first sight out anew among the places: which of the known places is new in the
    weeks after a raid is then unrelated to where the raid was.

    Only markets in areas *without* a raid take part unless asked otherwise. In raided areas the
    police remain, markets are closed and new ones held down, so that what appears elsewhere is the
    question; and places raided themselves would make chance look nearer than any new place can be.

    Parameters
    ----------
    raids
        Points in metres with ``date``, and ``area_code`` for ``where="outside"``.
    markets
        Points in the same CRS with ``first_seen``, and ``area_code`` likewise.
    weeks
        How long after a raid a market counts as new: first seen after the day of the raid, and no
        later than so many weeks on.
    where
        ``"outside"``: markets in areas without a raid. ``"all"``: every market but those at the
        very place of a raid.
    edges_m
        The edges of the rings in `decay`; markets beyond the last are in no ring.
    replicates, seed
        How often dates are dealt out anew, and the seed.
    confidence
        The level of the intervals.

    Returns
    -------
    Relocation
        A market near a raid need not be the one that was raided: counts of places cannot say so.

    Raises
    ------
    geo.errors.ParameterError
        If there is no raid or market, a column is missing, a date or place is, the CRS differ or
        are in degrees, fewer than three markets can count, or none was new after any raid.

    References
    ----------
    Knox, E. G. (1964), "The detection of space-time interactions", Applied Statistics 13, for
    dealing out dates among places.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> def at(places, **columns):
    ...     points = gpd.points_from_xy(*zip(*places))
    ...     return gpd.GeoDataFrame(columns, geometry=points, crs=27700)
    >>> raids = at([(0, 0)], date=pd.to_datetime(["2000-11-20"]))
    >>> markets = at([(500, 0), (4000, 0), (6000, 0), (9000, 0)], first_seen=pd.to_datetime(
    ...     ["2000-12-01", "2000-01-01", "2000-02-01", "2000-03-01"]))
    >>> found = relocation(raids, markets, where="all", replicates=999)
    >>> found.distance_m, round(found.expected_m, -3)
    (500.0, 5000.0)
    """
    check_confidence(confidence)
    check_relocation(weeks, replicates, edges_m, where)
    needed = {"area_code"} if where == "outside" else set()
    check_points(raids, parameter="raids", columns={"date", *needed})
    check_points(markets, parameter="markets", columns={"first_seen", *needed}, like=raids)
    raid_day = as_days(raids["date"], parameter="raids", what="a raid has no date")
    dated = markets["first_seen"].notna().to_numpy()
    known = markets[dated]
    eligible = known[eligible_markets(raids, known, where)]
    if len(eligible) < _FEWEST_MARKETS:
        raise ParameterError(
            f"{_FEWEST_MARKETS} markets with a date must be able to count, and {len(eligible)} are",
            hint="Use where='all', or load markets in areas without a raid.",
            parameter="markets",
        )
    if len(raids) * len(eligible) > _MOST_PAIRS:
        raise ParameterError(
            f"{len(raids):,} raids and {len(eligible):,} markets are too many pairs",
            hint="Take the raids of one operation at a time.",
            parameter="raids",
        )
    seen = as_days(eligible["first_seen"], parameter="markets", what="a market has no date")
    layout = Layout.of(raids, eligible, raid_day, seen, weeks)
    new = layout.timely.any(axis=0)
    if not new.any():
        raise ParameterError(
            f"no market that can count was first seen within {weeks:g} weeks of a raid",
            hint="Allow more weeks, or load markets seen after the raids.",
            parameter="weeks",
            value=weeks,
        )
    rng = np.random.default_rng(seed)
    edges = np.asarray(edges_m, dtype=float)
    nearest, rings = layout.measure(np.arange(len(eligible)), edges)
    some = np.isfinite(nearest)
    sums, nearer = np.zeros(len(raids)), np.zeros(len(raids))
    means, chance_rings = np.empty(replicates), np.empty((replicates, len(edges) - 1))
    for replicate in range(replicates):
        by_chance, chance_rings[replicate] = layout.measure(rng.permutation(len(eligible)), edges)
        sums += by_chance
        nearer += by_chance <= nearest
        means[replicate] = by_chance[some].mean()
    tail = (1 - confidence) / 2
    observed, mean = float(nearest[some].mean()), float(means.mean())
    near, far = (float(bound) for bound in np.quantile(means, [tail, 1 - tail]))
    as_far = min(int((means <= observed).sum()), int((means >= observed).sum()))
    p_value = min(1.0, 2 * (1 + as_far) / (1 + replicates))
    table = _by_raid(raids, eligible, layout, nearest)
    figures = {"expected_m": sums / replicates, "p_nearer": (1 + nearer) / (1 + replicates)}
    for name, values in figures.items():
        table[name] = pd.Series(np.where(some, values, np.nan), raids.index, dtype="Float64")
    low, high = np.quantile(chance_rings, [tail, 1 - tail], axis=0)
    text = _summary(
        (observed, mean, near, far), p_value, (int(new.sum()), int(some.sum()), len(raids)),
        where, weeks, confidence,
    )  # fmt: skip
    undated = int((~dated).sum())
    if undated:
        text += f" Left out: {number_of('market', undated)} without a date of first sight."
    return Relocation(
        raids=table,
        decay=pd.DataFrame(
            {
                "inner_m": edges[:-1],
                "outer_m": edges[1:],
                "observed": rings.astype(int),
                "expected": chance_rings.mean(axis=0),
                "low": low,
                "high": high,
            }
        ),
        distance_m=observed,
        expected_m=mean,
        ratio=observed / mean,
        low=observed / far,
        high=observed / near,
        p_value=p_value,
        new_markets=int(new.sum()),
        candidates=len(eligible),
        raids_with_new=int(some.sum()),
        where=where,
        weeks=weeks,
        replicates=replicates,
        confidence=confidence,
        undated=undated,
        summary=text,
    )


def _by_raid(
    raids: gpd.GeoDataFrame, markets: gpd.GeoDataFrame, layout: Layout, nearest: Floats
) -> pd.DataFrame:
    some = np.isfinite(nearest)
    which = np.where(layout.timely, layout.apart, np.inf).argmin(axis=1)
    own = [markets.index[k] if ok else None for k, ok in zip(which, some, strict=True)]
    seen = pd.to_datetime(markets["first_seen"].to_numpy()[which])
    days = pd.Series((seen - pd.to_datetime(raids["date"].to_numpy())).days, index=raids.index)
    return pd.DataFrame(
        {
            "new_market": pd.Series(own, index=raids.index, dtype=object),
            "distance_m": pd.Series(np.where(some, nearest, np.nan), raids.index, dtype="Float64"),
            "days": days.where(some).astype("Int64"),
        }
    )


def _summary(
    distances: tuple[float, float, float, float],
    p_value: float,
    numbers: tuple[int, int, int],
    where: str,
    weeks: float,
    confidence: float,
) -> str:
    observed, mean, near, far = distances
    new, raids_with, raids = numbers
    place = "in areas without a raid " if where == "outside" else ""
    verdict = (
        "no more than chance"
        if p_value > 1 - confidence
        else "nearer than chance, which is consistent with relocation"
        if observed < mean
        else "farther than chance, which speaks against relocation nearby"
    )
    return (
        f"Within {weeks:g} weeks of {raids_with} of {raids} raids a new market was first seen "
        f"{place}({new} markets). The nearest lay {observed:,.0f} m away on average; chance gives "
        f"{mean:,.0f} m ({percent(confidence)} of the time {near:,.0f} to {far:,.0f} m): "
        f"{verdict} (p = {p_value:.3g}). It does not show that a market moved."
    )
