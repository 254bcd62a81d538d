import pandas as pd
import pytest
from libpysal.graph import Graph


def graph(pairs, isolates=()):
    focal = [a for a, b in pairs] + [b for a, b in pairs] + list(isolates)
    other = [b for a, b in pairs] + [a for a, b in pairs] + list(isolates)
    weight = [1] * (2 * len(pairs)) + [0] * len(isolates)
    return Graph.from_adjacency(
        pd.DataFrame({"focal": focal, "neighbor": other, "weight": weight}).sort_values("focal")
    )


@pytest.fixture
def street():
    """Six areas in a row, a to f, and an island g."""
    return graph([tuple(pair) for pair in ("ab", "bc", "cd", "de", "ef")], isolates=["g"])


@pytest.fixture
def make_graph():
    return graph
