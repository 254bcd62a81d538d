"""The effect period by period, and whether it began before the operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_confidence, check_known, listed, number_of, percent
from analysis._panel import check_complete, check_no_gap, check_panel, position
from analysis._past_windows import check_periods
from analysis._placements import (
    adjacency,
    beside,
    grown_placements,
    piece_sizes,
    random_placements,
)
from analysis._randomisation_checks import check_groups
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

_FEWEST = 99
_FEWEST_BEFORE = 3


@dataclass(frozen=True, kw_only=True)
class EventStudy:
    """The result of :func:`event_study`.

    Attributes
    ----------
    effects
        One row a period (index as in the panel): ``effect`` on the log scale with ``low`` and
        ``high``, the same as ``percent``, ``percent_low`` and ``percent_high``, and ``after``,
        whether the period lies after the start.
    pre_trend_p
        The share of placements whose periods *before* the start stray at least as much: a small
        one means that treated and control areas were already parting, and that no comparison of
        before and after is to be trusted.
    after_p
        The same share for the periods after the start.
    confidence
        The level of each interval by itself.
    placements
        How many placements stand behind the intervals and shares, the real one among them.
    summary
        The result in plain words.
    """

    effects: pd.DataFrame
    pre_trend_p: float
    after_p: float
    confidence: float
    placements: int
    summary: str


def event_study(
    panel: pd.DataFrame,
    *,
    treated: Iterable[str],
    neighbours: Graph,
    start: object,
    before: int,
    after: int,
    group: Literal["treated", "near"] = "treated",
    clustered: bool = True,
    draws: int = 1_999,
    seed: int = 0,
    confidence: float = 0.95,
) -> EventStudy:
    """Return the effect in every period around the start, with a test of what came before.

    The effect in a period is the log ratio of the group's count to its total before the start,
    minus the same of the control (neighbours left out). Intervals reach as far either way as the
    middle `confidence` of the same figure over other placements of the operation, in the same
    period. How far a stretch of periods strays is the mean of its squared effects, each divided by
    its mean square over the placements.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns, in order), none missing.
    treated
        Codes of the areas of the operation.
    neighbours
        Who borders whom, by area code; areas outside the panel are ignored.
    start
        The first period after the operation began.
    before, after
        How many periods to show before the start (at least 3) and from it on.
    group
        ``"treated"``, or ``"near"`` for the areas next to them.
    clustered
        Whether placements hang together in pieces as large as the real ones.
    draws, seed
        How many placements, and the seed of the draw.
    confidence
        The level of the intervals.

    Returns
    -------
    EventStudy

    Raises
    ------
    geo.errors.ParameterError
        If a window does not fit, a count is missing, a code is unknown, no control (or, for the
        near areas, no neighbour) is left, or the group or its control counted nothing in a period.

    References
    ----------
    Freyaldenhoven, S., Hansen, C. and Shapiro, J. M. (2019), "Pre-event trends in the panel
    event-study design", American Economic Review 109(9), on what a pre-trend means.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from libpysal.graph import Graph
    >>> codes = list("abcdefghijkl")
    >>> ring = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": codes * 2, "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
    ...      "weight": 1}))
    >>> panel = pd.DataFrame(np.random.default_rng(0).poisson(200, (12, 12)), index=codes)
    >>> panel.loc[["a", "b"], 6:] //= 2
    >>> found = event_study(panel, treated=["a", "b"], neighbours=ring, start=6, before=6, after=6,
    ...                     clustered=False)
    >>> bool((found.effects.loc[6:, "high"] < 0).all()), found.pre_trend_p > 0.05
    (True, True)
    """
    check_confidence(confidence)
    if before < _FEWEST_BEFORE:
        raise ParameterError(
            f"a test of what came before needs at least {_FEWEST_BEFORE} periods before the "
            "operation",
            hint="Choose a longer window.",
            parameter="before",
            value=before,
        )
    check_periods(after, parameter="after", least=1)
    if group not in {"treated", "near"}:
        raise ParameterError(
            "the group is not known",
            hint="Use 'treated' or 'near'.",
            parameter="group",
            value=group,
        )
    if draws < _FEWEST:
        raise ParameterError(
            "a sample this small cannot tell a rare placement",
            hint=f"Use at least {_FEWEST}.",
            parameter="draws",
            value=draws,
        )
    counts = check_panel(panel, parameter="panel")
    codes = list(counts.index)
    raided = as_codes(treated, parameter="treated")
    check_known(raided, dict.fromkeys(codes), parameter="treated")
    check_known(codes, dict.fromkeys(neighbours.unique_ids), parameter="panel")
    window = _window(counts, start, before, after)
    adjacent = adjacency(neighbours, codes)
    placed = np.isin(np.array(codes, dtype=object), raided)
    check_groups(placed, beside(placed[None], adjacent)[0], "spill" if group == "near" else "ratio")
    values, near = window.to_numpy(), group == "near"
    effect = _effects(placed[None], adjacent, values, before, near=near)[0]
    if not np.isfinite(effect).all():
        empty = [str(label) for label in window.columns[~np.isfinite(effect)]]
        raise ParameterError(
            f"the {group} or the control areas counted nothing in {listed(empty)}",
            hint="Add periods together (quarters for months), or use a wider set of offences.",
            parameter="panel",
        )
    rng = np.random.default_rng(seed)
    drawn = (
        grown_placements(adjacent, piece_sizes(placed, adjacent), draws, rng)
        if clustered
        else random_placements(len(codes), len(raided), draws, rng)
    )
    null = np.concatenate(
        [effect[None], *(_effects(rows, adjacent, values, before, near=near) for rows in drawn)]
    )
    null = null[np.isfinite(null).all(axis=1)]
    if len(null) <= _FEWEST:
        raise ParameterError(
            f"only {len(null) - 1} other placements have a control and counts in every period",
            hint="Use clustered=False, fewer treated areas, or longer periods.",
            parameter="draws",
        )
    half_width = np.quantile(np.abs(null), confidence, axis=0, method="higher")
    table = pd.DataFrame(
        {"effect": effect, "low": effect - half_width, "high": effect + half_width},
        index=window.columns,
    )
    for name, source in (("percent", "effect"), ("percent_low", "low"), ("percent_high", "high")):
        table[name] = 100 * np.expm1(table[source])
    table["after"] = np.arange(before + after) >= before
    scaled = null**2 / (null**2).mean(axis=0)
    stray = scaled[:, :before].mean(axis=1), scaled[:, before:].mean(axis=1)
    pre_trend_p, after_p = (float((part >= part[0] * (1 - 1e-12)).mean()) for part in stray)
    return EventStudy(
        effects=table,
        pre_trend_p=pre_trend_p,
        after_p=after_p,
        confidence=confidence,
        placements=len(null),
        summary=_summary(table, pre_trend_p, after_p, confidence, len(null)),
    )


def _window(counts: pd.DataFrame, start: object, before: int, after: int) -> pd.DataFrame:
    first = position(counts, start, parameter="start")
    if first < before or first + after > counts.shape[1]:
        raise ParameterError(
            f"the counts hold {number_of('period', first)} before the start and "
            f"{counts.shape[1] - first} from it on",
            hint="Show fewer periods, or load more.",
            parameter="before" if first < before else "after",
            value=before if first < before else after,
        )
    window = counts.iloc[:, first - before : first + after]
    check_complete(window, parameter="panel")
    check_no_gap(window, parameter="panel")
    return window


def _effects(placed: Bools, adjacent: Bools, values: Floats, before: int, *, near: bool) -> Floats:
    """Return placements by periods; not finite where undefined."""
    around = beside(placed, adjacent)
    group = (around if near else placed).astype(float) @ values
    control = (~(placed | around)).astype(float) @ values
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(group / control)
        level = np.log(group[:, :before].sum(axis=1) / control[:, :before].sum(axis=1))
        found: Floats = ratio - level[:, None]
    return found


def _summary(
    table: pd.DataFrame, pre_trend_p: float, after_p: float, confidence: float, placements: int
) -> str:
    later = table[table["after"]]
    outside = int(((later["low"] > 0) | (later["high"] < 0)).sum())
    trend = (
        "The periods before the start already strayed more than those of nearly all other "
        f"placements (p = {pre_trend_p:.3g}): the comparison is not to be trusted."
        if pre_trend_p <= 1 - confidence
        else f"The periods before the start show no unusual parting (p = {pre_trend_p:.3g}), "
        "which does not prove that there was none."
    )
    return (
        f"{trend} After it, {outside} of {len(later)} periods lie outside their "
        f"{percent(confidence)} interval (together p = {after_p:.3g}, of {placements:,} "
        "placements)."
    )
