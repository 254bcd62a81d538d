"""How long the exact choice of targets and the ranking take.

    python tests/bench/targets.py

Prints the seconds for `choose_targets` on 10,000 cells and 20 places, with and without what is
pushed next door and a least distance, and for `rank_areas` on 5,000 areas and 1,000 draws; and,
where `spopt` is installed, the ratio of the seconds to its maximal covering model on 1,600 cells
(of the clock: its solver is a program of its own).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

sys.path.insert(0, str(Path(__file__).parents[2]))

from analysis import Criterion, choose_targets, rank_areas

SIDE, PEER_SIDE, PLACES, CELL_M = 100, 40, 20, 250.0


def cells(side: int) -> tuple[pd.DataFrame, sparse.csr_array]:
    """Return a square of cells with skewed values, and who touches whom."""
    random = np.random.default_rng(0)
    at = np.arange(side * side).reshape(side, side)
    one = np.concatenate([at[:, :-1].ravel(), at[:-1].ravel()])
    other = np.concatenate([at[:, 1:].ravel(), at[1:].ravel()])
    half = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(at.size, at.size))
    table = pd.DataFrame(
        {
            "value": random.gamma(0.3, 10, at.size),
            "x": (np.arange(at.size) % side) * CELL_M,
            "y": (np.arange(at.size) // side) * CELL_M,
        }
    )
    return table, sparse.csr_array(half + half.T)


def within_two(borders: sparse.csr_array) -> sparse.csr_array:
    """Return which cells can be reached in at most two steps."""
    itself = sparse.eye_array(borders.shape[0])
    return sparse.csr_array((borders @ borders + borders + itself) > 0)


def timed(label: str, work) -> float:
    """Print the seconds of the clock and of the processor that work takes; return the former."""
    start, cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds, spent = time.perf_counter() - start, time.process_time() - cpu
    proven = "" if getattr(found, "is_optimal", True) else "  NOT PROVEN"
    print(f"{label:<52}{seconds:8.2f} s, {spent:.2f} s of CPU{proven}")
    return seconds


def main() -> None:
    """Run the benchmark."""
    table, borders = cells(SIDE)
    reach = within_two(borders)
    timed("import", lambda: choose_targets(table[:9], objective="value", budget=1))
    timed("20 of 10,000", lambda: choose_targets(table, objective="value", budget=PLACES))
    timed(
        "20 of 10,000, 30% pushed next door",
        lambda: choose_targets(
            table, objective="value", budget=PLACES, neighbours=borders, spill=0.3
        ),
    )
    for spacing_m, spill in ((600.0, 0.0), (1_000.0, 0.0), (600.0, 0.3)):
        timed(
            f"20 of 10,000, {spacing_m:,.0f} m apart, {spill:.0%} pushed next door",
            lambda spacing_m=spacing_m, spill=spill: choose_targets(
                table, objective="value", budget=PLACES, neighbours=borders,
                spill=spill, spacing_m=spacing_m,
            ),
        )  # fmt: skip
    timed(
        "20 of 10,000, each covering 13",
        lambda: choose_targets(table, objective="value", budget=PLACES, covers=reach),
    )
    areas = pd.DataFrame({f"c{i}": np.random.default_rng(i).poisson(20, 5000) for i in range(6)})
    criteria = [Criterion(name=name, source="generated", kind="count") for name in areas]
    timed(
        "ranking 5,000 areas, 6 counts, 1,000 draws",
        lambda: rank_areas(areas, criteria, weights=dict.fromkeys(areas, 1.0)),
    )
    try:
        import pulp
        from spopt.locate import MCLP
    except ImportError:
        print("spopt is not installed: no ratio")
        return

    # spopt keeps the whole table of distances: 10,000 cells did not finish in four minutes.
    table, borders = cells(PEER_SIDE)
    reach = within_two(borders)
    ours = timed(
        "20 of 1,600, each covering 13",
        lambda: choose_targets(table, objective="value", budget=PLACES, covers=reach),
    )

    def peer() -> None:
        model = MCLP.from_cost_matrix(
            1.0 - reach.toarray().T.astype(float),
            table["value"].to_numpy(),
            service_radius=0.5,
            p_facilities=PLACES,
        )
        model.solve(pulp.PULP_CBC_CMD(msg=False))

    theirs = timed("the same by spopt (CBC)", peer)
    print(f"spopt takes {theirs / ours:.0f} times as long")


if __name__ == "__main__":
    main()
