"""What an operation cost for each offence that it prevented."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from analysis._arguments import check_confidence, check_positive, percent
from geo.errors import ParameterError

__all__ = ["CostPerOffence", "cost_per_offence"]


@dataclass(frozen=True, kw_only=True)
class CostPerOffence:
    """The result of :func:`cost_per_offence`.

    Attributes
    ----------
    cost
        In pounds.
    prevented, prevented_low, prevented_high
        Offences prevented, with their interval (an end is None where there is no bound); below
        zero there were more of them.
    per_offence
        Pounds an offence prevented; None where none was prevented by the estimate.
    low, high
        The interval of `per_offence`. `high` is None where it has no bound: the operation may have
        prevented nothing. Both are None where even the best case prevented nothing.
    is_bounded
        Whether the interval has an upper end, which it has only where it leaves out no effect.
    is_calibrated
        As given: whether the interval of the offences is calibrated.
    confidence
        The level of the interval.
    summary
        The result in plain words.
    """

    cost: float
    prevented: float
    prevented_low: float | None
    prevented_high: float | None
    per_offence: float | None
    low: float | None
    high: float | None
    is_bounded: bool
    is_calibrated: bool
    confidence: float
    summary: str


def cost_per_offence(
    cost: float,
    *,
    prevented: float,
    low: float | None,
    high: float | None,
    is_calibrated: bool = True,
    confidence: float = 0.95,
) -> CostPerOffence:
    """Return the cost of each offence prevented, net of what was displaced, with its interval.

    A cost is a ratio, and a ratio whose denominator may be zero has no finite upper end: where
    the interval of the offences holds zero, the operation may have bought nothing, and any cost
    above the lower end is possible. This is what Fieller's theorem (1954) comes to where the cost
    is known: the costs per offence that are held are the cost divided by the effects that are
    held. Intervals by the delta method hide it and are always finite.

    Parameters
    ----------
    cost
        In pounds, above zero, taken to be known.
    prevented
        The estimate of the offences prevented in treated areas and their neighbours together,
        such as less the "total net effect" of :func:`analysis.evaluate_design`; below zero where
        there were more.
    low, high
        The interval of `prevented`; None where an end has no bound.
    is_calibrated
        Whether that interval is calibrated; where not, the summary says that it is too narrow.
    confidence
        The level of that interval.

    Returns
    -------
    CostPerOffence

    Raises
    ------
    geo.errors.ParameterError
        If the cost is not above zero, or the estimate lies outside its interval.

    References
    ----------
    Fieller, E. C. (1954), "Some problems in interval estimation", Journal of the Royal Statistical
    Society B 16.

    Examples
    --------
    >>> cost_per_offence(800_000, prevented=400, low=200, high=800).high
    4000.0
    >>> found = cost_per_offence(800_000, prevented=400, low=-100, high=800)
    >>> found.low, found.high
    (1000.0, None)
    """
    check_confidence(confidence)
    check_positive(cost, parameter="cost", what="the cost", hint="Give it in pounds.")
    if not isfinite(prevented):
        raise ParameterError(
            "the number of offences prevented must be a number",
            hint="Evaluate the operation first.",
            parameter="prevented",
            value=prevented,
        )
    least = float("-inf") if low is None else float(low)
    most = float("inf") if high is None else float(high)
    slack = 1e-9 * (1 + abs(prevented))
    if not least - slack <= prevented <= most + slack:
        raise ParameterError(
            "the estimate lies outside its interval",
            hint="Give the interval of the offences prevented, the lower end first.",
            parameter="prevented",
            value=prevented,
        )
    per_offence = cost / prevented if prevented > 0 else None
    can_prevent = most > 0
    is_bounded = least > 0
    cheapest = cost / most if can_prevent else None
    dearest = cost / least if is_bounded else None
    return CostPerOffence(
        cost=float(cost),
        prevented=float(prevented),
        prevented_low=None if low is None else float(low),
        prevented_high=None if high is None else float(high),
        per_offence=per_offence,
        low=cheapest,
        high=dearest,
        is_bounded=is_bounded,
        is_calibrated=is_calibrated,
        confidence=confidence,
        summary=_summary(
            per_offence, cheapest, dearest, is_calibrated=is_calibrated, confidence=confidence
        ),
    )


def _summary(
    per_offence: float | None,
    low: float | None,
    high: float | None,
    *,
    is_calibrated: bool,
    confidence: float,
) -> str:
    level = f"{percent(confidence)} interval"
    if low is None:
        text = (
            f"There is no cost per offence prevented: even the best case within the {level} "
            "prevented none."
        )
    elif high is None:
        alone = (
            f"the estimate alone would give {_pounds(per_offence)}"
            if per_offence is not None
            else "by the estimate no offence was prevented"
        )
        text = (
            f"The cost per offence prevented has no upper bound: the {level} of the effect "
            f"includes none at all. Within it the least is {_pounds(low)}; {alone}."
        )
    else:
        text = (
            f"{_pounds(per_offence)} for each offence prevented, net of displacement ({level} "
            f"{_pounds(low)} to {_pounds(high)})."
        )
    if not is_calibrated:
        text += " The interval is a textbook one, and too narrow."
    return text


def _pounds(value: float | None) -> str:
    return "" if value is None else f"£{value:,.0f}"
