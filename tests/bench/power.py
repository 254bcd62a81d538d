"""Whether calibrated tests keep their level on real counts, and which has the most power.

    python -m tests.bench.power PANEL.csv BORDERS.csv [--operations 2000] [--sizes 3 5 7 10]

PANEL and BORDERS as :mod:`tests.bench.panels` writes them. In every cell (random or contiguous
operations, windows of 1, 3, 6 and 12 months) imaginary operations are placed at random areas and
months, with a fall of 20% in the treated counts or without. A method is calibrated by the same
measure of other placements of the same kind and window, drawn once for each size: it rejects where
at most 5% of them, the operation among them, stray as far. Without a fall its rate of rejection is
its level, and one less that the coverage of its inverted interval. The oracle knows the true spread
of the ratio in that window: the standard deviation over all placements, from untouched counts.

ratio       the measure of analysis.randomisation_test
centred     the same, less its mean over the placements
wdd         the weighted displacement difference of the treated areas, per area
did         the ratio over its clustered standard error (areas as clusters)
mean log    the mean of the areas' own log ratios, less the control's
season      the ratio with the same months a year before as the window before
long        the ratio with a window before of 24 months
matched     the ratio against the half of the controls that moved most alike in the 24 months before
synthetic   a mix of controls, by ridge regression on the 24 months before
weighted    treated and control areas weighted by one over the variance of their own past changes
weighted long   the same with a window before of 24 months
prior       as weighted, but with weights that do not know the window after
both        the mean of synthetic and prior: what leads the table of analysis.evaluate_design
long both   the mean of long and prior: the same where areas are too many for a mix of controls
log mix     the weighted mean of the treated areas' logs, held against a ridge mix of the controls'

With --save, a row an operation goes to a CSV: methods are compared on the same operations, so that
their differences are paired, and one is chosen on half of them (`half` 0) and confirmed on the
other.
"""

import argparse

import numpy as np
import pandas as pd

from tests.bench.displaced_share import drawn, read

FALL = 0.2
LEVEL = 0.05
PAST = 24
METHODS = ("ratio", "centred", "wdd", "did", "mean log", "season", "long", "matched", "synthetic",
           "weighted", "weighted long", "prior", "both", "long both",
           "log mix")  # fmt: skip
_PAST_NEEDED = {*METHODS} - {"ratio", "centred", "wdd", "did", "mean log", "season"}


def main() -> None:
    """Print the level and the power of every method in every cell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("panel")
    parser.add_argument("borders")
    parser.add_argument("--operations", type=int, default=2000)
    parser.add_argument("--months", type=int, nargs="+", default=[1, 3, 6, 12])
    parser.add_argument("--sizes", type=int, nargs="+", default=[3, 5, 7, 10])
    parser.add_argument("--placements", type=int, default=999)
    parser.add_argument("--methods", nargs="+", default=METHODS)
    parser.add_argument("--past", type=int, default=PAST)
    parser.add_argument("--kinds", nargs="+", default=["random", "contiguous"])
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--save")
    options = parser.parse_args()
    saved: list[dict[str, object]] = []
    values, adjacent = read(options.panel, options.borders)
    values = values.astype(float)
    for kind in options.kinds:
        for months in options.months:
            rows = cell(values, adjacent, kind, months, options)
            saved += rows
            if options.save:
                pd.DataFrame(saved).to_csv(options.save, index=False)
            rates = pd.DataFrame(rows).mean(numeric_only=True)
            level, power = ({n: rates[f"{when} {n}"] for n in options.methods}
                            for when in ("level", "power"))  # fmt: skip
            oracle = 100 * rates["oracle"]
            shown = [f"{n} {100 * level[n]:.1f} / {100 * power[n]:.1f}" for n in options.methods]
            print(f"{kind} {months}: level / power %: {', '.join(shown)}, oracle {oracle:.1f}",
                  flush=True)  # fmt: skip


def cell(values, adjacent, kind, months, options):
    """Return a row an operation: whether each method rejects without and with the fall."""
    rng = np.random.default_rng([options.seed, months, kind == "random"])
    rows = []
    first = max(
        months,
        12 if "season" in options.methods else 0,
        options.past if set(options.methods) & _PAST_NEEDED else 0,
    )
    starts = values.shape[1] - months - first + 1
    each = -(-options.operations // len(options.sizes))
    for size in options.sizes:
        pool = drawn(kind, adjacent, size, options.placements, rng)
        real = drawn(kind, adjacent, size, each, rng)
        for k in range(len(real[0])):
            start = first + int(rng.integers(starts))
            row = {"kind": kind, "months": months, "size": size, "start": start, "half": k % 2}
            own = [part[k][None] for part in real]
            fallen = values.copy()
            placed = own[0][0]
            fallen[placed, start : start + months] = rng.binomial(
                values[placed, start : start + months].astype(int), 1 - FALL
            )
            for when, counts in (("level", values), ("power", fallen)):
                both = tuple(np.concatenate(pair) for pair in zip(own, pool, strict=True))
                for name in options.methods:
                    found = measure(name, counts, both, start, months, options.past)
                    found = found[np.isfinite(found)] if np.isfinite(found[0]) else np.zeros(2)
                    p_value = (np.abs(found) >= abs(found[0]) - 1e-12).mean()
                    row[f"{when} {name}"] = p_value <= LEVEL
            null = measure("ratio", values, pool, start, months, options.past)
            effect = measure("ratio", fallen, own, start, months, options.past)[0]
            null = null[np.isfinite(null)]
            row["oracle"] = abs(effect - null.mean()) > 1.96 * null.std()
            rows.append(row)
    return rows


def measure(name, counts, parts, start, months, past):  # noqa: PLR0911  a branch a method
    """Return a method's statistic of every placement."""
    placed, control = parts[0].astype(float), parts[2].astype(float)
    windows = {"season": (12, months), "long": (past, past), "weighted long": (past, past)}
    back, length = windows.get(name, (months, months))
    before = counts[:, start - back : start - back + length].sum(axis=1)
    after = counts[:, start : start + months].sum(axis=1)
    earlier = counts[:, start - past : start]
    with np.errstate(divide="ignore", invalid="ignore"):
        if name in {"ratio", "centred", "season", "long"}:
            found = np.log(
                (placed @ after) / (placed @ before) / ((control @ after) / (control @ before))
            )
            return found - np.nanmean(found[1:]) if name == "centred" else found
        if name == "wdd":
            return (placed @ (after - before)) / placed.sum(1) - (control @ (after - before)) / (
                control.sum(1)
            )
        if name == "did":
            return clustered(before, after, placed, control)
        if name in {"both", "long both"}:
            first = measure("synthetic" if name == "both" else "long", counts, parts, start,
                            months, past)  # fmt: skip
            return (first + measure("prior", counts, parts, start, months, past)) / 2
        if name in {"mean log", "weighted", "weighted long", "prior"}:
            change = np.log((after + 0.5) / (before * months / length + 0.5))
            weight = np.ones(len(after))
            if name != "mean log":
                known = before if name == "prior" else after
                weight = 1 / own_variance(earlier, before, known, months)
            return (placed @ (weight * change)) / (placed @ weight) - (
                control @ (weight * change)
            ) / (control @ weight)
        if name == "matched":
            control = alike(earlier, placed, control)
            return np.log(
                (placed @ after) / (placed @ before) / ((control @ after) / (control @ before))
            )
        if name == "log mix":
            weight = 1 / own_variance(earlier, before, after, months)
            return log_ridge(earlier, placed, control, after / months, weight)
        return ridge(earlier, placed, control, after / months)


def log_ratio(before, after, placed, control):
    """Return the log ratio of ratios of every placement."""
    return np.log((placed @ after) / (placed @ before)) - np.log(
        (control @ after) / (control @ before)
    )


def clustered(before, after, placed, control):
    """Return the log ratio over its sandwich error with areas as clusters."""
    variance = 0.0
    for part in (placed, control):
        b, a = part @ before, part @ after
        share = a / (a + b)
        residual = after[None] - share[:, None] * (before + after)[None]
        variance = variance + (part * residual**2).sum(axis=1) / (share * b) ** 2
    return log_ratio(before, after, placed, control) / np.sqrt(variance)


def own_variance(earlier, before, after, months):
    """Return Poisson noise plus each area's own spread in its past, shrunk to the mean."""
    steps = earlier.shape[1] // months
    blocks = earlier[:, -steps * months :].reshape(len(earlier), steps, months).sum(axis=2)
    changes = np.diff(np.log(blocks + 0.5), axis=1)
    changes -= changes.mean(axis=0)
    noise = (1 / (blocks[:, 1:] + 0.5) + 1 / (blocks[:, :-1] + 0.5)).mean(axis=1)
    extra = np.maximum((changes**2).mean(axis=1) - noise, 0) if steps > 1 else np.zeros(len(before))
    return 1 / (before + 0.5) + 1 / (after + 0.5) + (extra + extra.mean()) / 2


def alike(earlier, placed, control):
    """Return the half of the controls whose path was nearest to the treated total's."""
    paths = np.log(earlier + 0.5)
    paths -= paths.mean(axis=1, keepdims=True)
    target = np.log(placed @ earlier + 0.5)
    target -= target.mean(axis=1, keepdims=True)
    distance = (paths**2).sum(1) - 2 * target @ paths.T + (target**2).sum(1, keepdims=True)
    rank = np.where(control > 0, distance, np.inf).argsort(axis=1).argsort(axis=1)
    return control * (rank < np.ceil(control.sum(axis=1, keepdims=True) / 2))


def ridge(earlier, placed, control, after, penalty=0.5):
    """Return the log ratio of the treated total to a ridge mix of controls, weights from 1/n."""
    scaled = earlier / np.maximum(earlier.mean(axis=1, keepdims=True), 1e-9)
    later = after / np.maximum(earlier.mean(axis=1), 1e-9)
    total = placed @ earlier
    target = total / total.mean(axis=1, keepdims=True)
    gram = scaled @ scaled.T / earlier.shape[1]
    found = np.full(len(placed), np.nan)
    for k in range(len(placed)):
        inside = np.flatnonzero(control[k])
        even = np.full(len(inside), 1 / len(inside))
        miss = target[k] - even @ scaled[inside]
        push = scaled[inside] @ miss / earlier.shape[1]
        moved = np.linalg.solve(gram[np.ix_(inside, inside)] + penalty * np.eye(len(inside)), push)
        weight = even + moved - moved.mean()
        mixed = weight @ later[inside]
        own = (placed[k] @ after) / total[k].mean()
        found[k] = np.log(own / mixed) if mixed > 0 and own > 0 else np.nan
    return found


def log_ridge(earlier, placed, control, after, weight, penalty=0.5):
    """Return the weighted mean log gap of treated areas to a ridge mix of the controls' logs."""
    logs = np.log(earlier + 0.5)
    level = logs.mean(axis=1)
    paths, later = logs - level[:, None], np.log(after + 0.5) - level
    gram = paths @ paths.T / earlier.shape[1]
    scale = np.diag(gram).mean()
    found = np.full(len(placed), np.nan)
    for k in range(len(placed)):
        own, inside = (np.flatnonzero(part[k]) for part in (placed, control))
        mean = weight[own] / weight[own].sum()
        even = weight[inside] / weight[inside].sum()
        push = paths[inside] @ (mean @ paths[own] - even @ paths[inside]) / earlier.shape[1]
        ridged = gram[np.ix_(inside, inside)] + penalty * scale * np.diag(even.mean() / even)
        moved = np.linalg.solve(ridged, push)
        found[k] = mean @ later[own] - (even + moved - moved.sum() * even) @ later[inside]
    return found


if __name__ == "__main__":
    main()
