"""Relative risk against its definition, exact moments, and a field where nothing is going on."""

import geopandas as gpd
import numpy as np
import pytest
from shapely import Point, box

from analysis import relative_risk, tolerance_contours
from analysis._kernel_sums import _value
from geo.errors import InputError, ParameterError

KERNELS = pytest.mark.parametrize("kernel", ["quartic", "gaussian"])
SQUARE = gpd.GeoDataFrame(geometry=[box(0, 0, 6000, 6000)], crs=27700)
SETTINGS = {"cell_m": 200, "bandwidth_m": 900, "areas": SQUARE}


def uniform(number: int, rng: np.random.Generator) -> np.ndarray:
    return rng.uniform(0, 6000, (number, 2))


def two_periods(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return np.r_[uniform(250, rng), rng.normal(4000, 300, (80, 2))], uniform(400, rng)


def kernels(points: np.ndarray, kernel: str) -> np.ndarray:
    """Each point's kernel at each cell of the 30 x 30, first row in the north."""
    line = np.arange(100.0, 6000, 200)
    x, y = np.meshgrid(line, line[::-1])
    square = (x[..., None] - points[:, 0]) ** 2 + (y[..., None] - points[:, 1]) ** 2
    return _value(square / 900**2, kernel) / 900**2


@KERNELS
def test_ratio_is_that_of_the_two_sums(kernel: str) -> None:
    cases, controls = two_periods()
    risk = relative_risk(cases, controls, **SETTINGS, kernel=kernel, prior_records=0)
    direct = np.log(kernels(cases, kernel).mean(axis=2) / kernels(controls, kernel).mean(axis=2))
    np.testing.assert_allclose(risk.log_ratio, direct, atol=1e-4)
    # one record at the usual ratio draws towards 0, and little where records are many
    drawn = relative_risk(cases, controls, **SETTINGS, kernel=kernel).log_ratio
    assert (np.abs(drawn) <= np.abs(direct) + 1e-4).all()
    assert np.median(np.abs(drawn - direct)) < 0.05


@KERNELS
def test_z_has_the_mean_and_spread_of_all_relabellings(kernel: str) -> None:
    # by the moments of drawing without replacement (Cochran 1977, section 2.5)
    cases, controls = two_periods()
    risk = relative_risk(cases, controls, **SETTINGS, kernel=kernel)
    value = kernels(np.r_[cases, controls], kernel)
    first, number = len(cases), len(cases) + len(controls)
    spread = value.std(axis=2, ddof=1) * np.sqrt(first * (number - first) / number)
    direct = (value[..., :first].sum(axis=2) - first * value.mean(axis=2)) / spread
    assert risk.tested.any()
    np.testing.assert_allclose(risk.z[risk.tested], direct[risk.tested], atol=2e-3)


def test_known_population_has_multinomial_moments() -> None:
    rng = np.random.default_rng(1)
    places, people = uniform(300, rng), rng.integers(1, 3000, 300)
    cases = places[rng.choice(300, 500, p=people / people.sum())]
    risk = relative_risk(cases, places, **SETTINGS, control_weights=people, prior_records=0)
    value, chance = kernels(places, "quartic"), people / people.sum()
    mean = value @ chance
    spread = np.sqrt(500 * (value**2 @ chance - mean**2))
    seen = kernels(cases, "quartic").sum(axis=2)
    np.testing.assert_allclose(risk.z[risk.tested], ((seen - 500 * mean) / spread)[risk.tested],
                               atol=2e-3)  # fmt: skip
    np.testing.assert_allclose(risk.log_ratio, np.log(seen / 500 / mean), atol=1e-4)
    assert risk.controls == people.sum()
    assert (risk.label == "none").mean() > 0.95


def test_interval_is_the_delta_method() -> None:
    cases, controls = two_periods()
    risk = relative_risk(cases, controls, **SETTINGS, prior_records=0, alpha=0.1)
    error = sum(
        (value**2).sum(axis=2) / value.sum(axis=2) ** 2
        for value in (kernels(cases, "quartic"), kernels(controls, "quartic"))
    )
    np.testing.assert_allclose(risk.high - risk.low, 2 * 1.6449 * np.sqrt(error), rtol=1e-2)
    assert risk.confidence == pytest.approx(0.9)


def test_a_null_field_is_significant_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(2)
    plain, any_left = [], 0
    for _ in range(150):
        centre = rng.uniform(1000, 5000, 2)
        both = np.r_[uniform(700, rng), rng.normal(centre, 700, (300, 2)).clip(1, 5999)]
        order = rng.permutation(1000)
        risk = relative_risk(both[order[:400]], both[order[400:]], **SETTINGS)
        plain.append((risk.p <= 0.05)[risk.tested].mean())
        any_left += (risk.label != "none").any()
    # 5 % of the cells before the correction, and of the maps at most about 5 % after it
    assert np.mean(plain) == pytest.approx(0.05, abs=0.01)
    assert any_left / 150 < 0.10


def test_permutations_agree_with_the_normal_curve_and_max_bounds_false_alarms() -> None:
    cases, controls = two_periods()
    normal = relative_risk(cases, controls, **SETTINGS)
    drawn = relative_risk(cases, controls, **SETTINGS, permutations=199, correction="max")
    assert np.abs(drawn.p - normal.p).mean() < 0.03
    assert (drawn.label == "higher").any()
    again = relative_risk(cases, controls, **SETTINGS, permutations=199, correction="max")
    np.testing.assert_array_equal(drawn.p_adjusted, again.p_adjusted)
    rng = np.random.default_rng(3)
    alarms = 0
    for seed in range(40):
        drawn = {"permutations": 59, "correction": "max", "seed": seed}
        risk = relative_risk(uniform(200, rng), uniform(300, rng), **SETTINGS, **drawn)
        alarms += (risk.label != "none").any()
    assert alarms <= 6  # binomial(40, 0.05): 7 or more in less than 1 % of runs


def test_a_planted_change_is_found_where_it_is() -> None:
    cases, controls = two_periods()
    risk = relative_risk(cases, controls, **SETTINGS)
    found = tolerance_contours(risk, alphas=[0.05, 0.001])
    assert found.geometry.is_valid.all()
    higher = found[found["side"] == "higher"].set_index("alpha").geometry
    assert higher[0.05].contains(Point(4000, 4000))
    assert higher[0.05].buffer(1e-6).contains(higher[0.001])
    assert not higher[0.05].contains(Point(1000, 1000))
    sides = tolerance_contours(risk).dissolve("side").geometry
    assert sides["higher"].disjoint(sides["lower"]) if "lower" in sides else True
    assert "a patch is one finding" in risk.summary


def test_order_and_swap() -> None:
    cases, controls = two_periods()
    risk = relative_risk(cases, controls, **SETTINGS)
    mixed = relative_risk(cases[::-1], np.roll(controls, 7, axis=0), **SETTINGS)
    np.testing.assert_allclose(mixed.z, risk.z, atol=1e-6)
    swapped = relative_risk(controls, cases, **SETTINGS)
    np.testing.assert_allclose(swapped.z, -risk.z, atol=1e-6)
    np.testing.assert_allclose(swapped.log_ratio, -risk.log_ratio, atol=1e-6)


def test_nothing_is_missing_on_the_map() -> None:
    rng = np.random.default_rng(4)
    places = {"one place": np.tile([[50.0, 50]], (20, 1)), "spread": uniform(30, rng)}
    for cases in places.values():
        for controls in places.values():
            risk = relative_risk(cases, controls, cell_m=100, bandwidth_m=300)
            for surface in (risk.log_ratio, risk.low, risk.high, risk.z, risk.p, risk.p_adjusted):
                assert np.isfinite(surface).all()
    thin = relative_risk(places["spread"], places["spread"], cell_m=100, bandwidth_m=300)
    assert "No cell has enough records" in thin.summary
    wide = relative_risk(*two_periods(), cell_m=200, bandwidth_m=9000, areas=SQUARE)
    assert "larger than the study area" in wide.summary
    assert np.ptp(wide.log_ratio) < 0.1 * np.ptp(
        relative_risk(*two_periods(), **SETTINGS).log_ratio
    )


def test_refuses_bad_input() -> None:
    cases, controls = two_periods()
    with pytest.raises(InputError, match="9 cases"):
        relative_risk(cases[:9], controls, **SETTINGS)
    with pytest.raises(InputError, match="0 controls"):
        relative_risk(cases, controls, **SETTINGS, control_weights=np.zeros(400))
    with pytest.raises(InputError, match="one place"):
        relative_risk([[5, 5]] * 20, [[5, 5]] * 20, cell_m=100)
    with pytest.raises(InputError, match="to_crs"):
        relative_risk(gpd.GeoSeries([Point(0, 0)] * 20, crs=3857), controls, **SETTINGS)
    with pytest.raises(ParameterError, match="permutations=199"):
        relative_risk(cases, controls, **SETTINGS, correction="max")
    with pytest.raises(ParameterError, match="fdr, bonferroni, max, none"):
        relative_risk(cases, controls, **SETTINGS, correction="holm")
    with pytest.raises(ParameterError, match="plain ratio"):
        relative_risk(cases, controls, **SETTINGS, prior_records=-1)
    with pytest.raises(ParameterError, match=r"\[0.01, 0.05\]"):
        tolerance_contours(relative_risk(cases, controls, **SETTINGS), alphas=[5])


def test_a_heap_does_not_blur_the_thin_places_around_it() -> None:
    # 60,000 records on 20 snap points: the transform's error there would drown their neighbours
    rng = np.random.default_rng(9)
    heaps = np.repeat(rng.uniform(2900, 3100, (20, 2)), 3000, axis=0)
    both = rng.permutation(np.r_[heaps, uniform(600, rng)])
    cases, controls = both[:30_000], both[30_000:]
    risk = relative_risk(cases, controls, **SETTINGS)
    places, place = np.unique(both, axis=0, return_inverse=True)
    value = kernels(places, "quartic")
    held = np.bincount(place.ravel()[:30_000], minlength=len(places))
    records = np.bincount(place.ravel())
    share, number = 30_000 / 60_600, 60_600
    mean = value @ records / number
    spread = np.sqrt((value**2 @ records - number * mean**2) * share * 30_600 / (number - 1))
    direct = (value @ held - 30_000 * mean) / spread
    np.testing.assert_allclose(risk.z[risk.tested], direct[risk.tested], atol=1e-6)


def test_refuses_more_places_than_can_be_summed_one_by_one(monkeypatch) -> None:
    rng = np.random.default_rng(4)
    cases, controls = rng.uniform(0, 3000, (2, 60, 2))
    # a square of 13 cells around each of 120 places
    monkeypatch.setattr("analysis._relative_risk._MOST_DIRECT", 120 * 13**2)
    relative_risk(cases, controls, cell_m=100, bandwidth_m=600)
    with pytest.raises(ParameterError, match="too many") as raised:
        relative_risk(cases, controls, cell_m=95, bandwidth_m=600)
    assert "larger cells" in raised.value.hint
