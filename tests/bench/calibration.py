"""How often the tests cry wolf, and whether their intervals cover, on real counts.

    python -m tests.bench.calibration PANEL.csv BORDERS.csv [--operations 2000] [--months 1 3 6 12]

PANEL has a row an area (code first) and a column a month; BORDERS has a row a pair of codes.
Imaginary operations are put at random areas and months: 3 to 10 areas, drawn one by one ("random")
or grown into one connected piece ("contiguous"), with equal windows. A known fall and a known share
of it displaced can be injected (--fall 0.2 --displaced 0.5): counts of the treated areas are
thinned and the share is added to their neighbours'.
"""

import argparse

import numpy as np
import pandas as pd

from analysis import (
    Change,
    difference_in_differences,
    randomisation_test,
    weighted_displacement_difference,
)
from analysis._placements import adjacency, beside, grown_placements
from geo.errors import ParameterError
from tests.bench import panels


def main() -> None:
    """Print one line a cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("borders")
    parser.add_argument("--operations", type=int, default=2000)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 3, 6, 12])
    parser.add_argument("--placements", type=int, default=499)
    parser.add_argument("--sizes", type=int, nargs=2, default=[3, 10])
    parser.add_argument("--fall", type=float, default=0.0)
    parser.add_argument("--displaced", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    panel, graph = panels.read(options.panel, options.borders)
    adjacent = adjacency(graph, list(panel.index))
    for kind in ("random", "contiguous"):
        for months in options.months:
            rng = np.random.default_rng([options.seed, months, kind == "random"])
            rows = []
            while len(rows) < options.operations:
                row = operation(panel, graph, adjacent, kind, months, rng, options)
                if row is not None:
                    rows.append(row)
            print(kind, months, line(pd.DataFrame(rows), options.fall), flush=True)


def operation(panel, graph, adjacent, kind, months, rng, options):
    """Return what each method said of one imaginary operation; None if it leaves no control."""
    areas, periods = panel.shape
    size = int(rng.integers(options.sizes[0], options.sizes[1] + 1))
    start = int(rng.integers(months, periods - months + 1))
    placed = np.zeros(areas, dtype=bool)
    if kind == "random":
        placed[rng.choice(areas, size, replace=False)] = True
    else:
        placed = next(grown_placements(adjacent, (size,), 1, rng))[0]
    near = beside(placed[None], adjacent)[0]
    if (placed | near).all() or not near.any():
        return None
    counts = panel.iloc[:, start - months : start + months].to_numpy().copy()
    effect, spill = 0.0, 0.0
    if options.fall:
        kept = rng.binomial(counts[placed, months:], 1 - options.fall)
        gone = counts[placed, months:].sum() - kept.sum()
        counts[placed, months:] = kept
        extra = options.displaced * gone / counts[near, months:].sum()
        effect, spill = np.log1p(-options.fall), np.log1p(extra)
        counts[near, months:] += rng.poisson(extra * counts[near, months:])
    table = pd.DataFrame(counts, index=panel.index)
    treated, beside_codes = list(panel.index[placed]), list(panel.index[near])
    common = {
        "treated": treated,
        "neighbours": graph,
        "start": months,
        "before": months,
        "after": months,
        "placements": "contiguous" if kind == "contiguous" else options.placements,
        "draws": options.placements,
        "seed": int(rng.integers(2**31)),
    }
    try:
        direct = randomisation_test(table, **common)
        beyond = randomisation_test(table, statistic="spill", **common)
    except ParameterError:  # a group that counted nothing: the design is refused, not judged
        return None
    sums = [
        (int(part[:, :months].sum()), int(part[:, months:].sum()))
        for part in (counts[placed], counts[~(placed | near)], counts[near])
    ]
    weighted = weighted_displacement_difference(
        treated=Change(before=sums[0][0], after=sums[0][1], area_weight=placed.sum()),
        control=Change(before=sums[1][0], after=sums[1][1], area_weight=(~(placed | near)).sum()),
    )
    row = {
        "reject": direct.p_value <= 0.05,
        "cover": covers(direct, effect),
        "spill_reject": beyond.p_value <= 0.05,
        "spill_cover": covers(beyond, spill),
        "error": direct.statistic - effect,
        "spill_error": beyond.statistic - spill,
        "wdd_reject": weighted.p_value <= 0.05,
    }
    fitted = difference_in_differences(
        table, treated=treated, near=beside_codes, start=months, errors="model"
    )
    row["model_reject"] = fitted.p_value <= 0.05
    ratio = sums[1][1] / sums[1][0]
    row["excess_near"] = sums[2][1] - ratio * sums[2][0]
    row["fall_treated"] = ratio * sums[0][0] - sums[0][1]
    return row


def covers(found, truth):
    """Return whether an interval holds the truth; an open end holds everything."""
    return (found.low is None or found.low <= truth) and (found.high is None or truth <= found.high)


def line(rows, fall):
    """Return the rates of a cell."""
    rates = [
        f"{name} {100 * rows[name].mean():.1f}%"
        for name in ("reject", "cover", "spill_reject", "spill_cover", "wdd_reject", "model_reject")
    ]
    share = rows["excess_near"].sum() / rows["fall_treated"].sum()
    shown = f", displaced share {share:+.3f}" if fall else ""
    return (
        f"({len(rows):,}) "
        + ", ".join(rates)
        + f", bias {rows['error'].mean():+.3f}, spill bias {rows['spill_error'].mean():+.3f}"
        + shown
    )


if __name__ == "__main__":
    main()
