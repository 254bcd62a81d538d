"""Compare the five methods on a file of points with months, and say how long it took.

    python -m tests.bench.compare_methods POINTS.csv.gz

POINTS is a CSV with the columns longitude, latitude and month.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis import compare_methods
from boundaries import load_boroughs
from geo import count_in_cells, grid


def main() -> None:
    """Print the table and the seconds of each step."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--cell-m", type=float, default=250)
    parser.add_argument("--area-share", type=float, default=0.05)
    options = parser.parse_args()
    table = pd.read_csv(options.points, usecols=["longitude", "latitude", "month"]).dropna()
    points = gpd.GeoSeries.from_xy(table["longitude"], table["latitude"], crs=4326).to_crs(27700)
    cells = grid(load_boroughs(), cell_m=options.cell_m)
    xy = np.c_[points.x, points.y]
    start = time.perf_counter()
    cube = count_in_cells(xy, cells, period=table["month"].to_numpy())
    counted = time.perf_counter() - start
    start = time.perf_counter()
    found = compare_methods(cube, cells, area_share=options.area_share)
    taken = time.perf_counter() - start
    print(f"{len(table):,} points, {len(cells):,} cells: counted in {counted:.2f} s, "
          f"compared in {taken:.2f} s")  # fmt: skip
    print(found.table.round(3).to_string(index=False))
    print(found.periods.pivot_table(index="method", columns="period", values="hit_rate").round(3))
    print(found.summary)


if __name__ == "__main__":
    main()
