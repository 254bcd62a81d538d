"""What an operation must achieve to be told from chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_confidence, number_of, percent
from analysis._design_checks import groups
from analysis._difference_in_differences import in_percent
from analysis._panel import check_complete, check_no_gap, check_panel
from analysis._past_windows import check_periods, past_windows
from analysis._placements import adjacency, beside, grown_placements, piece_sizes
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PLACEMENTS = 200
_RESAMPLES = 200
_FEWEST = 20
_CURVE = np.arange(-95.0, 0.0, 5.0)


@dataclass(frozen=True, kw_only=True)
class MinimumDetectableEffect:
    """The result of :func:`minimum_detectable_effect`.

    Attributes
    ----------
    percent
        The smallest fall, in percent and below zero, that would be found with this power.
    low, high, confidence
        Its interval from resampled stretches of the past, and the level of that and of the test;
        both None where the past holds too few separate windows.
    threshold_percent
        The fall that would just be called significant.
    curve
        Power (0 to 1) by true change in percent (index ``percent``).
    months, power
        The length of each window in periods, and the power asked for.
    windows, independent_windows, enough
        Past windows used, how many of them share no period, and whether that is enough (four).
    summary
        The result in plain words.
    """

    percent: float
    low: float | None
    high: float | None
    confidence: float
    threshold_percent: float
    curve: pd.Series
    months: int
    power: float
    windows: int
    independent_windows: int
    enough: bool
    summary: str


def minimum_detectable_effect(
    history: pd.DataFrame,
    *,
    treated: Iterable[str],
    near: Iterable[str] = (),
    months: int,
    power: float = 0.8,
    neighbours: Graph | None = None,
    confidence: float = 0.95,
    seed: int = 0,
) -> MinimumDetectableEffect:
    """Return the smallest fall that an operation could show, before money is spent on it.

    The past says how much the comparison of these areas with their control moves when nothing is
    done: it is taken over every pair of windows that fits into the history. A fall is significant
    where it lies outside the middle `confidence` of those moves, and detectable where, added to
    them, it is significant with the power asked for. Textbook formulas take the moves to be
    Poisson noise and promise far too much.

    Parameters
    ----------
    history
        Counts of areas (rows, by code) by periods (columns, in order), none missing.
    treated, near
        Codes of the planned operation, and of the areas next to it, which are left out of the
        control.
    months
        Periods in the window before, and in the window after.
    power
        The chance of finding the fall, above 0.5 and below 1.
    neighbours
        Who borders whom. If given, the moves are also taken of 200 other sets of areas as
        clustered as the planned ones, each with its own neighbours left out: steadier where the
        history is short.
    confidence, seed
        The level of the test, and the seed of placements and resamples.

    Returns
    -------
    MinimumDetectableEffect

    Raises
    ------
    geo.errors.ParameterError
        If fewer than 20 comparisons can be made in the history, a count is missing, a code is
        unknown, no control is left, or power or confidence is out of range.

    References
    ----------
    Bloom, H. S. (1995), "Minimum detectable effects", Evaluation Review 19(5), with the standard
    error replaced by the past's own quantiles.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> counts = np.random.default_rng(0).poisson(100, (8, 60))
    >>> found = minimum_detectable_effect(
    ...     pd.DataFrame(counts, index=list("abcdefgh")), treated=["a", "b"], months=6)
    >>> -20 < found.percent < -5
    True
    """
    check_confidence(confidence)
    if not 0.5 < power < 1:  # noqa: PLR2004
        raise ParameterError(
            "the power must lie between 0.5 and 1",
            hint="0.8 is customary.",
            parameter="power",
            value=power,
        )
    check_periods(months, parameter="months", least=1)
    counts = check_panel(history, parameter="history")
    check_complete(counts, parameter="history")
    check_no_gap(counts, parameter="history")
    raided, around = as_codes(treated, parameter="treated"), as_codes(near, parameter="near")
    group = groups(counts, raided, around, parameter="history")
    past = past_windows(counts.to_numpy(), before=months, after=months)
    placed, control = (group == 1)[None], (group == 0)[None]
    if neighbours is not None:
        adjacent = adjacency(neighbours, list(counts.index))
        grown = np.concatenate(
            list(
                grown_placements(
                    adjacent,
                    piece_sizes(placed[0], adjacent),
                    _PLACEMENTS,
                    np.random.default_rng(seed),
                )
            )
        )
        placed = np.concatenate([placed, grown])
        control = np.concatenate([control, ~(grown | beside(grown, adjacent))])
    moves = _moves(placed.astype(float), control.astype(float), past.before, past.after)
    if np.isfinite(moves).sum() < _FEWEST:
        raise ParameterError(
            f"only {int(np.isfinite(moves).sum())} comparisons can be made in this history",
            hint="Load earlier periods, use shorter windows, or give the graph of neighbours.",
            parameter="history",
        )
    threshold, needed = _needed(moves, power, confidence)
    low, high = (
        _interval(moves, past.length, power, confidence, np.random.default_rng(seed))
        if past.enough
        else (None, None)
    )
    found = moves[np.isfinite(moves)]
    curve = pd.Series(
        [float(np.mean(np.abs(found + np.log1p(change / 100)) > threshold)) for change in _CURVE],
        index=pd.Index(_CURVE, name="percent"),
        name="power",
    )
    return MinimumDetectableEffect(
        percent=in_percent(-needed),
        low=low,
        high=high,
        confidence=confidence,
        threshold_percent=in_percent(-threshold),
        curve=curve,
        months=months,
        power=power,
        windows=moves.shape[1],
        independent_windows=past.side_by_side,
        enough=past.enough,
        summary=_summary(needed, low, high, months, power, confidence, past.side_by_side),
    )


def _moves(placed: Floats, control: Floats, before: Floats, after: Floats) -> Floats:
    """Return the log ratio of ratios of every placement in every window; NaN where undefined."""
    with np.errstate(divide="ignore", invalid="ignore"):
        moved: Floats = np.log((placed @ after) / (placed @ before)) - np.log(
            (control @ after) / (control @ before)
        )
    moved[~np.isfinite(moved)] = np.nan
    return moved


def _needed(moves: Floats, power: float, confidence: float) -> tuple[float, float]:
    found = moves[np.isfinite(moves)]
    threshold = float(np.quantile(np.abs(found), confidence, method="higher"))
    return threshold, max(threshold, threshold + float(np.quantile(found, power, method="higher")))


def _interval(
    moves: Floats, length: int, power: float, confidence: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Return percent changes from resampling stretches of the past, each a whole design long."""
    stretches = np.array_split(np.arange(moves.shape[1]), max(1, moves.shape[1] // length))
    needed = []
    for _ in range(_RESAMPLES):
        drawn = rng.integers(len(stretches), size=len(stretches))
        columns = np.concatenate([stretches[k] for k in drawn])
        needed.append(_needed(moves[:, columns], power, confidence)[1])
    tail = (1 - confidence) / 2
    low, high = np.quantile(needed, [1 - tail, tail])
    return in_percent(-float(low)), in_percent(-float(high))


def _summary(
    needed: float,
    low: float | None,
    high: float | None,
    months: int,
    power: float,
    confidence: float,
    windows: int,
) -> str:
    bounds = (
        f"no interval: only {number_of('such design', windows)} side by side in the past"
        if low is None or high is None
        else f"{percent(confidence)} interval {-high:.0f}% to {-low:.0f}%"
    )
    return (
        f"With {number_of('period', months)} on each side, only a fall of "
        f"{-in_percent(-needed):.0f}% or more would be found with a chance of {percent(power)} "
        f"({bounds}). Smaller falls may be real and still not show."
    )
