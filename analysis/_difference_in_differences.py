"""Poisson difference in differences with area and period effects."""

from __future__ import annotations

from dataclasses import dataclass
from math import expm1, inf, sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from analysis._arguments import as_codes, check_confidence, listed, percent
from analysis._design_checks import absent_periods, check_totals, cut, groups
from analysis._panel import check_panel
from analysis._two_way_poisson import fit_two_way
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from analysis._two_way_poisson import TwoWayFit

Errors = Literal["model", "quasi", "clustered", "clustered_cr0"]


@dataclass(frozen=True, kw_only=True)
class DifferenceInDifferences:
    """The result of :func:`difference_in_differences`, on the log scale unless named percent.

    Attributes
    ----------
    effect, effect_standard_error, low, high, p_value
        The treated areas' change beyond the control's; below zero is a fall.
    percent, percent_low, percent_high
        The same as a percentage change.
    spill, spill_standard_error, spill_low, spill_high, spill_p_value
        The near areas' change beyond the control's; None where no near area was given.
    spill_percent, spill_percent_low, spill_percent_high
        The same as a percentage change; None likewise.
    confidence, errors
        The level of the intervals and the kind of standard errors behind them.
    standard_errors
        Frame of all kinds (columns) for each term (index ``effect``, ``spill``); ``model`` only
        where the panel is too small for the others.
    dispersion
        Pearson's; 1 where counts are Poisson, None where the panel is too small.
    areas, periods, periods_before
        The size of the fit.
    left_out
        Areas that counted nothing in the whole panel, which carry no information.
    absent
        Periods between the first and the last that the panel lacks: no part of either side.
    summary
        The result in plain words.
    """

    effect: float
    effect_standard_error: float
    low: float
    high: float
    p_value: float
    percent: float
    percent_low: float
    percent_high: float
    spill: float | None
    spill_standard_error: float | None
    spill_low: float | None
    spill_high: float | None
    spill_p_value: float | None
    spill_percent: float | None
    spill_percent_low: float | None
    spill_percent_high: float | None
    confidence: float
    errors: Errors
    standard_errors: pd.DataFrame
    dispersion: float | None
    areas: int
    periods: int
    periods_before: int
    left_out: tuple[str, ...]
    absent: tuple[str, ...]
    summary: str


def difference_in_differences(
    panel: pd.DataFrame,
    *,
    treated: Iterable[str],
    near: Iterable[str] = (),
    start: object,
    end: object = None,
    errors: Errors = "clustered",
    confidence: float = 0.95,
) -> DifferenceInDifferences:
    """Return the treated and the near areas' change after `start`, beyond the control's.

    Poisson pseudo-likelihood with an effect for every area and every period, one term for the
    treated areas from `start` on and a separate one for the near areas, so that displacement does
    not leak into the control. With one start date this has a closed form, a log ratio of ratios.
    All other areas of the panel are the control; drop those that should not be.

    Few areas make clustered errors too small, and none of the three kinds knows that neighbouring
    boroughs move together: :func:`analysis.randomisation_test` gives an interval that does not
    lean on them.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns, in order), none missing.
    treated, near
        Area codes of the operation, and of the areas next to it.
    start
        The first period after the operation began, a column of the panel.
    end
        The last period to use; later ones are left out of the fit. All if left out.
    errors
        ``"clustered"`` by area, with the small-sample factor ``G/(G-1) * (n-1)/(n-k)`` and the t
        distribution with G-1 degrees of freedom; ``"clustered_cr0"`` without the factor, normal;
        ``"quasi"`` for quasi-Poisson, t with n-k; ``"model"`` for plain Poisson, normal.
    confidence
        The level of the intervals.

    Returns
    -------
    DifferenceInDifferences

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown or has two parts, no control is left, a count is missing, `start` or
        `end` lies outside the panel or leaves a side empty, a group counted nothing on a side, or
        the errors asked for do not exist: clustered ones of a group of one area, or any but the
        model's in a panel of two areas and two periods.

    References
    ----------
    Santos Silva, J. M. C. and Tenreyro, S. (2006), "The log of gravity", Review of Economics and
    Statistics 88. Zeileis, A., Köll, S. and Graham, N. (2020), "Various versatile variances",
    Journal of Statistical Software 95(1), for the clustered errors.

    Examples
    --------
    >>> import pandas as pd
    >>> panel = pd.DataFrame({1: [120, 80, 160], 2: [80, 70, 140], 3: [50, 95, 160],
    ...                       4: [50, 55, 140]}, index=["t", "n", "c"])
    >>> found = difference_in_differences(panel, treated=["t"], near=["n"], start=3, errors="model")
    >>> round(found.percent, 1), round(found.spill_percent, 1)
    (-50.0, 0.0)
    """
    check_confidence(confidence)
    if errors not in get_args(Errors):
        raise ParameterError(
            "the kind of standard errors is not known",
            hint=f"Use one of {', '.join(get_args(Errors))}.",
            parameter="errors",
            value=errors,
        )
    counts = check_panel(panel, parameter="panel")
    raided, beside = as_codes(treated, parameter="treated"), as_codes(near, parameter="near")
    group = groups(counts, raided, beside)
    counts, periods_before = cut(counts, start, end)
    absent, said = absent_periods(counts)
    empty = counts.sum(axis=1) == 0
    left_out = tuple(str(code) for code in counts.index[empty])
    counts, group = counts[~empty], group[~empty.to_numpy()]
    check_totals(counts, group, periods_before, with_near=bool(beside))
    values = counts.to_numpy()
    post = np.arange(values.shape[1]) >= periods_before
    some = values.sum(axis=0) > 0
    fit = fit_two_way(values[:, some], group=group, post=post[some])
    table = _standard_errors(fit, clusters=len(counts), size=int(values[:, some].size))
    _check_errors(errors, fit, group)
    terms = [
        _Term.of(
            float(effect),
            float(table[errors].iloc[k]),
            _freedom(errors, fit, len(counts)),
            confidence,
        )
        for k, effect in enumerate(fit.effects)
    ]
    main, spill = terms[0], terms[1] if beside else None
    return DifferenceInDifferences(
        effect=main.effect,
        effect_standard_error=main.standard_error,
        low=main.low,
        high=main.high,
        p_value=main.p_value,
        percent=in_percent(main.effect),
        percent_low=in_percent(main.low),
        percent_high=in_percent(main.high),
        spill=spill.effect if spill else None,
        spill_standard_error=spill.standard_error if spill else None,
        spill_low=spill.low if spill else None,
        spill_high=spill.high if spill else None,
        spill_p_value=spill.p_value if spill else None,
        spill_percent=in_percent(spill.effect) if spill else None,
        spill_percent_low=in_percent(spill.low) if spill else None,
        spill_percent_high=in_percent(spill.high) if spill else None,
        confidence=confidence,
        errors=errors,
        standard_errors=table,
        dispersion=fit.dispersion,
        areas=len(counts),
        periods=int(some.sum()),
        periods_before=periods_before,
        left_out=left_out,
        absent=absent,
        summary=f"{_summary(main, spill, confidence, fit.dispersion, left_out)} {said}".rstrip(),
    )


class _Term(NamedTuple):
    effect: float
    standard_error: float
    low: float
    high: float
    p_value: float

    @classmethod
    def of(cls, effect: float, standard_error: float, freedom: float, confidence: float) -> _Term:
        from scipy.special import stdtr, stdtrit

        half_width = float(stdtrit(freedom, 0.5 + confidence / 2)) * standard_error
        p_value = 2 * float(stdtr(freedom, -abs(effect) / standard_error))
        return cls(effect, standard_error, effect - half_width, effect + half_width, p_value)


def in_percent(log_ratio: float) -> float:
    """Return a log ratio as a percentage change."""
    return 100 * expm1(log_ratio)


def _freedom(errors: Errors, fit: TwoWayFit, clusters: int) -> float:
    if errors == "clustered":
        return clusters - 1
    return fit.residual_freedom if errors == "quasi" else inf


def _standard_errors(fit: TwoWayFit, *, clusters: int, size: int) -> pd.DataFrame:
    # Nothing strays within a group of one area: rounding may leave a hair below zero.
    robust = np.sqrt(np.maximum(np.diag(fit.cluster_robust), 0.0))
    model = np.sqrt(np.diag(fit.model))
    names = ["effect", "spill"][: len(model)]
    table = pd.DataFrame({"model": model}, index=pd.Index(names, name="term"))
    if fit.dispersion is not None:
        factor = clusters / (clusters - 1) * (size - 1) / fit.residual_freedom
        table["quasi"] = model * sqrt(fit.dispersion)
        table["clustered"] = robust * sqrt(factor)
        table["clustered_cr0"] = robust
    return table


def _check_errors(errors: Errors, fit: TwoWayFit, group: NDArray[np.intp]) -> None:
    if errors != "model" and fit.dispersion is None:
        raise ParameterError(
            "the panel is too small to tell how much the counts spread",
            hint="Use at least three areas and three periods, or errors='model'.",
            parameter="panel",
        )
    if errors.startswith("clustered") and np.bincount(group).min() == 1:
        raise ParameterError(
            "a group of a single area has no clustered error",
            hint="Use errors='quasi', or randomisation_test.",
            parameter="errors",
            value=errors,
        )


def _summary(
    main: _Term,
    spill: _Term | None,
    confidence: float,
    dispersion: float | None,
    left_out: tuple[str, ...],
) -> str:
    level = percent(confidence)

    def sentence(who: str, term: _Term) -> str:
        verdict = "includes" if term.low <= 0 <= term.high else "leaves out"
        return (
            f"{who} changed by {in_percent(term.effect):+.1f}% against the control ({level} "
            f"interval {in_percent(term.low):+.1f}% to {in_percent(term.high):+.1f}%, which "
            f"{verdict} no change)."
        )

    parts = [sentence("The treated areas", main)]
    if spill is not None:
        parts.append(sentence("The near areas", spill))
    if dispersion is not None:
        parts.append(f"Counts varied {dispersion:.1f} times as much as Poisson counts would.")
    parts.append(
        "The interval is the textbook one: with few treated areas, or areas that move together, "
        "it is too narrow."
    )
    if left_out:
        parts.append(f"Left out, with no count at all: {listed(left_out)}.")
    return " ".join(parts)
