import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis import local_moran, moran
from geo.errors import InputError, ParameterError

# Rates of sudden infant death in North Carolina; the file names the sources.
SIDS = json.loads((Path(__file__).parent / "reference" / "sids.json").read_text())
RATE = np.array(SIDS["rate"])


def counties() -> sparse.csr_array:
    pairs = np.array([(i, j) for i, others in enumerate(SIDS["neighbours"]) for j in others]).T
    return sparse.csr_array((np.ones(pairs.shape[1]), tuple(pairs)), shape=(100, 100))


@pytest.mark.parametrize(
    ("assumption", "short"), [("randomisation", "rand"), ("normality", "norm")]
)
def test_north_carolina_by_spdep(assumption: str, short: str) -> None:
    published, result = SIDS["moran"], moran(RATE, counties(), assumption=assumption)
    assert result.statistic == pytest.approx(published["I"], abs=1e-9)
    assert result.expected == pytest.approx(published["EI"], abs=1e-12)
    assert result.variance == pytest.approx(published[f"VI_{short}"], abs=1e-9)
    assert result.z == pytest.approx(published[f"z_{short}"], abs=1e-9)
    assert result.p == pytest.approx(2 * published[f"p_{short}_one_sided"], abs=1e-9)


def test_is_the_mean_of_the_local_statistics() -> None:
    assert moran(RATE, counties()).statistic == pytest.approx(
        local_moran(RATE, counties()).statistic.mean()
    )


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1), st.integers(-100, 100))
def test_order_and_constant_change_nothing(seed: int, constant: int) -> None:
    order = np.random.default_rng(seed).permutation(100)
    moved = moran(RATE[order] + constant, counties()[order][:, order].tocsr())
    assert moved.z == pytest.approx(moran(RATE, counties()).z, abs=1e-8)


def test_noise_is_significant_at_the_nominal_rate() -> None:
    rng = np.random.default_rng(2)
    found = [moran(rng.poisson(4, 100), counties()).p <= 0.05 for _ in range(300)]
    assert np.mean(found) == pytest.approx(0.05, abs=0.03)


def test_flat_maps_and_islands_are_said() -> None:
    flat = moran(np.ones(100), counties())
    assert (flat.z, flat.p) == (0, 1)
    assert "same value" in flat.summary
    assert moran([1, 2, 3, 4], sparse.csr_array((4, 4))).p == 1
    lone = counties().tolil()
    lone[0], lone[:, 0] = 0, 0
    assert "1 cell has no neighbours" in moran(RATE, lone.tocsr()).summary


def test_refuses_bad_input() -> None:
    with pytest.raises(InputError, match="at least 4 cells"):
        moran([1, 2, 3], sparse.csr_array((3, 3)))
    with pytest.raises(ParameterError, match="normality"):
        moran(RATE, counties(), assumption="bootstrap")
