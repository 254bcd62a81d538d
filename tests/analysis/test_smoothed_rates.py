import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis import smoothed_rates
from geo.errors import InputError, ParameterError

# Sudden infant deaths in North Carolina, smoothed by esda; the file names the sources.
SIDS = json.loads((Path(__file__).parent / "reference" / "sids.json").read_text())
DEATHS, BIRTHS = np.array(SIDS["deaths"]), np.array(SIDS["births"])


def counties() -> sparse.csr_array:
    pairs = np.array([(i, j) for i, others in enumerate(SIDS["neighbours"]) for j in others]).T
    return sparse.csr_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=(100, 100))


def test_north_carolina_by_esda() -> None:
    np.testing.assert_allclose(smoothed_rates(DEATHS, BIRTHS).rate, SIDS["smoothed"], atol=1e-12)
    local = smoothed_rates(DEATHS, BIRTHS, neighbours=counties())
    np.testing.assert_allclose(local.rate, SIDS["smoothed_locally"], atol=1e-12)


def test_marshall_by_hand() -> None:
    # mean 40/400 = 0.1; spread (100 * 0.1^2 + 300 * (1/30)^2) / 400 - 0.1 / 200 = 0.0028333...
    result = smoothed_rates([20, 20], [100, 300])
    spread = (100 * 0.1**2 + 300 * (1 / 30) ** 2) / 400 - 0.1 / 200
    kept = spread / (spread + 0.1 / np.array([100, 300]))
    np.testing.assert_allclose(result.kept, kept)
    np.testing.assert_allclose(result.rate, 0.1 + kept * (np.array([0.2, 1 / 15]) - 0.1))


def test_intervals_cover_the_true_rates() -> None:
    rng = np.random.default_rng(1)
    true = rng.gamma(4, 0.005, 3000)
    people = rng.integers(20, 2000, 3000)
    result = smoothed_rates(rng.poisson(true * people), people)
    covered = (result.low <= true) & (true <= result.high)
    assert covered.mean() == pytest.approx(0.95, abs=0.02)
    error = np.abs(result.rate - true).mean()
    assert error < 0.85 * np.abs(result.raw - true).mean()


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500)), min_size=3, max_size=20))
def test_finite_between_raw_and_mean_and_in_its_interval(table) -> None:
    events, people = np.array(table, dtype=float).T
    if not people.any():
        return
    chain = sparse.diags_array([1.0, 1.0], offsets=[-1, 1], shape=(len(table),) * 2)
    for result in (
        smoothed_rates(events, people),
        smoothed_rates(events, people, neighbours=chain),
    ):
        for name in ("rate", "low", "high", "raw", "kept", "mean"):
            assert np.isfinite(getattr(result, name)).all()
        assert (result.low <= result.rate + 1e-12).all()
        assert (result.rate <= result.high + 1e-12).all()
        ends = np.sort([result.raw, result.mean], axis=0)
        lived = people > 0
        assert (result.rate >= ends[0] - 1e-9)[lived].all()
        assert (result.rate <= ends[1] + 1e-9)[lived].all()


def test_order_changes_nothing() -> None:
    order = np.random.default_rng(0).permutation(100)
    mixed = smoothed_rates(DEATHS[order], BIRTHS[order])
    np.testing.assert_allclose(mixed.rate, smoothed_rates(DEATHS, BIRTHS).rate[order])


def test_empty_areas_and_even_rates_are_said() -> None:
    result = smoothed_rates([5, 3, 1], [100, 90, 0])
    assert "1 areas have no population" in result.summary
    assert "nobody lives" in result.summary
    assert result.rate[2] == pytest.approx(result.mean[2])
    even = smoothed_rates([10, 10, 10], [100, 100, 100])
    assert "no more than chance" in even.summary
    np.testing.assert_allclose(even.rate, 0.1)
    assert "rate of police activity" in even.summary


def test_an_island_keeps_its_own_rate() -> None:
    lone = counties().tolil()
    lone[0], lone[:, 0] = 0, 0
    result = smoothed_rates(DEATHS, BIRTHS, neighbours=lone.tocsr())
    assert result.rate[0] == pytest.approx(result.raw[0])


def test_refuses_bad_input() -> None:
    with pytest.raises(InputError, match="do not match"):
        smoothed_rates([1, 2], [10])
    with pytest.raises(InputError, match="nobody lives"):
        smoothed_rates([1, 2], [0, 0])
    with pytest.raises(InputError, match="missing"):
        smoothed_rates([1, np.nan], [1, 2])
    with pytest.raises(InputError, match="different indexes"):
        smoothed_rates(pd.Series([1, 2], index=["a", "b"]), pd.Series([5, 6], index=["b", "a"]))
    with pytest.raises(ParameterError, match=r"0\.95"):
        smoothed_rates([1, 2], [10, 20], confidence=95)
