"""Whether every interval that an evaluation shows keeps its level on real counts.

    python -m tests.bench.design_calibration PANEL.csv BORDERS.csv [--operations 2000] [--studies]

PANEL and BORDERS as :mod:`tests.bench.panels` writes them. Imaginary operations of 3 to 10 areas at
random months, for which :func:`analysis.evaluate_design` is called as the displacement page calls
it (but for the number of draws). For each method and group: the share of operations whose p-value
is at most 5%, and of those whose calibrated interval holds no effect, which there was none of; in
brackets the share of the textbook intervals that do. With --studies also the event study's test of
what came before, synthetic controls and single neighbours. With --fall the treated areas' counts
are thinned, and intervals of their change are asked for that fall; nothing else is then judged.
"""

import argparse
from collections import defaultdict

import numpy as np
import pandas as pd

import analysis
from analysis._placements import adjacency, beside, grown_placements
from geo.errors import ParameterError
from tests.bench import panels

LEVEL = 0.05


def main() -> None:
    """Print a line a method in every cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("borders")
    parser.add_argument("--operations", type=int, default=2000)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 3, 6, 12])
    parser.add_argument("--kinds", nargs="+", default=["random", "contiguous"])
    parser.add_argument("--sizes", type=int, nargs=2, default=[3, 10])
    parser.add_argument("--draws", type=int, default=499)
    parser.add_argument("--past", type=int, default=24)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--fall", type=float, default=0.0)
    parser.add_argument("--studies", action="store_true")
    options = parser.parse_args()
    panel, graph = panels.read(options.panel, options.borders)
    adjacent = adjacency(graph, list(panel.index))
    for kind in options.kinds:
        for months in options.months:
            rng = np.random.default_rng([3, options.seed, months, kind == "random"])
            seen = defaultdict(list)
            run = 0
            while run < options.operations:
                found = operation(panel, graph, adjacent, kind, months, rng, options)
                if found is not None:
                    run += 1
                    judge(found, seen, options.fall)
            print(f"{kind} {months} ({run:,})")
            for name, marks in seen.items():
                print(f"  {name}: " + ", ".join(summed(marks)), flush=True)


def operation(panel, graph, adjacent, kind, months, rng, options):
    """Return the evaluation of one imaginary operation; None if it leaves no control."""
    areas, periods = panel.shape
    size = int(rng.integers(options.sizes[0], options.sizes[1] + 1))
    start = int(rng.integers(max(months, options.past), periods - months + 1))
    placed = np.zeros(areas, dtype=bool)
    if kind == "random":
        placed[rng.choice(areas, size, replace=False)] = True
    else:
        placed = next(grown_placements(adjacent, (size,), 1, rng))[0]
    near = beside(placed[None], adjacent)[0]
    if (placed | near).all() or not near.any():
        return None
    columns = list(panel.columns)
    if options.fall:
        later = columns[start : start + months]
        panel = panel.copy()
        panel.loc[placed, later] = rng.binomial(panel.loc[placed, later], 1 - options.fall)
    try:
        return analysis.evaluate_design(
            panel,
            roles=analysis.roles(graph, treated=list(panel.index[placed])),
            before=columns[start - months : start],
            after=columns[start : start + months],
            start=columns[start],
            neighbours=graph,
            clustered=kind == "contiguous",
            studies=options.studies,
            draws=options.draws,
            seed=int(rng.integers(2**31)),
        )
    except ParameterError:  # a group that counted nothing: the design is refused, not judged
        return None


def judge(found, seen, fall):
    """Note what each method said."""
    for row in found.methods.to_dict("records"):
        if fall and (row["group"] != "treated" or row["unit"] != "log ratio"):
            continue
        truth = np.log1p(-fall)
        if row["calibrated"]:
            seen[f"{row['method']}, {row['group']}"].append(
                (
                    float(row["p_value"] <= LEVEL) if pd.notna(row["p_value"]) else np.nan,
                    float(inside(row["low"], row["high"], truth)),
                    float(inside(row["textbook_low"], row["textbook_high"], truth))
                    if pd.notna(row["textbook_low"])
                    else np.nan,
                )
            )
    if fall:
        return
    if found.event_study is not None:
        study = found.event_study
        seen["event study, before"].append((float(study.pre_trend_p <= LEVEL), np.nan, np.nan))
        seen["event study, after"].append((float(study.after_p <= LEVEL), np.nan, np.nan))
        held = (study.effects["low"] <= 0) & (study.effects["high"] >= 0)
        seen["event study, single periods"] += [(np.nan, float(one), np.nan) for one in held]
    for group, study in found.synthetic.items():
        seen[f"synthetic control, donors as placebos, {group}"].append(
            (
                float(study.placebo_p <= LEVEL),
                np.nan if study.low is None else float(study.low <= 0 <= study.high),
                np.nan,
            )
        )
    if found.spillover is not None:
        for row in found.spillover.areas.to_dict("records"):
            if found.spillover.calibrated:
                seen["single neighbours"].append(
                    (
                        float(row["p_value"] <= LEVEL),
                        float(inside(row["low"], row["high"], 0.0)),
                        float(inside(row["textbook_low"], row["textbook_high"], 0.0)),
                    )
                )


def inside(low, high, truth):
    """Return whether an interval holds the truth; an open end holds everything."""
    return (pd.isna(low) or low <= truth) and (pd.isna(high) or truth <= high)


def summed(marks):
    """Return the rates of rejection and coverage in words."""
    rates = pd.DataFrame(marks, columns=["rejects", "holds", "textbook"], dtype=float)
    known = rates.notna().sum()
    mean = 100 * rates.mean()
    if known["rejects"]:
        yield f"rejects {mean['rejects']:.1f}%"
    if known["holds"]:
        yield f"covers {mean['holds']:.1f}%"
    if known["textbook"]:
        yield f"textbook covers {mean['textbook']:.1f}%"
    yield f"of {len(rates):,}"


if __name__ == "__main__":
    main()
