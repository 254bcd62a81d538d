"""HDBSCAN and OPTICS of weighted places: clusters where density differs from place to place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from analysis._compiled import compiled
from analysis._places import core_distances
from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._places import Places

_MOST_RECORDS = 10_000
_CLOSE = 8
_BLOCK = 16_384  # small ones make threads wait for each other, on a busy machine for long
_STEEPNESS = 0.05  # scikit-learn's xi


def stable_clusters(places: Places, *, min_points: float) -> NDArray[np.int64]:
    """Return HDBSCAN's label for each place, -1 for noise.

    The spanning tree is found by fast_hdbscan in 32 bits, and its lengths are measured again in
    64. One place alone is never a cluster: it counts for just less than `min_points`.

    References
    ----------
    Campello, R., Moulavi, D. and Sander, J. (2013). Density-based clustering based on
    hierarchical density estimates. PAKDD, 160-172.
    McInnes, L. and Healy, J. (2017). Accelerated hierarchical density based clustering. ICDMW,
    33-42.
    """
    if len(places.xy) == 1:
        return np.full(1, -1)
    core = core_distances(places, min_points)
    edges = _spanning_tree(places.xy - places.xy.mean(axis=0), core)
    across, up = (places.xy[edges[:, 0]] - places.xy[edges[:, 1]]).T
    length = np.maximum(np.sqrt(across**2 + up**2), core[edges].max(axis=1))
    order = np.lexsort((*edges.T[::-1], length))
    size = np.minimum(places.weight, min_points * (1 - 1e-9))
    label: NDArray[np.int64] = compiled(_most_stable)(
        edges[order], length[order], size, float(min_points)
    )
    return label


def _spanning_tree(xy: NDArray[np.float64], core: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the pairs of places that join all, by the least mutual reachability (Boruvka)."""
    from fast_hdbscan import boruvka, disjoint_set, numba_kdtree

    start, parts = _first_edges(xy, core)
    tree = numba_kdtree.build_kdtree(np.ascontiguousarray(xy))
    squared = (core**2).astype(np.float32)
    sets = disjoint_set.ds_rank_create(len(xy))
    sets.parent[:] = parts
    of_node = np.full(tree.idx_start.shape[0], -1)
    of_point = np.arange(len(xy))
    boruvka.update_component_vectors(tree, sets, of_node, of_point)
    edges = [start]
    left = len(xy) - len(start)
    while left > 1:
        gap, other = boruvka.boruvka_tree_query_reproducible(
            tree, of_node, of_point, squared, _BLOCK
        )
        found = boruvka.merge_components(sets, other, gap, of_point)
        boruvka.update_component_vectors(tree, sets, of_node, of_point)
        edges.append(found[:, :2].astype(np.intp))
        left -= len(found)
    return np.sort(np.concatenate(edges), axis=1)


def _first_edges(
    xy: NDArray[np.float64], core: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """Join places to a denser one within their core distance: no edge of theirs is shorter."""
    from scipy import sparse
    from scipy.spatial import KDTree

    n = len(xy)
    distance, near = KDTree(xy).query(xy, k=np.arange(1, min(_CLOSE, n) + 1), workers=-1)
    own = np.arange(n)[:, None]
    denser = (core[near] < core[:, None]) | ((core[near] == core[:, None]) & (near < own))
    usable = denser & (distance <= core[:, None])
    which, some = usable.argmax(axis=1), usable.any(axis=1)
    edges = np.column_stack([np.flatnonzero(some), near[some, which[some]]])
    links = sparse.coo_array((np.ones(len(edges), dtype=bool), tuple(edges.T)), shape=(n, n))
    _, part = sparse.csgraph.connected_components(links, directed=False)
    _, first = np.unique(part, return_index=True)
    return edges, first[part].astype(np.int32)


def _most_stable(  # noqa: C901, PLR0912, PLR0915
    edges: Any, length: Any, size: Any, least: float
) -> Any:
    """Cut the tree of merges into the clusters with the most excess of mass.

    Merges at the same distance are one merge of many, so that it does not matter which of several
    equal trees was found.
    """
    places = size.size
    nodes = 2 * places - 1
    root = np.arange(nodes)
    child = np.empty((nodes, 2), dtype=np.int64)
    mass = np.zeros(nodes)
    mass[:places] = size
    for k in range(places - 1):
        new = places + k
        for side in range(2):
            top = edges[k, side]
            while root[top] != top:
                root[top] = root[root[top]]
                top = root[top]
            child[new, side] = top
            root[top] = new
            mass[new] += mass[top]

    # From the top down: a branch that weighs too little falls out of the cluster above it.
    cluster = np.zeros(nodes, dtype=np.int64)
    fallen = np.zeros(nodes, dtype=np.bool_)
    merged = np.zeros(nodes, dtype=np.bool_)
    above = np.full(nodes + 1, -1)
    birth, stability = np.zeros(nodes + 1), np.zeros(nodes + 1)
    branches = np.empty(nodes, dtype=np.int64)
    number = 1
    for node in range(nodes - 1, places - 1, -1):
        own = cluster[node]
        if fallen[node]:
            cluster[child[node]] = own
            fallen[child[node]] = True
        if fallen[node] or merged[node]:
            continue
        reach = length[node - places]
        count, heavy, at = 1, 0, 0
        branches[0] = node
        while at < count:
            branch = branches[at]
            same = branch >= places and length[branch - places] >= reach * (1 - 1e-12)
            if same:
                merged[branch] = True
                branches[at], branches[count] = child[branch]
                count += 1
            else:
                heavy += mass[branch] >= least
                at += 1
        for branch in branches[:count]:
            cluster[branch] = own
            fallen[branch] = mass[branch] < least
            if fallen[branch] or heavy > 1:
                stability[own] += (1 / reach - birth[own]) * mass[branch]
            if heavy > 1 and not fallen[branch]:
                above[number], birth[number] = own, 1 / reach
                cluster[branch] = number
                number += 1

    # From the bottom up: a cluster is kept where it is more stable than those inside it.
    inside = np.zeros(number)
    chosen = np.zeros(number, dtype=np.bool_)
    for own in range(number - 1, 0, -1):
        chosen[own] = stability[own] >= inside[own]
        inside[above[own]] += max(stability[own], inside[own])
    label = np.full(number, -1)
    for own in range(1, number):
        label[own] = label[above[own]]
        if label[own] < 0 and chosen[own]:
            label[own] = own
    return label[cluster[:places]]


def ordered_clusters(
    places: Places, *, min_points: float, radius_m: float | None
) -> NDArray[np.int64]:
    """Return OPTICS' label for each place, -1 for noise.

    Every record is ordered, so weights are whole numbers and the records at most 10,000. The
    records of one place lie at distance 0 of each other, and its label is that of most of them.

    References
    ----------
    Ankerst, M., Breunig, M., Kriegel, H.-P. and Sander, J. (1999). OPTICS: ordering points to
    identify the clustering structure. SIGMOD, 49-60.
    """
    from sklearn.cluster import cluster_optics_xi

    records = int(places.weight.sum())
    if (places.weight != np.round(places.weight)).any() or min_points != round(min_points):
        raise ParameterError(
            "OPTICS counts whole records, and a weight or the fewest points is a fraction",
            hint="Choose method='dbscan' or 'hdbscan' for weights.",
            parameter="method",
            value="optics",
        )
    if records > _MOST_RECORDS:
        raise ParameterError(
            f"OPTICS compares every record with every other, and {records:,} are too many",
            hint=f"Filter to {_MOST_RECORDS:,} records or fewer, or choose method='hdbscan'.",
            parameter="method",
            value="optics",
        )
    place = np.repeat(np.arange(len(places.xy)), places.weight.astype(int))
    core = core_distances(places, min_points)[place]
    core[core > (np.inf if radius_m is None else radius_m)] = np.inf
    order, reach, before = _reachability(places.xy[place], core, radius_m)
    with np.errstate(divide="ignore", invalid="ignore"):  # piles of records are at distance 0
        label, _ = cluster_optics_xi(
            reachability=reach,
            predecessor=before,
            ordering=order,
            min_samples=int(min_points),
            xi=_STEEPNESS,
        )
    votes = np.zeros((len(places.xy), int(label.max()) + 2), dtype=int)
    np.add.at(votes, (place, label), 1)
    found = votes.argmax(axis=1)
    return np.where(found == votes.shape[1] - 1, -1, found)


def _reachability(
    xy: NDArray[np.float64], core: NDArray[np.float64], radius_m: float | None
) -> tuple[NDArray[np.intp], NDArray[np.float64], NDArray[np.intp]]:
    """Order the points: each time the one nearest to what has been reached."""
    reach = np.full(len(xy), np.inf)
    before = np.full(len(xy), -1)
    order = np.empty(len(xy), dtype=np.intp)
    waiting = np.zeros(len(xy))  # infinite once ordered
    for turn in range(len(xy)):
        here = int(np.argmin(np.where(np.isinf(waiting), np.inf, reach)))
        if np.isinf(reach[here]):
            here = int(np.argmin(waiting))
        order[turn], waiting[here] = here, np.inf
        if np.isinf(core[here]):
            continue
        gap = np.hypot(*(xy - xy[here]).T)
        through = np.maximum(gap, core[here])
        closer = (through < reach) & (waiting == 0)
        if radius_m is not None:
            closer &= gap <= radius_m
        reach[closer], before[closer] = through[closer], here
    return order, reach, before
