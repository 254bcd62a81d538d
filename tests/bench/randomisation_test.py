"""Time exact and sampled randomisation on a file of borough counts.

    python -m tests.bench.randomisation_test COUNTS.csv [--category "DRUG OFFENCES"]

COUNTS is a borough-level file of the MPS: MajorText, MinorText, BoroughName, then a column a month.
Areas are taken to have no neighbours and, for the second exact run, to border the next two by name.
"""

import argparse
import time

import pandas as pd
from libpysal.graph import Graph

from analysis import randomisation_test


def main() -> None:
    """Print the least seconds of three runs for every kind of placement."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("counts")
    parser.add_argument("--category", default="DRUG OFFENCES")
    parser.add_argument("--areas", type=int, default=32)
    parser.add_argument("--treated", type=int, default=10)
    parser.add_argument("--months", type=int, default=60)
    options = parser.parse_args()
    table = pd.read_csv(options.counts)
    months = [name for name in table.columns if name.isdigit()]
    table = table[table["MajorText"].str.upper() == options.category.upper()]
    panel = table.groupby("BoroughName")[months].sum()
    panel = panel.loc[panel.sum(axis=1).nlargest(options.areas).index].sort_index()
    codes = list(panel.index)
    pairs = [(a, codes[(k + step) % len(codes)]) for k, a in enumerate(codes) for step in (1, 2)]
    graph = Graph.from_adjacency(
        pd.DataFrame(pairs + [(b, a) for a, b in pairs], columns=["focal", "neighbor"]).assign(
            weight=1
        )
    )
    for name, neighbours, placements in (
        ("exact, no neighbours", None, "all"),
        ("exact, neighbours left out", graph, "all"),
        ("9,999 draws", graph, 9_999),
        ("9,999 clustered draws", graph, "contiguous"),
    ):
        best = cpu = float("inf")
        for _ in range(3):
            start, begun = time.perf_counter(), time.process_time()
            found = randomisation_test(
                panel,
                treated=codes[: options.treated],
                neighbours=neighbours,
                start=months[options.months],
                before=options.months,
                after=options.months,
                placements=placements,
            )
            best = min(best, time.perf_counter() - start)
            cpu = min(cpu, time.process_time() - begun)
        print(
            f"{name}: {found.placements:,} placements in {best:.3f} s ({cpu:.3f} s of processor, "
            f"one thread), p {found.p_value:.4f}"
        )


if __name__ == "__main__":
    main()
