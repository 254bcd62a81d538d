"""Sums of kernels over points on a raster: exact where points are few, by transform where many."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._raster import Raster

Kernel = Literal["quartic", "gaussian"]
REACH = {"quartic": 1.0, "gaussian": 5.0}  # in bandwidths
_FINE = {"quartic": 6.0, "gaussian": 3.0}  # bins in a bandwidth
_SMOOTH = {"quartic": 8.0, "gaussian": 3.0}
_MANY = 50_000
_MOST_BINS = 4_000_000
_DIRECT = 5_000_000
_CHUNK = 2_000_000


def kernel_sums(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    *,
    raster: Raster,
    bandwidth_m: float,
    kernel: Kernel,
) -> npt.NDArray[np.float64]:
    """Return the density at the centres, per square metre, first row in the south."""
    reach = REACH[kernel] * bandwidth_m
    touched = (2 * reach / raster.cell_m + 1) ** 2
    if x.size * min(touched, raster.rows * raster.columns) <= _DIRECT:
        return _direct(x, y, weights, raster=raster, bandwidth_m=bandwidth_m, kernel=kernel)
    bins_in_bandwidth = _FINE[kernel] / (2 if x.size > _MANY else 1)
    times = max(ceil(bins_in_bandwidth * raster.cell_m / bandwidth_m - 1e-9), 1)
    times = min(times, max(int((_MOST_BINS / (raster.rows * raster.columns)) ** 0.5), 1))
    times += 1 - times % 2  # an odd number keeps the centres
    fine = raster.finer(times)
    # The wider the kernel in bins, the fewer powers of the offset it takes.
    powers = 3 if bandwidth_m / fine.cell_m >= _SMOOTH[kernel] else 4
    orders = [(i, j) for i in range(powers) for j in range(powers - i)]
    moments = _moments(x, y, weights, fine, orders)
    sums = _spread(moments, fine, bandwidth_m=bandwidth_m, kernel=kernel)
    return sums[times // 2 :: times, times // 2 :: times]


def kernel_mass(
    inside: npt.NDArray[np.bool_], *, raster: Raster, bandwidth_m: float, kernel: Kernel
) -> npt.NDArray[np.float64]:
    """Return the share of the kernel around each centre that falls on the cells inside."""
    area = np.where(inside, raster.cell_m**2, 0.0).astype(np.float32)
    return _spread({(0, 0): area}, raster, bandwidth_m=bandwidth_m, kernel=kernel)


def _direct(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    *,
    raster: Raster,
    bandwidth_m: float,
    kernel: Kernel,
) -> npt.NDArray[np.float64]:
    amount = np.ones(x.size) if weights is None else weights
    across, up = raster.centres()
    half = ceil(REACH[kernel] * bandwidth_m / raster.cell_m)
    column = np.floor((x - raster.west) / raster.cell_m).astype(np.int64)
    row = np.floor((y - raster.south) / raster.cell_m).astype(np.int64)
    steps = np.arange(-half, half + 1)
    result = np.zeros(raster.rows * raster.columns)
    for part in np.array_split(np.arange(x.size), max(x.size * steps.size**2 // _CHUNK, 1)):
        columns, rows = column[part, None] + steps, row[part, None] + steps
        dx = (raster.west + (columns + 0.5) * raster.cell_m - x[part, None]) / bandwidth_m
        dy = (raster.south + (rows + 0.5) * raster.cell_m - y[part, None]) / bandwidth_m
        value = _value(dx[:, None, :] ** 2 + dy[:, :, None] ** 2, kernel)
        value *= amount[part, None, None] / bandwidth_m**2
        known_columns = (columns >= 0) & (columns < across.size)
        known_rows = (rows >= 0) & (rows < up.size)
        known = known_rows[:, :, None] & known_columns[:, None, :]
        place = rows[:, :, None] * across.size + columns[:, None, :]
        result += np.bincount(place[known], weights=value[known], minlength=result.size)
    return result.reshape(raster.rows, raster.columns)


def _value(square: npt.NDArray[np.float64], kernel: Kernel) -> npt.NDArray[np.float64]:
    """Kernel of bandwidth 1 at a squared distance."""
    if kernel == "quartic":
        return 3 / np.pi * np.maximum(1 - square, 0) ** 2
    gauss: npt.NDArray[np.float64] = np.exp(-square / 2) / (2 * np.pi)
    return gauss


def _legendre(
    offset: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], ...]:
    """Polynomials that are orthogonal from -1/2 to 1/2, up to the third power."""
    square = offset * offset
    return np.ones_like(offset), offset, square - 1 / 12, offset * (square - 0.15)


_NORMS = (1.0, 1 / 12, 1 / 180, 1 / 2800)


def _moments(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    raster: Raster,
    orders: list[tuple[int, int]],
) -> dict[tuple[int, int], npt.NDArray[np.float32]]:
    """Sum over each bin the polynomials of the offsets from its centre."""
    across, up = (x - raster.west) / raster.cell_m, (y - raster.south) / raster.cell_m
    column, row = across.astype(np.int64), up.astype(np.int64)
    place = row * raster.columns + column
    along_x, along_y = _legendre(across - column - 0.5), _legendre(up - row - 0.5)
    size = raster.rows * raster.columns
    found = {}
    amount: npt.NDArray[np.float64] | None
    for i, j in orders:
        amount = along_x[i] if j == 0 else along_y[j] if i == 0 else along_x[i] * along_y[j]
        if i == j == 0:
            amount = weights
        elif weights is not None:
            amount = amount * weights
        sums = np.bincount(place, weights=amount, minlength=size)
        found[i, j] = sums.reshape(raster.rows, raster.columns).astype(np.float32)
    return found


def _spread(
    moments: dict[tuple[int, int], npt.NDArray[np.float32]],
    raster: Raster,
    *,
    bandwidth_m: float,
    kernel: Kernel,
) -> npt.NDArray[np.float64]:
    """Convolve each moment with the kernel's coefficient for that power of the offset."""
    from scipy import fft

    half = ceil(REACH[kernel] * bandwidth_m / raster.cell_m + 0.5)
    high, wide = min(half, raster.rows - 1), min(half, raster.columns - 1)
    shape = (
        fft.next_fast_len(raster.rows + high, real=True),
        fft.next_fast_len(raster.columns + wide, real=True),
    )
    coefficients = _coefficients(
        high, wide, scale=raster.cell_m / bandwidth_m, kernel=kernel, orders=list(moments)
    )
    total: npt.NDArray[np.complex64] | float = 0.0
    for (i, j), moment in moments.items():
        quadrant = coefficients[i, j] / bandwidth_m**2
        values = np.zeros(shape, dtype=np.float32)
        values[: high + 1, : wide + 1] = quadrant
        values[: high + 1, shape[1] - wide :] = (-1) ** i * quadrant[:, :0:-1]
        values[shape[0] - high :] = (-1) ** j * values[high:0:-1]
        total = total + fft.rfft2(moment, shape) * fft.rfft2(values)
    sums = np.asarray(fft.irfft2(total, shape), dtype=np.float64)
    return np.maximum(sums[: raster.rows, : raster.columns], 0)


def _coefficients(
    high: int, wide: int, *, scale: float, kernel: Kernel, orders: list[tuple[int, int]]
) -> dict[tuple[int, int], npt.NDArray[np.float64]]:
    """Fit the kernel over one bin by a polynomial in the offset from its centre.

    For each distance between a centre and a bin the least-squares fit (Legendre polynomials,
    Gauss quadrature) makes no error on average over the bin, also where the rim of the kernel
    crosses it. Rows and columns count from 0 to north and east; the rest is mirrored.
    """
    points = 8 if scale > 0.1 else 4  # noqa: PLR2004
    nodes, shares = np.polynomial.legendre.leggauss(points)
    offsets, shares = nodes / 2, shares / 2
    along = np.stack(_legendre(offsets))
    dy, dx = np.arange(high + 1)[:, None], np.arange(wide + 1)[None, :]
    fits = {order: np.zeros((high + 1, wide + 1)) for order in orders}
    for q, v in enumerate(offsets):
        square_y = ((dy - v) * scale) ** 2
        for p, u in enumerate(offsets):
            value = _value(square_y + ((dx - u) * scale) ** 2, kernel) * (shares[p] * shares[q])
            for i, j in orders:
                fits[i, j] += value * (along[i, p] * along[j, q] / (_NORMS[i] * _NORMS[j]))
    return fits
