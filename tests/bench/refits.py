"""Randomisation draws against refitting with pyfixest each draw, on 32 areas by 120 months.

    python -m tests.bench.refits PANEL.csv [--draws 9999] [--refits 5]

PANEL as :mod:`tests.bench.panels` writes it. Needs pyfixest for the peer's figure; without it only
ours is printed. Processor seconds, the least of several runs.
"""

import argparse
import importlib.util
import time

import numpy as np
import pandas as pd

from analysis import randomisation_test

AREAS, MONTHS, TREATED = 32, 120, 10


def main() -> None:
    """Print processor seconds of both, and how many times faster ours is."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("--draws", type=int, default=9_999)
    parser.add_argument("--refits", type=int, default=5)
    options = parser.parse_args()
    panel = pd.read_csv(options.panel, index_col=0).iloc[:AREAS, :MONTHS]
    codes, half = list(panel.index), MONTHS // 2

    def draw():
        return randomisation_test(
            panel,
            treated=codes[:TREATED],
            neighbours=None,
            start=panel.columns[half],
            before=half,
            after=half,
            placements=options.draws,
        )

    own = least(draw, 5)
    print(f"{options.draws:,} draws with interval: {own:.4f} s")
    if importlib.util.find_spec("pyfixest") is None:
        print("pyfixest is not installed")
        return
    import pyfixest

    long = panel.rename_axis("area").reset_index().melt("area", var_name="month", value_name="n")
    rng = np.random.default_rng(0)

    def refit():
        raided = set(rng.choice(codes, TREATED, replace=False))
        after = long["month"].isin(panel.columns[half:])
        table = long.assign(effect=(long["area"].isin(raided) & after).astype(float))
        return pyfixest.fepois("n ~ effect | area + month", data=table)

    refit()
    each = least(refit, options.refits)
    print(f"pyfixest: {each:.4f} s a refit; ours is {each * options.draws / own:,.0f} times faster")


def least(run, times):
    """Return the least processor seconds of several runs."""
    found = []
    for _ in range(times):
        start = time.process_time()
        run()
        found.append(time.process_time() - start)
    return min(found)


if __name__ == "__main__":
    main()
