"""Randomisation inference over the ways an operation could have been placed."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from analysis._arguments import as_codes, check_confidence, check_known, percent
from analysis._difference_in_differences import in_percent
from analysis._exact_placements import can_enumerate, count_extreme
from analysis._inversion import Inversion
from analysis._panel import check_panel, windows
from analysis._placement_statistics import Outcome, PlacementStatistics
from analysis._placements import (
    adjacency,
    beside,
    every_placement,
    grown_placements,
    piece_sizes,
    random_placements,
)
from analysis._randomisation_checks import check_counts, check_groups, check_measure
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    from libpysal.graph import Graph
    from numpy.typing import NDArray

    from analysis._placement_statistics import Measure

_FEWEST_DRAWS = 99
_MOST_LISTED = 20_000


@dataclass(frozen=True, kw_only=True)
class RandomisationTest:
    """The result of :func:`randomisation_test`, on the log scale unless named percent.

    `statistic` is the measure of the real placement (below zero is a fall against the control) and
    `p_value` the share of placements at least as far from zero, the real one among them, out of
    the `placements` gone through, less those `undefined` for want of a control with counts. It is
    `exact` where these are all there are. `low` and `high` bound the effects that would not be
    rejected, from `interval_placements` placements; an end is None where too few bound it.
    `measure` is what was measured, and `restricted` says that placements were as clustered as the
    real one.
    """

    statistic: float
    p_value: float
    placements: int
    undefined: int
    exact: bool
    low: float | None
    high: float | None
    confidence: float
    percent: float
    percent_low: float | None
    percent_high: float | None
    measure: Measure
    restricted: bool
    interval_placements: int
    summary: str


def randomisation_test(
    panel: pd.DataFrame,
    *,
    treated: Iterable[str],
    neighbours: Graph | None,
    start: object,
    before: object,
    after: object,
    statistic: Measure = "ratio",
    placements: Literal["all", "contiguous"] | int = "all",
    draws: int = 9_999,
    seed: int = 0,
    confidence: float = 0.95,
) -> RandomisationTest:
    """Test an operation against all the places where it could have been.

    The same measure is taken for every other set of as many areas, in the same windows, each with
    its own neighbours left out of its control. Where the real operation does not stand out among
    them, what happened there is what happens anyway. Trends, over-dispersion and areas that move
    together need no model: they are in the comparison.

    The interval holds the effects that, when taken out of the real areas' counts, leave the real
    placement unremarkable. For the spill, where a direct effect would disturb the comparison, the
    treated areas' own effect is taken out first and its uncertainty put back; that makes the
    p-value of a spill approximate, and it is never called exact.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns, in order). Every area in it could
        have been treated or be a control: drop those that could not.
    treated
        Codes of the areas of the operation.
    neighbours
        Who borders whom, by area code; areas outside the panel are ignored. None for no
        neighbours: every area not treated is then a control.
    start
        The first period that may count as after, a column of the panel.
    before, after
        How many periods next to the start, or which columns. Equal seasons make sharper tests.
    statistic
        ``"ratio"``: the treated areas' log ratio of after to before, minus the control's (the
        effect of :func:`analysis.difference_in_differences`). ``"spill"``: the same for the areas
        next to the treated ones. ``"mean_log_change"``: the difference in the mean of the areas'
        own log ratios, each area counting alike.
    placements
        ``"all"``: all sets of as many areas, gone through completely up to 100 million of them
        (and 40 areas), else a seeded sample. A number: a sample of so many. ``"contiguous"``: a
        sample of sets as clustered as the real one, in as many connected pieces of the same
        sizes. Neighbouring areas move together, so a clustered operation wants this.
    draws, seed, confidence
        The size of a sample that `placements` does not give, its seed, and the level of the
        interval.

    Returns
    -------
    RandomisationTest

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown, no control or (for the spill) no neighbour is left, a window is empty
        or outside the panel, a count is missing, or a group counted nothing.

    References
    ----------
    Fisher (1935), "The Design of Experiments"; Young (2019), "Channeling Fisher", Quarterly Journal
    of Economics 134; for the interval, Rosenbaum (2002), "Observational Studies".

    Examples
    --------
    >>> import pandas as pd
    >>> panel = pd.DataFrame({1: [90, 50, 60, 70, 80, 40, 55, 65],
    ...                       2: [45, 52, 61, 66, 84, 41, 52, 69]}, index=list("abcdefgh"))
    >>> found = randomisation_test(
    ...     panel, treated=["a"], neighbours=None, start=2, before=1, after=1)
    >>> found.p_value, found.placements, found.exact
    (0.125, 8, True)
    """
    check_confidence(confidence)
    counts = check_panel(panel, parameter="panel")
    first, second = windows(counts, start=start, before=before, after=after)
    codes = list(counts.index)
    raided = as_codes(treated, parameter="treated")
    check_known(raided, dict.fromkeys(codes), parameter="treated")
    if neighbours is not None:
        check_known(codes, dict.fromkeys(neighbours.unique_ids), parameter="panel")
    check_measure(statistic, neighbours)
    adjacent = adjacency(neighbours, codes)
    placed = np.isin(np.array(codes, dtype=object), raided)
    near = beside(placed[None], adjacent)[0]
    check_groups(placed, near, statistic)
    totals_before, totals_after = first.sum(axis=1).to_numpy(), second.sum(axis=1).to_numpy()
    check_counts(totals_before, totals_after, placed, near, statistic)
    outcome = Outcome.of(totals_before, totals_after, statistic)

    plan = _plan(placements, placed, adjacent, statistic, draws)
    real = PlacementStatistics(outcome, placed=placed, near=near, measure=statistic)
    real.add([placed[None]], adjacent)
    pool = PlacementStatistics(outcome, placed=placed, near=near, measure=statistic)
    pool.add(_drawn(plan, placed, adjacent, np.random.default_rng(seed)), adjacent)
    pool.thin(seed=seed)
    clustered = plan.pieces is not None
    inversion = Inversion(
        real, pool, listed=plan.listed, clustered=clustered, measure=statistic, seed=seed
    )
    observed = float(real.statistics()[0])
    p_value, number, undefined = inversion.p_value(0.0), inversion.drawn, inversion.undefined
    if number - undefined < _FEWEST_DRAWS and not plan.listed:
        raise ParameterError(
            f"only {number - undefined} placements of this kind were found",
            hint="Use placements='all'.",
            parameter="placements",
            value=placements,
        )
    if plan.enumerated:
        number = comb(len(codes), len(raided))
        extreme, defined = count_extreme(
            outcome, adjacent=adjacent, size=len(raided), observed=observed
        )
        p_value, undefined = extreme / defined, number - defined
    low, high = inversion.interval(observed, confidence=confidence, p_at_zero=p_value)
    exact = (plan.listed or plan.enumerated) and statistic != "spill"
    return RandomisationTest(
        statistic=observed,
        p_value=p_value,
        placements=number,
        undefined=undefined,
        exact=exact,
        low=low,
        high=high,
        confidence=confidence,
        percent=in_percent(observed),
        percent_low=None if low is None else in_percent(low),
        percent_high=None if high is None else in_percent(high),
        measure=statistic,
        restricted=clustered,
        interval_placements=inversion.drawn - inversion.undefined,
        summary=_summary(
            statistic, observed, p_value, number, undefined, plan, low, high, confidence
        ),
    )


class _Plan(NamedTuple):
    draws: int
    pieces: tuple[int, ...] | None
    listed: bool
    enumerated: bool


def _plan(
    placements: str | int,
    placed: NDArray[np.bool_],
    adjacent: NDArray[np.bool_],
    measure: Measure,
    draws: int,
) -> _Plan:
    areas, size = len(placed), int(placed.sum())
    if draws < _FEWEST_DRAWS:
        raise ParameterError(
            "a sample this small cannot tell a rare placement",
            hint=f"Use at least {_FEWEST_DRAWS}.",
            parameter="draws",
            value=draws,
        )
    if placements == "contiguous":
        if not adjacent.any():
            raise ParameterError(
                "placements as clustered as the real one need to know who borders whom",
                hint="Give the graph of neighbours.",
                parameter="neighbours",
            )
        return _Plan(draws, piece_sizes(placed, adjacent), listed=False, enumerated=False)
    if placements == "all":
        if comb(areas, size) <= _MOST_LISTED:
            return _Plan(0, None, listed=True, enumerated=False)
        enumerated = measure != "spill" and can_enumerate(areas, size)
        return _Plan(draws, None, listed=False, enumerated=enumerated)
    if isinstance(placements, str) or placements < _FEWEST_DRAWS:
        raise ParameterError(
            "the placements to compare with are not known, or too few",
            hint=f"Use 'all', 'contiguous', or a number of at least {_FEWEST_DRAWS}.",
            parameter="placements",
            value=placements,
        )
    return _Plan(int(placements), None, listed=False, enumerated=False)


def _drawn(
    plan: _Plan,
    placed: NDArray[np.bool_],
    adjacent: NDArray[np.bool_],
    rng: np.random.Generator,
) -> Iterator[NDArray[np.bool_]]:
    areas, size = len(placed), int(placed.sum())
    if plan.listed:
        return every_placement(areas, size)
    if plan.pieces is not None:
        return grown_placements(adjacent, plan.pieces, plan.draws, rng)
    return random_placements(areas, size, plan.draws, rng)


def _summary(
    measure: Measure,
    observed: float,
    p_value: float,
    number: int,
    undefined: int,
    plan: _Plan,
    low: float | None,
    high: float | None,
    confidence: float,
) -> str:
    who = "areas next to the operation" if measure == "spill" else "treated areas"
    how = "all" if plan.listed or plan.enumerated else "a seeded sample of"
    without = f" ({undefined:,} without a usable control left out)" if undefined else ""
    kind = " as clustered as the real one" if plan.pieces is not None else ""

    def bound(value: float | None) -> str:
        return "no bound" if value is None else f"{in_percent(value):+.1f}%"

    return (
        f"The {who} changed by {in_percent(observed):+.1f}% against the control "
        f"({percent(confidence)} interval {bound(low)} to {bound(high)}). Of {how} {number:,} "
        f"placements{kind}{without}, {100 * p_value:.2g}% show a change at least as large (p = "
        f"{p_value:.3g})."
    )
