"""Panels on a ring of areas, for designs with known answers."""

import numpy as np
import pandas as pd
from libpysal.graph import Graph

CODES = [f"a{k:02d}" for k in range(40)]
START, BEFORE, AFTER = 96, range(90, 96), range(102, 108)


def ring_graph():
    """Return 40 areas in a ring."""
    return Graph.from_adjacency(
        pd.DataFrame(
            {
                "focal": CODES * 2,
                "neighbor": CODES[1:] + CODES[:1] + CODES[-1:] + CODES[:-1],
                "weight": 1,
            }
        )
    )


def ring_panel(*, level=200, fall=0.0, rise=0.0, seed=0, periods=108):
    """Return Poisson counts; from START on three areas fall and the two beside them rise."""
    counts = pd.DataFrame(np.random.default_rng(seed).poisson(level, (40, periods)), index=CODES)
    counts.loc[CODES[:3], START:] = (counts.loc[CODES[:3], START:] * (1 - fall)).round().astype(int)
    beside = [CODES[3], CODES[-1]]
    counts.loc[beside, START:] = (counts.loc[beside, START:] * (1 + rise)).round().astype(int)
    return counts
