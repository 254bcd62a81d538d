"""Contiguity of 100,000 grid cells against libpysal, and counting a million points, in one run.

Run: ``python -m tests.bench.bench_lattice_neighbours``.
"""

import time

import geopandas as gpd
import numpy as np
from libpysal.graph import Graph
from shapely import box

from geo import count_in_cells, grid, lattice_neighbours

SIDE = 316


def clocked(job, *, times=1):
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        result = job()
        best = min(best, time.perf_counter() - start)
    return best, result


def main() -> None:
    area = gpd.GeoDataFrame(geometry=[box(0, 0, SIDE * 100, SIDE * 100)], crs="EPSG:27700")
    building, cells = clocked(lambda: grid(area, cell_m=100))
    cells = cells[cells["whole"]]
    ours, fast = clocked(lambda: lattice_neighbours(cells), times=5)
    theirs, slow = clocked(lambda: Graph.build_contiguity(cells, rook=False))
    print(
        f"{len(cells):,} cells built in {building:.2f} s; neighbours {ours:.3f} s, libpysal "
        f"{theirs:.2f} s, ratio {theirs / ours:.0f}, the same: "
        f"{fast.adjacency.index.equals(slow.adjacency.index)}"
    )
    x, y = np.random.default_rng(0).uniform(0, SIDE * 100, (2, 1_000_000))
    points = gpd.GeoDataFrame(
        {"month": np.arange(x.size) % 36}, geometry=gpd.points_from_xy(x, y), crs="EPSG:27700"
    )
    ours, _ = clocked(lambda: count_in_cells(points, cells, period="month"))
    theirs, _ = clocked(lambda: points.sjoin(cells, predicate="within").groupby("cell").size())
    print(f"a million points by 36 months {ours:.2f} s, sjoin {theirs:.2f} s, {theirs / ours:.0f}")


if __name__ == "__main__":
    main()
