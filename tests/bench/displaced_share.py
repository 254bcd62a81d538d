"""Whether the displaced share is unbiased, and its intervals cover, on real counts.

    python -m tests.bench.displaced_share PANEL.csv BORDERS.csv [--operations 20000]
        [--intervals 2000]

PANEL and BORDERS as :mod:`tests.bench.panels` writes them. Imaginary operations of 3 to 10 areas
at random months: counts of the treated areas are thinned by 20%, and 0, 25, 50 or 100% of what went
is added to those next to them; the shares are injected into the same operations. The share over all
operations of a cell is the sum of what moved over the sum of the falls (single shares of a small
fall have no mean), with its standard error; beside it that of plain expectations, and the median of
the single shares where there was a fall. Intervals, which take a hundred times as long, are judged
on the first of the operations. Placements are drawn once for each size and kind.
"""

import argparse

import numpy as np

from analysis._design_sums import group_sums
from analysis._displaced_share import ShareTest, fall_and_move
from analysis._placements import adjacency, beside, grown_placements, random_placements
from tests.bench import panels

FALL = 0.2
REACH = np.concatenate([[0.0], np.geomspace(1e-3, 50.0, 121)])


def main() -> None:
    """Print one line a cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("borders")
    parser.add_argument("--operations", type=int, default=20_000)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 3, 6, 12])
    parser.add_argument("--shares", type=float, nargs="+", default=[0, 0.25, 0.5, 1])
    parser.add_argument("--intervals", type=int, default=2000)
    parser.add_argument("--kinds", nargs="+", default=["random", "contiguous"])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--placements", type=int, default=499)
    parser.add_argument("--sizes", type=int, nargs="+", default=list(range(3, 11)))
    options = parser.parse_args()
    values, adjacent = read(options.panel, options.borders)
    for kind in options.kinds:
        for months in options.months:
            for share in options.shares:
                print(kind, months, share, cell(values, adjacent, kind, months, share, options),
                      flush=True)  # fmt: skip


def read(panel, borders):
    """Return counts and who borders whom."""
    table, graph = panels.read(panel, borders)
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
    rng = np.random.default_rng([options.seed, months, kind == "random"])
    pools = {size: drawn(kind, adjacent, size, options.placements, rng) for size in options.sizes}
    rows, covered = [], []
    for number in range(options.operations):
        own = np.random.default_rng([options.seed, months, kind == "random", number])
        sums = injected(values, adjacent, kind, months, share, pools, own, options)
        found = None if sums is None else fall_and_move(*sums)
        if found is None:
            continue
        real = sums[0]
        ratio = real[2, 0, 2] / real[2, 0, 1]
        rows.append(
            (
                found.moved,
                found.fall,
                real[1, 0, 2] - ratio * real[1, 0, 1],
                ratio * real[0, 0, 1] - real[0, 0, 2],
            )
        )
        if found.fall > 0 and number < options.intervals:
            covered.append(covers(found, share, seed=number))
    sums = np.array(rows)
    pooled, plain = (sums[:, k].sum() / sums[:, k + 1].sum() for k in (0, 2))
    folds = np.array_split(np.arange(len(sums)), 50)
    left = [np.delete(sums, fold, axis=0) for fold in folds]
    jack = np.array([part[:, 0].sum() / part[:, 1].sum() for part in left])
    error = np.sqrt(49 / 50 * ((jack - jack.mean()) ** 2).sum())
    fell = sums[sums[:, 1] > 0]
    return (
        f"({len(rows):,}) share {pooled:+.3f} (se {error:.3f}), median "
        f"{np.median(fell[:, 0] / fell[:, 1]):+.3f}, plain {plain:+.3f}; covers "
        f"{100 * np.mean(covered):.1f}% of {len(covered):,}"
    )


def injected(values, adjacent, kind, months, share, pools, rng, options):
    """Return the sums of an operation with a fall and a move, and of its placements."""
    size = int(rng.choice(options.sizes))
    parts = [part[0] for part in drawn(kind, adjacent, size, 1, rng) if len(part)]
    if not parts:
        return None
    placed, near, control = parts
    start = int(rng.integers(months, values.shape[1] - months + 1))
    counts = values[:, start - months : start + months].copy()
    kept = rng.binomial(counts[placed, months:], 1 - FALL)
    gone = counts[placed, months:].sum() - kept.sum()
    counts[placed, months:] = kept
    beside_now = counts[near, months:]
    if not beside_now.sum():
        return None
    counts[near, months:] += rng.poisson(share * gone / beside_now.sum() * beside_now)
    before, after = (half.sum(axis=1).astype(float)
                     for half in (counts[:, :months], counts[:, months:]))  # fmt: skip
    columns = np.column_stack([np.ones(len(before)), before, after, after * placed, after * near])
    real = group_sums(columns, iter([(placed[None], near[None], control[None])]))
    return real, group_sums(columns, iter([pools[size]]))


def covers(found, share, *, seed):
    """Return whether the interval reaches from the estimate to the true share.

    It goes on to the first share that is refused, so that all on the way must be held.
    """
    held = ShareTest(found, level=0.05, seed=seed).held
    estimate = found.moved / found.fall
    way = 1 if share > estimate else -1
    steps = REACH[abs(share - estimate) > REACH]
    return all(held(estimate + way * step) for step in [*steps, abs(share - estimate)][::-1])


if __name__ == "__main__":
    main()
