import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import space_time_scan, spatial_scan
from analysis._scan import least_counts, log_likelihood_ratio, running_sums, step_of
from geo.errors import InputError, ParameterError

# Sudden infant deaths in North Carolina; clusters by R smerc. The file names the sources.
SIDS = json.loads((Path(__file__).parent / "reference" / "sids.json").read_text())
COLUMNS = (SIDS["deaths"], SIDS["births"], SIDS["longitude"], SIDS["latitude"])


def brute_force(observed, expected, x, y, max_share):
    """The best ratio by looping over every circle, as Kulldorff (1997) writes it."""
    total = observed.sum()
    expected = expected * total / expected.sum()
    best = 0.0
    for i in range(x.size):
        distance = (x - x[i]) ** 2 + (y - y[i]) ** 2
        for radius in distance:
            inside = distance <= radius * (1 + 1e-9)
            o, e = observed[inside].sum(), expected[inside].sum()
            if e <= max_share * total * (1 + 1e-9) and o > e > 0:
                rest = (total - o) * np.log((total - o) / (total - e)) if o < total else 0.0
                best = max(best, o * np.log(o / e) + rest)
    return best


def test_north_carolina_by_smerc() -> None:
    clusters = spatial_scan(*COLUMNS, max_share=0.25)
    for found, published in zip(clusters, SIDS["clusters"], strict=False):
        assert {SIDS["name"][i] for i in found.members} == set(published["names"])
        assert found.observed == published["cases"]
        assert found.expected == pytest.approx(published["expected"], abs=1e-6)
        assert found.relative_risk == pytest.approx(published["rr"], abs=1e-6)
        assert found.log_likelihood_ratio == pytest.approx(published["llr"], abs=1e-6)
        assert found.p_value == pytest.approx(published["p"], abs=0.03)
    members = np.concatenate([cluster.members for cluster in clusters])
    assert members.size == np.unique(members).size


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.1, 0.3, 0.5, 0.9]))
def test_best_circle_is_the_brute_force_one(seed: int, max_share: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 5, (2, 18)).astype(float)  # many ties
    observed, expected = rng.poisson(3, 18), rng.integers(1, 9, 18)
    clusters = spatial_scan(observed, expected, x, y, max_share=max_share, replicates=9)
    best = clusters[0].log_likelihood_ratio if clusters else 0.0
    assert best == pytest.approx(brute_force(observed, expected, x, y, max_share), abs=1e-9)


def test_replicates_are_exact() -> None:
    # the p-value from brute force on the same multinomial model, with another generator
    rng = np.random.default_rng(6)
    x, y = rng.random((2, 15))
    expected = rng.integers(1, 9, 15).astype(float)
    observed = rng.multinomial(60, expected / expected.sum())
    observed[:2] += 6
    best = brute_force(observed, expected, x, y, 0.5)
    draws = rng.multinomial(observed.sum(), expected / expected.sum(), size=600)
    share = np.mean([brute_force(draw, expected, x, y, 0.5) >= best for draw in draws])
    found = spatial_scan(observed, expected, x, y, replicates=2000)[0]
    assert found.p_value == pytest.approx(share, abs=0.06)


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_order_changes_nothing(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(100)
    plain = spatial_scan(*COLUMNS, max_share=0.25, replicates=99)
    mixed = spatial_scan(
        *(np.asarray(column)[order] for column in COLUMNS), max_share=0.25, replicates=99
    )
    assert [c.p_value for c in mixed] == [c.p_value for c in plain]
    assert [set(order[c.members]) for c in mixed] == [set(c.members) for c in plain]


def test_noise_is_significant_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(11)
    x, y = np.meshgrid(np.arange(7.0), np.arange(7.0))
    found = [
        spatial_scan(rng.poisson(6, 49), np.ones(49), x.ravel(), y.ravel(), replicates=99, seed=i)
        for i in range(80)
    ]
    assert np.mean([clusters[0].p_value <= 0.05 for clusters in found]) <= 0.05 + 0.05


def test_all_events_in_one_area() -> None:
    best = spatial_scan([9, 0, 0], [1, 1, 1], [0, 1, 5], [0, 0, 0], replicates=99)[0]
    assert best.members.tolist() == [0]
    assert best.relative_risk == float("inf")
    assert "9 recorded within 0 m" in best.summary


def test_no_excess_no_cluster() -> None:
    assert spatial_scan([4, 4, 4], [1, 1, 1], [0, 1, 5], [0, 0, 0], replicates=9) == []


def test_least_counts_never_leave_out_a_zone() -> None:
    rng = np.random.default_rng(0)
    expected, observed = rng.uniform(0.001, 500, 5000), rng.integers(0, 700, 5000)
    for level in (0.0, 1.5, 6.0, 40.0):
        reaches = log_likelihood_ratio(observed, expected, 1000.0) >= level
        reaches &= observed > expected
        assert (observed >= least_counts(level, 1000.0)[step_of(expected, 1000.0)])[reaches].all()


@given(st.integers(0, 60))
def test_running_sums(rows: int) -> None:
    block = np.random.default_rng(rows).integers(-9, 9, (rows, 3)).astype(np.int16)
    expected = np.cumsum(block, axis=0)
    running_sums(block)
    np.testing.assert_array_equal(block, expected)


def events(seed: int = 1) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    x, y = rng.integers(0, 5, (2, 300)).astype(float)
    month = rng.integers(1, 13, 300)
    x[:25], y[:25], month[:25] = 2, 2, 7
    month[25:30] = 8
    x[25:30], y[25:30] = 2, 2
    return x, y, month


def test_space_time_scan_finds_the_planted_cluster() -> None:
    x, y, month = events()
    best = space_time_scan(x, y, month, replicates=199)[0]
    assert (best.x, best.y) == (2, 2)
    assert 7 in best.periods
    assert best.p_value == 1 / 200
    # members are the events inside, and the margins give what was expected
    assert best.observed == best.members.size
    inside = (x == 2) & (y == 2)
    during = np.isin(month, best.periods)
    assert set(best.members) == set(np.flatnonzero(inside & during))
    assert best.expected == pytest.approx(inside.sum() * during.sum() / 300)


def test_space_time_best_is_the_brute_force_one() -> None:
    x, y, month = events(3)
    x, y, month = x[:60], y[:60], month[:60] % 5
    best = 0.0
    for centre in np.unique(np.c_[x, y], axis=0):
        distance = (x - centre[0]) ** 2 + (y - centre[1]) ** 2
        for radius in np.unique(distance):
            near = distance <= radius
            if near.sum() > 30:
                continue
            for first in range(5):
                for last in (first, first + 1):
                    during = (month >= first) & (month <= last)
                    c, mean = (near & during).sum(), near.sum() * during.sum() / 60
                    ratio = log_likelihood_ratio(c, mean, 60.0)
                    best = max(best, float(ratio))
    found = space_time_scan(x, y, month, replicates=19)[0]
    assert found.log_likelihood_ratio == pytest.approx(best, abs=1e-9)


def test_space_time_order_changes_nothing() -> None:
    x, y, month = events()
    order = np.random.default_rng(5).permutation(300)
    plain = space_time_scan(x, y, month, replicates=49)
    mixed = space_time_scan(x[order], y[order], month[order], replicates=49)
    assert [c.p_value for c in mixed] == [c.p_value for c in plain]
    assert [set(order[c.members]) for c in mixed] == [set(c.members) for c in plain]


def test_a_city_wide_rise_is_no_space_time_cluster() -> None:
    rng = np.random.default_rng(9)
    found = []
    for seed in range(60):
        x, y = rng.integers(0, 4, (2, 150))
        month = rng.choice(6, 150, p=[0.05, 0.05, 0.1, 0.2, 0.3, 0.3])
        clusters = space_time_scan(x, y, month, replicates=99, seed=seed)
        found.append(clusters[0].p_value <= 0.05)
    assert np.mean(found) <= 0.05 + 0.07


def test_refuses_bad_input() -> None:
    with pytest.raises(InputError, match="different lengths"):
        spatial_scan([1, 2], [1, 1, 1], [0, 1], [0, 0])
    with pytest.raises(InputError, match="whole numbers"):
        spatial_scan([1.5, 2], [1, 1], [0, 1], [0, 0])
    with pytest.raises(InputError, match="no events"):
        spatial_scan([0, 0], [1, 1], [0, 1], [0, 0])
    with pytest.raises(InputError, match="same coordinates"):
        spatial_scan([1, 2], [1, 1], [3, 3], [0, 0])
    with pytest.raises(ParameterError, match="max_share"):
        spatial_scan([1, 2], [1, 1], [0, 1], [0, 0], max_share=50)
    with pytest.raises(ParameterError, match="999"):
        spatial_scan([1, 2], [1, 1], [0, 1], [0, 0], replicates=0)
    with pytest.raises(InputError, match=r"2 place\(s\) in 1 period"):
        space_time_scan([0, 1], [0, 0], [1, 1])
    with pytest.raises(ParameterError, match="max_period_share"):
        space_time_scan([0, 1], [0, 0], [1, 2], max_period_share=0)
