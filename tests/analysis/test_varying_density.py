import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import connected_components
from sklearn.cluster import HDBSCAN, OPTICS
from sklearn.metrics import adjusted_rand_score

from analysis import density_clusters
from geo.errors import ParameterError


def points_at(xy):
    return gpd.GeoDataFrame(geometry=gpd.points_from_xy(*np.asarray(xy, float).T), crs=27700)


def clumps(seed, *, size, rounded=False):
    rng = np.random.default_rng(seed)
    spread = rng.choice([0.5, 2, 5], 4)
    xy = np.concatenate([rng.normal(rng.random(2) * 50, s, (size // 4, 2)) for s in spread])
    return np.unique(np.round(xy) if rounded else xy, axis=0)


def same_groups(first, second):
    pairs = set(zip(first, second, strict=True))
    noise = (np.asarray(first) < 0) == (np.asarray(second) < 0)
    return noise.all() and len(pairs) == len(set(first)) == len(set(second))


def by_definition(xy, weight, least):
    """Grow the tree of clusters from components of the mutual reachability graph, level by level.

    Campello et al. (2013), with merges at the same distance as one, on all pairs.
    """
    gap = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    near = np.argsort(gap, axis=1, kind="stable")
    enough = (np.cumsum(weight[near], axis=1) >= least).argmax(axis=1)
    core = np.take_along_axis(gap, near, axis=1)[np.arange(len(xy)), enough]
    reach = np.maximum(np.maximum(core[:, None], core), gap)
    levels = np.unique(reach[np.triu_indices(len(xy), 1)])
    mass = np.minimum(weight, least * (1 - 1e-9))

    def joined_at(members):
        low, high = 0, len(levels) - 1
        while low < high:
            middle = (low + high) // 2
            within = reach[np.ix_(members, members)] <= levels[middle] * (1 + 1e-12)
            whole = connected_components(within)[0] == 1
            low, high = (low, middle) if whole else (middle + 1, high)
        return levels[low]

    def best(members, birth, *, root=False):
        born, stability = members, 0.0
        while True:
            level = joined_at(members)
            within = reach[np.ix_(members, members)] < level * (1 - 1e-12)
            _, part = connected_components(within)
            parts = [members[part == k] for k in np.unique(part)]
            heavy = [one for one in parts if mass[one].sum() >= least]
            kept = mass[heavy[0]].sum() if len(heavy) == 1 else 0
            stability += (1 / level - birth) * (mass[members].sum() - kept)
            if len(heavy) != 1:
                break
            members = heavy[0]
        inside = [best(one, 1 / level) for one in heavy]
        score = sum(one[0] for one in inside)
        if stability >= score and not root:
            return stability, [born]
        return score, [found for one in inside for found in one[1]]

    label = np.full(len(xy), -1)
    for number, members in enumerate(best(np.arange(len(xy)), 0.0, root=True)[1]):
        label[members] = number
    return label


@settings(max_examples=15)
@given(st.integers(0, 2**32 - 1), st.integers(2, 11), st.booleans(), st.booleans())
def test_hdbscan_is_what_its_authors_define(seed, least, rounded, weighted):
    xy = clumps(seed, size=80, rounded=rounded)
    weight = np.ones(len(xy))
    if weighted:
        weight = np.random.default_rng(seed).integers(1, 2 * least, len(xy)).astype(float)
    found = density_clusters(
        points_at(xy), method="hdbscan", min_points=least, weights=weight
    ).labels
    assert same_groups(found, by_definition(xy, weight, least))


@settings(max_examples=8)
@given(st.integers(0, 2**32 - 1), st.integers(3, 9))
def test_hdbscan_takes_a_weight_for_repeated_rows(seed, least):
    xy = clumps(seed, size=60)
    weight = np.random.default_rng(seed).integers(1, least, len(xy))
    row = np.repeat(np.arange(len(xy)), weight)
    expected = by_definition(xy[row], np.ones(len(row)), least)
    by_row = density_clusters(points_at(xy[row]), method="hdbscan", min_points=least)
    assert same_groups(by_row.labels, expected)


def test_hdbscan_agrees_with_scikit_learn_up_to_ties():
    # scikit-learn leaves merges at equal distance to chance, and so agrees with fast_hdbscan only
    # to about as much.
    scores = []
    for seed in range(12):
        xy = clumps(seed, size=200)
        peer = HDBSCAN(min_cluster_size=8, min_samples=8, copy=True).fit(xy).labels_
        ours = density_clusters(points_at(xy), method="hdbscan", min_points=8).labels
        scores.append(adjusted_rand_score(peer, ours))
    assert np.median(scores) > 0.98
    assert min(scores) > 0.9


def test_hdbscan_finds_dense_and_thin_clusters_where_one_radius_cannot():
    rng = np.random.default_rng(3)
    dense = np.concatenate([rng.normal((x, 0), 20, (200, 2)) for x in (0, 250)])
    thin = rng.normal((10_000, 0), 400, (200, 2))
    points = points_at(np.concatenate([dense, thin]))
    found = density_clusters(points, method="hdbscan", min_points=30)
    assert len(found.hotspots) == 3
    assert found.radius_m is None
    assert "HDBSCAN, at least 30 points" in found.summary
    assert all(
        len(density_clusters(points, radius_m=radius, min_points=30).hotspots) != 3
        for radius in (25, 50, 100, 200, 400)
    )


def test_one_heavy_place_is_no_hotspot_of_hdbscan():
    points = points_at([(0, 0), (10_000, 0), (10_010, 0), (15_000, 0), (15_010, 0)])
    found = density_clusters(points, method="hdbscan", min_points=10, weights=[50, 8, 8, 9, 9])
    assert found.labels.to_list() == [-1, 1, 1, 0, 0]


@pytest.mark.parametrize("radius", [None, 2.0])
def test_optics_is_scikit_learn_s(radius):
    for seed in range(4):
        xy = clumps(seed, size=200)
        peer = OPTICS(min_samples=6, max_eps=np.inf if radius is None else radius).fit(xy)
        ours = density_clusters(points_at(xy), method="optics", min_points=6, radius_m=radius)
        assert same_groups(peer.labels_, ours.labels)


def test_optics_counts_repeated_records():
    rng = np.random.default_rng(1)
    xy = clumps(5, size=120)
    weight = rng.integers(1, 4, len(xy))
    row = np.repeat(np.arange(len(xy)), weight)
    peer = OPTICS(min_samples=6).fit(xy[row]).labels_
    found = density_clusters(points_at(xy), method="optics", min_points=6, weights=weight)
    assert adjusted_rand_score(peer, found.labels.to_numpy()[row]) > 0.95


def test_optics_refuses_many_records():
    with pytest.raises(ParameterError, match="10,001 are too many") as raised:
        density_clusters(
            points_at([(0, 0), (1, 1)]), method="optics", min_points=5, weights=[10_000, 1]
        )
    assert "hdbscan" in raised.value.hint


@pytest.mark.parametrize("method", ["hdbscan", "optics"])
def test_all_points_in_one_place(method):
    found = density_clusters(points_at([(7, 7)] * 9), method=method, min_points=3)
    assert found.hotspots["points"].sum() + found.noise_points == 9
    assert np.isfinite(found.hotspots["area_ha"]).all()


@settings(max_examples=60)
@given(
    places=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=9),
    least=st.integers(2, 4),
    method=st.sampled_from(["hdbscan", "optics"]),
)
def test_few_points_and_piles_give_hotspots_that_can_be_drawn(places, least, method):
    if len(places) < least:
        with pytest.raises(ParameterError, match="no hotspot can reach"):
            density_clusters(points_at(places), method=method, min_points=least)
        return
    found = density_clusters(points_at(places), method=method, min_points=least)
    assert found.hotspots["points"].sum() + found.noise_points == len(places)
    assert (found.hotspots["area_ha"] > 0).all()
