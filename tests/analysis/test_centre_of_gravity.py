import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import centre_of_gravity
from geo.errors import InputError, ParameterError

# Homes of 168 juvenile offenders in Cardiff; the file names the sources.
CARDIFF = np.array(
    json.loads((Path(__file__).parent / "reference" / "cardiff.json").read_text())["points"]
)


def one(points, **settings_) -> pd.Series:
    return centre_of_gravity(points, period=np.zeros(len(points)), **settings_).periods.iloc[0]


def test_cross_by_hand() -> None:
    # arms of 30 to east and west, 40 to north and south: squares 2 x 900 + 2 x 1600, over 4
    found = one([[30, 0], [-30, 0], [0, 40], [0, -40]])
    assert (found["mean_x"], found["mean_y"]) == (0, 0)
    assert (found["median_x"], found["median_y"]) == pytest.approx((0, 0), abs=1e-5)
    assert found["standard_distance_m"] == pytest.approx(np.sqrt(5000 / 4))
    # covariances 450 and 800, half axes the roots of twice that, long axis to the north
    assert (found["major_m"], found["minor_m"]) == pytest.approx((40, 30))
    assert found["bearing_deg"] == pytest.approx(0)
    assert found["geometry"].area == pytest.approx(np.pi * 40 * 30, rel=0.01)
    assert found["geometry"].bounds == pytest.approx((-30, -40, 30, 40), rel=0.01)


@pytest.mark.parametrize("bearing", [0, 20, 90, 135, 179])
def test_bearing_is_clockwise_from_north(bearing: float) -> None:
    turn = np.radians(bearing)
    along, across = np.array([np.sin(turn), np.cos(turn)]), [np.cos(turn), -np.sin(turn)]
    points = np.array([100 * along, -100 * along, 10 * np.array(across), -10 * np.array(across)])
    found = one(points)
    assert found["bearing_deg"] % 180 == pytest.approx(bearing, abs=1e-6)
    # the tip of the ellipse lies that way
    corners = np.array(found["geometry"].exterior.coords)
    tip = corners[np.hypot(*corners.T).argmax()]
    assert np.degrees(np.arctan2(tip[0], tip[1])) % 180 == pytest.approx(bearing, abs=1e-6)


def test_cardiff_by_the_closed_forms() -> None:
    found = one(CARDIFF)
    x, y = CARDIFF.T
    assert (found["mean_x"], found["mean_y"]) == pytest.approx((x.mean(), y.mean()))
    distance = np.sqrt(((x - x.mean()) ** 2 + (y - y.mean()) ** 2).mean())
    assert found["standard_distance_m"] == pytest.approx(distance)
    # Yuill (1971): tangent of the rotation from the sums of squares and products
    a, b = ((x - x.mean()) ** 2).sum(), ((y - y.mean()) ** 2).sum()
    c = ((x - x.mean()) * (y - y.mean())).sum()
    turn = np.arctan((a - b + np.sqrt((a - b) ** 2 + 4 * c**2)) / (2 * c))
    assert found["bearing_deg"] == pytest.approx(np.degrees(turn) % 180, abs=1e-6)
    roots = np.linalg.eigvalsh(np.cov(CARDIFF.T, bias=True))
    assert found["major_m"] ** 2 == pytest.approx(2 * roots[1])
    # no step in any direction has a smaller sum of distances
    best = np.array([found["median_x"], found["median_y"]])
    least = np.hypot(*(CARDIFF - best).T).sum()
    for step in ([0.01, 0], [-0.01, 0], [0, 0.01], [0, -0.01]):
        assert np.hypot(*(CARDIFF - best - step).T).sum() >= least


def test_median_centre_stays_on_a_heap() -> None:
    # six of ten records on one corner outweigh the rest: the median is that corner
    found = one([[0, 0]] * 6 + [[900, 0], [0, 900], [900, 900], [5000, 5000]])
    assert (found["median_x"], found["median_y"]) == pytest.approx((0, 0), abs=1e-3)
    assert found["mean_x"] == pytest.approx(680)


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32 - 1))
def test_order_and_repeats(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, times = rng.normal(0, 1000, (30, 2)), rng.integers(1, 5, 30)
    weighted = one(points, weights=times).drop("geometry")
    order = rng.permutation(times.sum())
    repeated = one(np.repeat(points, times, axis=0)[order]).drop("geometry")
    figures = weighted.index.drop("points")
    np.testing.assert_allclose(
        weighted[figures].astype(float), repeated[figures].astype(float), atol=1e-2
    )


def test_interval_of_the_shift_is_that_of_the_mean() -> None:
    # 400 points with s.d. 1000 twice: the shift has a standard error of 1000 sqrt(2/400) = 70.7
    rng = np.random.default_rng(5)
    before, after = rng.normal(0, 1000, (400, 2)), rng.normal([500, 0], 1000, (400, 2))
    found = centre_of_gravity(np.r_[before, after], period=np.repeat([2019, 2020], 400))
    row = found.shifts.iloc[0]
    assert row["east_m"] == pytest.approx(after[:, 0].mean() - before[:, 0].mean())
    assert row["high_east_m"] - row["low_east_m"] == pytest.approx(2 * 1.96 * 70.7, rel=0.12)
    assert row["low_east_m"] < 500 < row["high_east_m"]
    assert row["moved"]
    assert "1 of 1 steps (95% regions" in found.summary
    assert "stand still while everything moves" in found.summary


def test_a_centre_that_stands_still_moves_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(6)
    moved = 0
    for seed in range(200):
        points = rng.normal(0, 1000, (160, 2))
        found = centre_of_gravity(points, period=np.repeat([1, 2], 80), resamples=199, seed=seed)
        moved += found.shifts["moved"].sum()
    assert 2 <= moved <= 22  # binomial(200, 0.05), 0.2 % either side, and the bootstrap's excess


def test_snap_points_widen_the_interval() -> None:
    rng = np.random.default_rng(7)
    places, when = rng.normal(0, 1000, (60, 2)), np.repeat([1, 2], 30)
    plain = centre_of_gravity(places, period=when).shifts.iloc[0]
    heaped = centre_of_gravity(np.repeat(places, 20, axis=0), period=np.repeat(when, 20))
    row = heaped.shifts.iloc[0]
    for end in ("low_east_m", "high_north_m"):
        assert row[end] == pytest.approx(plain[end], rel=0.01)
    assert heaped.places == 60


def test_months_that_are_missing_or_thin_are_said() -> None:
    rng = np.random.default_rng(8)
    months = np.array(["2020-01"] * 20 + ["2020-02"] * 2 + ["2020-05"] * 20 + [None] * 3)
    points = gpd.GeoDataFrame(
        {"month": months}, geometry=gpd.points_from_xy(*rng.uniform(0, 999, (2, 45))), crs=27700
    )
    found = centre_of_gravity(points, period="month")
    assert found.periods.index.to_list() == ["2020-01", "2020-05"]
    for said in ("1 periods with fewer than 3", "3 points without a period", "3 periods are miss"):
        assert said in found.summary
    assert found.periods.crs == 27700
    years = centre_of_gravity(points.iloc[:6], period=[1999, 1999, 1999, 2003, 2003, 2003])
    assert "3 periods are missing" in years.summary


def test_one_period_and_one_place() -> None:
    found = centre_of_gravity(CARDIFF, period=np.zeros(168))
    assert found.shifts.empty
    assert "one period only" in found.summary
    heap = centre_of_gravity([[5, 5]] * 8, period=[1, 1, 1, 1, 2, 2, 2, 2])
    assert "spread is 0" in heap.summary
    assert not heap.shifts["moved"].any()
    figures = heap.periods.drop(columns="geometry").to_numpy(float)
    assert np.isfinite(figures).all()
    line = one([[0, 0], [10, 0], [20, 0]])
    assert (line["minor_m"], line["bearing_deg"]) == (0, 90)
    assert line["geometry"].geom_type == "LineString"


def test_refuses_bad_input() -> None:
    with pytest.raises(InputError, match="3 points or more"):
        centre_of_gravity([[0, 0], [1, 1]], period=[1, 2])
    with pytest.raises(InputError, match="no column 'month'"):
        centre_of_gravity(CARDIFF, period="month")
    with pytest.raises(InputError, match="2 periods for 168"):
        centre_of_gravity(CARDIFF, period=[1, 2])
    with pytest.raises(ParameterError, match="499"):
        centre_of_gravity(CARDIFF, period=np.zeros(168), resamples=0)
    with pytest.raises(ParameterError, match=r"0\.95"):
        centre_of_gravity(CARDIFF, period=np.zeros(168), confidence=95)
