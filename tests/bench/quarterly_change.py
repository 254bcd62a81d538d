"""How often a quarter's change is called real where nothing set the area apart.

    python -m tests.bench.quarterly_change OFFENCES.parquet

OFFENCES has MajorText, BoroughName, month (2010-04) and count, as the Metropolitan Police
publishes them. For every quarter with five years before it, and every kind of offence counted in
all of them, the comparison is made as the review makes it. Each rate has a nominal 5%:

real       p-values at or below 0.05 on the counts as they are, none of them used to learn the
           spread. Some areas did change, so that a little more than 5% is expected
quarters   quarters in which any area is called real after the correction; not all falsely
made       p-values at or below 0.05 in made-up panels of the same size: negative binomial counts
           about the areas' own means, each area with its own extra variation, one city-wide change
           a quarter. Nothing sets an area apart
alarms     made-up quarters in which any area is called real
"""

import argparse

import numpy as np
import pandas as pd

import analysis

LEVEL = 0.05
FIRST = pd.Period("2016Q1")


def main() -> None:
    """Print a row for each kind of offence and comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("path")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    table = pd.read_parquet(options.path)
    table = table[~table["BoroughName"].str.contains("Airports|Unknown", regex=True)]
    print("offences                          against  compared  real   quarters  made   alarms")
    for category, rows in table.groupby("MajorText"):
        panel = rows.pivot_table(index="BoroughName", columns="month", values="count",
                                 aggfunc="sum", fill_value=0)  # fmt: skip
        panel.columns = pd.PeriodIndex(panel.columns, freq="M")
        if (panel.sum() == 0).any():
            continue
        made = _made_up(panel, rng)
        for against in ("quarter", "year"):
            print(
                f"{category[:32]:32}  {against:7}  {_rates(panel, against)}  "
                + _rates(made, against).split("  ", 1)[1]
            )


def _rates(panel, against):
    small, any_real = [], []
    for quarter in pd.period_range(FIRST, panel.columns[-1].asfreq("Q"), freq="Q"):
        found = analysis.quarterly_change(panel, quarter=quarter, against=against)
        small.extend(found.changes["p_value"] <= LEVEL)
        any_real.append(found.changes["real"].any())
    return f"{len(small):8d}  {np.mean(small):.3f}  {np.mean(any_real):.3f}   "


def _made_up(panel, rng):
    means = panel.mean(axis=1).to_numpy()[:, None]
    spread = rng.gamma(4.0, 0.05, size=(len(panel), 1))
    city = np.exp(np.cumsum(rng.normal(0, 0.05, size=(1, panel.shape[1]))))
    drawn = rng.poisson(means * city * rng.gamma(1 / spread**2, spread**2, size=panel.shape))
    return pd.DataFrame(drawn, index=panel.index, columns=panel.columns)


if __name__ == "__main__":
    main()
