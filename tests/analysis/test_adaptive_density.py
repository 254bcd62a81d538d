"""The adaptive density and the rules of the bandwidth, each against its definition."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from analysis import bandwidth_sensitivity, kernel_density
from analysis._kernel_sums import REACH, _value
from geo.errors import InputError, ParameterError

KERNELS = pytest.mark.parametrize("kernel", ["quartic", "gaussian"])


def town(number: int, *, seed: int = 0) -> np.ndarray:
    """A narrow and a broad concentration."""
    rng = np.random.default_rng(seed)
    narrow, broad = rng.normal(3000, 150, (number // 2, 2)), rng.normal(6000, 1200, (number, 2))
    return np.clip(np.r_[narrow, broad[: number - number // 2]], 1, 8999)


def centres(surface) -> np.ndarray:
    cell, _, west, _, _, north = surface.transform
    rows, columns = surface.density.shape
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * cell, north - (np.arange(rows) + 0.5) * cell
    )
    return np.c_[x.ravel(), y.ravel()]


@KERNELS
def test_adaptive_is_abramsons_estimator(kernel: str) -> None:
    # Abramson (1982): h_i = h sqrt(geometric mean of the pilot / pilot at i), summed one by one
    points = town(400)
    settings = {"cell_m": 100, "bandwidth_m": 700, "kernel": kernel}
    pilot = kernel_density(points, **settings)
    surface = kernel_density(points, **settings, adaptive=True)
    cell, _, west, _, _, north = pilot.transform
    row, column = ((north - points[:, 1]) / cell), ((points[:, 0] - west) / cell)
    at = pilot.density[row.astype(int), column.astype(int)]
    factor = np.sqrt(np.exp(np.log(at).mean()) / at).clip(0.25, 4)
    assert surface.narrowest_m == pytest.approx(700 * factor.min())
    assert surface.widest_m == pytest.approx(700 * factor.max())
    width = 700 * factor
    chosen = centres(surface)
    square = ((chosen[:, None] - points) ** 2).sum(axis=2) / width**2
    value = np.where(square <= REACH[kernel] ** 2, _value(square, kernel), 0) / width**2
    exact = value.sum(axis=1).reshape(surface.density.shape) * 1e6
    assert np.abs(surface.density - exact).max() < 2e-3 * exact.max()


def test_adaptive_is_sharper_at_the_top_and_keeps_the_mass() -> None:
    points = town(20_000)
    plain = kernel_density(points, cell_m=50, bandwidth_m=500)
    surface = kernel_density(points, cell_m=50, bandwidth_m=500, adaptive=True)
    assert surface.density.max() > 1.5 * plain.density.max()
    assert surface.density.sum() * 50**2 / 1e6 == pytest.approx(20_000, rel=0.01)
    assert "adaptive from" in surface.summary
    assert surface.narrowest_m < 500 < surface.widest_m
    assert (plain.narrowest_m, plain.widest_m) == (500, 500)


def test_adaptive_of_a_uniform_field_is_flat_up_to_the_edge() -> None:
    areas = gpd.GeoDataFrame(geometry=[box(0, 0, 9000, 9000)], crs=27700)
    points = np.random.default_rng(1).uniform(0, 9000, (100_000, 2))
    surface = kernel_density(points, cell_m=100, bandwidth_m=800, areas=areas, adaptive=True)
    np.testing.assert_allclose(surface.density, 1e5 / 81, rtol=0.2)
    # a corner is estimated from a quarter of the points, and that is all
    assert surface.density[:8, :8].mean() == pytest.approx(1e5 / 81, rel=0.06)


def test_points_in_one_place_stay_finite() -> None:
    surface = kernel_density([[5, 5]] * 40, cell_m=10, bandwidth_m=50, adaptive=True)
    assert np.isfinite(surface.density).all()
    assert surface.narrowest_m == surface.widest_m == pytest.approx(50)
    with pytest.raises(InputError, match="one place"):
        kernel_density([[5, 5]] * 40, cell_m=10, bandwidth_m="likelihood")


def test_likelihood_is_the_best_of_the_left_out_places() -> None:
    points = town(300, seed=2)
    chosen = kernel_density(points, cell_m=100, bandwidth_m="likelihood", kernel="gaussian")
    square = ((points[:, None] - points) ** 2).sum(axis=2)
    np.fill_diagonal(square, np.inf)

    def score(width: float) -> float:
        return float(np.log((np.exp(-square / 2 / width**2) / width**2).sum(axis=1)).sum())

    tried = np.geomspace(100, 5000, 200)
    best = tried[np.argmax([score(width) for width in tried])]
    assert chosen.bandwidth_m == pytest.approx(best, rel=0.1)
    assert chosen.bandwidth_rule == "likelihood cross-validation"


def test_likelihood_is_not_drawn_to_nothing_by_snap_points() -> None:
    places = town(300, seed=3)
    snapped = np.repeat(places, 30, axis=0)
    plain = kernel_density(places, cell_m=100, bandwidth_m="likelihood")
    heaped = kernel_density(snapped, cell_m=100, bandwidth_m="likelihood")
    assert heaped.bandwidth_m == pytest.approx(plain.bandwidth_m)


def test_scott_is_the_standard_deviation_by_hand() -> None:
    points = town(500)
    spread = points.std(axis=0, ddof=1).mean() * 500 ** (-1 / 6)
    surface = kernel_density(points, cell_m=100, bandwidth_m="scott", kernel="gaussian")
    assert surface.bandwidth_m == pytest.approx(spread)


def test_sensitivity_is_that_of_separate_surfaces() -> None:
    points = town(2000)
    table = bandwidth_sensitivity(points, cell_m=50, bandwidth_m=600).set_index("choice")
    for choice, width in (("chosen", 600), ("half", 300), ("twice", 1200)):
        alone = kernel_density(points, cell_m=50, bandwidth_m=width)
        assert table["bandwidth_m"][choice] == width
        assert table["peak_per_km2"][choice] == alone.density.max()
        falling = np.sort(alone.density.ravel())[::-1].cumsum()
        cells = int((falling < falling[-1] / 2).sum()) + 1
        assert table["half_of_records_ha"][choice] == cells * 0.25
    assert table["peak_per_km2"]["half"] > table["peak_per_km2"]["twice"]
    assert table["hot_kept"]["chosen"] == 1
    assert table["hot_kept"].between(0, 1).all()
    assert np.hypot(table["peak_x"] - 3000, table["peak_y"] - 3000)["half"] < 150
    assert table["peak_moved_m"]["chosen"] == 0


def test_bad_rules_are_refused() -> None:
    with pytest.raises(ParameterError, match="silverman, scott, likelihood"):
        kernel_density(town(9), cell_m=100, bandwidth_m="best")
    with pytest.raises(ParameterError, match="between 0 and 1"):
        bandwidth_sensitivity(town(9), cell_m=100, area_share=2)
