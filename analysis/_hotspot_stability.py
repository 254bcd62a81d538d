"""Would a hotspot with an outline still be there with other events of the same kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._intervals import wilson
from analysis._redraw import Redraw
from analysis._stability import Stability
from analysis._weights import checked_values
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd
    import numpy.typing as npt

    from analysis._redraw import Jitter

    Floats = npt.NDArray[np.float64]
    Progress = Callable[[int, int], object]
    Method = Callable[[Floats, Floats], gpd.GeoDataFrame]


def hotspot_stability(
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    find: Method,
    *,
    found: gpd.GeoDataFrame | None = None,
    jitter_m: Jitter = None,
    resamples: int = 50,
    least_share: float = 0.5,
    confidence: float = 0.95,
    seed: int = 0,
    progress: Progress | None = None,
) -> Stability:
    """Redraw the events, find the hotspots again, and count how often each comes back.

    One measure for every method that ends in outlines: dense clusters, areas of tested cells,
    contours of a density. A hotspot is kept where at least half of its records lie in hotspots
    of the resample, whatever their number and shape.

    Parameters
    ----------
    x, y
        Coordinates of each event in metres.
    find
        The method: a function of x and y that returns a GeoDataFrame with a polygon for each
        hotspot in the same coordinates.
    found
        What it returns for these events, where that is at hand.
    jitter_m
        As for :func:`analysis.stability`; ``"catchment"`` suits snap points.
    resamples
        How many times the events are drawn, with replacement and as many as there are.
    least_share
        Share of a hotspot's records that must lie in hotspots again.
    confidence
        Level of the interval of the share.
    seed
        Seed of the draws.
    progress
        Called after each resample with how many are done, and of how many.

    Returns
    -------
    Stability
        In the order of the rows that ``find(x, y)`` returns, all ``found``.

    Raises
    ------
    InputError
        Coordinates are missing or differ in length, there are no events, or ``find`` returns
        something else.
    ParameterError
        A setting is out of range.

    Notes
    -----
    For cells that are few and fixed, :func:`analysis.stability` judges each by itself.

    References
    ----------
    Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7,
    1-26.
    Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational Statistics and
    Data Analysis 52, 258-271. (recovery of each cluster in resamples)

    Examples
    --------
    >>> import geopandas as gpd
    >>> from analysis import density_clusters
    >>> rng = np.random.default_rng(0)
    >>> x, y = np.r_[rng.normal(2000, 50, (60, 2)), rng.uniform(0, 9000, (60, 2))].T
    >>> def find(x, y):
    ...     points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
    ...     return density_clusters(points, radius_m=200, min_points=20).hotspots
    >>> hotspot_stability(x, y, find, resamples=20).share.tolist()
    [1.0]
    """
    import shapely

    across, up = checked_values(x, what="x"), checked_values(y, what="y")
    redraw = Redraw.of(across, up, jitter_m=jitter_m, resamples=resamples, confidence=confidence)
    if not 0 < least_share <= 1:
        raise ParameterError(
            "a share must lie between 0 and 1",
            hint="Try 0.5.",
            parameter="least_share",
            value=least_share,
        )

    def outlines(hotspots: gpd.GeoDataFrame) -> npt.NDArray[np.object_]:
        if not hasattr(hotspots, "geometry"):
            raise InputError(
                f"the method returned a {type(hotspots).__name__}, not outlines of hotspots",
                hint="Return a GeoDataFrame, such as density_clusters(...).hotspots.",
                code="stability.hotspots",
            )
        # Hulls go through points on their rim, so rounding must not decide who is in.
        shapes: npt.NDArray[np.object_] = shapely.buffer(hotspots.geometry.to_numpy(), 1e-6)
        return shapes

    places, place = np.unique(np.c_[across, up], axis=0, return_inverse=True)
    records = np.bincount(place.ravel())
    tree = shapely.STRtree(shapely.points(places))
    first = outlines(find(across.copy(), up.copy()) if found is None else found)
    owner, member = tree.query(first, predicate="intersects")
    size = np.bincount(owner, weights=records[member], minlength=first.size)
    kept = np.zeros(first.size, dtype=np.int64)
    rng = np.random.default_rng(seed)
    for done in range(1, resamples + 1):
        _, inside = tree.query(outlines(find(*redraw.once(rng))), predicate="intersects")
        still = np.zeros(len(places), dtype=bool)
        still[inside] = True
        held = np.bincount(owner, weights=records[member] * still[member], minlength=first.size)
        kept += (held >= least_share * size) & (size > 0)
        if progress is not None:
            progress(done, resamples)
    low, high = wilson(kept, resamples, confidence=confidence)
    return Stability(
        found=np.ones(first.size, dtype=bool),
        share=kept / resamples,
        low=low,
        high=high,
        confidence=confidence,
        resamples=resamples,
        jittered=redraw.radius is not None,
        seed=seed,
    )
