import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis._thinning import ByTotal, thinned

CHANCE = np.random.default_rng(0).standard_normal(200_000)


@pytest.mark.parametrize(("count", "share"), [(400, 0.8), (50, 0.5), (12, 0.3)])
def test_what_a_fall_leaves_has_the_mean_and_the_spread_of_a_binomial_draw(count, share):
    left = thinned(np.full(len(CHANCE), float(count)), np.log(share), CHANCE)
    assert left.mean() == pytest.approx(count * share, rel=0.01)
    assert left.var() == pytest.approx(count * share * (1 - share), rel=0.05)


@given(st.floats(0, 1e4), st.floats(0, 5), st.floats(-4, 4))
def test_no_effect_and_a_rise_leave_counts_alone_and_nothing_is_ever_below_zero(count, size, z):
    counts, chance = np.array([count]), np.array([z])
    assert thinned(counts, size, chance) == pytest.approx(counts)
    left = thinned(counts, -size, chance)
    assert np.isfinite(left).all()
    assert (left >= 0).all()


def test_groups_have_chances_of_their_own_and_a_seed_repeats_them():
    counts = np.full(50, 30.0)
    one, again = ByTotal(50, seed=3), ByTotal(50, seed=3)
    assert (one.added(counts, 0.0, group=0) == 0).all()
    first = one.added(counts, -0.5, group=0)
    assert (first == again.added(counts, -0.5, group=0)).all()
    assert (first != one.added(counts, -0.5, group=1)).any()
