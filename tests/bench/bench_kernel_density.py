"""A density surface of a million points on 500 x 500 cells against scikit-learn, in one run.

Run: ``python -m tests.bench.bench_kernel_density``. The peer evaluates one in a thousand of the
cells, and its time is scaled up. The error is against the exact sum at those cells and at the
peak, as a share of the exact sum's maximum there.
"""

import time

import numpy as np

from analysis import kernel_density

POINTS, SIDE_M, CELL_M = 1_000_000, 60_000, 120


def main() -> None:
    from sklearn.neighbors import KernelDensity

    rng = np.random.default_rng(0)
    centres = rng.uniform(5_000, 55_000, (60, 2))
    points = centres[rng.integers(0, 60, POINTS)] + rng.normal(0, 3_000, (POINTS, 2))
    points = np.clip(points, 1, SIDE_M - 1)
    for kernel, bandwidth in (
        ("gaussian", 500),
        ("quartic", 500),
        ("quartic", 700),
        ("quartic", 1500),
    ):
        best = np.inf
        for _ in range(5):
            start = time.perf_counter()
            surface = kernel_density(points, cell_m=CELL_M, bandwidth_m=bandwidth, kernel=kernel)
            best = min(best, time.perf_counter() - start)
        rows, columns = surface.density.shape
        cell, _, west, _, _, north = surface.transform
        chosen = np.r_[surface.density.argmax(), rng.integers(0, rows * columns, 200)]
        row, column = np.divmod(chosen, columns)
        places = np.c_[west + (column + 0.5) * cell, north - (row + 0.5) * cell]
        exact = np.empty(chosen.size)
        for k, place in enumerate(places):
            square = ((points - place) ** 2).sum(axis=1) / bandwidth**2
            exact[k] = (
                (3 / np.pi * np.maximum(1 - square, 0) ** 2).sum()
                if kernel == "quartic"
                else np.exp(-square / 2).sum() / (2 * np.pi)
            ) / bandwidth**2 * 1e6  # fmt: skip
        error = np.abs(surface.density.ravel()[chosen] - exact).max() / exact.max()
        line = f"{kernel} {bandwidth} m, {rows} x {columns}: {best:.3f} s, error {error:.0e}"
        if kernel == "gaussian":
            start = time.process_time()
            tree = KernelDensity(kernel="gaussian", bandwidth=bandwidth, rtol=0.01).fit(points)
            built = time.process_time() - start
            tree.score_samples(places)
            used = time.process_time() - start - built
            peer = built + used * rows * columns / chosen.size
            line += f", scikit-learn about {peer:.0f} s, ratio {peer / best:.0f}"
        print(line)


if __name__ == "__main__":
    main()
