"""Sums of kernels over points on a raster: exact where points are few, by transform where many."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    from analysis._raster import Raster

Kernel = Literal["quartic", "gaussian"]
Shape = Literal["quartic", "gaussian", "quartic squared", "gaussian squared"]
REACH: dict[Shape, float] = {  # in bandwidths
    "quartic": 1.0,
    "gaussian": 5.0,
    "quartic squared": 1.0,
    "gaussian squared": 3.6,
}
# Bins in a bandwidth, where the errors of many bins even out and where they do not.
_FINE: dict[Shape, tuple[float, float]] = {
    "quartic": (4.0, 6.0),
    "gaussian": (1.5, 3.0),
    "quartic squared": (4.0, 6.0),
    "gaussian squared": (2.2, 4.3),
}
_ALONE = 3  # a bin that makes a third of the peak leaves nothing to even out
_SMOOTH: dict[Shape, float] = {
    "quartic": 7.0,
    "gaussian": 2.5,
    "quartic squared": 10.0,
    "gaussian squared": 3.6,
}
_MANY = 50_000
_MOST_BINS = 4_000_000
_DIRECT = 5_000_000
_CHUNK = 2_000_000
_PART = 16_384


def kernel_sums(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    *,
    raster: Raster,
    bandwidth_m: float,
    kernel: Shape,
    most_direct: int = _DIRECT,
) -> npt.NDArray[np.float64]:
    """Return the density at the centres, per square metre, first row in the south.

    Up to ``most_direct`` pairs of points and cells are summed one by one. The transform's error is
    small beside the highest value, but not beside that of an empty place near a heap.
    """
    if pairs_of(x.size, raster=raster, bandwidth_m=bandwidth_m, kernel=kernel) <= most_direct:
        return _direct(x, y, weights, raster=raster, bandwidth_m=bandwidth_m, kernel=kernel)
    coarse, fine = _FINE[kernel]
    if x.size > _MANY:
        sums, heap = _binned(
            x, y, weights, coarse, raster=raster, bandwidth_m=bandwidth_m, kernel=kernel
        )
        if heap * _value(np.zeros(1), kernel)[0] / bandwidth_m**2 < sums.max() / _ALONE:
            return sums
    return _binned(x, y, weights, fine, raster=raster, bandwidth_m=bandwidth_m, kernel=kernel)[0]


def pairs_of(points: int, *, raster: Raster, bandwidth_m: float, kernel: Shape) -> float:
    """Return how many pairs of a point and a cell within its reach there are at most."""
    touched = (2 * REACH[kernel] * bandwidth_m / raster.cell_m + 1) ** 2
    return float(points * min(touched, raster.rows * raster.columns))


def _binned(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    bins: float,
    *,
    raster: Raster,
    bandwidth_m: float,
    kernel: Shape,
) -> tuple[npt.NDArray[np.float64], float]:
    """Return the sums by so many bins in a bandwidth, and the weight of the heaviest bin."""
    times = max(ceil(bins * raster.cell_m / bandwidth_m - 1e-9), 1)
    times = min(times, max(int((_MOST_BINS / (raster.rows * raster.columns)) ** 0.5), 1))
    fine = raster.finer(times)
    # The wider the kernel in bins, the fewer powers of the offset it takes.
    powers = 3 if bandwidth_m / fine.cell_m >= _SMOOTH[kernel] else 4
    orders = [(i, j) for i in range(powers) for j in range(powers - i)]
    moments = _moments(x, y, weights, fine, orders)
    sums = _spread(moments, fine, bandwidth_m=bandwidth_m, kernel=kernel)
    heaviest = float(moments[0, 0].max())
    return sums[times // 2 :: times, times // 2 :: times], heaviest


def kernel_mass(
    inside: npt.NDArray[np.bool_], *, raster: Raster, bandwidth_m: float, kernel: Shape
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
    kernel: Shape,
) -> npt.NDArray[np.float64]:
    amount = np.ones(x.size) if weights is None else weights
    across, up = raster.centres()
    half = ceil(REACH[kernel] * bandwidth_m / raster.cell_m)
    column = np.floor((x - raster.west) / raster.cell_m).astype(np.int64)
    row = np.floor((y - raster.south) / raster.cell_m).astype(np.int64)
    # A bandwidth far wider than the raster reaches no further than its last cell.
    ends = (column.max(), across.size - column.min(), row.max(), up.size - row.min())
    half = min(half, max(int(max(ends)), 0)) if x.size else half
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


def _value(square: npt.NDArray[np.float64], kernel: Shape) -> npt.NDArray[np.float64]:
    """Kernel of bandwidth 1, or its square, at a squared distance."""
    if kernel == "quartic squared":
        return _value(square, "quartic") ** 2
    if kernel == "gaussian squared":
        return _value(square, "gaussian") ** 2
    if kernel == "quartic":
        return 3 / np.pi * np.maximum(1 - square, 0) ** 2
    gauss: npt.NDArray[np.float64] = np.exp(-square / 2) / (2 * np.pi)
    return gauss


def _legendre(offset: npt.NDArray[np.float64], out: npt.NDArray[np.float64]) -> None:
    """Polynomials that are orthogonal from -1/2 to 1/2, from the first power up to the third."""
    out[0] = offset
    if len(out) > 1:
        square = offset * offset
        np.subtract(square, 1 / 12, out=out[1])
    if len(out) > 2:  # noqa: PLR2004
        square -= 0.15
        np.multiply(offset, square, out=out[2])


def _offsets(
    line: npt.NDArray[np.float64], edge: float, cell_m: float, powers: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Bin of each coordinate, and its polynomials; by parts, so that they stay in the cache."""
    place = np.empty(line.size, dtype=np.int64)
    along = np.empty((powers - 1, line.size))
    for start in range(0, line.size, _PART):
        part = slice(start, start + _PART)
        offset = (line[part] - edge) / cell_m
        place[part] = offset
        offset -= place[part]
        offset -= 0.5
        _legendre(offset, along[:, part])
    return place, along


_NORMS = (1.0, 1 / 12, 1 / 180, 1 / 2800)


def _moments(
    x: npt.NDArray[np.float64],
    y: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64] | None,
    raster: Raster,
    orders: list[tuple[int, int]],
) -> dict[tuple[int, int], npt.NDArray[np.float32]]:
    """Sum over each bin the polynomials of the offsets from its centre."""
    powers = max(i for i, _ in orders) + 1
    place, along_x = _offsets(x, raster.west, raster.cell_m, powers)
    row, along_y = _offsets(y, raster.south, raster.cell_m, powers)
    row *= raster.columns
    place += row
    size = raster.rows * raster.columns
    product = np.empty(x.size)
    found = {}
    amount: npt.NDArray[np.float64] | None
    for i, j in orders:
        if i == j == 0:
            amount = weights
        else:
            amount = along_x[i - 1] if j == 0 else along_y[j - 1]
            if i and j:
                amount = np.multiply(along_x[i - 1], amount, out=product)
            if weights is not None:
                amount = np.multiply(amount, weights, out=product)
        sums = np.bincount(place, weights=amount, minlength=size)
        found[i, j] = sums.reshape(raster.rows, raster.columns).astype(np.float32)
    return found


def _spread(
    moments: dict[tuple[int, int], npt.NDArray[np.float32]],
    raster: Raster,
    *,
    bandwidth_m: float,
    kernel: Shape,
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
        quadrant = (coefficients[i, j] / bandwidth_m**2).astype(np.float32)
        half_plane = np.concatenate([(-1) ** i * quadrant[:, :0:-1], quadrant], axis=1)
        patch = np.concatenate([(-1) ** j * half_plane[:0:-1], half_plane])
        # Row by row first: most rows of the padded kernel are empty.
        wave = fft.fft(fft.rfft(patch, shape[1], axis=1), shape[0], axis=0, overwrite_x=True)
        wave *= fft.rfft2(moment, shape)
        total = total + wave
    sums = np.asarray(fft.irfft2(total, shape), dtype=np.float64)
    return np.maximum(sums[high : high + raster.rows, wide : wide + raster.columns], 0)


def _coefficients(
    high: int, wide: int, *, scale: float, kernel: Shape, orders: list[tuple[int, int]]
) -> dict[tuple[int, int], npt.NDArray[np.float64]]:
    """Fit the kernel over one bin by a polynomial in the offset from its centre.

    For each distance between a centre and a bin the least-squares fit (Legendre polynomials,
    Gauss quadrature) makes no error on average over the bin, also where the rim of the kernel
    crosses it. Rows and columns count from 0 to north and east; the rest is mirrored.
    """
    points = 8 if scale > 0.1 else 4  # noqa: PLR2004
    nodes, shares = np.polynomial.legendre.leggauss(points)
    offsets, shares = nodes / 2, shares / 2
    along = np.ones((4, points))
    _legendre(offsets, along[1:])
    dy, dx = np.arange(high + 1)[:, None], np.arange(wide + 1)[None, :]
    fits = {order: np.zeros((high + 1, wide + 1)) for order in orders}
    for q, v in enumerate(offsets):
        square_y = ((dy - v) * scale) ** 2
        for p, u in enumerate(offsets):
            value = _value(square_y + ((dx - u) * scale) ** 2, kernel) * (shares[p] * shares[q])
            for i, j in orders:
                fits[i, j] += value * (along[i, p] * along[j, q] / (_NORMS[i] * _NORMS[j]))
    return fits
