import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from libpysal.graph import Graph

import analysis
from geo.errors import ParameterError
from tests.analysis.designs import CODES, START, ring_graph, ring_panel


def spill(panel, **options):
    given = {"treated": CODES[:3], "neighbours": ring_graph(), "start": START, "before": 12,
             "after": 12, "clustered": False}  # fmt: skip
    return analysis.spillover(panel, **(given | options))


def injected(share, *, fall=0.4, seed=0, level=2000):
    panel = ring_panel(level=level, seed=seed)
    now = panel.columns[START:]
    gone = (panel.loc[CODES[:3], now] * fall).round().astype(int)
    panel.loc[CODES[:3], now] -= gone
    for code in (CODES[3], CODES[-1]):
        panel.loc[code, now] += (gone.sum() * share / 2).round().astype(int)
    return panel, int(gone.loc[:, START : START + 11].to_numpy().sum())


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_a_known_share_is_found(share):
    panel, gone = injected(share, seed=1)
    found = spill(panel)
    assert found.displaced_share == pytest.approx(share, abs=0.05)
    assert found.share_low <= share <= found.share_high
    assert found.fall == pytest.approx(gone, rel=0.05)
    assert (found.share_low > 0) is (share > 0)


def test_the_share_has_no_bias_where_counts_are_noisy():
    # Small counts: the plain expectation runs high by about the variance of the control's ratio.
    moved, fall = np.transpose(
        [
            (found.moved, found.fall)
            for found in (
                spill(injected(0.5, seed=k, level=12)[0], before=2, after=2, draws=199)
                for k in range(20)
            )
        ]
    )
    assert moved.sum() / fall.sum() == pytest.approx(0.5, abs=0.2)


def test_no_fall_no_share():
    panel, _ = injected(0.0, fall=-0.3)
    found = spill(panel)
    assert (found.displaced_share, found.share_low) == (None, None)
    assert "nothing could have moved" in found.summary


def test_excess_is_shared_by_market_centres_or_equally():
    row = Graph.from_arrays(list("abbccdde"), list("bacbdced"), [1] * 8)
    panel = pd.DataFrame(np.random.default_rng(0).poisson(300, (5, 60)), index=list("abcde"))
    panel.loc["b", 54:] += 200
    places = gpd.GeoDataFrame(
        {"area_code": list("abc")}, geometry=gpd.points_from_xy([0, 1000, 5000], [0, 0, 0]),
        crs=27700,
    )  # fmt: skip
    options = {"treated": ["a", "c"], "neighbours": row, "start": 54, "before": 6, "after": 6}
    equal = analysis.spillover(panel, **options)
    assert equal.flows.set_index(["from_code", "to_code"])["share"][("a", "b")] == 0.5
    assert equal.displaced_share is None  # five areas have too few other placements
    near = analysis.spillover(
        panel, **options, shares=analysis.centre_distances(places, neighbours=row)
    )
    # a is 1 km from b, c is 4 km: one to a quarter.
    assert near.flows.set_index(["from_code", "to_code"])["share"][("a", "b")] == 0.8


def test_centres_need_markets_on_both_sides():
    row = Graph.from_arrays(list("ab"), list("ba"), [1, 1])
    places = gpd.GeoDataFrame(
        {"area_code": ["a"]}, geometry=gpd.points_from_xy([0], [0]), crs=27700
    )
    with pytest.raises(ParameterError, match="both have markets"):
        analysis.centre_distances(places, neighbours=row)
