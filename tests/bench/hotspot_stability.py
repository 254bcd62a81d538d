"""Seconds that 50 resamples of three methods take on a file of points.

    python -m tests.bench.hotspot_stability POINTS.csv.gz

POINTS is a CSV with the columns longitude and latitude, such as a data.police.uk extract. The
peer is the same 50 runs without the redrawing and the comparison: what the method alone costs.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis import (
    contours,
    density_clusters,
    getis_ord,
    hot_areas,
    hotspot_stability,
    kernel_density,
    stability,
)
from boundaries import load_boroughs
from geo import count_in_cells, grid, lattice_neighbours


def main() -> None:
    """Print seconds for each method, and what its shares look like."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--cell-m", type=float, default=500)
    parser.add_argument("--resamples", type=int, default=50)
    options = parser.parse_args()
    table = pd.read_csv(options.points, usecols=["longitude", "latitude"]).dropna()
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"]), crs=4326
    ).to_crs(27700)
    boroughs = load_boroughs()
    cells = grid(boroughs, cell_m=options.cell_m)
    near = lattice_neighbours(cells)
    print(f"{len(points):,} points, {len(cells):,} cells of {options.cell_m:g} m")

    def tested(x, y):
        counts = count_in_cells(np.c_[x, y], cells)
        local = getis_ord(counts.to_numpy(), near)
        return hot_areas(cells, counts=counts, local=local, neighbours=near)

    def hot_cells(x, y):
        return getis_ord(count_in_cells(np.c_[x, y], cells).to_numpy(), near).label == "hot"

    def clusters(x, y):
        points = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y), crs=27700)
        return density_clusters(points, radius_m=150, min_points=200).hotspots

    def dense(x, y):
        surface = kernel_density(np.c_[x, y], cell_m=200, bandwidth_m=800, areas=boroughs)
        return contours(surface, shares=[0.25]).explode(ignore_index=True)

    x, y = points.geometry.x.to_numpy(), points.geometry.y.to_numpy()
    start = time.perf_counter()
    for _ in range(options.resamples):
        hot_cells(x, y)
    alone = time.perf_counter() - start
    start = time.perf_counter()
    result = stability(x, y, hot_cells, jitter_m="catchment", resamples=options.resamples)
    taken = time.perf_counter() - start
    print(f"tested cells one by one: {taken:.1f} s, method alone {alone:.1f} s; {result.summary}")
    for name, find in (
        ("areas of tested cells", tested),
        ("contours of a density", dense),
        ("dense clusters", clusters),
    ):
        start = time.perf_counter()
        find(x, y)
        alone = (time.perf_counter() - start) * options.resamples
        start = time.perf_counter()
        result = hotspot_stability(x, y, find, jitter_m="catchment", resamples=options.resamples)
        taken = time.perf_counter() - start
        print(f"{name}: {taken:.1f} s, method alone about {alone:.1f} s; {result.summary}")


if __name__ == "__main__":
    main()
