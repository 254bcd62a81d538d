"""How long raided markets stay away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import check_confidence, check_known, number_of, percent
from analysis._event_points import check_points
from analysis._survival import kaplan_meier, log_rank_test
from analysis._times_away import times_away

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

_GROUPINGS = ("premises", "kind")
_AT_RISK_DAYS = (0, 14, 28, 42, 56, 84, 112, 168, 365)


@dataclass(frozen=True, kw_only=True)
class ReEmergence:
    """The result of :func:`re_emergence`.

    Attributes
    ----------
    curves
        One row a group and day on which something changed (and day 0): ``group``, ``day``,
        ``share_away`` (Kaplan-Meier), ``low``, ``high``, ``at_risk``, ``returned`` and ``censored``
        on that day.
    groups
        One row a group (index ``group``, the first being ``all``): ``markets``, ``returned``,
        ``median_days`` (missing where fewer than half returned), ``median_low``, ``median_high``,
        and, at the horizon, ``share_away``, ``low``, ``high``.
    at_risk
        Numbers at risk, a row a group and a column a day.
    log_rank_p
        The p-value that the groups share one curve; None for a single group.
    markets
        One row a raided market (index as given): ``raided`` (the first raid counted), ``days``,
        ``returned``, ``group``.
    never_away
        Raided markets seen active after the raid with no break: they never went away, and are in
        no curve.
    undated
        Markets marked as re-emerged without a date, in no curve either.
    horizon_days, confidence
        The day for which the shares are given, and the level of the intervals.
    summary
        The result in plain words.
    """

    curves: pd.DataFrame
    groups: pd.DataFrame
    at_risk: pd.DataFrame
    log_rank_p: float | None
    markets: pd.DataFrame
    never_away: int
    undated: int
    horizon_days: int
    confidence: float
    summary: str


def re_emergence(
    raids: pd.DataFrame,
    markets: gpd.GeoDataFrame,
    *,
    end: object,
    by: Sequence[str] = ("premises",),
    horizon_days: int = 90,
    radius_m: float = 100.0,
    confidence: float = 0.95,
) -> ReEmergence:
    """Return the share of raided markets still away, by days since the raid.

    A market has returned on the day in its column ``re_emerged`` (or, where that is not given, on
    the day another market is first seen within `radius_m` of it). One that has not by `end` is
    censored there: it was away for at least so long. The Kaplan-Meier estimate uses both; taking
    averages of the markets that came back would not.

    Parameters
    ----------
    raids
        Raids with ``market_id``, ``date`` and, for ``"premises"``, ``premises_secured`` (a number).
        Raids without a market are left out; of several on one market before it returned, the last
        counts from.
    markets
        Points in metres with ``market_id``, ``first_seen``, ``last_seen`` and ``status``, with
        ``kind`` for ``"kind"``, and ``re_emerged`` (a date) where it is known.
    end
        The last day on which a return would have been recorded.
    by
        ``"premises"`` (any premises secured in the raids counted, or none), ``"kind"`` (open,
        closed), both, or neither.
    horizon_days
        The day for which shares are given.
    radius_m
        How near a new market counts as the same place.
    confidence
        The level of the intervals (log-log, pointwise).

    Returns
    -------
    ReEmergence
        What was not seen did not return, as far as this can tell: a market that nobody looked for
        counts as away.

    Raises
    ------
    geo.errors.ParameterError
        If a column is missing, no raid names a market of the table, a date is missing, `end` lies
        before the raids, or no market went away.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958), "Nonparametric estimation from incomplete observations",
    Journal of the American Statistical Association 53. Mantel, N. (1966), Cancer Chemotherapy
    Reports 50, for the log-rank test.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd
    >>> raids = pd.DataFrame({"market_id": list("abcd"), "date": pd.Timestamp("2000-11-20"),
    ...                       "premises_secured": [0, 0, 1, 1]})
    >>> markets = gpd.GeoDataFrame(
    ...     {"market_id": list("abcd"), "first_seen": pd.Timestamp("2000-01-01"),
    ...      "last_seen": pd.NaT, "status": ["re-emerged", "re-emerged", "re-emerged", "closed"],
    ...      "re_emerged": pd.to_datetime(["2000-11-30", "2000-12-10", "2001-01-29", None])},
    ...     geometry=gpd.points_from_xy([0, 900, 1800, 2700], [0] * 4), crs=27700)
    >>> found = re_emergence(raids, markets, end="2001-03-31", by=())
    >>> found.curves[["day", "share_away"]].round(3).to_numpy().tolist()
    [[0.0, 1.0], [10.0, 0.75], [20.0, 0.5], [70.0, 0.25], [131.0, 0.25]]
    """
    check_confidence(confidence)
    check_known(list(by), _GROUPINGS, parameter="by")
    needed = {"market_id", "first_seen", "last_seen", "status"} | ({"kind"} & set(by))
    check_points(markets, parameter="markets", columns=needed)
    table, never_away, undated = times_away(raids, markets, end=end, by=by, radius_m=radius_m)
    curves, groups, at_risk = [], {}, {}
    names = ["all", *(sorted(table["group"].unique()) if by else [])]
    for name in names:
        part = table if name == "all" else table[table["group"] == name]
        curve, row = kaplan_meier(part, confidence, horizon_days)
        curves.append(curve.assign(group=name))
        groups[name] = row
        at_risk[name] = [int((part["days"] >= day).sum()) for day in _AT_RISK_DAYS]
    found = pd.DataFrame.from_dict(groups, orient="index").rename_axis(index="group")
    kinds = dict.fromkeys(found.columns, "Float64") | {"markets": int, "returned": int}
    found = found.astype(kinds)
    log_rank = log_rank_test(table) if len(names) > 2 else None  # noqa: PLR2004
    whole = pd.concat(curves, ignore_index=True)
    return ReEmergence(
        curves=whole[
            ["group", "day", "share_away", "low", "high", "at_risk", "returned", "censored"]
        ],
        groups=found,
        at_risk=pd.DataFrame.from_dict(
            at_risk, orient="index", columns=list(_AT_RISK_DAYS)
        ).rename_axis(index="group", columns="day"),
        log_rank_p=log_rank,
        markets=table,
        never_away=never_away,
        undated=undated,
        horizon_days=horizon_days,
        confidence=confidence,
        summary=_summary(found, log_rank, never_away, undated, horizon_days, confidence),
    )


def _summary(
    groups: pd.DataFrame,
    log_rank_p: float | None,
    never_away: int,
    undated: int,
    horizon: int,
    confidence: float,
) -> str:
    parts = []
    for name, group in groups.iterrows():
        who = "raided markets that went away" if name == "all" else f"markets ({name})"
        text = f"Of {group['markets']} {who}, {group['returned']} were seen again"
        if pd.notna(group["share_away"]):
            text += (
                f"; {100 * group['share_away']:.0f}% were still away after {horizon} days "
                f"({percent(confidence)} interval {100 * group['low']:.0f}% to "
                f"{100 * group['high']:.0f}%)"
            )
        parts.append(f"{text}.")
    if log_rank_p is not None:
        verdict = "differ by more than chance" if log_rank_p <= 1 - confidence else "may be one"
        parts.append(
            f"The curves of the groups {verdict} (log-rank p = {log_rank_p:.3g}); the groups were "
            "not drawn by lot, and may differ in other ways."
        )
    if never_away:
        parts.append(f"{number_of('raided market', never_away)} never went away, and in no curve.")
    if undated:
        parts.append(f"{undated} came back on a day that is not known and are in no curve.")
    return " ".join(parts)
