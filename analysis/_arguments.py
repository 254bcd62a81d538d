"""Checks and normal-curve figures that the displacement measures share."""

from __future__ import annotations

from math import erfc, isfinite, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_SHOWN_CODES = 6


def check_confidence(confidence: float) -> float:
    """Return `confidence` where it lies strictly between 0 and 1, else refuse it."""
    if not 0 < confidence < 1:  # also catches NaN
        raise ParameterError(
            "the confidence level must lie between 0 and 1",
            hint="Write 95% as 0.95.",
            parameter="confidence",
            value=confidence,
        )
    return confidence


def critical_z(confidence: float) -> float:
    """Return the two-sided critical value of the normal curve, 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + check_confidence(confidence) / 2)


def two_sided_p(z: float) -> float:
    """Return the two-sided p-value of a standard normal deviate."""
    return erfc(abs(z) / sqrt(2))


def number_of(what: str, number: int) -> str:
    """Return a number with what it counts, in the plural where it is not one.

    >>> number_of("period", 1), number_of("period", 3)
    ('1 period', '3 periods')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def check_positive(value: float, *, parameter: str, what: str, hint: str) -> float:
    """Return `value` where it is a finite number above zero, else refuse it."""
    if not (isfinite(value) and value > 0):
        raise ParameterError(
            f"{what} must be a number above zero", hint=hint, parameter=parameter, value=value
        )
    return value


def as_codes(codes: Iterable[str], *, parameter: str) -> list[str]:
    """Return area codes as a list without repeats, refusing a bare string."""
    if isinstance(codes, str):
        raise ParameterError(
            "a single string was given where a collection of area codes is expected",
            hint=f"Put it in a list: [{codes!r}].",
            parameter=parameter,
            value=codes,
        )
    try:
        return list(dict.fromkeys(codes))
    except TypeError as error:
        raise ParameterError(
            "area codes are expected",
            hint="Give them as a list, a set or a column of a table.",
            parameter=parameter,
            value=type(codes).__name__,
        ) from error


def check_known(codes: Sequence[str], known: Collection[str], *, parameter: str) -> None:
    """Refuse area codes that are not among `known`."""
    unknown = [code for code in codes if code not in known]
    if unknown:
        raise ParameterError(
            f"{number_of('area code', len(unknown))} {'is' if len(unknown) == 1 else 'are'} not "
            f"among the {len(known)} areas given",
            hint=f"Use codes of the boundary layer, such as {next(iter(known), '(none)')!r}.",
            parameter=parameter,
            value=listed(unknown),
        )


def listed(codes: Sequence[str]) -> str:
    """Return codes as text, cut after the first few."""
    shown = ", ".join(str(code) for code in codes[:_SHOWN_CODES])
    more = len(codes) - _SHOWN_CODES
    return f"{shown} and {more} more" if more > 0 else shown


def percent(confidence: float) -> str:
    """Return 0.95 as ``"95%"``."""
    return f"{100 * confidence:.6g}%"
