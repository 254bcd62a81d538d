import geopandas as gpd
import numpy as np
import pytest
from scipy.stats import binom
from shapely import Point, box

from analysis import contours, density_clusters, hotspot_stability, kernel_density, stability
from geo.errors import InputError, ParameterError

SQUARES = gpd.GeoDataFrame(geometry=[box(k, 0, k + 1, 1) for k in range(4)], crs=27700)


def crowded(x: np.ndarray, _y: np.ndarray) -> gpd.GeoDataFrame:
    """Squares that hold 30 events or more."""
    return SQUARES[np.bincount(x.astype(int), minlength=4)[:4] >= 30]


def blob_and_noise() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    return np.r_[rng.normal(3000, 60, (80, 2)), rng.uniform(0, 9000, (300, 2))].T


def clusters(x: np.ndarray, y: np.ndarray) -> gpd.GeoDataFrame:
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
    return density_clusters(points, radius_m=250, min_points=12).hotspots


def dense(x: np.ndarray, y: np.ndarray) -> gpd.GeoDataFrame:
    surface = kernel_density(np.c_[x, y], cell_m=100, bandwidth_m=500)
    return contours(surface, levels=[15]).explode()


def test_share_is_the_binomial_chance() -> None:
    # as for the cells one by one: 40 of 200 events, kept with the binomial's tail at 30
    x = np.r_[np.full(40, 0.5), np.full(30, 1.5), np.full(130, 3.5)]
    result = hotspot_stability(x, np.full(200, 0.5), crowded, resamples=1500)
    assert result.share.size == 3
    for hotspot, number in ((0, 40), (1, 30)):
        chance = binom.sf(29, 200, number / 200)
        assert result.share[hotspot] == pytest.approx(chance, abs=0.04)
        assert result.low[hotspot] < chance < result.high[hotspot]
    # Wilson (1927) for 1500 of 1500
    assert (result.share[2], result.low[2]) == (1, pytest.approx(0.99745, abs=1e-5))


def test_half_of_the_records_decide() -> None:
    # the first answer holds all ten records, every later one only four of them
    x = np.r_[np.full(4, 0.5), np.full(6, 3.5)]
    for least, share in ((0.4, 1), (0.5, 0)):
        answers = iter([box(0, 0, 4, 1)] + [box(0, 0, 1, 1)] * 5)

        def shrinking(_x, _y, answers=answers):
            return gpd.GeoDataFrame(geometry=[next(answers)], crs=27700)

        result = hotspot_stability(x, np.full(10, 0.5), shrinking, resamples=5, least_share=least)
        assert result.share.tolist() == [share]


@pytest.mark.parametrize("find", [clusters, dense])
def test_every_method_keeps_what_is_real(find) -> None:
    x, y = blob_and_noise()
    found = find(x, y)
    result = hotspot_stability(x, y, find, jitter_m="catchment", resamples=30, seed=1)
    real = found.geometry.contains(Point(3000, 3000)).to_numpy()
    assert real.sum() == 1
    assert result.share[real].item() == 1
    assert (result.share[~real] < 0.9).all()
    again = hotspot_stability(x, y, find, jitter_m="catchment", resamples=30, seed=1)
    np.testing.assert_array_equal(result.share, again.share)


def test_catchment_is_half_way_to_the_neighbours() -> None:
    # snap points on a lattice of 100 m: the four nearest are 100 m away in the middle
    across, up = np.meshgrid(np.arange(7) * 100.0, np.arange(7) * 100.0)
    x, y = np.repeat([across.ravel(), up.ravel()], 40, axis=1)
    far = []

    def spy(new_x, new_y):
        middle = (np.abs(new_x - 300) < 49.9) & (np.abs(new_y - 300) < 49.9)
        far.append(np.hypot(new_x - 300, new_y - 300)[middle].max(initial=0))
        return [True]

    assert stability(x, y, spy, jitter_m="catchment", resamples=30).jittered
    assert far[0] == 0
    # no event of another place comes into the middle square, and none of its own leaves the disc
    assert 45 < max(far) <= 50 + 1e-9
    lonely = stability([5.0] * 9, [5.0] * 9, lambda x, _: [x.std() == 0], jitter_m="catchment")
    assert lonely.share.tolist() == [1]


def test_no_hotspot_is_said() -> None:
    result = hotspot_stability([0.5], [0.5], crowded, resamples=3)
    assert result.share.size == 0
    assert result.summary.startswith("There is no hotspot")


def test_refuses_bad_input() -> None:
    x = np.full(50, 0.5)
    with pytest.raises(InputError, match="not outlines"):
        hotspot_stability(x, x, lambda x, _: x > 0)
    with pytest.raises(InputError, match="at least one event"):
        hotspot_stability([], [], crowded)
    with pytest.raises(ParameterError, match=r"Try 0\.5"):
        hotspot_stability(x, x, crowded, least_share=0)
    with pytest.raises(ParameterError, match="'catchment'"):
        hotspot_stability(x, x, crowded, jitter_m="cell")
