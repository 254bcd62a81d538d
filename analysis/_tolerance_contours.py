"""Where a ratio of two densities is more than chance, as polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._contours import polygons_between
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from analysis._risk_surface import RelativeRisk

_SQUARE_METRES_A_HECTARE = 10_000


def tolerance_contours(
    risk: RelativeRisk, *, alphas: Sequence[float] | None = None
) -> gpd.GeoDataFrame:
    """Return the areas where the corrected p-value of a relative risk is at most each alpha.

    Parameters
    ----------
    risk
        The result of :func:`analysis.relative_risk`.
    alphas
        Levels, each between 0 and 1; the level of the test if left out.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each level and side that occurs: ``side`` (``"higher"`` or ``"lower"``),
        ``alpha``, ``area_ha`` and ``geometry`` (valid MultiPolygon, in the CRS of the surface).
        Those of a smaller alpha lie inside those of a larger; the two sides do not overlap.

    Raises
    ------
    ParameterError
        An alpha is not between 0 and 1.

    References
    ----------
    Hazelton, M. L. and Davies, T. M. (2009). Inference based on kernel estimates of the relative
    risk function in geographical epidemiology. Biometrical Journal 51, 98-109.

    Examples
    --------
    >>> from analysis import relative_risk
    >>> rng = np.random.default_rng(0)
    >>> before, after = rng.uniform(0, 5000, (2, 800, 2))
    >>> after[:200] = rng.normal(3000, 200, (200, 2))
    >>> tolerance_contours(relative_risk(after, before, cell_m=100, bandwidth_m=800))["side"][0]
    'higher'
    """
    import geopandas as gpd

    levels = [risk.alpha] if alphas is None else sorted({float(alpha) for alpha in alphas})
    if not all(0 < alpha < 1 for alpha in levels):
        raise ParameterError(
            "alpha must lie between 0 and 1",
            hint="Try alphas=[0.01, 0.05].",
            parameter="alphas",
            value=alphas,
        )
    rows = []
    for side, sign in (("higher", 1), ("lower", -1)):
        sure = np.where(risk.tested & (sign * risk.z > 0), 1 - risk.p_adjusted, 0.0)
        for alpha in reversed(levels):
            shape = polygons_between(sure, risk.transform, 1 - alpha, np.inf)
            rows.append({"side": side, "alpha": alpha, "geometry": shape})
    table = gpd.GeoDataFrame(
        rows, columns=["side", "alpha", "geometry"], geometry="geometry", crs=risk.crs
    )
    kept = gpd.GeoDataFrame(table[~table.geometry.is_empty].reset_index(drop=True))
    kept.insert(2, "area_ha", kept.area / _SQUARE_METRES_A_HECTARE)
    return kept
