"""Sums over every pair of windows that fits into a history."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ENOUGH_WINDOWS = 4


class PastWindows(NamedTuple):
    """Areas by windows: counts before and after, for every start that fits."""

    before: Floats
    after: Floats
    length: int

    @property
    def side_by_side(self) -> int:
        """How many designs fit into the history without sharing a period."""
        return int(self.before.shape[1] + self.length - 1) // self.length

    @property
    def enough(self) -> bool:
        """Whether the past holds enough separate windows to be learnt from."""
        return self.side_by_side >= ENOUGH_WINDOWS


def past_windows(values: Floats, *, before: int, after: int, gap: int = 0) -> PastWindows:
    """Return the sums of every window pair in areas-by-periods counts; none may fit."""
    length = before + gap + after
    starts = max(0, values.shape[1] - length + 1)
    running = np.concatenate([np.zeros((len(values), 1)), values.cumsum(axis=1)], axis=1)
    first = np.arange(starts)
    middle = first + before + gap
    return PastWindows(
        running[:, first + before] - running[:, first],
        running[:, middle + after] - running[:, middle],
        length,
    )


def check_periods(number: int, *, parameter: str, least: int) -> None:
    """Refuse a number of periods below `least`."""
    if number < least:
        raise ParameterError(
            f"the number of periods must be at least {least}",
            hint="Count the periods of the window.",
            parameter=parameter,
            value=number,
        )
