import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis import emerging_categories, emerging_hotspots, getis_ord
from geo.errors import InputError, ParameterError

# Series that meet one published definition each; the file names the source.
SERIES = json.loads((Path(__file__).parent / "reference" / "emerging.json").read_text())["series"]
ESRI_NONE = "no pattern detected"


def chain(n: int) -> sparse.csr_array:
    return sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(n, n)).tocsr()


@pytest.fixture
def cube() -> np.ndarray:
    return np.random.default_rng(2).poisson(8, (30, 12)).astype(float)


@pytest.mark.parametrize(("name", "z"), SERIES)
def test_published_definitions(name: str, z: list[float]) -> None:
    assert emerging_categories([z]).tolist() == [name if name != ESRI_NONE else "none"]


def test_every_published_name_is_reached() -> None:
    assert len({name for name, _ in SERIES}) == 17
    found = emerging_categories([z for _, z in SERIES])
    assert len(set(found)) == 17


def test_cold_is_the_mirror_of_hot() -> None:
    z = np.random.default_rng(0).normal(0, 3, (500, 12))
    swapped = [
        name.replace("hot", "?").replace("cold", "hot").replace("?", "cold")
        for name in emerging_categories(z)
    ]
    assert emerging_categories(-z).tolist() == swapped


def test_significance_can_come_from_elsewhere() -> None:
    z = [[0.0, 0, 3, 3]]
    assert emerging_categories(z, significant=[[0, 0, 0, 1]]).tolist() == ["new hot spot"]
    assert emerging_categories(z, significant=[[0, 0, 1, 1]]).tolist() == ["consecutive hot spot"]


def test_z_is_getis_ord_over_the_flattened_cube(cube: np.ndarray) -> None:
    # Each bin as a cell of its own, with its place's neighbours now and one step earlier.
    cells, steps = cube.shape
    near = chain(cells) + sparse.eye_array(cells)
    back = sparse.eye_array(steps) + sparse.diags_array([1.0], offsets=[-1], shape=(steps, steps))
    bins = sparse.kron(near, back).tocsr()
    plain = getis_ord(cube.ravel(), bins)
    result = emerging_hotspots(cube, chain(cells))
    np.testing.assert_allclose(result.z.ravel(), plain.z, atol=1e-10)
    np.testing.assert_allclose(result.p_adjusted.ravel(), plain.p_adjusted, atol=1e-10)


def test_within_a_step_z_is_getis_ord_of_that_step(cube: np.ndarray) -> None:
    result = emerging_hotspots(cube, chain(30), against="step", past_steps=0)
    for step in (0, 7):
        np.testing.assert_allclose(result.z[:, step], getis_ord(cube[:, step], chain(30)).z)


def test_a_new_market_is_a_new_hot_spot(cube: np.ndarray) -> None:
    cube[10:13, -1] += 40
    result = emerging_hotspots(cube, chain(30), past_steps=0)
    assert result.category[11] == "new hot spot"
    assert "new hot spot" in result.summary
    assert "where police looked" in result.summary


def test_order_of_cells_and_a_constant_change_nothing(cube: np.ndarray) -> None:
    cube[10:13, 8:] += 15
    order = np.random.default_rng(1).permutation(30)
    plain = emerging_hotspots(cube, chain(30))
    moved = emerging_hotspots(cube[order] + 50, chain(30)[order][:, order].tocsr())
    assert set(plain.category) != {"none"}
    np.testing.assert_array_equal(moved.category, plain.category[order])


def test_noise_gives_nothing_after_correction() -> None:
    rng = np.random.default_rng(8)
    found = [emerging_hotspots(rng.poisson(20, (100, 12)), chain(100)) for _ in range(40)]
    assert np.mean([set(result.category) != {"none"} for result in found]) <= 0.05 + 0.07


def test_flat_cubes_and_islands_are_said_and_never_nan(cube: np.ndarray) -> None:
    flat = emerging_hotspots(np.ones((5, 4)), chain(5))
    assert "same value" in flat.summary
    assert "4 steps are few" in flat.summary
    lone = chain(30).tolil()
    lone[0], lone[:, 0] = 0, 0
    island = emerging_hotspots(cube, lone.tocsr())
    assert "no neighbours" in island.summary
    assert not island.tested[0]
    for result in (flat, island):
        assert np.isfinite(np.c_[result.z, result.p_adjusted, result.trend_p]).all()


def test_missing_months_are_said() -> None:
    months = pd.PeriodIndex(["2024-01", "2024-02", "2024-05"], freq="M")
    frame = pd.DataFrame(np.arange(15.0).reshape(5, 3), columns=months)
    assert "2 periods are missing between 2024-01 and 2024-05" in (
        emerging_hotspots(frame, chain(5)).summary
    )
    with pytest.raises(InputError, match="not in order"):
        emerging_hotspots(frame.iloc[:, ::-1], chain(5))


def test_refuses_bad_cubes_and_settings(cube: np.ndarray) -> None:
    with pytest.raises(InputError, match="use getis_ord"):
        emerging_hotspots(cube[:, :1], chain(30))
    with pytest.raises(InputError, match="missing"):
        emerging_hotspots(np.full((5, 5), np.nan), chain(5))
    with pytest.raises(ParameterError, match="against='step'"):
        emerging_hotspots(cube, chain(30), against="step")
    with pytest.raises(ParameterError, match="'cube' or 'step'"):
        emerging_hotspots(cube, chain(30), against="year")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="different shapes"):
        emerging_categories([[0, 1]], significant=[[True]])
    with pytest.raises(ParameterError, match="alpha"):
        emerging_categories([[0, 1]], alpha=0)


def test_the_result_reads_as_a_category_a_cell(cube: np.ndarray) -> None:
    result = emerging_hotspots(cube, chain(30))
    assert len(result) == len(cube)
    assert list(result) == result.category.tolist()
    np.testing.assert_array_equal(np.asarray(result), result.category)
    assert result[0] == result.category[0]
