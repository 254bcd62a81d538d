"""The weighted displacement difference of Wheeler and Ratcliffe."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from analysis._arguments import check_positive, critical_z, percent, two_sided_p
from geo.errors import ParameterError

if TYPE_CHECKING:
    from analysis._change import Change

_COMPARABLE_RATIO = 2.0
_TEXTBOOK = (
    "This interval is the textbook one: it treats every count as an independent Poisson count, "
    "and so ignores trends, over-dispersion and areas that move together, and is too narrow where "
    "those are present."
)


@dataclass(frozen=True, kw_only=True)
class WeightedDisplacementDifference:
    """The result of :func:`weighted_displacement_difference`.

    Below zero is a fall beyond what the control saw. All figures are in weighted counts.

    Attributes
    ----------
    estimate, standard_error, z, p_value, low, high, confidence
        Treated and near areas together; the p-value is two-sided.
    local_estimate, local_standard_error, local_low, local_high
        The treated areas alone.
    spill_estimate, spill_standard_error, spill_low, spill_high
        The near areas alone, 0 where none were given.
    cautions
        Reasons to doubt the comparison, in plain sentences; empty where none was found.
    summary
        The result in plain words.
    """

    estimate: float
    standard_error: float
    z: float
    p_value: float
    low: float
    high: float
    confidence: float
    local_estimate: float
    local_standard_error: float
    local_low: float
    local_high: float
    spill_estimate: float
    spill_standard_error: float
    spill_low: float
    spill_high: float
    cautions: tuple[str, ...]
    summary: str


def weighted_displacement_difference(
    *,
    treated: Change,
    control: Change,
    near: Change | None = None,
    near_control: Change | None = None,
    time_weights: tuple[float, float] = (1, 1),
    confidence: float = 0.95,
) -> WeightedDisplacementDifference:
    """Return the change in treated and near areas beyond the change in their controls.

    Every count is divided by its group's area weight and its period's time weight. The estimate is
    ``(treated change - control change) + (near change - near control change)``, its variance the
    sum of the Poisson variances.

    The measure compares *counts*: it asks what would have happened had treated and control areas
    changed by the same number of offences. Groups of unequal size need area weights, and
    ``cautions`` says so where they differ more than twofold.

    Parameters
    ----------
    treated, control
        The areas of the operation and those they are compared with.
    near
        The areas next to the treated ones, where offending may have moved.
    near_control
        The areas that `near` is compared with. Left out, `near` is compared with `control`, which
        then enters twice, and its variance four times, because both parts lean on the same
        counts. To take the change of `near` as it stands, as R's ``ptools`` does when no control
        for it is given, say so with ``Change(before=0, after=0)``.
    time_weights
        The lengths of the periods before and after, in the same unit.
    confidence
        The level of the interval.

    Returns
    -------
    WeightedDisplacementDifference

    Raises
    ------
    geo.errors.ParameterError
        If all counts are zero, if `near_control` comes without `near`, or if a weight or the
        confidence level is out of range.

    References
    ----------
    Wheeler, A. P. and Ratcliffe, J. H. (2018), "A simple weighted displacement difference test to
    evaluate place based crime interventions", Crime Science 7:11.

    Examples
    --------
    The worked example of the paper:

    >>> from analysis import Change, weighted_displacement_difference
    >>> found = weighted_displacement_difference(
    ...     treated=Change(before=207, after=110), control=Change(before=308, after=318),
    ...     near=Change(before=178, after=157), near_control=Change(before=150, after=140))
    >>> found.estimate, round(found.standard_error, 2), round(found.z, 2)
    (-118.0, 39.6, -2.98)
    """
    critical = critical_z(confidence)
    time_before, time_after = _checked_time_weights(time_weights)
    if near is None and near_control is not None:
        raise ParameterError(
            "a control for the near areas was given without near areas",
            hint="Give near as well, or leave near_control out.",
            parameter="near_control",
        )

    def change_and_variance(change: Change) -> tuple[float, float]:
        before = time_before * change.area_weight
        after = time_after * change.area_weight
        return (
            change.after / after - change.before / before,
            change.after / after**2 + change.before / before**2,
        )

    treated_change, treated_variance = change_and_variance(treated)
    control_change, control_variance = change_and_variance(control)
    local = treated_change - control_change
    local_variance = treated_variance + control_variance
    spill, spill_variance, shared = 0.0, 0.0, 0.0
    if near is not None:
        beside = control if near_control is None else near_control
        near_change, near_variance = change_and_variance(near)
        beside_change, beside_variance = change_and_variance(beside)
        spill = near_change - beside_change
        spill_variance = near_variance + beside_variance
        shared = control_variance if near_control is None else 0.0

    estimate = local + spill
    standard_error = sqrt(local_variance + spill_variance + 2 * shared)
    if standard_error == 0:
        raise ParameterError(
            "every count is zero, so there is nothing to compare",
            hint="Choose longer periods or a wider set of offences.",
            parameter="treated",
        )
    z = estimate / standard_error
    low, high = estimate - critical * standard_error, estimate + critical * standard_error
    local_error, spill_error = sqrt(local_variance), sqrt(spill_variance)
    cautions = _cautions(treated, control, near, near_control)
    return WeightedDisplacementDifference(
        estimate=estimate,
        standard_error=standard_error,
        z=z,
        p_value=two_sided_p(z),
        low=low,
        high=high,
        confidence=confidence,
        local_estimate=local,
        local_standard_error=local_error,
        local_low=local - critical * local_error,
        local_high=local + critical * local_error,
        spill_estimate=spill,
        spill_standard_error=spill_error,
        spill_low=spill - critical * spill_error,
        spill_high=spill + critical * spill_error,
        cautions=cautions,
        summary=" ".join(
            (_sentence(estimate, low, high, confidence, near is not None), _TEXTBOOK, *cautions)
        ),
    )


def _checked_time_weights(time_weights: tuple[float, float]) -> tuple[float, float]:
    before, after = time_weights
    for weight in (before, after):
        check_positive(
            weight,
            parameter="time_weights",
            what="each time weight",
            hint="Give the lengths of the two periods, such as (12, 6) months.",
        )
    return before, after


def _cautions(
    treated: Change, control: Change, near: Change | None, near_control: Change | None
) -> tuple[str, ...]:
    pairs = [("treated", treated, "control", control)]
    if near is not None and near_control is None:
        pairs.append(("near", near, "control", control))
    elif near is not None and near_control is not None and near_control.before:
        pairs.append(("near", near, "near control", near_control))
    found = []
    for name, group, other_name, other in pairs:
        size, other_size = group.before / group.area_weight, other.before / other.area_weight
        if not max(size, other_size) > _COMPARABLE_RATIO * min(size, other_size):
            continue
        found.append(
            f"The {name} areas counted {size:,.6g} before and the {other_name} areas "
            f"{other_size:,.6g}: equal changes in number are then unlikely even if nothing was "
            "done; set area weights, or use a measure of ratios."
        )
    return tuple(found)


def _sentence(estimate: float, low: float, high: float, confidence: float, with_near: bool) -> str:  # noqa: FBT001
    where = "treated and near areas together" if with_near else "the treated areas"
    way = "fewer" if estimate < 0 else "more"
    verdict = (
        "the interval includes no difference"
        if low <= 0 <= high
        else "the interval leaves out no difference"
    )
    return (
        f"Against their control, {where} counted {abs(estimate):,.6g} {way} offences after than "
        f"before ({percent(confidence)} interval {low:,.4g} to {high:,.4g}; {verdict})."
    )
