"""Near repeats of 10,000 events against pointpats' Knox test, in one run.

Run: ``python -m tests.bench.bench_near_repeat`` with pointpats installed beside the requirements.
"""

import time
import warnings

import numpy as np

from analysis import near_repeat

warnings.simplefilter("ignore")
PERMUTATIONS = 99


def main() -> None:
    from pointpats import Knox

    rng = np.random.default_rng(0)
    points, day = rng.uniform(0, 40_000, (10_000, 2)), rng.integers(0, 1000, 10_000)
    start = time.process_time()
    ours = near_repeat(
        *points.T, day, distance_bands_m=[1000], time_bands_days=[14], replicates=PERMUTATIONS
    )
    mine = time.process_time() - start
    start = time.process_time()
    theirs = Knox(np.c_[points, day][:, :2], day[:, None], 1000, 14, permutations=PERMUTATIONS)
    peer = time.process_time() - start
    same = theirs.statistic_ == ours.observed[0, 0]
    print(f"{mine:.2f} s, pointpats {peer:.2f} s, ratio {peer / mine:.1f}, same pairs: {same}")


if __name__ == "__main__":
    main()
