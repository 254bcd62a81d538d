"""The spatial scan of 676 and 5,000 areas against NumPy with cumulative sums, in one run.

Run: ``python -m tests.bench.bench_scan``. The peer is timed on a tenth of the replicates.
"""

import time

import numpy as np
from scipy.special import xlogy

from analysis import spatial_scan

REPLICATES = 999


def with_cumulative_sums(observed, expected, x, y, replicates):
    """Largest ratio of the data and of each replicate, one table of cumulative sums each."""
    total = observed.sum()
    expected = expected * total / expected.sum()
    order = np.argsort((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2, axis=1)
    e = np.cumsum(expected[order], axis=1)
    small = e <= total / 2
    rng = np.random.default_rng(0)
    best = []
    for counts in [observed, *rng.multinomial(total, expected / total, size=replicates)]:
        o = np.cumsum(counts[order], axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = xlogy(o, o / e) + xlogy(total - o, (total - o) / (total - e))
        best.append(np.max(ratio, where=small & (o > e), initial=0))
    return best[0], np.array(best[1:])


def main() -> None:
    for areas, replicates in ((676, REPLICATES // 10), (5000, 0)):
        rng = np.random.default_rng(areas)
        x, y = rng.random((2, areas)) * 40_000
        expected = rng.gamma(3, 1, areas)
        raised = np.where(np.hypot(x - 20_000, y - 20_000) < 3_000, 1.3, 1)
        observed = rng.multinomial(20_000, expected * raised / (expected * raised).sum())
        spatial_scan(observed, expected, x, y, replicates=1)  # so that compiling is not timed
        wall, used = time.perf_counter(), time.process_time()
        best = spatial_scan(observed, expected, x, y, replicates=REPLICATES)[0]
        wall, used = time.perf_counter() - wall, time.process_time() - used
        line = f"{areas} areas, {REPLICATES} replicates: {wall:.2f} s ({used:.2f} s CPU)"
        if replicates:
            start = time.process_time()
            ratio, _ = with_cumulative_sums(observed, expected, x, y, replicates)
            peer = (time.process_time() - start) * (REPLICATES + 1) / (replicates + 1)
            line += f", cumulative sums {peer:.1f} s, ratio {peer / used:.1f}"
            line += f", best ratios differ by {abs(ratio - best.log_likelihood_ratio):.0e}"
        print(line)


if __name__ == "__main__":
    main()
