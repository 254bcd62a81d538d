from datetime import date
from unittest.mock import patch

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from analysis import density_clusters, k_distances
from geo.errors import ParameterError

# Homes of 168 juvenile offenders in Cardiff, map units: Bailey and Gatrell (1995), "Interactive
# Spatial Data Analysis", as shipped with libpysal's sample "juvenile".
CARDIFF = (
    "94,93 80,95 79,90 78,92 76,92 66,93 64,90 27,70 58,88 57,92 53,92 50,90 49,90 32,90 31,87 "
    "22,87 21,87 21,86 22,81 23,83 27,85 27,84 27,83 27,82 30,84 31,84 31,84 32,83 33,81 32,79 "
    "32,76 33,77 34,86 34,84 38,82 39,81 40,80 41,83 43,75 44,81 46,81 47,82 47,81 48,80 48,81 "
    "50,85 51,84 52,83 55,85 57,88 57,81 60,87 69,80 71,82 72,81 74,82 75,81 77,88 80,88 82,77 "
    "66,62 64,71 59,63 55,64 53,68 52,59 51,61 50,75 50,74 45,61 44,60 43,59 42,61 39,71 37,67 "
    "35,70 31,68 30,71 29,61 26,69 24,68 7,52 11,53 34,50 36,47 37,45 37,56 38,55 38,50 39,52 "
    "41,52 47,49 50,57 52,56 53,55 56,57 69,52 69,50 71,51 71,51 73,48 74,48 75,46 75,46 86,51 "
    "87,51 87,52 90,52 91,51 87,42 81,39 80,43 79,37 78,38 75,44 73,41 71,44 68,29 62,33 61,35 "
    "60,34 58,36 54,30 52,38 52,36 47,37 46,36 45,33 36,32 22,39 21,38 22,35 21,36 22,30 19,29 "
    "17,40 14,41 13,36 10,34 7,37 2,39 21,16 22,14 29,17 30,25 32,26 39,28 40,26 40,26 42,25 "
    "43,24 43,16 48,16 51,25 52,26 57,27 60,22 63,24 64,23 64,27 71,25 50,10 48,12 45,14 33,8 "
    "31,7 32,6 31,8 "
)


def points_at(xy, **columns):
    xy = np.asarray(xy, dtype=float).reshape(-1, 2)
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(xy[:, 0], xy[:, 1]), crs=27700)


def cardiff():
    return np.array([pair.split(",") for pair in CARDIFF.split()], dtype=float)


def test_cardiff_against_r_and_sklearn():
    # R dbscan 1.1-11 and scikit-learn, eps 6, 8 points: three clusters of 12, 19 and 23, 114 noise
    found = density_clusters(points_at(cardiff()), radius_m=6, min_points=8)
    assert found.hotspots["points"].to_list() == [23, 19, 12]
    assert found.noise_points == 114
    assert found.labels.value_counts().loc[[-1, 0, 1, 2]].to_list() == [114, 23, 19, 12]
    assert (k_distances(points_at(cardiff()), k=8) <= 6).sum() == 29  # its cores
    assert "not a test of significance" in found.summary


def test_an_array_or_a_series_of_points_will_do():
    frame = density_clusters(points_at(cardiff()), radius_m=6, min_points=8)
    for points in (cardiff(), cardiff().tolist(), points_at(cardiff()).geometry):
        found = density_clusters(points, radius_m=6, min_points=8)
        assert found.labels.to_list() == frame.labels.to_list()
        assert found.hotspots.crs == "EPSG:27700"
    for wrong in ([1, 2, 3], [[1, 2, 3]], [[1, np.nan]], "points"):
        with pytest.raises(ParameterError, match="table of x and y"):
            density_clusters(wrong, radius_m=6, min_points=8)


grids = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=3, max_size=60)


@settings(max_examples=60)
@given(places=grids, order=st.randoms(use_true_random=False), radius=st.sampled_from([1, 1.5, 2]))
def test_order_of_rows_plays_no_part(places, order, radius):
    shuffled = list(range(len(places)))
    order.shuffle(shuffled)
    plain = density_clusters(points_at(places), radius_m=radius, min_points=3)
    other = density_clusters(
        points_at([places[i] for i in shuffled]), radius_m=radius, min_points=3
    )
    assert plain.labels.to_numpy()[shuffled].tolist() == other.labels.to_list()
    assert plain.hotspots["weight"].to_list() == other.hotspots["weight"].to_list()


@settings(max_examples=60)
@given(places=grids, radius=st.sampled_from([1, 1.5, 2]), least=st.integers(1, 3))
def test_equals_plain_dbscan_on_every_row(places, radius, least):
    xy = np.array(places, dtype=float)
    model = DBSCAN(eps=radius, min_samples=least).fit(xy)
    found = density_clusters(points_at(xy), radius_m=radius, min_points=least)
    ours = found.labels.to_numpy()
    assert (ours == -1).tolist() == (model.labels_ == -1).tolist()
    core = model.core_sample_indices_
    together = set(zip(model.labels_[core], ours[core], strict=True))
    assert len(together) == len(set(model.labels_[core])) == len(set(ours[core]))
    for row in set(np.flatnonzero(ours >= 0)) - set(core):
        near = np.hypot(*(xy[core] - xy[row]).T) <= radius
        claims = set(ours[core][near])
        west = {label: min(map(tuple, xy[core][ours[core] == label])) for label in claims}
        assert ours[row] == min(west, key=west.get)


def test_a_place_that_two_hotspots_claim_goes_west():
    # Cores at 0 and 8 (weights 6 and 9 within 5 m); both claim the one at 4
    places = [(-4, 0)] * 4 + [(0, 0), (4, 0), (8, 0)] + [(12, 0)] * 7
    found = density_clusters(points_at(places), radius_m=5, min_points=6)
    assert found.labels.to_list() == [1] * 6 + [0] * 8


def test_repeated_coordinates_count_with_their_weights():
    rows = points_at([(0, 0)] * 9 + [(5, 0), (500, 0)])
    once = points_at([(0, 0), (5, 0), (500, 0)])
    by_row = density_clusters(rows, radius_m=10, min_points=10)
    by_weight = density_clusters(once, radius_m=10, min_points=10, weights=[9, 1, 1])
    assert by_row.hotspots["weight"].to_list() == by_weight.hotspots["weight"].to_list() == [10]
    assert by_row.hotspots["points"].to_list() == [10]
    assert by_weight.hotspots["points"].to_list() == [2]


def test_a_row_says_what_its_points_say():
    places = [(0, 0), (100, 0), (100, 100), (0, 100), (9000, 0)]
    markets = points_at(
        places,
        kind=["open", "closed", "open", "open", "closed"],
        area_code=["E2", "E1", "E2", None, "E9"],
        first_seen=pd.to_datetime(["2000-03-01", "2000-01-05", "2000-02-01", "2000-06-01", None]),
        last_seen=pd.to_datetime(["2000-04-01", None, "2000-02-02", None, None]),
    )
    markets.index = ["m1", "m2", "m3", "m4", "m5"]
    found = density_clusters(markets, radius_m=150, min_points=3)
    assert found.labels.to_dict() == {"m1": 0, "m2": 0, "m3": 0, "m4": 0, "m5": -1}
    row = found.hotspots.loc[0]
    assert (row["points"], row["open"], row["closed"]) == (4, 3, 1)
    assert row["area_ha"] == pytest.approx(1)
    assert row["areas"] == ("E1", "E2")
    assert row["first_seen"] == pd.Timestamp("2000-01-05")
    assert row["last_seen"] == pd.Timestamp("2000-06-01")
    assert found.hotspots.crs.to_epsg() == 27700


@pytest.mark.parametrize(
    "months",
    [
        pd.PeriodIndex(["2020-01", "2020-02", "2020-03"], freq="M"),
        ["2020-01", "2020-02", "2020-03"],
    ],
)
def test_dates_from_months(months):
    found = density_clusters(
        points_at([(0, 0), (1, 0), (0, 1)], period=months), radius_m=5, min_points=2
    )
    row = found.hotspots.loc[0]
    assert (row["first_seen"], row["last_seen"]) == (
        pd.Timestamp("2020-01-01"),
        pd.Timestamp("2020-03-31"),
    )


def test_dates_from_days():
    days = ["2020-01-05", date(2020, 2, 7), pd.Timestamp("2019-12-31 23:00")]
    found = density_clusters(
        points_at([(0, 0), (1, 0), (0, 1)], date=days), radius_m=5, min_points=2
    )
    assert found.hotspots.loc[0, "first_seen"] == pd.Timestamp("2019-12-31")
    with pytest.raises(ParameterError, match="not a date"):
        density_clusters(
            points_at([(0, 0), (1, 0), (0, 1)], date=["x", "y", "z"]), radius_m=5, min_points=2
        )


@pytest.mark.parametrize("places", [[(0, 0)] * 5, [(0, 0), (20, 0), (40, 0)]])
def test_a_hull_without_area_is_widened(places):
    found = density_clusters(points_at(places), radius_m=30, min_points=3)
    hull = found.hotspots.geometry.iloc[0]
    length = max(x for x, _ in places)
    # A band of 15 m round the line, ends drawn as polygons
    assert hull.area == pytest.approx(30 * length + np.pi * 15**2, rel=1e-2)
    assert found.hotspots["area_ha"].iloc[0] == pytest.approx(hull.area / 10_000)


def test_no_hotspot_gives_an_empty_table():
    found = density_clusters(points_at([(0, 0), (100, 0)]), radius_m=10, min_points=2)
    assert found.hotspots.empty
    assert found.labels.to_list() == [-1, -1]
    assert found.hotspots.crs.to_epsg() == 27700


def test_input_is_left_alone():
    markets = points_at([(0, 0), (1, 0)], kind=["open", "open"])
    copy = markets.copy()
    density_clusters(markets, radius_m=10, min_points=1)
    pd.testing.assert_frame_equal(pd.DataFrame(markets), pd.DataFrame(copy))


@pytest.mark.parametrize(
    ("options", "parameter", "words"),
    [
        ({"radius_m": 0}, "radius_m", "above zero"),
        ({"radius_m": float("nan")}, "radius_m", "above zero"),
        ({"radius_m": float("inf")}, "radius_m", "above zero"),
        ({"radius_m": None}, "radius_m", "above zero"),
        ({"method": "kmeans"}, "method", "unknown method"),
        ({"method": "hdbscan"}, "radius_m", "takes no radius"),
        ({"method": "hdbscan", "radius_m": None, "min_points": 1}, "min_points", "two points"),
        ({"method": "optics", "weights": [1, 1.5, 1]}, "method", "whole records"),
        ({"min_points": 0}, "min_points", "at least one"),
        ({"min_points": float("nan")}, "min_points", "at least one"),
        ({"min_points": 4}, "min_points", "no hotspot can reach"),
        ({"min_points": 2.5}, "min_points", "a fraction"),
        ({"weights": [1, 1]}, "weights", "shape"),
        ({"weights": [1, -1, 1]}, "weights", "negative or missing"),
        ({"weights": [1, float("nan"), 1]}, "weights", "negative or missing"),
    ],
)
def test_bad_parameters_explain_themselves(options, parameter, words):
    arguments = {"radius_m": 10, "min_points": 2, **options}
    with pytest.raises(ParameterError, match=words) as raised:
        density_clusters(points_at([(0, 0), (1, 0), (2, 0)]), **arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint


def test_bad_points_explain_themselves():
    good = points_at([(0, 0), (1, 0)])
    with pytest.raises(ParameterError, match="no points"):
        density_clusters(good.iloc[:0], radius_m=10, min_points=1)
    with pytest.raises(ParameterError, match="not in metres"):
        density_clusters(good.to_crs(4326), radius_m=10, min_points=1)
    with pytest.raises(ParameterError, match="not in metres"):
        density_clusters(good.set_crs(None, allow_override=True), radius_m=10, min_points=1)
    with pytest.raises(ParameterError, match="position 0"):
        density_clusters(good.set_geometry(good.buffer(1)), radius_m=10, min_points=1)
    gone = good.copy()
    gone.loc[1, "geometry"] = None
    with pytest.raises(ParameterError, match="position 1"):
        density_clusters(gone, radius_m=10, min_points=1)


def test_a_radius_that_joins_everything_is_one_hotspot():
    places = np.stack(np.meshgrid(np.arange(120), np.arange(120)), axis=-1)
    found = density_clusters(points_at(places), radius_m=1000, min_points=5)
    assert found.hotspots["points"].to_list() == [14_400]


def test_too_much_work_is_refused():
    places = np.random.default_rng(0).uniform(0, 2000, (200_000, 2))
    with pytest.raises(ParameterError, match="distances would have to be measured") as raised:
        density_clusters(points_at(places), radius_m=1000, min_points=150_000)
    assert raised.value.parameter == "radius_m"
    with pytest.raises(ParameterError, match="too small for points this far apart"):
        density_clusters(points_at([(0, 0), (1e6, 0)]), radius_m=1e-4, min_points=1)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 2**32 - 1),
    least=st.integers(1, 12),
    radius=st.sampled_from([0.7, 1, np.sqrt(2), 5]),
    lattice=st.booleans(),
    few=st.sampled_from([0, 20_000]),
)
def test_every_label_is_that_of_plain_dbscan(seed, least, radius, lattice, few):
    # scikit-learn on places from west to east gives a disputed place to the western cluster too.
    # 3-4-5 triangles on the lattice put pairs at exactly the radius. Compiled and as it is.
    rng = np.random.default_rng(seed)
    xy = rng.integers(0, 14, (150, 2)) if lattice else rng.normal(0, rng.uniform(1, 6), (150, 2))
    places, weights = np.unique(xy.astype(float), axis=0, return_counts=True)
    weights += rng.integers(-1, 2, len(weights))  # some weigh nothing
    model = DBSCAN(eps=radius, min_samples=least, algorithm="kd_tree")
    theirs = model.fit(places, sample_weight=weights).labels_
    with patch("analysis._dense_places._FEW_TESTS", few):
        ours = density_clusters(
            points_at(places), radius_m=radius, min_points=least, weights=weights
        ).labels.to_numpy()
    pairs = set(zip(theirs, ours, strict=True))
    assert ((theirs < 0) == (ours < 0)).all()
    assert len(pairs) == len(set(theirs)) == len(set(ours))


def test_a_hotspot_across_a_border_says_which_areas_it_joins():
    found = density_clusters(
        points_at(
            [(0, 0), (1, 0), (2, 0), (500, 0), (501, 0)], area_code=["B", "A", "B", "C", "C"]
        ),
        radius_m=5,
        min_points=2,
    )
    assert found.hotspots["areas"].to_list() == [("A", "B"), ("C",)]
    assert found.hotspots["crosses_border"].to_list() == [True, False]
    assert "1 of them cross a border" in found.summary
