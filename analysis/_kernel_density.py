"""Density of points as a surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from analysis._adaptive_sums import CLIP, adaptive_sums, bandwidth_factors
from analysis._bandwidth import Rule, bandwidth_of
from analysis._kernel_sums import REACH, Kernel, kernel_mass, kernel_sums
from analysis._local_statistics import RECORDED
from analysis._point_input import check_same_crs, checked_amounts, coordinates_of
from analysis._raster import Raster, inside_of, points_inside, polygons_of, raster_over
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

_FEWEST_POINTS = 2
_SQUARE_KM_M2 = 1e6
_LEAST_SHARE = 1e-6


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
    adaptive
        Whether the bandwidth follows the density; ``bandwidth_m`` is then that of the pilot.
    narrowest_m, widest_m
        The bandwidths in use; both ``bandwidth_m`` unless adaptive.
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
    adaptive: bool
    narrowest_m: float
    widest_m: float
    total: float
    outside: int
    edge_corrected: bool
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The result in plain English."""
        varied = (
            f", adaptive from {self.narrowest_m:,.0f} to {self.widest_m:,.0f} m"
            if self.adaptive
            else ""
        )
        first = (
            f"{self.kernel.capitalize()} density of {self.total:,.0f} records, bandwidth "
            f"{self.bandwidth_m:,.0f} m ({self.bandwidth_rule}{varied}), cells of "
            f"{self.cell_m:g} m, "
            f"{'' if self.edge_corrected else 'not '}corrected at the edge; highest "
            f"{self.density.max():,.1f} per square kilometre."
        )
        caution = "A density has no test in it: a peak may be noise."
        return " ".join([first, *self.notes, caution, RECORDED])


def kernel_density(
    points: Any,
    *,
    cell_m: float,
    bandwidth_m: float | Rule = "auto",
    kernel: Kernel = "quartic",
    adaptive: bool = False,
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
        Radius of the quartic kernel or standard deviation of the Gaussian, in metres, or a rule.
        ``"auto"`` and ``"silverman"`` take the smaller of the standard deviation and the
        interquartile range over 1.34, times n to the power of -1/6 (times the square root of 8
        for the quartic); ``"scott"`` takes the standard deviation, which in two dimensions is
        the only difference. Both suit one broad concentration and smooth a city of many too
        much. ``"likelihood"`` takes the width under which each place is best foretold by the
        other places. :func:`analysis.bandwidth_sensitivity` shows what hangs on the choice.
    kernel
        ``"quartic"`` (nothing beyond the bandwidth) or ``"gaussian"``.
    adaptive
        Give each point its own bandwidth: ``bandwidth_m`` times the square root of the pilot
        density's geometric mean over the pilot density there, kept between a quarter and four
        times (Abramson 1982). Sharper where points are many, calmer where they are few.
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
        or the rule is unknown.

    References
    ----------
    Silverman, B. W. (1986). Density estimation for statistics and data analysis. Chapman & Hall.
    Scott, D. W. (1992). Multivariate density estimation. Wiley.
    Abramson, I. S. (1982). On bandwidth variation in kernel estimates. Annals of Statistics 10,
    1217-1223.
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
    x, y, crs = coordinates_of(points)
    amount = checked_amounts(weights, x.size)
    polygons = None if areas is None else polygons_of(areas)
    outside = 0
    if polygons is not None:
        import shapely

        check_same_crs(areas, crs)
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
    bandwidth, rule = bandwidth_of(bandwidth_m, x, y, amount, kernel=kernel)
    if polygons is None:
        reach = min(REACH[kernel], 3.0) * bandwidth * (CLIP if adaptive else 1)
        bounds = (x.min() - reach, y.min() - reach, x.max() + reach, y.max() + reach)
        raster = raster_over(bounds, cell_m=cell_m)
        inside = np.ones((raster.rows, raster.columns), dtype=bool)
    density = kernel_sums(x, y, amount, raster=raster, bandwidth_m=bandwidth, kernel=kernel)
    if polygons is not None:
        share = kernel_mass(inside, raster=raster, bandwidth_m=bandwidth, kernel=kernel)
        np.divide(density, share, out=density, where=share > _LEAST_SHARE)
    factors = np.ones(1)
    if adaptive:
        factors = bandwidth_factors(density, x, y, amount, raster=raster)
        density = adaptive_sums(
            x,
            y,
            amount,
            factors=factors,
            raster=raster,
            bandwidth_m=bandwidth,
            kernel=kernel,
            inside=None if polygons is None else inside,
        )
    density = np.where(inside, density, 0.0)
    return DensitySurface(
        density=density[::-1] * _SQUARE_KM_M2,
        inside=inside[::-1],
        transform=raster.transform,
        crs=crs,
        cell_m=float(cell_m),
        bandwidth_m=bandwidth,
        bandwidth_rule=rule,
        kernel=kernel,
        adaptive=adaptive,
        narrowest_m=bandwidth * float(factors.min()),
        widest_m=bandwidth * float(factors.max()),
        total=float(x.size if amount is None else amount.sum()),
        outside=outside,
        edge_corrected=polygons is not None,
        notes=_notes(bandwidth, raster, outside, inside if polygons is not None else None),
    )


def _notes(
    bandwidth: float, raster: Raster, outside: int, inside: npt.NDArray[np.bool_] | None
) -> tuple[str, ...]:
    notes = []
    if inside is not None and bandwidth > raster.cell_m * float(inside.sum()) ** 0.5:
        notes.append("The bandwidth is larger than the study area, so the surface is nearly flat.")
    if bandwidth < 2 * raster.cell_m:
        notes.append("The bandwidth is less than two cells, so peaks between centres are missed.")
    if outside:
        notes.append(f"{outside:,} points outside the study area were left out.")
    return tuple(notes)
