import numpy as np
import pytest
from scipy import sparse
from scipy.stats import binom

from analysis import getis_ord, stability
from geo.errors import InputError, ParameterError


def many(x: np.ndarray, _y: np.ndarray) -> np.ndarray:
    return np.bincount(x.astype(int), minlength=10)[:10] >= 30


def test_share_is_the_binomial_chance() -> None:
    # 40 of 200 events in the cell: a resample holds 30 or more with the binomial's upper tail
    x = np.r_[np.full(40, 3.5), np.full(30, 6.5), np.full(130, 9.5)]
    result = stability(x, x, many, resamples=2000)
    for cell, number in ((3, 40), (6, 30)):
        chance = binom.sf(29, 200, number / 200)
        assert result.share[cell] == pytest.approx(chance, abs=0.04)
        assert result.low[cell] < chance < result.high[cell]
    assert result.found.tolist() == [False] * 3 + [True] + [False] * 2 + [True] + [False] * 2 + [
        True
    ]
    assert "2 of 3 hotspots are kept in at least 80 %" in result.summary


def test_jitter_stays_in_the_catchment_and_is_even() -> None:
    seen = []

    def spy(x, y):
        seen.append(np.hypot(x - 5, y - 5))
        return [True]

    result = stability(np.full(500, 5.0), np.full(500, 5.0), spy, jitter_m=3, resamples=40)
    moved = np.concatenate(seen[1:])
    assert (seen[0] == 0).all()
    assert moved.max() <= 3
    # even over a disc: half of it lies within the radius over the square root of 2
    assert (moved <= 3 / np.sqrt(2)).mean() == pytest.approx(0.5, abs=0.02)
    assert result.jittered
    assert result.share.tolist() == [1.0]


def test_each_event_has_its_own_catchment() -> None:
    def spread(x, _y):
        return [np.abs(x[x < 50]).max(initial=0) > 1, np.abs(x[x > 50] - 100).max(initial=0) > 1]

    x = np.r_[np.zeros(50), np.full(50, 100.0)]
    radius = np.r_[np.zeros(50), np.full(50, 20.0)]
    result = stability(x, np.zeros(100), spread, jitter_m=radius, resamples=20)
    assert result.share.tolist() == [0, 1]


def test_a_real_hotspot_is_kept_and_noise_is_not() -> None:
    line = sparse.diags_array([1.0] * 3, offsets=[-1, 0, 1], shape=(12, 12))
    neighbours = (sparse.kron(line, line) - sparse.eye_array(144)).tocsr()
    rng = np.random.default_rng(3)

    def hot(x, y):
        cells = np.bincount(x.astype(int) * 12 + y.astype(int), minlength=144)
        return getis_ord(cells, neighbours).label == "hot"

    x, y = rng.uniform(0, 12, (2, 1500))
    x[:200], y[:200] = rng.uniform(5, 7, (2, 200))
    result = stability(x, y, hot, resamples=50, seed=1)
    assert result.share[5 * 12 + 5] > 0.95
    assert result.share[result.found].min() > 0.2
    assert result.share[~result.found].mean() < 0.05
    again = stability(x, y, hot, resamples=50, seed=1)
    np.testing.assert_array_equal(result.share, again.share)


def test_no_hotspot_is_said() -> None:
    summary = stability([1.0], [1.0], lambda _x, _y: [False], resamples=3).summary
    assert summary.startswith("There is no hotspot")


def test_refuses_bad_input() -> None:
    x = np.arange(5.0)
    with pytest.raises(InputError, match="5 values of x and 4 of y"):
        stability(x, x[:4], many)
    with pytest.raises(InputError, match="missing"):
        stability([np.nan], [1.0], many)
    with pytest.raises(ParameterError, match="99"):
        stability(x, x, many, resamples=0)
    with pytest.raises(ParameterError, match="negative or missing"):
        stability(x, x, many, jitter_m=-1)
    with pytest.raises(InputError, match="fixed set"):
        stability(x, x, lambda x, _: np.ones(np.unique(x).size), resamples=20)
