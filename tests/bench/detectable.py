"""Whether a fall as large as the minimum detectable effect is found as often as promised.

    python -m tests.bench.detectable PANEL.csv BORDERS.csv [--operations 300] [--months 1 3 6 12]

PANEL and BORDERS as :mod:`tests.bench.panels` writes them. For imaginary operations at random areas
and months, :func:`analysis.minimum_detectable_effect` is asked, on the counts before alone, for the
fall that is found with a chance of 80%. That fall is then injected into the window after, and the
change held against the threshold that was given beforehand.
"""

import argparse

import numpy as np
import pandas as pd
from libpysal.graph import Graph

import analysis
from tests.bench.displaced_share import drawn, read


def main() -> None:
    """Print one line a cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("borders")
    parser.add_argument("--operations", type=int, default=300)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 3, 6, 12])
    parser.add_argument("--past", type=int, default=60)
    options = parser.parse_args()
    values, adjacent = read(options.panel, options.borders)
    codes = [f"{k:04d}" for k in range(len(values))]
    pairs = np.argwhere(adjacent)
    graph = Graph.from_adjacency(
        pd.DataFrame(
            {
                "focal": [codes[k] for k in pairs[:, 0]],
                "neighbor": [codes[k] for k in pairs[:, 1]],
                "weight": 1,
            }
        )
    )
    for kind in ("random", "contiguous"):
        for months in options.months:
            rng = np.random.default_rng([5, months, kind == "random"])
            found, false, needed = [], [], []
            while len(found) < options.operations:
                parts = drawn(kind, adjacent, int(rng.integers(3, 11)), 1, rng)
                if not len(parts[0]):
                    continue
                placed, near, control = (part[0] for part in parts)
                start = int(rng.integers(options.past, values.shape[1] - months + 1))
                past = pd.DataFrame(values[:, start - options.past : start], index=codes)
                told = analysis.minimum_detectable_effect(
                    past,
                    treated=list(past.index[placed]),
                    near=list(past.index[near]),
                    months=months,
                    neighbours=graph,
                )
                before = values[:, start - months : start].sum(axis=1)
                after = values[:, start : start + months].sum(axis=1)
                fallen = rng.binomial(after[placed], 1 + told.percent / 100).sum()
                control_ratio = after[control].sum() / before[control].sum()
                limit = -np.log1p(told.threshold_percent / 100)
                for marks, count in ((found, fallen), (false, after[placed].sum())):
                    move = np.log(max(count, 0.5) / before[placed].sum() / control_ratio)
                    marks.append(abs(move) > limit)
                needed.append(told.percent)
            print(
                f"{kind} {months}: of falls of {-np.median(needed):.0f}% (median) "
                f"{100 * np.mean(found):.1f}% are found, and without a fall "
                f"{100 * np.mean(false):.1f}%",
                flush=True,
            )


if __name__ == "__main__":
    main()
