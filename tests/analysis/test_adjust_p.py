import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import adjust_p
from geo.errors import InputError, ParameterError

# Benjamini and Hochberg (1995), JRSS B 57, section 3: 15 p-values, of which their procedure
# rejects four at 0.05 and Bonferroni three. Adjusted values: scipy.stats.false_discovery_control.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0,
]  # fmt: skip
ADJUSTED = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645,
    0.07650000000000001, 0.486, 0.5811818181818181, 0.7148749999999999, 0.7532307692307693,
    0.8132142857142857, 1.0,
]  # fmt: skip

p_values = st.lists(st.floats(0, 1), min_size=1, max_size=30)


def test_published_example() -> None:
    np.testing.assert_allclose(adjust_p(PUBLISHED), ADJUSTED, atol=1e-12)
    assert (adjust_p(PUBLISHED) <= 0.05).sum() == 4
    assert (adjust_p(PUBLISHED, correction="bonferroni") <= 0.05).sum() == 3


@given(p_values, st.randoms(use_true_random=False))
def test_order_does_not_matter(p: list[float], random) -> None:
    order = list(range(len(p)))
    random.shuffle(order)
    np.testing.assert_allclose(adjust_p([p[i] for i in order]), adjust_p(p)[order])


@given(p_values)
def test_between_none_and_bonferroni(p: list[float]) -> None:
    fdr = adjust_p(p)
    assert (fdr >= adjust_p(p, correction="none") * (1 - 1e-12)).all()
    assert (fdr <= adjust_p(p, correction="bonferroni") * (1 + 1e-12)).all()


def test_keeps_the_shape_and_the_input() -> None:
    p = np.array([[0.01, 0.2], [0.03, 0.5]])
    before = p.copy()
    assert adjust_p(p).shape == (2, 2)
    adjust_p(p, correction="none")[0, 0] = 9
    np.testing.assert_array_equal(p, before)
    assert adjust_p([]).size == 0


@pytest.mark.parametrize("p", [[0.1, np.nan], [-0.1], [1.1]])
def test_refuses_what_is_no_p_value(p: list[float]) -> None:
    with pytest.raises(InputError, match="outside 0 to 1"):
        adjust_p(p)


def test_refuses_an_unknown_correction() -> None:
    with pytest.raises(ParameterError, match="bonferroni"):
        adjust_p([0.1], correction="holm")  # type: ignore[arg-type]
