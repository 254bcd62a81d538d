"""The Mann-Kendall statistic of many series at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def kendall_trends(
    series: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return S, its variance with the correction for ties, and z, one per row."""
    rows, steps = series.shape
    s = np.zeros(rows)
    equals = np.ones((rows, steps))
    for gap in range(1, steps):
        later, earlier = series[:, gap:], series[:, :-gap]
        s += (later > earlier).sum(axis=1)
        s -= (later < earlier).sum(axis=1)
        same = later == earlier
        equals[:, gap:] += same
        equals[:, :-gap] += same
    # The textbook sum over tied groups of t (t - 1) (2t + 5), spread over their members.
    ties = ((equals - 1) * (2 * equals + 5)).sum(axis=1)
    variance = (steps * (steps - 1) * (2 * steps + 5) - ties) / 18
    z = np.zeros(rows)
    np.divide(s - np.sign(s), np.sqrt(variance), out=z, where=(variance > 0) & (s != 0))
    return s, variance, z
