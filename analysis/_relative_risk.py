"""Where one kind of point is denser than another, given how dense both are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import numpy as np

from analysis._adjust_p import Correction, adjust_p
from analysis._bandwidth import Rule, bandwidth_of
from analysis._kernel_sums import REACH, Kernel, kernel_sums, pairs_of
from analysis._local_statistics import check_settings
from analysis._point_input import check_same_crs, checked_amounts, coordinates_of
from analysis._raster import Raster, inside_of, points_inside, polygons_of, raster_over
from analysis._relative_risk_null import Null, Pool, null_of, permuted_p
from analysis._risk_surface import RelativeRisk, RiskCorrection
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

_FEWEST_POINTS = 10
_MOST_DIRECT = 1_000_000_000


class _Study(NamedTuple):
    raster: Raster
    inside: npt.NDArray[np.bool_]


def relative_risk(
    cases: Any,
    controls: Any,
    *,
    cell_m: float,
    bandwidth_m: float | Rule = "auto",
    kernel: Kernel = "quartic",
    areas: Any = None,
    control_weights: npt.ArrayLike | None = None,
    prior_records: float = 1.0,
    alpha: float = 0.05,
    correction: RiskCorrection = "fdr",
    permutations: int = 0,
    seed: int = 0,
) -> RelativeRisk:
    """Compare two sets of points by the log ratio of their densities.

    Period against period, one drug against all, or offences against population.

    Parameters
    ----------
    cases, controls
        Points in metres, as for :func:`analysis.kernel_density`, both in one CRS.
    cell_m, bandwidth_m, kernel, areas
        As for :func:`analysis.kernel_density`. One bandwidth, by default from all points
        together, serves both, so that its bias cancels where the two do not differ (Kelsall and
        Diggle 1995). The correction at the edge of ``areas`` divides both alike and so cancels.
    control_weights
        Weights of the controls, such as residents: the controls are then taken as known, and
        only the cases vary. Without it both are samples, and their labels are what is tested.
    prior_records
        How many records at the usual ratio are added everywhere, as the kernel weighs a record.
        It keeps the ratio finite where one kind is absent; 0 gives the plain ratio, and cells
        where that is not finite are set to 0.
    alpha
        Level of the tests; the intervals have confidence ``1 - alpha``.
    correction
        ``"fdr"``, ``"bonferroni"`` or ``"none"`` over the tested cells, as
        :func:`analysis.adjust_p`; ``"max"`` compares each cell with the largest deviation
        anywhere in each permutation, which bounds the chance of a single false alarm and knows
        that neighbouring cells say the same (it needs ``permutations``).
    permutations
        0 takes the exact mean and variance under the null and the normal curve; otherwise the
        p-values are those of so many permutations of the labels (with ``control_weights``: of
        cases thrown anew onto the controls).
    seed
        Seed of the permutations.

    Returns
    -------
    RelativeRisk
        :func:`analysis.tolerance_contours` draws where it is significant.

    Raises
    ------
    InputError
        There are fewer than 10 points of a kind in the study area, or points are faulty.
    ParameterError
        A setting is out of range, or there are too many places for so many cells.

    Notes
    -----
    A cell's p-value judges its surroundings of one bandwidth. Neighbouring cells share these, so
    significant cells come in patches even by chance, and one patch is one finding at most.

    References
    ----------
    Kelsall, J. E. and Diggle, P. J. (1995). Kernel estimation of relative risk. Bernoulli 1,
    3-16.
    Davies, T. M. and Hazelton, M. L. (2010). Adaptive kernel estimation of spatial relative
    risk. Statistics in Medicine 29, 2423-2437. (tolerance contours by normal approximation)
    Westfall, P. H. and Young, S. S. (1993). Resampling-based multiple testing. Wiley. (max)

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> before, after = rng.uniform(0, 5000, (2, 800, 2))
    >>> after[:200] = rng.normal(3000, 200, (200, 2))
    >>> risk = relative_risk(after, before, cell_m=250, bandwidth_m=800)
    >>> bool(risk.log_ratio.max() > 1), bool((risk.label == "higher").any())
    (True, True)
    """
    _check(kernel, prior_records, alpha, correction, permutations)
    case_x, case_y, crs = coordinates_of(cases)
    base_x, base_y, base_crs = coordinates_of(controls)
    if crs != base_crs:
        raise InputError(
            f"the cases are in {crs} and the controls in {base_crs}",
            hint="Convert one with to_crs; EPSG:27700 is usual here.",
            code="risk.crs",
        )
    known = checked_amounts(control_weights, base_x.size)
    x, y = np.r_[case_x, base_x], np.r_[case_y, base_y]
    is_case = np.arange(x.size) < case_x.size
    amount = np.ones(x.size)
    if known is not None:
        amount[case_x.size :] = known
    polygons, outside = None, 0
    if areas is not None:
        check_same_crs(areas, crs)
        polygons = polygons_of(areas)
        study = _study_of(polygons, cell_m)
        kept = points_inside(polygons, study.inside, study.raster, x, y)
        outside = int((~kept).sum())
        x, y, is_case, amount = x[kept], y[kept], is_case[kept], amount[kept]
    _check_numbers(int(is_case.sum()), int((amount[~is_case] > 0).sum()))
    bandwidth, rule = bandwidth_of(bandwidth_m, x, y, None, kernel=kernel)
    if polygons is None:
        reach = min(REACH[kernel], 3.0) * bandwidth
        bounds = (x.min() - reach, y.min() - reach, x.max() + reach, y.max() + reach)
        raster = raster_over(bounds, cell_m=cell_m)
        study = _Study(raster, np.ones((raster.rows, raster.columns), dtype=bool))

    places, place = np.unique(np.c_[x, y], axis=0, return_inverse=True)
    place = place.ravel()
    _check_pairs(pairs_of(len(places), raster=study.raster, bandwidth_m=bandwidth, kernel=kernel))

    def sums(
        chosen: npt.NDArray[np.int64], weights: Floats | None, *, squared: bool = False
    ) -> Floats:
        shape: Any = f"{kernel} squared" if squared else kernel
        held = np.bincount(place[chosen], weights=weights, minlength=len(places))
        used = np.flatnonzero(held)
        total = kernel_sums(
            places[used, 0],
            places[used, 1],
            held[used].astype(np.float64),
            raster=study.raster,
            bandwidth_m=bandwidth,
            kernel=shape,
            most_direct=_MOST_DIRECT,
        )
        return total / (bandwidth**2 if squared else 1)

    pool = Pool(is_case=is_case, amount=amount, known=known is not None, sums=sums)
    null = null_of(pool, prior_records=prior_records, inside=study.inside, confidence=1 - alpha)
    p, p_max = permuted_p(pool, null, permutations=permutations, seed=seed)
    adjusted = np.ones_like(p)
    adjusted[null.tested] = p_max[null.tested]
    if correction != "max":
        plain: Correction = correction
        adjusted[null.tested] = adjust_p(p[null.tested], correction=plain)
    return RelativeRisk(
        log_ratio=null.log_ratio[::-1],
        low=null.low[::-1],
        high=null.high[::-1],
        confidence=1 - alpha,
        z=null.z[::-1],
        p=p[::-1],
        p_adjusted=adjusted[::-1],
        tested=null.tested[::-1],
        inside=study.inside[::-1],
        transform=study.raster.transform,
        crs=crs,
        cell_m=float(cell_m),
        bandwidth_m=bandwidth,
        bandwidth_rule=rule,
        kernel=kernel,
        cases=int(is_case.sum()),
        controls=float(amount[~is_case].sum()),
        outside=outside,
        alpha=alpha,
        correction=correction,
        permutations=permutations,
        seed=seed,
        notes=_notes(bandwidth, study, outside, null, studied=polygons is not None),
    )


def _study_of(polygons: npt.NDArray[np.object_], cell_m: float) -> _Study:
    import shapely

    raster = raster_over(tuple(shapely.total_bounds(polygons)), cell_m=cell_m)
    return _Study(raster, inside_of(polygons, raster))


def _check(
    kernel: str, prior_records: float, alpha: float, correction: str, permutations: int
) -> None:
    check_settings(alpha=alpha, permutations=permutations)
    for name, value, known in (
        ("kernel", kernel, get_args(Kernel)),
        ("correction", correction, get_args(RiskCorrection)),
    ):
        if value not in known:
            raise ParameterError(
                f"unknown {name}",
                hint=f"Choose one of {', '.join(known)}.",
                parameter=name,
                value=value,
            )
    if correction == "max" and not permutations:
        raise ParameterError(
            "the largest deviation is only known from permutations",
            hint="Set permutations=199, or use correction='fdr'.",
            parameter="permutations",
            value=permutations,
        )
    if not 0 <= prior_records < np.inf:
        raise ParameterError(
            "the number of records added cannot be negative",
            hint="Use 1, or 0 for the plain ratio.",
            parameter="prior_records",
            value=prior_records,
        )


def _check_numbers(cases: int, controls: int) -> None:
    for name, number in (("cases", cases), ("controls", controls)):
        if number < _FEWEST_POINTS:
            raise InputError(
                f"{number} {name} (in the study area) are too few to compare",
                hint=f"Choose longer periods: at least {_FEWEST_POINTS} of each are needed.",
                code="risk.few",
            )


def _check_pairs(pairs: float) -> None:
    """Refuse what cannot be summed one by one: faster sums are wrong in thin places by far."""
    if pairs > _MOST_DIRECT:
        raise ParameterError(
            f"{pairs:,.0f} pairs of a place and a cell within its reach are too many",
            hint="Use larger cells or a narrower bandwidth.",
            parameter="cell_m",
        )


def _notes(
    bandwidth: float, study: _Study, outside: int, null: Null, *, studied: bool
) -> tuple[str, ...]:
    notes = []
    if studied and bandwidth > study.raster.cell_m * float(study.inside.sum()) ** 0.5:
        notes.append("The bandwidth is larger than the study area, so the surface is nearly flat.")
    if not null.tested.any():
        notes.append("No cell has enough records within reach to be tested.")
    if outside:
        notes.append(f"{outside:,} points outside the study area were left out.")
    notes.append("Significant cells come in patches even by chance, and a patch is one finding.")
    return tuple(notes)
