"""Arrows from raided areas to the neighbours that rose more than the control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import check_known

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from analysis._change_by_area import AreaChanges


@dataclass(frozen=True, kw_only=True)
class SpillFlows:
    """The result of :func:`spill_flows`.

    Attributes
    ----------
    flows
        One row an arrow, largest excess first: ``from_code`` (treated), ``to_code`` (neighbour),
        ``share`` of the neighbour's excess, ``excess``, ``low`` and ``high`` (the neighbour's,
        times the share), and ``solid``, true where the interval leaves out zero.
    confidence, calibrated
        As in the changes that the arrows were made from.
    summary
        The result in plain words.
    """

    flows: pd.DataFrame
    confidence: float
    calibrated: bool
    summary: str


def spill_flows(changes: AreaChanges, *, neighbours: Graph) -> SpillFlows:
    """Return an arrow from each raided area to each bordering neighbour that rose.

    A neighbour rose where its excess over the control's ratio is above zero. Its excess is shared
    among the treated areas that it borders in proportion to the graph's weights: equally for a
    graph of plain contiguity, by length where the weights are border lengths. The share is a
    drawing rule, not a measurement: counts cannot say which raided area an offence came from.

    Parameters
    ----------
    changes
        The result of :func:`analysis.change_by_area`.
    neighbours
        The graph that the roles were made with, keyed by area code.

    Returns
    -------
    SpillFlows
        With no rows where no neighbour rose.

    Raises
    ------
    geo.errors.ParameterError
        If the graph lacks an area of the changes.

    Examples
    --------
    >>> import pandas as pd
    >>> from libpysal.graph import Graph
    >>> row = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": list("abbc"), "neighbor": list("bacb"), "weight": 1}))
    >>> counts = pd.DataFrame({1: [200, 90, 400], 2: [120, 150, 400]}, index=list("abc"))
    >>> from analysis import change_by_area, roles
    >>> parts = roles(row, treated=["a"])
    >>> found = change_by_area(counts, roles=parts, before=1, after=2)
    >>> spill_flows(found, neighbours=row).flows[["from_code", "to_code", "excess"]]
      from_code to_code  excess
    0         a       b    60.0
    """
    table = changes.changes
    known = dict.fromkeys(neighbours.unique_ids)
    check_known(list(table.index), known, parameter="neighbours")
    rose = table[(table["role"] == "neighbour") & (table["excess"] > 0)]
    flows = share_among(rose, table.index[table["role"] == "treated"], neighbours)
    firm = int((rose["low"] > 0).sum())
    near = int((table["role"] == "neighbour").sum())
    return SpillFlows(
        flows=flows,
        confidence=changes.confidence,
        calibrated=changes.calibrated,
        summary=(
            f"{len(rose)} of {near} neighbouring areas rose more than the control areas; for "
            f"{firm} of them the {'' if changes.calibrated else 'uncalibrated '}interval leaves "
            "out no excess. An arrow shares a neighbour's excess among the raided areas it "
            "borders; it does not show where offenders came from."
        ),
    )


def share_among(rose: pd.DataFrame, treated: pd.Index, neighbours: Graph) -> pd.DataFrame:
    """Return the excess of each area that rose, shared among the treated areas it borders."""
    rows, bounds = [], ("excess", "low", "high")
    for code, area in rose.iterrows():
        borders = neighbours[code]
        borders = borders[borders.index.isin(treated) & (borders > 0)]
        shares = borders / borders.sum()
        rows += [
            (origin, code, float(share), *(float(share * area[name]) for name in bounds))
            for origin, share in shares.items()
        ]
    flows = pd.DataFrame(rows, columns=["from_code", "to_code", "share", "excess", "low", "high"])
    flows["solid"] = flows["low"] > 0
    return flows.sort_values(
        ["excess", "from_code", "to_code"], ascending=[False, True, True], ignore_index=True
    )
