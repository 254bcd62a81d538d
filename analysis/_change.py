"""A count before and after, the unit of every displacement measure."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from geo.errors import ParameterError


@dataclass(frozen=True, kw_only=True)
class Change:
    """The count of offences in one group of areas, before and after an operation.

    Parameters
    ----------
    before, after
        Whole counts of events, zero or more. Not averages and not harm scores: the errors that
        are worked out from them are those of counts. Unequal periods are the business of
        ``time_weights``, harm that of :func:`analysis.harm_weighted_displacement_difference`.
    area_weight
        The size that the counts are divided by (area, population, street length), in any unit
        that is the same for all the groups compared.

    Raises
    ------
    geo.errors.ParameterError
        If a count is negative, missing, infinite or not whole, or the weight is not above zero.

    Examples
    --------
    >>> Change(before=207, after=110)
    Change(before=207, after=110, area_weight=1.0)
    """

    before: float
    after: float
    area_weight: float = 1.0

    def __post_init__(self) -> None:
        for name, count in (("before", self.before), ("after", self.after)):
            if not isfinite(count):
                raise ParameterError(
                    "the count is missing or infinite",
                    hint="Leave out areas without counts; a zero must be a counted zero.",
                    parameter=name,
                    value=count,
                )
            if count < 0:
                raise ParameterError(
                    "a count cannot be below zero",
                    hint="Give the number of offences recorded.",
                    parameter=name,
                    value=count,
                )
            if count != int(count):
                raise ParameterError(
                    "a count must be a whole number",
                    hint="Give totals, not averages or rates; use time_weights and area_weight "
                    "for unequal periods and sizes.",
                    parameter=name,
                    value=count,
                )
        if not (isfinite(self.area_weight) and self.area_weight > 0):
            raise ParameterError(
                "the area weight must be above zero",
                hint="Give the area's size, or leave it at 1.",
                parameter="area_weight",
                value=self.area_weight,
            )
