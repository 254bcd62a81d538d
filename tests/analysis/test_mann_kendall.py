import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import mann_kendall
from analysis._trend import kendall_trends
from geo.errors import InputError, ParameterError

whole = st.lists(st.integers(-20, 20), min_size=3, max_size=25)


def test_short_series_with_a_tie() -> None:
    # 28 pairs: 26 rising, 1 falling, 1 tied; z, p and slope by pymannkendall.
    result = mann_kendall([1, 2, 2, 3, 5, 4, 6, 8])
    assert result.s == 25
    assert result.variance == pytest.approx(64.33333333333333, abs=1e-9)
    assert result.z == pytest.approx(2.992217885724178, abs=1e-9)
    assert result.p == pytest.approx(0.0027695851547209216, abs=1e-9)
    assert result.slope == pytest.approx(1.0, abs=1e-9)
    assert 0 < result.low < result.slope < result.high


def test_first_years_of_the_nile() -> None:
    # Flow of the Nile 1871-1890 (R datasets::Nile), S by the count of pairs.
    flow = [1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140,
            995, 935, 1110, 994, 1020, 960, 1180, 799, 958, 1140]  # fmt: skip
    pairs = [np.sign(b - a) for i, a in enumerate(flow) for b in flow[i + 1 :]]
    result = mann_kendall(flow)
    assert result.s == sum(pairs)
    # ties: 1160 three times, 1140 twice
    assert result.variance == pytest.approx((20 * 19 * 45 - 3 * 2 * 11 - 2 * 1 * 9) / 18)


@given(whole)
def test_reversing_mirrors_and_a_constant_changes_nothing(series: list[int]) -> None:
    forward, back = mann_kendall(series), mann_kendall(series[::-1])
    assert (back.s, back.z, back.p) == (-forward.s, -forward.z, forward.p)
    assert back.slope == pytest.approx(-forward.slope)
    moved = mann_kendall([value + 1000 for value in series])
    assert (moved.s, moved.p) == (forward.s, forward.p)
    assert moved.slope == pytest.approx(forward.slope)
    assert forward.low <= forward.slope <= forward.high


def test_noise_rejects_at_the_nominal_rate() -> None:
    _, _, z = kendall_trends(np.random.default_rng(5).poisson(4, (4000, 24)).astype(float))
    assert (np.abs(z) > 1.96).mean() == pytest.approx(0.05, abs=0.012)


def test_a_constant_series_has_no_trend() -> None:
    result = mann_kendall([4, 4, 4, 4])
    assert (result.s, result.z, result.p, result.slope) == (0, 0, 1, 0)
    assert result.summary.startswith("no clear trend over 4 steps")


def test_summary_names_the_way() -> None:
    assert mann_kendall(range(10)).summary.startswith("rising over 10 steps: +1 a step")


def test_refuses_what_is_no_series() -> None:
    with pytest.raises(InputError, match="too few"):
        mann_kendall([1, 2])
    with pytest.raises(InputError, match="missing"):
        mann_kendall([1, np.nan, 2])
    with pytest.raises(ParameterError, match=r"0\.95"):
        mann_kendall([1, 2, 3], confidence=95)
