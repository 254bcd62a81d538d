"""Gi* and Local Moran share their arguments, their reference map and their traps."""

import json
from itertools import permutations
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from scipy import sparse
from shapely import box

import geo
from analysis import getis_ord, local_moran
from analysis._permutation import conditional_tails
from geo.errors import InputError, ParameterError

# Anselin's Columbus map with values by R spdep; the file names each source.
COLUMBUS = json.loads((Path(__file__).parent / "reference" / "columbus.json").read_text())
CRIME = np.array(COLUMBUS["crime"])


def columbus() -> sparse.csr_array:
    pairs = [(i, j) for i, others in enumerate(COLUMBUS["neighbours"]) for j in others]
    row, column = np.array(pairs).T
    return sparse.csr_array((np.ones(len(pairs)), (row, column)), shape=(49, 49))


def lattice(side: int) -> sparse.csr_array:
    line = sparse.diags_array([1.0] * 3, offsets=[-1, 0, 1], shape=(side, side))
    return (sparse.kron(line, line) - sparse.eye_array(side**2)).tocsr()


def columbus_graph() -> Graph:
    row, column = columbus().nonzero()
    codes = np.array([f"T{i:02}" for i in range(49)])
    return Graph.from_arrays(codes[row], codes[column], np.ones(row.size))


def test_getis_ord_reproduces_spdep() -> None:
    result = getis_ord(CRIME, columbus())
    np.testing.assert_allclose(result.z, COLUMBUS["gi_star_z"], atol=1e-9)
    assert result.counts_uncorrected == {"hot": 11, "cold": 7, "none": 31}
    assert result.counts == {"hot": 7, "cold": 2, "none": 40}
    assert result.p[result.label != "none"].max() == pytest.approx(0.008661058669372034, abs=1e-12)


def test_local_moran_reproduces_spdep() -> None:
    result = local_moran(CRIME, columbus())
    np.testing.assert_allclose(result.statistic, COLUMBUS["moran_i"], atol=1e-9)
    np.testing.assert_allclose(result.z, COLUMBUS["moran_z"], atol=1e-9)
    np.testing.assert_array_equal(result.quadrant, COLUMBUS["quadrant"])
    # the mean of Ii over the cells is Moran's I, which spdep and esda give for this map
    assert result.statistic.mean() == pytest.approx(0.500188557, abs=1e-8)


def test_getis_ord_without_star_by_hand() -> None:
    # Five cells in a line, values 1 2 3 4 10. For the last: its neighbour is 4, the others'
    # mean is 2.5 and variance 1.25, so z = (4 - 2.5) / sqrt(1.25 * (4 * 1 - 1) / 3).
    line = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(5, 5))
    result = getis_ord([1, 2, 3, 4, 10], line, star=False)
    assert result.z[4] == pytest.approx(1.5 / np.sqrt(1.25))
    assert result.statistic[4] == pytest.approx(4 / 10)
    assert getis_ord([1, 2, 3, 4, 10], line).statistic[4] == pytest.approx(14 / 20)


def test_row_standardised_neighbours_give_the_same_result() -> None:
    graph = columbus_graph()
    for statistic in (getis_ord, local_moran):
        binary, scaled = statistic(CRIME, graph), statistic(CRIME, graph.transform("R"))
        np.testing.assert_allclose(binary.z, scaled.z, atol=1e-12)


def test_a_series_is_aligned_with_the_graph_by_its_codes() -> None:
    graph = columbus_graph()
    series = pd.Series(CRIME, index=graph.unique_ids)
    shuffled = series.sample(frac=1, random_state=1)
    for statistic in (getis_ord, local_moran):
        straight = pd.Series(statistic(series, graph).z, index=series.index)
        mixed = pd.Series(statistic(shuffled, graph).z, index=shuffled.index)
        pd.testing.assert_series_equal(mixed[straight.index], straight)
        np.testing.assert_allclose(straight, statistic(CRIME, columbus()).z)
    with pytest.raises(InputError, match="not the same"):
        getis_ord(series.rename({"T00": "X"}), graph)


@pytest.mark.parametrize("statistic", [getis_ord, local_moran])
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32 - 1), constant=st.integers(-1000, 1000))
def test_order_and_constant_change_nothing(statistic, seed: int, constant: int) -> None:
    rng = np.random.default_rng(seed)
    order = rng.permutation(49)
    plain = statistic(CRIME, columbus())
    moved = statistic(CRIME[order] + constant, columbus()[order][:, order].tocsr())
    np.testing.assert_allclose(moved.z, plain.z[order], atol=1e-9)
    np.testing.assert_array_equal(moved.label, plain.label[order])


@pytest.mark.parametrize("statistic", [getis_ord, local_moran])
def test_noise_gives_the_nominal_rate(statistic) -> None:
    # 100 maps of 400 cells without any pattern, 30 events a cell
    rng, neighbours = np.random.default_rng(20), lattice(20)
    found = [statistic(rng.poisson(30, 400), neighbours) for _ in range(100)]
    corrected = np.mean([(result.label != "none").any() for result in found])
    share = np.mean([(result.label_uncorrected != "none").mean() for result in found])
    assert corrected <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 100)
    assert share == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("statistic", [getis_ord, local_moran])
def test_permutations_keep_the_nominal_rate_where_counts_are_rare(statistic) -> None:
    rng, neighbours = np.random.default_rng(4), lattice(30)
    result = statistic(rng.poisson(0.3, 900), neighbours, permutations=999, correction="none")
    assert 0.01 < (result.label != "none").mean() <= 0.06
    np.testing.assert_array_equal(result.p_adjusted, result.p_two_sided)


def test_permutations_are_exact_without_replacement() -> None:
    rng = np.random.default_rng(3)
    weights = (rng.random((7, 7)) < 0.45) * rng.random((7, 7))
    np.fill_diagonal(weights, 0)
    values = rng.integers(0, 6, 7).astype(float)
    tails = conditional_tails(values, sparse.csr_array(weights), permutations=20_000, seed=1)
    for i in range(7):
        others = [j for j in range(7) if j != i]
        every = np.array([weights[i, others] @ order for order in permutations(values[others])])
        observed = weights[i] @ values
        assert tails.at_least[i] / 20_000 == pytest.approx(
            (every >= observed - 1e-9).mean(), abs=0.015
        )
        assert tails.at_most[i] / 20_000 == pytest.approx(
            (every <= observed + 1e-9).mean(), abs=0.015
        )


def test_permutations_repeat_with_the_seed_and_agree_with_the_normal_p() -> None:
    first = local_moran(CRIME, columbus(), permutations=4999, seed=7)
    again = local_moran(CRIME, columbus(), permutations=4999, seed=7)
    other = local_moran(CRIME, columbus(), permutations=4999, seed=8)
    np.testing.assert_array_equal(first.p, again.p)
    assert (first.p != other.p).any()
    # the exact distribution is skewed, so the two agree only roughly
    np.testing.assert_allclose(first.p_two_sided, local_moran(CRIME, columbus()).p, atol=0.08)


def test_permuted_label_follows_the_neighbours_not_the_cell() -> None:
    values = np.full(49, 1.0) + np.arange(49) % 3
    values[24], around = 60.0, lattice(7)[[24]].indices
    values[around] = 0.0
    result = getis_ord(values, lattice(7), permutations=999, correction="none")
    assert result.z[24] > 1
    assert result.label[24] == "cold"


@pytest.mark.parametrize("permuted", [0, 99])
@pytest.mark.parametrize("statistic", [getis_ord, local_moran])
def test_islands_and_flat_maps_are_said_and_never_nan(statistic, permuted: int) -> None:
    neighbours = lattice(4).tolil()
    neighbours[0], neighbours[:, 0] = 0, 0
    values = np.arange(16.0)
    values[0] = 1000.0
    island = statistic(values, neighbours.tocsr(), permutations=permuted)
    assert "1 cell has no neighbours" in island.summary
    assert (island.label[0], island.z[0], island.p[0], island.p_adjusted[0]) == ("none", 0, 1, 1)
    flat = statistic(np.full(16, 0.1), lattice(4), permutations=permuted)
    assert "same value" in flat.summary
    assert set(flat.label) == {"none"}
    for result in (island, flat):
        for name in ("statistic", "z", "p", "p_adjusted"):
            assert np.isfinite(getattr(result, name)).all()


def test_a_neighbourhood_that_is_the_whole_map_is_not_tested() -> None:
    result = getis_ord([1, 5, 2, 9], sparse.csr_array(np.ones((4, 4)) - np.eye(4)))
    assert not result.tested.any()
    assert result.counts == {"none": 4}


def test_summary_gives_the_uncorrected_count_and_the_caution() -> None:
    summary = getis_ord(CRIME, columbus()).summary
    assert "7 hot and 2 cold of 49 cells" in summary
    assert "without correction 11 and 7" in summary
    assert "where police looked" in summary
    coarse = getis_ord(CRIME, columbus(), permutations=99).summary
    assert "99 permutations cannot give a two-sided p below 0.02" in coarse


def test_inputs_are_not_changed() -> None:
    values, neighbours = CRIME.copy(), columbus()
    neighbours.data[0] = 0
    before = neighbours.copy()
    getis_ord(values, neighbours, permutations=9)
    np.testing.assert_array_equal(values, CRIME)
    np.testing.assert_array_equal(neighbours.data, before.data)
    np.testing.assert_array_equal(neighbours.indices, before.indices)


@pytest.mark.parametrize(
    ("values", "neighbours", "words"),
    [
        ([1, 2, np.nan, 4], lattice(2), "1 of 4 values are missing"),
        ([1, 2, 3], lattice(2), "3 values, but the neighbours describe 4 x 4"),
        ([[1, 2], [3, 4]], lattice(2), "one number per cell"),
        ([1, 2], sparse.csr_array((2, 2)), "too few"),
    ],
)
def test_refuses_bad_tables(values, neighbours, words: str) -> None:
    with pytest.raises(InputError, match=words):
        local_moran(values, neighbours)


def test_refuses_bad_settings() -> None:
    with pytest.raises(ParameterError, match="alpha"):
        getis_ord(CRIME, columbus(), alpha=5)
    with pytest.raises(ParameterError, match="999 is the usual"):
        getis_ord(CRIME, columbus(), permutations=-1)
    with pytest.raises(ParameterError, match="negative"):
        getis_ord(CRIME, -columbus())
    with pytest.raises(ParameterError, match="libpysal Graph"):
        getis_ord(CRIME, "queen")


def test_neighbours_in_every_usual_form_give_the_same() -> None:
    from libpysal.weights import W

    lists = dict(enumerate(COLUMBUS["neighbours"]))
    codes = [f"E{(17 * i) % 49:02}" for i in range(49)]
    named = {codes[i]: [codes[j] for j in others] for i, others in lists.items()}
    backwards = dict(reversed(list(lists.items())))
    weighted = {i: dict.fromkeys(others, 1.0) for i, others in lists.items()}
    of_codes = pd.Series(CRIME, index=codes)
    shuffled = of_codes.sample(frac=1, random_state=3)
    plain = getis_ord(CRIME, columbus()).z
    for values, neighbours in (
        (CRIME.tolist(), lists),
        (CRIME, backwards),
        (CRIME, weighted),
        (tuple(CRIME), columbus().toarray()),
        (CRIME, columbus().toarray().tolist()),
        (CRIME, W(lists, silence_warnings=True)),
        (of_codes, named),
        (of_codes, W(named, silence_warnings=True)),
        (CRIME, named),
        (pd.Series(CRIME), named),  # its index was never set: by order
        (pd.Series(CRIME), columbus_graph()),
    ):
        np.testing.assert_allclose(getis_ord(values, neighbours).z, plain, atol=1e-9)
    mixed = pd.Series(getis_ord(shuffled, named).z, index=shuffled.index)
    np.testing.assert_allclose(mixed[codes], plain, atol=1e-9)
    with pytest.raises(InputError, match="'X' is a neighbour but not an area"):
        getis_ord([1, 2, 3], {"a": ["b"], "b": ["a"], "c": ["X"]})


def test_whole_numbers_and_truths_count_as_values() -> None:
    counts = np.arange(49) % 7
    plain = getis_ord(counts.astype(float), columbus())
    for kind in (np.int32, np.uint8, np.float32):
        np.testing.assert_array_equal(getis_ord(counts.astype(kind), columbus()).z, plain.z)
    assert getis_ord(counts > 4, columbus()).z.dtype == np.float64


def test_neighbours_may_be_a_table_of_pairs() -> None:
    cells = geo.grid(
        gpd.GeoDataFrame(geometry=[box(0, 0, 5000, 4000)], crs=27700), cell_m=1000, shape="square"
    )
    near = geo.lattice_neighbours(cells)
    values = pd.Series(np.arange(20.0) ** 2, index=cells.index)
    expected = getis_ord(values, near).z
    table = near.adjacency.reset_index()
    shuffled = table.sample(frac=1, random_state=0)
    for pairs in (near.adjacency, table, shuffled, table[["focal", "neighbor"]]):
        np.testing.assert_allclose(getis_ord(values, pairs).z, expected, rtol=1e-12)
