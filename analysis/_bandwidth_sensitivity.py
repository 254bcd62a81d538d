"""What the choice of the bandwidth does to a density."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._kernel_density import DensitySurface, kernel_density
from geo.errors import ParameterError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    from analysis._bandwidth import Rule
    from analysis._kernel_sums import Kernel

_RULES: tuple[Rule, ...] = ("silverman", "scott", "likelihood")
_FACTORS = (0.5, 1.0, 2.0)
_SQUARE_METRES_A_HECTARE = 10_000


def bandwidth_sensitivity(
    points: Any,
    *,
    cell_m: float,
    bandwidth_m: float | Rule = "auto",
    kernel: Kernel = "quartic",
    areas: Any = None,
    weights: npt.ArrayLike | None = None,
    area_share: float = 0.01,
) -> pd.DataFrame:
    """Compare the surface at half, once and twice the bandwidth, and by the named rules.

    Parameters
    ----------
    points, cell_m, bandwidth_m, kernel, areas, weights
        As for :func:`analysis.kernel_density`.
    area_share
        Share of the cells that are called hot, the densest first.

    Returns
    -------
    pandas.DataFrame
        One row a bandwidth: ``choice`` (chosen, half, twice, or the rule), ``bandwidth_m``,
        ``peak_per_km2``, ``peak_x`` and ``peak_y`` (centre of the densest cell, metres),
        ``peak_moved_m`` (from the chosen one's), ``half_of_records_ha`` (least area that holds
        half of the mass) and ``hot_kept`` (share of the chosen surface's hot cells that are hot
        here too).

    Raises
    ------
    InputError, ParameterError
        As :func:`analysis.kernel_density`; or ``area_share`` is not between 0 and 1.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> table = bandwidth_sensitivity(rng.normal(0, 500, (300, 2)), cell_m=100, bandwidth_m=400)
    >>> table["choice"].to_list()
    ['chosen', 'half', 'twice', 'silverman', 'scott', 'likelihood']
    >>> table["hot_kept"][0].item()
    1.0
    """
    import pandas as pd

    if not 0 < area_share < 1:
        raise ParameterError(
            "a share must lie between 0 and 1",
            hint="Try 0.01.",
            parameter="area_share",
            value=area_share,
        )

    def surface(width: float | Rule) -> DensitySurface:
        return kernel_density(
            points, cell_m=cell_m, bandwidth_m=width, kernel=kernel, areas=areas, weights=weights
        )

    chosen = surface(bandwidth_m)
    found = {"chosen": chosen}
    found["half"], found["twice"] = (
        surface(chosen.bandwidth_m * factor) for factor in (_FACTORS[0], _FACTORS[2])
    )
    for rule in _RULES:
        found[rule] = surface(rule)
    base = _at_peak(chosen)
    hot = _hot_cells(chosen, area_share)
    rows = []
    for choice, each in found.items():
        x, y = _at_peak(each)
        here = _hot_cells(each, area_share)
        rows.append(
            {
                "choice": choice,
                "bandwidth_m": each.bandwidth_m,
                "peak_per_km2": float(each.density.max()),
                "peak_x": x,
                "peak_y": y,
                "peak_moved_m": float(np.hypot(x - base[0], y - base[1])),
                "half_of_records_ha": _half_mass(each) * cell_m**2 / _SQUARE_METRES_A_HECTARE,
                "hot_kept": len(hot & here) / len(hot),
            }
        )
    return pd.DataFrame(rows)


def _at_peak(surface: DensitySurface) -> tuple[float, float]:
    row, column = np.unravel_index(surface.density.argmax(), surface.density.shape)
    cell, _, west, _, _, north = surface.transform
    return west + (float(column) + 0.5) * cell, north - (float(row) + 0.5) * cell


def _hot_cells(surface: DensitySurface, share: float) -> set[tuple[int, int]]:
    """Return the densest cells by their place on the common lattice of such cells."""
    cell, _, west, _, _, north = surface.transform
    held = int((surface.density > 0).sum())
    number = max(round(share * min(held, int(surface.inside.sum()))), 1)
    order = np.argsort(-surface.density, axis=None, kind="stable")[:number]
    row, column = np.divmod(order, surface.density.shape[1])
    first_column, last_row = round(west / cell), round(north / cell)
    return set(zip((last_row - row).tolist(), (first_column + column).tolist(), strict=True))


def _half_mass(surface: DensitySurface) -> float:
    """Return how many cells hold half of the mass, densest first."""
    falling = np.sort(surface.density, axis=None)[::-1]
    held = np.cumsum(falling)
    return float(np.searchsorted(held, held[-1] / 2) + 1)
