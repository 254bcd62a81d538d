"""Density of points as a surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np

from analysis._kernel_sums import REACH, Kernel, kernel_mass, kernel_sums
from analysis._local_statistics import RECORDED
from analysis._raster import Raster, inside_of, points_inside, polygons_of, raster_over
from analysis._weights import checked_values
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

_FEWEST_POINTS = 2
_SQUARE_KM_M2 = 1e6
# The kernel whose standard deviation along an axis is one: sigma, or sqrt(8) of the radius.
_PER_SIGMA = {"quartic": 8**0.5, "gaussian": 1.0}
RULE = "Silverman (1986) with the robust spread"


@dataclass(frozen=True, kw_only=True)
class DensitySurface:
    """A density on a raster.

    Attributes
    ----------
    density
        Events (or weights) per square kilometre at the centre of each cell, first row in the
        north; 0 outside the study area.
    inside
        Which cells have their centre in the study area.
    transform
        Affine transform of the image: cell, 0, west, 0, -cell, north (as rasterio has it).
    crs
        Coordinate reference system, in metres.
    cell_m, bandwidth_m
        Size of a cell; radius of the quartic kernel, or standard deviation of the Gaussian.
    bandwidth_rule
        The named rule, or ``"given"``.
    kernel
        ``"quartic"`` or ``"gaussian"``.
    total
        Sum of the weights of the points used.
    outside
        Points left out because they lie outside the study area.
    edge_corrected
        Whether the part of each kernel that falls outside the study area was made up for.
    notes
        What the reader must know about the data, as sentences.
    """

    density: npt.NDArray[np.float64]
    inside: npt.NDArray[np.bool_]
    transform: tuple[float, float, float, float, float, float]
    crs: str
    cell_m: float
    bandwidth_m: float
    bandwidth_rule: str
    kernel: Kernel
    total: float
    outside: int
    edge_corrected: bool
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        first = (
            f"{self.kernel.capitalize()} density of {self.total:,.0f} records, bandwidth "
            f"{self.bandwidth_m:,.0f} m ({self.bandwidth_rule}), cells of {self.cell_m:g} m, "
            f"{'' if self.edge_corrected else 'not '}corrected at the edge; highest "
            f"{self.density.max():,.1f} per square kilometre."
        )
        caution = "A density has no test in it: a peak may be noise."
        return " ".join([first, *self.notes, caution, RECORDED])


def kernel_density(
    points: Any,
    *,
    cell_m: float,
    bandwidth_m: float | Literal["auto"] = "auto",
    kernel: Kernel = "quartic",
    areas: Any = None,
    weights: npt.ArrayLike | None = None,
) -> DensitySurface:
    """Spread each point over its surroundings, and add up to a surface.

    Parameters
    ----------
    points
        A GeoDataFrame or GeoSeries of points in metres, or an array of x and y in EPSG:27700.
    cell_m
        Side of a cell in metres.
    bandwidth_m
        Radius of the quartic kernel or standard deviation of the Gaussian, in metres. ``"auto"``
        is Silverman's rule with the robust spread: the smaller of the standard deviation and the
        interquartile range over 1.34, times n to the power of -1/6 (times the square root of 8
        for the quartic). It suits one broad concentration and smooths a city of many too much:
        compare it with a half of it.
    kernel
        ``"quartic"`` (nothing beyond the bandwidth) or ``"gaussian"``.
    areas
        Polygons of the study area. Points outside are left out, and each place is divided by the
        share of its kernel that lies inside, so that the edge does not look empty. Without it
        the surface reaches one bandwidth around the points and is not corrected.
    weights
        One number of 0 or more for each point, such as the records at a snap point.

    Returns
    -------
    DensitySurface
        Per square kilometre, with its transform and CRS. Where points are many, they are summed
        by bins with their moments and a Fourier transform: the error is below 0.1 % of the
        highest value. Where they are few, the sum is exact.

    Raises
    ------
    InputError
        There are fewer than 2 points, all lie in one place and the bandwidth is automatic, a
        weight is negative, the CRS is not in metres, or no point lies in the study area.
    ParameterError
        The cell or the bandwidth is not above 0, the surface would be too large, or the kernel
        is unknown.

    References
    ----------
    Silverman, B. W. (1986). Density estimation for statistics and data analysis. Chapman & Hall.
    Bailey, T. C. and Gatrell, A. C. (1995). Interactive spatial data analysis. Longman.
    Diggle, P. J. (1985). A kernel method for smoothing point process data. Applied Statistics 34,
    138-147.

    Examples
    --------
    >>> surface = kernel_density([[50, 50], [150, 50]], cell_m=100, bandwidth_m=200)
    >>> surface.density.shape, surface.density.max().round(1).item()
    ((5, 6), 37.3)
    """
    if kernel not in get_args(Kernel):
        raise ParameterError(
            "unknown kernel",
            hint="Choose 'quartic' or 'gaussian'.",
            parameter="kernel",
            value=kernel,
        )
    x, y, crs = _coordinates(points)
    amount = _amounts(weights, x.size)
    polygons = None if areas is None else polygons_of(areas)
    outside = 0
    if polygons is not None:
        import shapely

        _same_crs(areas, crs)
        raster = raster_over(tuple(shapely.total_bounds(polygons)), cell_m=cell_m)
        inside = inside_of(polygons, raster)
        kept = points_inside(polygons, inside, raster, x, y)
        outside = int((~kept).sum())
        x, y = x[kept], y[kept]
        amount = amount if amount is None else amount[kept]
    if x.size < _FEWEST_POINTS:
        raise InputError(
            f"{x.size} points (in the study area) are too few for a density",
            hint="Choose a longer period, or check that points and areas are in the same place.",
            code="density.few",
        )
    bandwidth, rule = _bandwidth(bandwidth_m, x, y, kernel)
    if polygons is None:
        reach = min(REACH[kernel], 3.0) * bandwidth
        bounds = (x.min() - reach, y.min() - reach, x.max() + reach, y.max() + reach)
        raster = raster_over(bounds, cell_m=cell_m)
        inside = np.ones((raster.rows, raster.columns), dtype=bool)
    density = kernel_sums(x, y, amount, raster=raster, bandwidth_m=bandwidth, kernel=kernel)
    if polygons is not None:
        share = kernel_mass(inside, raster=raster, bandwidth_m=bandwidth, kernel=kernel)
        density = np.where(inside, density, 0.0)
        np.divide(density, share, out=density, where=inside & (share > 0))
    return DensitySurface(
        density=density[::-1] * _SQUARE_KM_M2,
        inside=inside[::-1],
        transform=raster.transform,
        crs=crs,
        cell_m=float(cell_m),
        bandwidth_m=bandwidth,
        bandwidth_rule=rule,
        kernel=kernel,
        total=float(x.size if amount is None else amount.sum()),
        outside=outside,
        edge_corrected=polygons is not None,
        notes=_notes(bandwidth, raster, outside, polygons is not None),
    )


def _coordinates(points: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], str]:
    if not hasattr(points, "geometry"):
        table = np.array(points, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != 2:  # noqa: PLR2004
            raise InputError(
                "points must be a table of x and y",
                hint="Pass a GeoDataFrame of points, or an array with two columns.",
                code="density.points",
            )
        x, y, crs = table[:, 0].copy(), table[:, 1].copy(), "EPSG:27700"
    else:
        import shapely

        if points.crs is None or not points.crs.is_projected:
            raise InputError(
                "the points are not in metres",
                hint="Convert them with to_crs('EPSG:27700') first.",
                code="density.crs",
            )
        shapes = points.geometry.to_numpy()
        x, y, crs = shapely.get_x(shapes), shapely.get_y(shapes), points.crs.to_string()
    checked_values(x, what="points")
    checked_values(y, what="points")
    return x, y, crs


def _same_crs(areas: Any, crs: str) -> None:
    if areas.crs is None or areas.crs != crs:
        raise InputError(
            f"the points are in {crs} and the areas in {areas.crs}",
            hint="Convert one with to_crs; EPSG:27700 is usual here.",
            code="density.crs",
        )


def _amounts(weights: npt.ArrayLike | None, n: int) -> npt.NDArray[np.float64] | None:
    if weights is None:
        return None
    amount = checked_values(weights, what="weights")
    if amount.size != n or (amount < 0).any():
        raise InputError(
            f"{amount.size} weights for {n} points, or one is negative",
            hint="Give each point a weight of 0 or more.",
            code="density.weights",
        )
    return amount


def _bandwidth(
    given: float | str, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64], kernel: Kernel
) -> tuple[float, str]:
    if given != "auto":
        width = float(given)
        if not 0 < width < np.inf:
            raise ParameterError(
                "the bandwidth must be above 0",
                hint="Try 500, or 'auto'.",
                parameter="bandwidth_m",
                value=given,
            )
        return width, "given"
    spreads = []
    for line in (x, y):
        low, high = np.percentile(line, [25, 75])
        robust = (high - low) / 1.34
        spread = float(line.std(ddof=1))
        spreads.append(min(spread, robust) if robust > 0 else spread)
    spread = float(np.mean(spreads))
    if spread == 0:
        raise InputError(
            "all points lie in one place, so no bandwidth follows from them",
            hint="Give bandwidth_m, for instance 500.",
            code="density.place",
        )
    return spread * float(x.size) ** (-1 / 6) * _PER_SIGMA[kernel], RULE


def _notes(bandwidth: float, raster: Raster, outside: int, studied: bool) -> tuple[str, ...]:  # noqa: FBT001
    notes = []
    if studied and bandwidth > raster.cell_m * max(raster.rows, raster.columns):
        notes.append("The bandwidth is larger than the study area, so the surface is nearly flat.")
    if bandwidth < 2 * raster.cell_m:
        notes.append("The bandwidth is less than two cells, so peaks between centres are missed.")
    if outside:
        notes.append(f"{outside:,} points outside the study area were left out.")
    return tuple(notes)
