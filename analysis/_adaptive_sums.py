"""Kernels that are narrow where points are many and wide where they are few."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._kernel_sums import Kernel, kernel_mass, kernel_sums

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._raster import Raster

    Floats = npt.NDArray[np.float64]

CLIP = 4.0
_STEPS_A_DOUBLING = 4
_NODES = 4


def bandwidth_factors(
    pilot: Floats, x: Floats, y: Floats, weights: Floats | None, *, raster: Raster
) -> Floats:
    """Return what each point's bandwidth is multiplied by (Abramson 1982), kept from 1/4 to 4.

    The square root of the pilot's geometric mean over the pilot at the point.
    """
    column = ((x - raster.west) / raster.cell_m).astype(np.int64)
    row = ((y - raster.south) / raster.cell_m).astype(np.int64)
    at = np.log(np.maximum(pilot[row, column], np.finfo(float).tiny))
    mean = np.average(at, weights=weights)
    factors: Floats = np.clip(np.exp((mean - at) / 2), 1 / CLIP, CLIP)
    return factors


def adaptive_sums(
    x: Floats,
    y: Floats,
    weights: Floats | None,
    *,
    factors: Floats,
    raster: Raster,
    bandwidth_m: float,
    kernel: Kernel,
    inside: npt.NDArray[np.bool_] | None,
) -> Floats:
    """Return the density at the centres, per square metre, first row in the south.

    The surface is summed at a few widths, a fixed ratio apart, and each point is shared among
    the four around its own by cubic interpolation in the logarithm of the width (after Davies
    and Baddeley 2018). With ``inside``, each width is corrected at the edge by its own mass.
    """
    step = np.log(2) / _STEPS_A_DOUBLING
    position = np.log(factors) / step
    first = np.floor(position).astype(np.int64) - 1
    t = position - first - 1
    shares = (
        -t * (t - 1) * (t - 2) / 6,
        (t + 1) * (t - 1) * (t - 2) / 2,
        -(t + 1) * t * (t - 2) / 2,
        (t + 1) * t * (t - 1) / 6,
    )
    total = np.zeros((raster.rows, raster.columns))
    for level in range(first.min(), first.max() + _NODES):
        share = np.zeros(x.size)
        for node, part in enumerate(shares):
            mine = first + node == level
            share[mine] = part[mine]
        used = np.flatnonzero(share)
        if not used.size:
            continue
        amount = share[used] if weights is None else share[used] * weights[used]
        width = bandwidth_m * float(np.exp(level * step))
        # The parts may be negative, and the sums of a transform are cut at 0: sum them apart.
        for sign in (1.0, -1.0):
            side = used[amount * sign > 0]
            if not side.size:
                continue
            sums = kernel_sums(
                x[side],
                y[side],
                np.abs(amount[amount * sign > 0]),
                raster=raster,
                bandwidth_m=width,
                kernel=kernel,
            )
            if inside is not None:
                mass = kernel_mass(inside, raster=raster, bandwidth_m=width, kernel=kernel)
                sums = np.divide(sums, mass, out=np.zeros_like(sums), where=inside & (mass > 0))
            total += sign * sums
    return np.maximum(total, 0)
