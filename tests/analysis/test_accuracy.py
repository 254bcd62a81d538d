import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import accuracy, prediction_curve
from geo.errors import InputError, ParameterError

# An eight-cell table with unequal areas, measured by R ptools pai().
OBSERVED = [12, 3, 9, 0, 5, 1, 7, 2]
PREDICTED = [10, 6, 8, 1, 2, 3, 4, 0.5]
AREA = [1, 1, 1, 1, 2, 2, 0.5, 0.5]
CELLS = [1, 7, 3, 2, 6, 4, 8, 5]
PAI = [
    2.76923076923077, 2.92307692307692, 2.58461538461538, 2.04395604395604,
    1.34265734265734, 1.13609467455621, 1.12087912087912, 1,
]  # fmt: skip
PEI = [
    0.857142857142857, 1, 1, 0.885714285714286,
    0.705234159779614, 0.777327935222672, 0.996336996336996, 1,
]  # fmt: skip
RRI = [
    0.833333333333333, 0.736842105263158, 0.785714285714286, 0.903225806451613,
    0.96875, 1, 0.955882352941177, 0.884615384615385,
]  # fmt: skip

counts = st.lists(st.integers(0, 9), min_size=4, max_size=12).filter(any)


def test_curve_by_ptools() -> None:
    curve = prediction_curve(PREDICTED, observed=OBSERVED, area_m2=AREA)
    assert (curve["cell"] + 1).tolist() == CELLS
    for name, published in (("pai", PAI), ("pei", PEI), ("rri", RRI)):
        np.testing.assert_allclose(curve[name], published, atol=1e-9)


def test_curve_of_equal_areas_by_ptools() -> None:
    # apwheele/ptools tests: observed 6, 3, 0 in equal areas
    curve = prediction_curve([3, 2, 1], observed=[6, 3, 0], area_m2=[1, 1, 1])
    assert curve["pai"].tolist() == [2, 1.5, 1]
    assert curve["pei"].tolist() == curve["pei_equal_area"].tolist() == [1, 1, 1]


def test_efficiency_at_equal_area_never_passes_one() -> None:
    # the first cell is small: after one cell the best row is it, at equal area it is not
    curve = prediction_curve([9, 5], observed=[1, 9], area_m2=[10, 10])
    np.testing.assert_allclose(curve["pei_equal_area"], [1 / 9, 1])
    cut = prediction_curve(PREDICTED, observed=OBSERVED, area_m2=AREA)
    assert (cut["pei_equal_area"] <= 1 + 1e-12).all()
    # by hand for the first row: a ninth of the area, best used by cells 7 (half) and 1 (half)
    assert cut["pei_equal_area"][0] == pytest.approx(12 / (7 + 6))


def cube(past: list[int], later: list[int]) -> np.ndarray:
    return np.c_[past, later].astype(float)


def test_accuracy_by_hand() -> None:
    past, later = [4, 3, 2, 1], [1, 6, 2, 1]
    methods = {"same": lambda past: past[:, -1], "second": lambda past: past[:, -1] == 3}
    best, worse = accuracy(cube(past, later), methods, area_m2=[1] * 4, area_share=0.25)
    assert (best.method, best.hit_rate, best.pai, best.pei) == ("second", 0.6, 2.4, 1.0)
    assert best.rri == pytest.approx(0.6 / 0.3)
    assert (worse.method, worse.hit_rate, worse.pai) == ("same", 0.1, 0.4)
    assert worse.pei == pytest.approx(1 / 6)
    # Wilson (1927) for 6 of 10
    assert (best.low, best.high) == pytest.approx((0.31267, 0.83182), abs=1e-5)
    assert "6" in best.summary
    assert "where police will look" in best.summary


def test_methods_see_the_past_only_and_cannot_change_it() -> None:
    seen = []

    def spy(past):
        seen.append(past.copy())
        past[:] = 0
        return np.arange(4)

    counts_ = np.arange(20.0).reshape(4, 5)
    before = counts_.copy()
    accuracy(counts_, {"one": spy, "two": spy}, area_m2=np.ones(4), hold_out=2)
    assert [part.shape for part in seen] == [(4, 3), (4, 3)]
    np.testing.assert_array_equal(seen[1], before[:, :3])
    np.testing.assert_array_equal(counts_, before)


@given(counts, st.floats(0.01, 0.99))
def test_ties_are_worth_what_chance_is(later: list[int], share: float) -> None:
    past = [1] * len(later)
    result = accuracy(
        cube(past, later), {"flat": lambda past: past[:, -1]}, area_m2=past, area_share=share
    )[0]
    assert result.pai == pytest.approx(1)


@given(counts, st.floats(0.01, 0.99), st.randoms(use_true_random=False))
def test_order_of_cells_changes_nothing_and_foresight_is_perfect(later, share, random) -> None:
    order = list(range(len(later)))
    random.shuffle(order)
    area = np.arange(1, len(later) + 1)
    foresight = np.array(later) / area
    plain = accuracy(
        cube([1] * len(later), later), {"x": lambda _: foresight}, area_m2=area, area_share=share
    )[0]
    mixed = accuracy(
        cube([1] * len(later), later)[order],
        {"x": lambda _: foresight[order]},
        area_m2=area[order],
        area_share=share,
    )[0]
    assert plain.pei == pytest.approx(1)
    assert mixed.hit_rate == pytest.approx(plain.hit_rate)


def test_refuses_bad_input() -> None:
    method = {"mean": lambda past: past.mean(axis=1)}
    good = cube([1, 2, 3], [1, 2, 3])
    with pytest.raises(InputError, match="nothing happened"):
        accuracy(cube([1, 2, 3], [0, 0, 0]), method, area_m2=[1, 1, 1])
    with pytest.raises(InputError, match="area is not above 0"):
        accuracy(good, method, area_m2=[1, 0, 1])
    with pytest.raises(InputError, match="different lengths"):
        accuracy(good, method, area_m2=[1, 1])
    with pytest.raises(InputError, match="scores are missing"):
        accuracy(good, {"none": lambda past: past[:, 0] * np.nan}, area_m2=[1, 1, 1])
    with pytest.raises(InputError, match="cells by periods"):
        accuracy([1, 2, 3], method, area_m2=[1, 1, 1])
    with pytest.raises(InputError, match="negative"):
        prediction_curve([-1, 1], observed=[1, 1], area_m2=[1, 1])
    with pytest.raises(ParameterError, match="hold_out"):
        accuracy(good, method, area_m2=[1, 1, 1], hold_out=2)
    with pytest.raises(ParameterError, match="area_share"):
        accuracy(good, method, area_m2=[1, 1, 1], area_share=5)
    with pytest.raises(ParameterError, match="no method"):
        accuracy(good, {}, area_m2=[1, 1, 1])
