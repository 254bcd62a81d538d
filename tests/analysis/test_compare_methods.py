import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from analysis import compare_methods
from analysis._hotspot_methods import NAMES
from geo import count_in_cells, grid
from geo.errors import InputError, ParameterError

CELLS = grid(gpd.GeoDataFrame(geometry=[box(0, 0, 10_000, 10_000)], crs=27700), cell_m=1000)


def cube_of(table: np.ndarray) -> pd.DataFrame:
    months = pd.period_range("2020-01", periods=table.shape[1], freq="M")
    return pd.DataFrame(table, index=CELLS.index, columns=months)


def town(seed: int = 0, months: int = 12) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = 0.3 + 8 * np.exp(-((CELLS["x"] - 3500) ** 2 + (CELLS["y"] - 6500) ** 2) / 2e6)
    return cube_of(rng.poisson(level.to_numpy()[:, None], (100, months)))


def test_figures_by_hand() -> None:
    # ten cells hold the past; five of them hold 60 of the 100 later events
    table = np.zeros((100, 4))
    table[:10, :3] = 10
    table[10, 2] = 50
    table[:5, 3], table[20:60, 3] = 12, 1
    found = compare_methods(
        cube_of(table), CELLS, methods=["count of the past", "last period"], hold_out=1,
        area_share=0.1,
    ).table.set_index("method")  # fmt: skip
    # the past: cell 10 with 50 is first, then nine of ten equal cells: half of them hold 12
    assert found["hit_rate"]["count of the past"] == pytest.approx(0.9 * 0.6)
    assert found["pai"]["count of the past"] == pytest.approx(5.4)
    # best ten cells: five with 12, five with 1
    assert found["pei"]["count of the past"] == pytest.approx(0.54 / 0.65)
    # of the past, 50 and nine of ten cells with 30 lie there
    assert found["rri"]["count of the past"] == pytest.approx(0.54 / ((50 + 270) / 350))
    assert found["hit_rate"]["last period"] == pytest.approx(0.54)
    assert (found["behind"] == 0).all()


def test_uniform_later_events_are_worth_what_chance_is() -> None:
    table = np.random.default_rng(1).poisson(2, (100, 5))
    table[:, -1] = 1
    found = compare_methods(cube_of(table), CELLS, hold_out=1, area_share=0.13, resamples=50)
    np.testing.assert_allclose(found.table[["hit_rate", "low", "high"]], 0.13)
    np.testing.assert_allclose(found.table["pei"], 1)
    assert "do not tell it apart" in found.summary


def test_interval_is_as_wide_as_new_months_vary() -> None:
    level = np.repeat([0.5, 5.0], [80, 20]) * np.random.default_rng(2).uniform(0.8, 1.2, 100)
    rng = np.random.default_rng(3)
    widths, rates = [], []
    for seed in range(60):
        table = rng.poisson(level[:, None], (100, 2))
        known = {"level": lambda _: level}
        row = compare_methods(
            cube_of(table), CELLS, methods=known, hold_out=1, area_share=0.1, seed=seed,
            resamples=199,
        ).table.iloc[0]  # fmt: skip
        widths.append(row["high"] - row["low"])
        rates.append(row["hit_rate"])
    # four standard errors wide, and at most twice that: drawing cells also moves the area's edge
    assert 0.8 < np.mean(widths) / (3.92 * np.std(rates)) < 2


def test_every_method_beats_chance_in_a_town_with_a_centre() -> None:
    found = compare_methods(town(), CELLS, area_share=0.1)
    assert set(found.table["method"]) == set(NAMES)
    assert (found.table["pai"] > 3).all()
    assert (found.table["low"] <= found.table["hit_rate"]).all()
    assert (found.table["hit_rate"] <= found.table["high"]).all()
    assert np.isfinite(found.table.drop(columns="method").to_numpy(float)).all()
    assert found.held_out == ("2020-10", "2020-11", "2020-12")
    # months held out add up to the whole
    for name, part in found.periods.groupby("method"):
        whole = found.table.set_index("method")["hit_rate"][name]
        assert np.average(part["hit_rate"], weights=part["events"]) == pytest.approx(whole)
    assert "where police will look" in found.summary


def test_methods_do_not_see_what_they_foretell() -> None:
    cube = town()
    other = cube.copy()
    other.iloc[:, -3:] = other.iloc[::-1, -3:].to_numpy()
    plain, changed = compare_methods(cube, CELLS), compare_methods(other, CELLS)
    pd.testing.assert_frame_equal(plain.scores, changed.scores)


def test_order_of_points_and_cells_changes_nothing() -> None:
    rng = np.random.default_rng(4)
    xy = np.r_[rng.normal(3500, 600, (400, 2)), rng.uniform(0, 9999, (400, 2))].clip(0, 9999)
    month, order = rng.integers(1, 9, 800), rng.permutation(800)
    plain = compare_methods(count_in_cells(xy, CELLS, period=month), CELLS, resamples=9)
    mixed = compare_methods(
        count_in_cells(xy[order], CELLS, period=month[order]), CELLS, resamples=9
    )
    pd.testing.assert_frame_equal(plain.table, mixed.table)
    turned = CELLS.iloc[::-1]
    again = compare_methods(count_in_cells(xy, turned, period=month), turned, resamples=9)
    left = plain.table.set_index("method")["hit_rate"]
    right = again.table.set_index("method")["hit_rate"]
    pd.testing.assert_series_equal(left, right[left.index])


def test_poor_data_are_said() -> None:
    cube = town(months=12).drop(columns=pd.Period("2020-05", "M"))
    assert "1 periods are missing" in compare_methods(cube, CELLS, resamples=5).summary
    cube.iloc[:, 2] = 0
    assert "In 1 periods nothing" in compare_methods(cube, CELLS, resamples=5).summary
    assert "saw 1 periods only" in compare_methods(town(months=4), CELLS, resamples=5).summary
    one_place = np.zeros((100, 6))
    one_place[42] = 9
    found = compare_methods(cube_of(one_place), CELLS, resamples=5).table
    assert np.isfinite(found.drop(columns="method").to_numpy(float)).all()
    flat = compare_methods(cube_of(np.ones((100, 6))), CELLS, resamples=5).table
    np.testing.assert_allclose(flat["hit_rate"], 0.05)


def test_refuses_bad_input() -> None:
    with pytest.raises(InputError, match="too few to hold out 3"):
        compare_methods(town(months=3), CELLS)
    with pytest.raises(InputError, match="another order"):
        compare_methods(town(), CELLS.iloc[::-1])
    with pytest.raises(InputError, match="nothing happened before"):
        compare_methods(cube_of(np.repeat([[0, 0, 1]], 100, axis=0)), CELLS, hold_out=1)
    with pytest.raises(InputError, match="nothing happened in the periods held out"):
        compare_methods(cube_of(np.repeat([[1, 0]], 100, axis=0)), CELLS, hold_out=1)
    with pytest.raises(InputError, match="100 cells have no area"):
        compare_methods(town(), CELLS.assign(area_m2=0.0))
    with pytest.raises(ParameterError, match="unknown method 'best'"):
        compare_methods(town(), CELLS, methods=["best"])
    with pytest.raises(ParameterError, match="hold_out"):
        compare_methods(town(), CELLS, hold_out=0)
    with pytest.raises(ParameterError, match="499"):
        compare_methods(town(), CELLS, resamples=0)
    with pytest.raises(ParameterError, match="above 0"):
        compare_methods(town(), CELLS, bandwidth_m=-1)
