"""Time density_clusters against scikit-learn on the same points, and say whether they agree.

    python -m tests.bench.density_clusters POINTS.csv.gz [--records 1000000] [--plain]

POINTS is a CSV with the columns longitude and latitude, such as a data.police.uk extract, whose
rows are drawn with repeats. ``--plain`` also runs the peers, which need minutes and many
gigabytes for a million records (try 200000). Each job is a process of its own, so that its memory
is its own. Rows go from west to east, because scikit-learn gives a place that two clusters claim to
the one whose rows come first.
"""

import argparse
import multiprocessing
import queue
import resource
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis import density_clusters

RADIUS_M = 250


def west_to_east(xy):
    return xy[np.lexsort((xy[:, 1], xy[:, 0]))]


def snap_points(path, records):
    """Rows drawn from a file of snap points, in metres."""
    table = pd.read_csv(path, usecols=["longitude", "latitude"]).dropna()
    places = gpd.GeoSeries(
        gpd.points_from_xy(table["longitude"], table["latitude"]), crs=4326
    ).to_crs(27700)
    row = np.random.default_rng(0).integers(0, len(places), records)
    return west_to_east(np.column_stack([places.x, places.y])[row])


def distinct_points(number):
    """Half of the points at random over 40 km, half around a hundred centres."""
    rng = np.random.default_rng(1)
    centre = rng.uniform(500_000, 540_000, (100, 2))[rng.integers(0, 100, number // 2)]
    around = rng.normal(centre, rng.choice([200, 600, 2000], number // 2)[:, None])
    return west_to_east(np.concatenate([rng.uniform(500_000, 540_000, (number // 2, 2)), around]))


def memory_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ours(xy, method, least, results):
    points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*xy.T), crs=27700)
    radius = RADIUS_M if method == "dbscan" else None
    few = points.iloc[:: max(len(points) // 500, 1)]  # so that compiling is not timed
    density_clusters(few, radius_m=radius, min_points=5, method=method)
    before, best = memory_mb(), np.inf
    for _ in range(3):
        start = time.perf_counter()
        found = density_clusters(points, radius_m=radius, min_points=least, method=method)
        best = min(best, time.perf_counter() - start)
    results.put((best, memory_mb() - before, memory_mb(), found.labels.to_numpy()))


def theirs(xy, method, least, results):
    from sklearn.cluster import DBSCAN, HDBSCAN

    model = (
        DBSCAN(eps=RADIUS_M, min_samples=least, algorithm="kd_tree")
        if method == "dbscan"
        else HDBSCAN(min_cluster_size=least, min_samples=least, copy=True)
    )
    before, start = memory_mb(), time.perf_counter()
    label = model.fit(xy).labels_
    results.put((time.perf_counter() - start, memory_mb() - before, memory_mb(), label))


def in_its_own_process(job, *arguments):
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=job, args=(*arguments, results))
    process.start()
    while True:
        try:
            found = results.get(timeout=5)
            break
        except queue.Empty:
            if not process.is_alive():
                return None
    process.join()
    return found


def agreement(first, second):
    """Whether noise is the same, and the share of clustered rows outside one-to-one clusters."""
    table = pd.crosstab(first[first >= 0], second[first >= 0])
    split = 1 - table.to_numpy().max(axis=1).sum() / max(table.to_numpy().sum(), 1)
    return f"noise differs in {((first < 0) != (second < 0)).sum():,} rows, clusters in {split:.1e}"


def main() -> None:
    """Print seconds and memory of each job, and of the peer."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--records", type=int, default=1_000_000)
    parser.add_argument("--plain", action="store_true", help="also run scikit-learn")
    options = parser.parse_args()
    size, share = options.records, options.records / 1_000_000
    jobs = {
        f"DBSCAN of {size:,} snap-point records": (
            snap_points(options.points, size),
            "dbscan",
            int(1000 * share),
        ),
        f"DBSCAN of {size:,} distinct points": (distinct_points(size), "dbscan", int(100 * share)),
        f"HDBSCAN of {size // 10:,} points": (distinct_points(size // 10), "hdbscan", 20),
    }
    for name, job in jobs.items():
        seconds, grown, whole, labels = in_its_own_process(ours, *job)
        print(
            f"{name}: {seconds:.2f} s, {grown:,.0f} MB more ({whole:,.0f} MB with all libraries), "
            f"{labels.max() + 1} hotspots",
            flush=True,
        )
        if options.plain:
            peer = in_its_own_process(theirs, *job)
            if peer is None:
                print("  scikit-learn ran out of memory", flush=True)
                continue
            print(
                f"  scikit-learn {peer[0]:.1f} s and {peer[1]:,.0f} MB: ratio "
                f"{peer[0] / seconds:.0f}; {agreement(labels, peer[3])}",
                flush=True,
            )


if __name__ == "__main__":
    main()
