"""The weighted displacement quotient of Bowers and Johnson."""

from __future__ import annotations

from dataclasses import dataclass
from math import isclose, sqrt
from typing import TYPE_CHECKING, NamedTuple

from analysis._arguments import critical_z, percent
from geo.errors import ParameterError

if TYPE_CHECKING:
    from analysis._change import Change


@dataclass(frozen=True, kw_only=True)
class DisplacementQuotient:
    """The result of :func:`displacement_quotient`.

    Attributes
    ----------
    gross_effect
        Treated before minus treated after; above zero is a fall.
    net_effect
        The treated areas' ratio to the control before, minus that ratio after; above zero is a
        fall beyond the control's.
    success_measure, displacement_measure
        The change in the ratio to the control, of the treated and of the near areas.
    quotient
        ``displacement_measure / success_measure``. Below zero offending moved next door, above
        zero the benefit spread. None where the success measure is not below zero.
    low, high, confidence
        The interval of the quotient; both None where there is no quotient, or where the success
        measure is too uncertain to bound it.
    total_net_effect
        The offences prevented in treated and near areas together, had both otherwise changed in
        the control's ratio; below zero is more offences than expected.
    reading
        What the quotient means, or why there is none.
    summary
        The reading with the figures behind it.
    """

    gross_effect: float
    net_effect: float
    success_measure: float
    displacement_measure: float
    quotient: float | None
    low: float | None
    high: float | None
    confidence: float
    total_net_effect: float
    reading: str
    summary: str


def displacement_quotient(
    *, treated: Change, near: Change, control: Change, confidence: float = 0.95
) -> DisplacementQuotient:
    """Return how much of the treated areas' fall was lost, or repeated, next door.

    The quotient divides the change in the near areas' ratio to the control by the change in the
    treated areas' ratio to it. It has a meaning only where the treated areas fell against the
    control; otherwise none is given, and the reading says so.

    The interval is Fieller's for a ratio of two estimates, from Poisson counts and with the
    control's share in both parts accounted for (a count of zero is given the variance of a count of
    one). It ignores trends and over-dispersion. Where the success measure cannot be told from zero
    no finite interval exists, and the quotient is called undetermined.

    Parameters
    ----------
    treated, near, control
        The areas of the operation, the areas next to them, and the areas compared with.
    confidence
        The level of the interval.

    Returns
    -------
    DisplacementQuotient

    Raises
    ------
    geo.errors.ParameterError
        If the control or the treated areas counted nothing in a period that is divided by, or the
        confidence level is out of range.

    References
    ----------
    Bowers, K. J. and Johnson, S. D. (2003), "Measuring the geographical displacement and diffusion
    of benefit effects of crime prevention activity", Journal of Quantitative Criminology 19(3).
    Guerette, R. T. (2009), "Analyzing crime displacement and diffusion", POP Guide 10, for the
    gross, net and total net effects. Fieller, E. C. (1954), JRSS B 16(2), for the interval.

    Examples
    --------
    >>> from analysis import Change, displacement_quotient
    >>> found = displacement_quotient(
    ...     treated=Change(before=100, after=50), near=Change(before=100, after=75),
    ...     control=Change(before=100, after=100))
    >>> found.quotient, found.total_net_effect
    (0.5, 75.0)
    """
    critical = critical_z(confidence)
    for when, count in (("before", control.before), ("after", control.after)):
        if count == 0:
            raise ParameterError(
                f"the control counted nothing {when}, and the measure divides by it",
                hint="Choose a larger control, longer periods or a wider set of offences.",
                parameter="control",
            )
    if treated.before == 0:
        raise ParameterError(
            "the treated areas counted nothing before, so there was nothing to fall",
            hint="Choose a longer period before, or a wider set of offences.",
            parameter="treated",
        )
    moments = _moments(treated=treated, near=near, control=control)
    success, displacement = moments.success, moments.displacement
    quotient = low = high = None
    if success < 0 and not isclose(_rate(treated, control, 0), _rate(treated, control, 1)):
        quotient = displacement / success
        low, high = _fieller(moments, critical)
    gross = (treated.before - treated.after) / treated.area_weight
    drift = control.after / control.before
    total = sum(
        (change.before * drift - change.after) / change.area_weight for change in (treated, near)
    )
    reading = _reading(quotient, low, high, success, confidence)
    return DisplacementQuotient(
        gross_effect=gross,
        net_effect=-success,
        success_measure=success,
        displacement_measure=displacement,
        quotient=quotient,
        low=low,
        high=high,
        confidence=confidence,
        total_net_effect=total,
        reading=reading,
        summary=_summary(quotient, low, high, confidence, total, reading),
    )


class _Moments(NamedTuple):
    success: float
    displacement: float
    success_variance: float
    displacement_variance: float
    covariance: float


def _rate(change: Change, control: Change, when: int) -> float:
    counts = (change.before, change.after)
    controls = (control.before, control.after)
    return (counts[when] / change.area_weight) / (controls[when] / control.area_weight)


def _moments(*, treated: Change, near: Change, control: Change) -> _Moments:
    success = _rate(treated, control, 1) - _rate(treated, control, 0)
    displacement = _rate(near, control, 1) - _rate(near, control, 0)
    success_variance = displacement_variance = covariance = 0.0
    treated_scale = control.area_weight / treated.area_weight
    near_scale = control.area_weight / near.area_weight
    for treated_count, near_count, base in (
        (treated.before, near.before, control.before),
        (treated.after, near.after, control.after),
    ):
        of_base = 1 / base**3
        success_variance += treated_scale**2 * (
            max(treated_count, 1) / base**2 + treated_count**2 * of_base
        )
        displacement_variance += near_scale**2 * (
            max(near_count, 1) / base**2 + near_count**2 * of_base
        )
        covariance += treated_scale * near_scale * treated_count * near_count * of_base
    return _Moments(success, displacement, success_variance, displacement_variance, covariance)


def _fieller(moments: _Moments, critical: float) -> tuple[float, float] | tuple[None, None]:
    square = critical**2
    a = moments.success**2 - square * moments.success_variance
    if a <= 0:
        return None, None
    half_b = moments.success * moments.displacement - square * moments.covariance
    c = moments.displacement**2 - square * moments.displacement_variance
    spread = sqrt(max(half_b**2 - a * c, 0.0))
    return (half_b - spread) / a, (half_b + spread) / a


def _reading(
    quotient: float | None,
    low: float | None,
    high: float | None,
    success: float,
    confidence: float,
) -> str:
    if quotient is None:
        way = "rose" if success > 0 else "did not change"
        return (
            f"No quotient: the treated areas {way} against the control, so there is no fall that "
            "could have moved or spread."
        )
    if low is None or high is None:
        return (
            f"Undetermined: at {percent(confidence)} the fall in the treated areas cannot be told "
            "from no change against the control, and a share of it has no bounds."
        )
    if low <= 0 <= high:
        return (
            "Neither shown: displacement and spread of benefit are both within the interval, and "
            "so is nothing moving at all."
        )
    if quotient > 0:
        size = "at least as large as" if quotient >= 1 else "smaller than"
        return (
            "Consistent with a spread of benefit: the near areas fell against the control too, "
            f"{size} the fall in the treated areas."
        )
    size = (
        "by at least as much as the treated areas fell, which cancels the gain"
        if quotient <= -1
        else "by less than the treated areas fell"
    )
    return f"Consistent with displacement: the near areas rose against the control, {size}."


def _summary(
    quotient: float | None,
    low: float | None,
    high: float | None,
    confidence: float,
    total: float,
    reading: str,
) -> str:
    way = "fewer" if total >= 0 else "more"
    parts = [reading]
    if quotient is not None:
        bounds = (
            "no finite interval"
            if low is None or high is None
            else f"{percent(confidence)} interval {low:+.3f} to {high:+.3f}"
        )
        parts.append(f"Quotient {quotient:+.3f} ({bounds}).")
    parts.append(
        f"Treated and near areas together counted {abs(total):,.6g} {way} offences than the "
        "control's ratio would give. The interval is the textbook one, from Poisson counts: it "
        "ignores trends, over-dispersion and areas that move together."
    )
    return " ".join(parts)
