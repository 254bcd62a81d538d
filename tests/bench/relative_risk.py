"""Seconds of the surfaces that compare and adapt, on a file of points with months.

    python -m tests.bench.relative_risk POINTS.csv.gz

POINTS is a CSV with the columns longitude, latitude and month. The peer of the ratio is the two
densities by scikit-learn's tree (KernelDensity, 1 % tolerance) at one in fifty of the cells,
scaled up. The rate of false alarms is that of random halves of the same points.
"""

import argparse
import time

import geopandas as gpd
import numpy as np
import pandas as pd

from analysis import (
    bandwidth_sensitivity,
    centre_of_gravity,
    contours,
    kernel_density,
    relative_risk,
    tolerance_contours,
)
from boundaries import load_boroughs

CELL_M, BANDWIDTH_M = 200, 1000


def main() -> None:
    """Print seconds, results and the rate of false alarms."""
    from sklearn.neighbors import KernelDensity

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("points")
    parser.add_argument("--permutations", type=int, default=99)
    parser.add_argument("--halves", type=int, default=100)
    options = parser.parse_args()
    table = pd.read_csv(options.points, usecols=["longitude", "latitude", "month"]).dropna()
    series = gpd.GeoSeries.from_xy(table["longitude"], table["latitude"], crs=4326).to_crs(27700)
    xy, month = np.c_[series.x, series.y], table["month"].to_numpy()
    boroughs = load_boroughs()
    recent = month >= sorted(set(month))[-12]
    settings = {"cell_m": CELL_M, "bandwidth_m": BANDWIDTH_M, "areas": boroughs}

    def timed(name, run):
        start = time.perf_counter()
        result = run()
        taken = time.perf_counter() - start
        print(f"{name}: {taken:.2f} s", flush=True)
        return result, taken

    risk, fast = timed("relative risk", lambda: relative_risk(xy[recent], xy[~recent], **settings))
    print(risk.summary)
    cells = xy[np.random.default_rng(0).integers(0, len(xy), risk.inside.sum() // 50)]
    start = time.process_time()
    for part in (xy[recent], xy[~recent]):
        KernelDensity(bandwidth=BANDWIDTH_M / 8**0.5, rtol=0.01).fit(part).score_samples(cells)
    peer = (time.process_time() - start) * 50
    print(f"scikit-learn about {peer:.0f} s for the two densities, ratio {peer / fast:.0f}")
    drawn = {"permutations": options.permutations, "correction": "max"}
    found, _ = timed(
        f"with {options.permutations} permutations",
        lambda: relative_risk(xy[recent], xy[~recent], **settings, **drawn),
    )
    print(found.summary)
    timed("tolerance contours", lambda: tolerance_contours(risk))
    rng = np.random.default_rng(1)
    plain, maps = [], 0
    for _ in range(options.halves):
        half = rng.permutation(len(xy)) < len(xy) // 2
        null = relative_risk(xy[half], xy[~half], **settings)
        plain.append((null.p <= null.alpha)[null.tested].mean())
        maps += (null.label != "none").any()
    print(f"random halves: {np.mean(plain):.3f} of the cells before the correction, "
          f"{maps / options.halves:.2f} of the maps after it")  # fmt: skip
    timed("density", lambda: kernel_density(xy, **settings))
    surface, _ = timed("adaptive density", lambda: kernel_density(xy, **settings, adaptive=True))
    timed("contours", lambda: contours(surface))
    compared, _ = timed("sensitivity", lambda: bandwidth_sensitivity(xy, **settings))
    print(compared.round(2).to_string(index=False))
    centre, _ = timed("centre of gravity by month", lambda: centre_of_gravity(xy, period=month))
    print(centre.summary)


if __name__ == "__main__":
    main()
