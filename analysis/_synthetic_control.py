"""A weighted mix of untouched areas that moved like the treated ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_confidence, check_known, listed, percent
from analysis._design_checks import absent_periods, cut
from analysis._difference_in_differences import in_percent
from analysis._panel import check_panel
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_FEWEST_DONORS = 2
_SUM_TO_ONE = 1e4  # how strongly the weights are held to a sum of one, against misfits near 0.1


@dataclass(frozen=True, kw_only=True)
class SyntheticControl:
    """The result of :func:`synthetic_control`, on the log scale unless named percent.

    Attributes
    ----------
    weights
        The share of every donor in the mix (index ``area_code``), zero or more, summing to one.
    effect, percent
        The treated areas' total after the start, over the mix's.
    low, high, percent_low, percent_high, confidence
        The effect, less and plus what `confidence` of the donors strayed by when each was treated
        as if it had been raided; None where the donors are too few to bound it.
    placebo_p
        The share of areas (donors and the treated group) whose misfit grew at least as much from
        before to after the start.
    misfit_percent
        How far the mix was off before the start, as the root mean square in percent.
    path
        Treated total and mix by period: ``observed``, ``synthetic`` (both counts), ``after``.
    placebos
        Effect (log) and growth of the misfit of every donor, index ``area_code``.
    left_out
        Donors without counts before or after the start.
    absent
        Periods between the first and the last that the panel lacks: no part of either side.
    summary
        The result in plain words.
    """

    weights: pd.Series
    effect: float
    percent: float
    low: float | None
    high: float | None
    percent_low: float | None
    percent_high: float | None
    confidence: float
    placebo_p: float
    misfit_percent: float
    path: pd.DataFrame
    placebos: pd.DataFrame
    left_out: tuple[str, ...]
    absent: tuple[str, ...]
    summary: str


def synthetic_control(
    panel: pd.DataFrame,
    *,
    treated: Iterable[str],
    donors: Iterable[str],
    start: object,
    end: object = None,
    confidence: float = 0.95,
) -> SyntheticControl:
    """Compare the treated areas' total with a mix of donors that moved like it before.

    Every series is divided by its own mean before the start, so that areas of any size can be
    mixed; the weights (zero or more, summing to one) make the mix follow the treated total before
    the start as closely as least squares can. The same is then done for each donor in turn, with
    the other donors, as if it had been treated: a placebo. The treated total of many areas is
    steadier than a single donor, so the placebo band is on the wide side for it. To judge a
    neighbour, give it as ``treated``.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns, in order), none missing.
    treated
        Codes of the areas to judge, taken together.
    donors
        Codes of areas that the operation did not touch: neither treated nor next to it.
    start
        The first period after the operation began.
    end
        The last period to use; all if left out.
    confidence
        The level of the interval.

    Returns
    -------
    SyntheticControl

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown or in both groups, fewer than two donors have counts, a count is
        missing, a side of the start is empty, or the treated areas counted nothing on a side.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010), "Synthetic control methods for comparative
    case studies", Journal of the American Statistical Association 105.

    Examples
    --------
    >>> import pandas as pd
    >>> panel = pd.DataFrame({1: [20, 10, 40, 7], 2: [30, 20, 40, 9], 3: [40, 30, 40, 5],
    ...                       4: [15, 30, 40, 8]}, index=["t", "u", "v", "w"])
    >>> found = synthetic_control(panel, treated=["t"], donors=["u", "v", "w"], start=4)
    >>> round(found.percent, 1), found.low
    (-62.5, None)
    """
    check_confidence(confidence)
    counts = check_panel(panel, parameter="panel")
    raided, pool = as_codes(treated, parameter="treated"), as_codes(donors, parameter="donors")
    known = dict.fromkeys(counts.index)
    check_known(raided, known, parameter="treated")
    check_known(pool, known, parameter="donors")
    both = [code for code in pool if code in set(raided)]
    if both or not raided:
        raise ParameterError(
            "the same areas are given as treated and as donors" if both else "no area is treated",
            hint="Name the areas to judge, and other ones as donors.",
            parameter="donors" if both else "treated",
            value=listed(both) or None,
        )
    counts, before = cut(counts.loc[[*raided, *pool]], start, end)
    absent, said = absent_periods(counts)
    total = counts.loc[raided].sum().to_numpy()
    if not (total[:before].sum() and total[before:].sum()):
        raise ParameterError(
            "the treated areas counted nothing before or after the start",
            hint="Use longer windows, more areas or a wider set of offences.",
            parameter="panel",
        )
    series = counts.loc[pool]
    empty = (series.iloc[:, :before].sum(axis=1) == 0) | (series.iloc[:, before:].sum(axis=1) == 0)
    left_out = tuple(str(code) for code in series.index[empty])
    series = series[~empty]
    if len(series) < _FEWEST_DONORS:
        raise ParameterError(
            f"donors with counts before and after the start: {len(series)}, and a mix needs two",
            hint="Name more areas that the operation did not touch.",
            parameter="donors",
        )
    mixed = series.to_numpy()
    mixed = mixed / mixed[:, :before].mean(axis=1, keepdims=True)
    level = total[:before].mean()
    weight = mix(total[:before] / level, mixed[:, :before])
    effect, misfit, growth = _gap(total / level, weight @ mixed, before)
    placebos = _placebos(mixed, before, series.index)
    growths = placebos["misfit_growth"].to_numpy()
    placebo_p = float((1 + (growths >= growth).sum()) / (1 + len(growths)))
    half_width = _half_width(placebos["effect"].to_numpy(), confidence)
    low, high = (None, None) if half_width is None else (effect - half_width, effect + half_width)
    path = pd.DataFrame(
        {"observed": total, "synthetic": level * (weight @ mixed)}, index=counts.columns
    )
    path["after"] = np.arange(len(total)) >= before
    return SyntheticControl(
        weights=pd.Series(weight, index=series.index.rename("area_code"), name="weight"),
        effect=effect,
        percent=in_percent(effect),
        low=low,
        high=high,
        percent_low=None if low is None else in_percent(low),
        percent_high=None if high is None else in_percent(high),
        confidence=confidence,
        placebo_p=placebo_p,
        misfit_percent=100 * misfit,
        path=path,
        placebos=placebos,
        left_out=left_out,
        absent=absent,
        summary=(
            f"{_summary(effect, low, high, confidence, placebo_p, misfit, len(series))} {said}"
        ).rstrip(),
    )


def mix(target: Floats, donors: Floats) -> Floats:
    """Return weights, zero or more and summing to one, by least squares over the columns."""
    from scipy.optimize import nnls

    system = np.vstack([donors.T, np.full(len(donors), _SUM_TO_ONE)])
    weight, _ = nnls(system, np.append(target, _SUM_TO_ONE))
    found: Floats = weight / weight.sum()
    return found


def _gap(observed: Floats, mix: Floats, before: int) -> tuple[float, float, float]:
    """Return the log effect, the misfit before, and how many times larger it is after."""
    gap = observed - mix
    misfit = float(np.sqrt((gap[:before] ** 2).mean()))
    later = float(np.sqrt((gap[before:] ** 2).mean()))
    effect = float(np.log(observed[before:].sum() / mix[before:].sum()))
    # A mix that fits perfectly has its misfit floored, so that no ratio is infinite.
    return effect, misfit, later / max(misfit, 1e-9)


def _placebos(donors: Floats, before: int, codes: pd.Index) -> pd.DataFrame:
    rows = []
    for own in range(len(donors)):
        others = np.delete(donors, own, axis=0)
        weight = mix(donors[own, :before], others[:, :before])
        effect, _, growth = _gap(donors[own], weight @ others, before)
        rows.append((effect, growth))
    return pd.DataFrame(rows, columns=["effect", "misfit_growth"], index=codes.rename("area_code"))


def _half_width(placebo_effects: Floats, confidence: float) -> float | None:
    """Return the strayed distance whose rank among the donors and the treated gives the level."""
    strayed = np.sort(np.abs(placebo_effects))
    rank = int(np.ceil(confidence * (len(strayed) + 1) - 1e-9))
    return float(strayed[rank - 1]) if rank <= len(strayed) else None


def _summary(
    effect: float,
    low: float | None,
    high: float | None,
    confidence: float,
    placebo_p: float,
    misfit: float,
    donors: int,
) -> str:
    band = (
        f"no {percent(confidence)} interval: {donors} donors are too few"
        if low is None or high is None
        else f"{percent(confidence)} interval from placebos {in_percent(low):+.1f}% to "
        f"{in_percent(high):+.1f}%"
    )
    return (
        f"After the start the treated areas counted {in_percent(effect):+.1f}% against a mix of "
        f"{donors} untouched areas that followed them within {100 * misfit:.1f}% before ({band}). "
        f"Placebo p = {placebo_p:.3g}, of {donors + 1} areas."
    )
