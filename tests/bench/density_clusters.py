"""Time density_clusters on a file of points, and say how far it is from plain DBSCAN.

    python -m tests.bench.density_clusters POINTS.csv.gz [--radius-m 250] [--min-points 200]

POINTS is a CSV with the columns longitude and latitude, such as a data.police.uk extract.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis import density_clusters


def main() -> None:
    """Print rows, places, seconds and clusters for each repeat."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--radius-m", type=float, default=250)
    parser.add_argument("--min-points", type=float, default=200)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--plain", action="store_true", help="also cluster every row one by one")
    options = parser.parse_args()
    table = pd.read_csv(options.points, usecols=["longitude", "latitude"]).dropna()
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"]), crs=4326
    ).to_crs(27700)
    settings = {"radius_m": options.radius_m, "min_points": options.min_points}
    for _ in range(options.repeats):
        start = time.perf_counter()
        found = density_clusters(points, **settings)
        seconds = time.perf_counter() - start
        print(f"{len(points):,} rows in {seconds:.2f} s: {len(found.hotspots)} hotspots")
    if options.plain:
        from sklearn.cluster import DBSCAN

        xy = np.column_stack([points.geometry.x, points.geometry.y])
        start = time.perf_counter()
        model = DBSCAN(eps=options.radius_m, min_samples=int(options.min_points)).fit(xy)
        plain_seconds = time.perf_counter() - start
        core = model.core_sample_indices_
        pairs = set(zip(model.labels_[core], found.labels.to_numpy()[core], strict=True))
        same = len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})
        print(
            f"plain DBSCAN took {plain_seconds / seconds:.1f} times as long; same partition of "
            f"cores: {same}"
        )


if __name__ == "__main__":
    main()
