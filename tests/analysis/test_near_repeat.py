import json
from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import near_repeat
from geo.errors import InputError, ParameterError

# Burkitt's lymphoma; the file names the sources.
BURKITT = json.loads((Path(__file__).parent / "reference" / "burkitt.json").read_text())
EVENTS = tuple(np.array(BURKITT[name]) for name in ("x", "y", "day"))


@pytest.mark.parametrize("case", BURKITT["cases"])
def test_burkitt_by_surveillance_and_pointpats(case: dict[str, float]) -> None:
    result = near_repeat(
        *EVENTS, distance_bands_m=[case["delta"]], time_bands_days=[case["tau"]], replicates=1
    )
    assert result.observed[0, 0] == case["statistic"]
    assert result.expected[0, 0] == pytest.approx(case["expected"], abs=1e-6)
    assert result.ratio[0, 0] == pytest.approx(case["knox_ratio"], abs=1e-6)
    assert result.p_poisson[0, 0] == pytest.approx(case["p"], abs=1e-6)


@settings(max_examples=25)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["euclidean", "manhattan"]))
def test_bands_are_counted_as_by_hand(seed: int, metric: str) -> None:
    rng = np.random.default_rng(seed)
    x, y, day = rng.integers(0, 6, (3, 25)).astype(float)
    far, late = [0, 1, 2.5], [0, 2, 3]
    observed = np.zeros((3, 3), dtype=int)
    for i in range(25):
        for j in range(i):
            dx, dy = abs(x[i] - x[j]), abs(y[i] - y[j])
            distance = np.hypot(dx, dy) if metric == "euclidean" else dx + dy
            band, time = np.searchsorted(far, distance), np.searchsorted(late, abs(day[i] - day[j]))
            if band < 3 and time < 3:
                observed[band, time] += 1
    result = near_repeat(
        x, y, day, distance_bands_m=far, time_bands_days=late, metric=metric, replicates=1
    )
    np.testing.assert_array_equal(result.observed, observed)


def test_whole_and_fractional_days_agree() -> None:
    x, y, day = EVENTS
    bands = {"distance_bands_m": [5, 10], "time_bands_days": [90, 180], "replicates": 50}
    whole, half = near_repeat(x, y, day, **bands), near_repeat(x, y, day + 0.5, **bands)
    np.testing.assert_array_equal(whole.observed, half.observed)
    np.testing.assert_array_equal(whole.p, half.p)


def test_p_is_the_share_of_all_permutations() -> None:
    rng = np.random.default_rng(3)
    x, y, day = rng.integers(0, 4, (3, 6)).astype(float)
    near = np.hypot(x[:, None] - x, y[:, None] - y) <= 1
    above = np.triu(np.ones((6, 6), dtype=bool), 1)

    def pairs(days):
        return (near & above & (np.abs(np.subtract.outer(days, days)) <= 1)).sum()

    share = np.mean([pairs(np.array(order)) >= pairs(day) for order in permutations(day)])
    result = near_repeat(x, y, day, distance_bands_m=[1], time_bands_days=[1], replicates=4000)
    assert result.p[0, 0] == pytest.approx(share, abs=0.03)


def test_order_changes_nothing() -> None:
    order = np.random.default_rng(2).permutation(EVENTS[0].size)
    bands = {"distance_bands_m": [5, 10], "time_bands_days": [90, 180], "replicates": 99}
    plain, mixed = near_repeat(*EVENTS, **bands), near_repeat(*(c[order] for c in EVENTS), **bands)
    np.testing.assert_array_equal(plain.observed, mixed.observed)
    np.testing.assert_array_equal(plain.p, mixed.p)


def test_noise_is_significant_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(4)
    found = [
        near_repeat(
            *rng.uniform(0, 100, (2, 60)), rng.integers(0, 365, 60),
            distance_bands_m=[20], time_bands_days=[30], replicates=99, seed=seed,
        ).p[0, 0] <= 0.05
        for seed in range(200)
    ]  # fmt: skip
    assert np.mean(found) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def test_dates_count_as_days() -> None:
    dates = np.array(["2024-01-01", "2024-01-08", "2024-03-01"], dtype="datetime64[D]")
    bands = {"distance_bands_m": [10], "time_bands_days": [7], "replicates": 9}
    assert near_repeat([0, 5, 0], [0, 0, 0], dates, **bands).observed[0, 0] == 1
    texts = ["2024-01-01", "2024-01-08", "2024-03-01"]
    for same in (
        texts,
        pd.Series(texts),
        pd.PeriodIndex(texts, freq="D"),
        pd.DatetimeIndex(texts, tz="Europe/London"),
        [date.fromisoformat(text) for text in texts],
        np.array([0, 7, 60], dtype=object),
    ):
        assert near_repeat([0, 5, 0], [0, 0, 0], same, **bands).observed[0, 0] == 1
    with pytest.raises(InputError, match="neither a number nor a date"):
        near_repeat([0, 5, 0], [0, 0, 0], ["Monday", "Tuesday", "Sunday"], **bands)
    dates[0] = "NaT"
    with pytest.raises(InputError, match="1 of 3 days are missing"):
        near_repeat([0, 5, 0], [0, 0, 0], dates, **bands)


def test_one_day_or_place_is_said_and_never_nan() -> None:
    bands = {"distance_bands_m": [10], "time_bands_days": [7], "replicates": 9}
    one_day = near_repeat([0, 500, 3000], [0, 0, 0], [1, 1, 1], **bands)
    assert "fall on one day" in one_day.summary
    assert "lie at one place" in near_repeat([1, 1, 1], [0, 0, 0], [1, 20, 90], **bands).summary
    assert np.isfinite(one_day.ratio).all()
    assert one_day.p[0, 0] == 1


def test_refuses_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    bands = {"distance_bands_m": [10], "time_bands_days": [7]}
    with pytest.raises(InputError, match="too few"):
        near_repeat([1, 2], [1, 2], [1, 2], **bands)
    with pytest.raises(InputError, match="different lengths"):
        near_repeat([1, 2, 3], [1, 2], [1, 2], **bands)
    with pytest.raises(ParameterError, match="rise"):
        near_repeat([1, 2, 3], [1, 2, 3], [1, 2, 3], distance_bands_m=[5, 5], time_bands_days=[7])
    with pytest.raises(ParameterError, match="metric"):
        near_repeat([1, 2, 3], [1, 2, 3], [1, 2, 3], **bands, metric="geodesic")
    with pytest.raises(ParameterError, match="999"):
        near_repeat([1, 2, 3], [1, 2, 3], [1, 2, 3], **bands, replicates=0)
    monkeypatch.setitem(near_repeat.__globals__, "_MOST_PAIRS", 2)
    with pytest.raises(ParameterError, match="3 pairs of events lie within 10 m"):
        near_repeat([1, 2, 3], [1, 2, 3], [1, 2, 3], **bands)
