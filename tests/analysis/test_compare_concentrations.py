import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from analysis import compare_concentrations
from geo.errors import InputError, ParameterError


def test_one_cell_is_fishers_tea_tasting():
    # Fisher (1935), The Design of Experiments: 3 of 4 cups right, two-sided p 34/70
    found = compare_concentrations([3, 1], [1, 3], replicates=99)
    assert found.p == pytest.approx([34 / 70, 34 / 70])
    assert found.dissimilarity == 0.5


def test_interval_of_a_difference_by_newcombe():
    # Newcombe (1998), table II, method 10: 56/70 - 48/80 is 0.2, 0.0524 to 0.3339; and
    # 10/10 - 0/20 is 1, 0.6791 to 1.0000
    found = compare_concentrations([56, 14], [48, 32], replicates=9)
    assert found.difference[0] == pytest.approx(0.2)
    assert (found.low[0], found.high[0]) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    found = compare_concentrations([10, 0], [0, 20], replicates=9)
    assert (found.low[0], found.high[0]) == pytest.approx((0.6791, 1.0), abs=5e-5)


def test_similarity_by_hand():
    # Of 5 cells one is empty. Cells 0 and 1 exchange their points; 2 and 3 hold a tenth of both.
    first, second = [60, 20, 10, 10, 0], [40, 120, 20, 20, 0]
    found = compare_concentrations(first, second, names=("open", "closed"))
    assert found.difference == pytest.approx([0.4, -0.4, 0, 0, 0])
    assert found.label.tolist() == ["open", "closed", "none", "none", "none"]
    assert (found.compared, found.different, found.similarity) == (4, 2, 0.5)
    assert found.dissimilarity == pytest.approx(0.4)
    assert found.p_value == 0.001
    assert found.chance_low < found.chance_high < 0.4
    assert found.summary.startswith("40% of the open points (100) would have to move to lie as")
    assert "2 of 4 cells differ by themselves, 50% do not" in found.summary
    alike = compare_concentrations(second, second, names=("open", "closed"))
    assert "None of 4 cells differs by itself. A cell" in alike.summary


@settings(max_examples=30)
@given(st.integers(0, 2**32 - 1))
def test_cells_by_scipy_and_order_of_cells_plays_no_part(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.poisson(4, 12) + 1, rng.poisson(9, 12)
    second[0] += 1
    found = compare_concentrations(first, second, replicates=9)
    n, m = first.sum(), second.sum()
    p = [fisher_exact([[a, n - a], [b, m - b]])[1] for a, b in zip(first, second, strict=True)]
    assert found.p == pytest.approx(np.minimum(p, 1))
    order = rng.permutation(12)
    mixed = compare_concentrations(first[order], second[order], replicates=9)
    assert mixed.p_adjusted == pytest.approx(found.p_adjusted[order])
    assert mixed.dissimilarity == pytest.approx(found.dissimilarity)
    turned = compare_concentrations(second, first, replicates=9)
    assert turned.difference == pytest.approx(-found.difference)
    assert turned.low == pytest.approx(-found.high)


def test_groups_from_one_pattern_differ_at_the_nominal_rate():
    rng = np.random.default_rng(8)
    where = rng.dirichlet(np.ones(60))
    found = [
        compare_concentrations(
            rng.multinomial(300, where), rng.multinomial(90, where), replicates=99, seed=i
        )
        for i in range(150)
    ]
    assert np.mean([one.p_value <= 0.05 for one in found]) == pytest.approx(0.05, abs=0.045)
    assert np.mean([one.different > 0 for one in found]) <= 0.05
    inside = [one.chance_low <= one.dissimilarity <= one.chance_high for one in found]
    assert np.mean(inside) == pytest.approx(0.95, abs=0.045)
    assert "no difference is shown" in found[int(np.argmax([f.p_value for f in found]))].summary


def test_correction_leaves_fewer_cells():
    rng = np.random.default_rng(1)
    first, second = rng.poisson(5, 2000), rng.poisson(5, 2000)
    found = compare_concentrations(first, second, replicates=19)
    assert found.different == 0 < found.different_uncorrected


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ([1, 2], [1, 2, 3], "2 cells of the first group and 3"),
        ([1], [1], "cannot show where"),
        ([1, -1], [1, 2], "whole numbers"),
        ([1, 0.5], [1, 2], "whole numbers"),
        ([1, float("nan")], [1, 2], "missing"),
        ([0, 0], [1, 2], "no points"),
    ],
)
def test_bad_counts_explain_themselves(first, second, words):
    with pytest.raises(InputError, match=words) as raised:
        compare_concentrations(first, second)
    assert raised.value.hint


@pytest.mark.parametrize(
    "options",
    [{"alpha": 0}, {"replicates": 0}, {"names": ("a", "a")}, {"names": ("none", "b")}],
)
def test_bad_settings_explain_themselves(options):
    with pytest.raises(ParameterError) as raised:
        compare_concentrations([1, 2], [2, 1], **options)
    assert raised.value.hint
