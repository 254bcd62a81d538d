"""How often each method would have cried wolf over the areas' own past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_confidence, check_known, listed, number_of, percent
from analysis._panel import check_complete, check_no_gap, check_panel, position
from analysis._placebo_runs import FEWEST_DRAWS, run_placebos
from analysis._placements import adjacency, beside, piece_sizes
from analysis._randomisation_checks import check_groups
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph
_ENOUGH_WINDOWS = 4


@dataclass(frozen=True, kw_only=True)
class PlaceboCalibration:
    """The result of :func:`placebo_calibration`.

    Attributes
    ----------
    methods
        One row a method (index ``method``): ``false_alarm_rate``, the share of imaginary
        operations whose textbook interval left out no effect; ``rate_low`` and ``rate_high``, its
        simulation interval; ``widening``, how many times wider the textbook interval must be to
        leave out no effect in ``1 - confidence`` of them.
    confidence
        The level of the textbook intervals that were judged.
    draws, starts, independent_windows
        Imaginary operations, different start periods among them, and how many designs fit into
        the history side by side.
    enough
        False where fewer than four designs fit side by side: the calibration then rests on too
        few different times to be trusted, and the textbook interval should be marked uncalibrated.
    clustered
        Whether the imaginary operations were as clustered as the real one.
    summary
        The result in plain words.
    """

    methods: pd.DataFrame
    confidence: float
    draws: int
    starts: int
    independent_windows: int
    enough: bool
    clustered: bool
    summary: str

    def widen(
        self, *, method: str, estimate: float, low: float, high: float
    ) -> tuple[float, float]:
        """Return the calibrated interval for a textbook one of the same method and level.

        Raises
        ------
        geo.errors.ParameterError
            If the method was not calibrated.
        """
        check_known([method], dict.fromkeys(self.methods.index), parameter="method")
        factor = float(self.methods["widening"][method])
        return estimate - factor * (estimate - low), estimate + factor * (high - estimate)


def placebo_calibration(
    history: pd.DataFrame,
    *,
    treated: Iterable[str],
    neighbours: Graph,
    before: int,
    after: int,
    gap: int = 0,
    start: object = None,
    clustered: bool = True,
    draws: int = 2_000,
    seed: int = 0,
    confidence: float = 0.95,
) -> PlaceboCalibration:
    """Run a design over the areas' own past, where nothing was done, and count the false alarms.

    Imaginary operations of as many areas as the real one are placed at random areas and times
    that end before the real start; each gets its own neighbours and control, and each method's
    textbook interval. An interval that claims 95% should leave out no effect in 5% of them. Where
    it does so more often, ``widening`` says by how much it has to grow.

    Methods: ``weighted_displacement_difference`` (treated areas, per area), ``ratio`` (Poisson
    ratio of ratios), ``quasi`` and ``clustered`` (:func:`analysis.difference_in_differences`), and
    ``spill`` (its clustered term for the neighbours). Clustered ones are left out where the
    operation or its surroundings are a single area too often.

    Parameters
    ----------
    history
        Counts of areas (rows, by code) by periods (columns, in order), none missing.
    treated
        Codes of the real operation: their number, and how they hang together, are copied.
    neighbours
        Who borders whom, by area code; areas outside the panel are ignored.
    before, after, gap
        The design: periods before, periods after, and periods between that are left out.
    start
        The real start: only periods before it are used. All if left out.
    clustered
        Whether imaginary operations hang together in pieces as large as the real ones.
    draws, seed
        How many imaginary operations, and the seed of the draw.
    confidence
        The level of the intervals to judge.

    Returns
    -------
    PlaceboCalibration

    Raises
    ------
    geo.errors.ParameterError
        If the design does not fit into the history, a count is missing, a code is unknown, no
        control is left, or too few imaginary operations have counts.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from libpysal.graph import Graph
    >>> codes = list("abcdefghij")
    >>> ring = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": codes * 2, "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
    ...      "weight": 1}))
    >>> counts = np.random.default_rng(0).poisson(60, (10, 48))
    >>> found = placebo_calibration(pd.DataFrame(counts, index=codes), treated=["a", "b"],
    ...                             neighbours=ring, before=6, after=6, draws=200)
    >>> found.independent_windows, found.enough
    (4, True)
    """
    check_confidence(confidence)
    counts = check_panel(history, parameter="history")
    codes = list(counts.index)
    raided = as_codes(treated, parameter="treated")
    check_known(raided, dict.fromkeys(codes), parameter="treated")
    check_known(codes, dict.fromkeys(neighbours.unique_ids), parameter="history")
    if start is not None:
        counts = counts.iloc[:, : position(counts, start, parameter="start")]
    length = before + gap + after
    if min(before, after) < 1 or gap < 0 or length > counts.shape[1]:
        raise ParameterError(
            f"the design needs {length} periods ({before} before, {gap} between, {after} after), "
            f"and the history holds {counts.shape[1]}",
            hint="Use shorter windows, or load earlier periods.",
            parameter="history",
        )
    if draws < FEWEST_DRAWS:
        raise ParameterError(
            "so few imaginary operations cannot show a rate",
            hint=f"Use at least {FEWEST_DRAWS}.",
            parameter="draws",
            value=draws,
        )
    check_complete(counts, parameter="history")
    check_no_gap(counts, parameter="history")
    adjacent = adjacency(neighbours, codes)
    placed = np.isin(np.array(codes, dtype=object), raided)
    check_groups(placed, beside(placed[None], adjacent)[0], "ratio")
    rng = np.random.default_rng(seed)
    pieces = piece_sizes(placed, adjacent) if clustered else None
    ratios, starts = run_placebos(
        counts.to_numpy(),
        adjacent,
        int(placed.sum()),
        pieces,
        (before, gap, after),
        draws,
        rng,
        confidence,
    )
    windows = counts.shape[1] // length
    methods = _rates(ratios, confidence)
    return PlaceboCalibration(
        methods=methods,
        confidence=confidence,
        draws=len(ratios),
        starts=starts,
        independent_windows=windows,
        enough=windows >= _ENOUGH_WINDOWS,
        clustered=clustered,
        summary=_summary(methods, len(ratios), windows, confidence),
    )


def _rates(ratios: pd.DataFrame, confidence: float) -> pd.DataFrame:
    from scipy.special import betaincinv

    rows = {}
    for method in ratios:
        ratio = ratios[method].dropna().to_numpy()
        if len(ratio) < max(FEWEST_DRAWS, len(ratios) // 2):
            continue
        number, alarms = len(ratio), int((ratio > 1).sum())
        tail = (1 - confidence) / 2
        rows[str(method)] = {
            "false_alarm_rate": alarms / number,
            "rate_low": float(betaincinv(alarms, number - alarms + 1, tail)) if alarms else 0.0,
            "rate_high": float(betaincinv(alarms + 1, number - alarms, 1 - tail))
            if alarms < number
            else 1.0,
            "widening": float(np.quantile(ratio, confidence, method="higher")),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(index="method")


def _summary(methods: pd.DataFrame, draws: int, windows: int, confidence: float) -> str:
    rates = methods["false_alarm_rate"]
    shares = [f"{100 * rate:.0f}% ({name})" for name, rate in rates.items()]
    text = (
        f"In {draws:,} imaginary operations over the areas' own past, the textbook "
        f"{percent(confidence)} intervals left out no effect in {listed(shares)} of cases, where "
        f"{percent(1 - confidence)} was promised."
    )
    if windows < _ENOUGH_WINDOWS:
        text += (
            f" The history holds {number_of('such design', windows)} side by side: too few to "
            "trust this calibration."
        )
    return text
