"""Whether the displaced share is unbiased, and its intervals cover, on real counts.

    python -m tests.bench.displaced_share PANEL.csv BORDERS.csv [--operations 2000]

PANEL and BORDERS as :mod:`tests.bench.panels` writes them. Imaginary operations of 3 to 10 areas
at random months: counts of the treated areas are thinned by 20%, and 0, 25, 50 or 100% of what went
is added to those next to them. The share over all operations of a cell is the sum of what moved
over the sum of the falls (single shares of a small fall have no mean); beside it that of plain
expectations, and the standard error of the first. Placements are drawn once for each size and kind.
"""

import argparse

import numpy as np
import pandas as pd
from libpysal.graph import Graph

from analysis._design_sums import group_sums
from analysis._displaced_share import displaced_share
from analysis._placements import adjacency, beside, grown_placements, random_placements

FALL = 0.2


def main() -> None:
    """Print one line a cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("borders")
    parser.add_argument("--operations", type=int, default=2000)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 3, 6, 12])
    parser.add_argument("--shares", type=float, nargs="+", default=[0, 0.25, 0.5, 1])
    parser.add_argument("--placements", type=int, default=499)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(range(3, 11)))
    options = parser.parse_args()
    values, adjacent = read(options.panel, options.borders)
    for kind in ("random", "contiguous"):
        for months in options.months:
            for share in options.shares:
                print(kind, months, share, cell(values, adjacent, kind, months, share, options),
                      flush=True)  # fmt: skip


def read(panel, borders):
    """Return counts and who borders whom."""
    table = pd.read_csv(panel, index_col=0).sort_index()
    pairs = pd.read_csv(borders).iloc[:, :2].to_numpy()
    both = np.concatenate([pairs, pairs[:, ::-1]])
    graph = Graph.from_adjacency(
        pd.DataFrame({"focal": both[:, 0], "neighbor": both[:, 1], "weight": 1})
    )
    return table.to_numpy(), adjacency(graph, list(table.index))


def drawn(kind, adjacent, size, number, rng):
    """Return placements with their neighbours and controls, those without either left out."""
    chunks = (
        random_placements(len(adjacent), size, number, rng)
        if kind == "random"
        else grown_placements(adjacent, (size,), number, rng)
    )
    placed = np.concatenate(list(chunks))
    near = beside(placed, adjacent)
    control = ~(placed | near)
    usable = near.any(axis=1) & control.any(axis=1)
    return placed[usable], near[usable], control[usable]


def cell(values, adjacent, kind, months, share, options):
    """Return the pooled share, its standard error and the coverage of one cell."""
    rng = np.random.default_rng([1, months, kind == "random"])
    pools = {size: drawn(kind, adjacent, size, options.placements, rng) for size in options.sizes}
    rows, covered, bounded = [], [], []
    while len(rows) < options.operations:
        size = int(rng.choice(options.sizes))
        parts = [part[0] for part in drawn(kind, adjacent, size, 1, rng) if len(part)]
        if not parts:
            continue
        placed, near, control = parts
        start = int(rng.integers(months, values.shape[1] - months + 1))
        counts = values[:, start - months : start + months].copy()
        kept = rng.binomial(counts[placed, months:], 1 - FALL)
        gone = counts[placed, months:].sum() - kept.sum()
        counts[placed, months:] = kept
        extra = share * gone / counts[near, months:].sum()
        counts[near, months:] += rng.poisson(extra * counts[near, months:])
        before, after = (half.sum(axis=1).astype(float)
                         for half in (counts[:, :months], counts[:, months:]))  # fmt: skip
        columns = np.column_stack(
            [np.ones(len(before)), before, after, after * placed, after * near]
        )
        real = group_sums(columns, iter([(placed[None], near[None], control[None])]))
        found = displaced_share(
            real, group_sums(columns, iter([pools[size]])), confidence=0.95, seed=len(rows)
        )
        if found is None:
            continue
        ratio = real[2, 0, 2] / real[2, 0, 1]
        rows.append(
            (
                found.moved,
                found.fall,
                real[1, 0, 2] - ratio * real[1, 0, 1],
                ratio * real[0, 0, 1] - real[0, 0, 2],
            )
        )
        if found.share is not None:
            covered.append(
                (found.low is None or found.low <= share)
                and (found.high is None or share <= found.high)
            )
            bounded.append(found.low is not None and found.high is not None)
    sums = np.array(rows)
    pooled, plain = (sums[:, k].sum() / sums[:, k + 1].sum() for k in (0, 2))
    folds = np.array_split(np.arange(len(sums)), 50)
    left = [np.delete(sums, fold, axis=0) for fold in folds]
    jack = np.array([part[:, 0].sum() / part[:, 1].sum() for part in left])
    error = np.sqrt(49 / 50 * ((jack - jack.mean()) ** 2).sum())
    return (
        f"({len(rows):,}) share {pooled:+.3f} (se {error:.3f}), plain {plain:+.3f}, covers "
        f"{100 * np.mean(covered):.1f}% of {len(covered):,} with a fall, bounded "
        f"{100 * np.mean(bounded):.0f}%"
    )


if __name__ == "__main__":
    main()
