"""Which neighbours rose beyond what the past would let one expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import check_confidence, listed, number_of, percent
from analysis._design_pool import DesignPool
from analysis._displaced_share import DisplacedShare, displaced_share, share_sentence
from analysis._panel import check_complete, check_no_gap, check_panel, position
from analysis._past_windows import check_periods, past_windows
from analysis._roles import roles
from analysis._spill_flows import share_among
from analysis._spillover_areas import measure_areas
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph


@dataclass(frozen=True, kw_only=True)
class Spillover:
    """The result of :func:`spillover`.

    Attributes
    ----------
    areas
        One row a neighbour (index ``area_code``), largest excess first: ``before``, ``after``,
        ``expected``, ``excess`` with ``low`` and ``high`` (calibrated), ``textbook_low`` and
        ``textbook_high`` (Poisson), ``percent`` (of expected) and ``p_value`` (the share of past
        moves at least as large; missing where not calibrated).
    flows
        One row an arrow from a treated area to a neighbour that rose, as in
        :class:`analysis.SpillFlows`: ``from_code``, ``to_code``, ``share``, ``excess``, ``low``,
        ``high``, ``solid``.
    confidence
        The level of the intervals, each neighbour by itself.
    calibrated
        False where the past holds fewer than four separate windows: ``low`` and ``high`` are then
        the textbook ones.
    independent_windows
        How many designs fit side by side into the past.
    expected_by_chance
        How many neighbours would lie outside their intervals if nothing had happened.
    left_out
        Neighbours without counts before or after, of which no ratio can be taken.
    fall, moved
        Offences that the treated areas lost and the neighbours gained against what the placements
        of the operation in the same windows let one expect; None where too few could be drawn.
    displaced_share, share_low, share_high
        `moved` over `fall`, with its calibrated interval (an end is None where there is no bound);
        all None where the treated areas did not fall. Below zero the neighbours fell too.
    summary
        The result in plain words.
    """

    areas: pd.DataFrame
    flows: pd.DataFrame
    confidence: float
    calibrated: bool
    independent_windows: int
    expected_by_chance: float
    left_out: tuple[str, ...]
    fall: float | None
    moved: float | None
    displaced_share: float | None
    share_low: float | None
    share_high: float | None
    summary: str


def spillover(
    panel: pd.DataFrame,
    *,
    treated: Iterable[str],
    neighbours: Graph,
    start: object,
    before: int,
    after: int,
    gap: int = 0,
    shares: Graph | None = None,
    clustered: bool = True,
    draws: int = 999,
    seed: int = 0,
    confidence: float = 0.95,
) -> Spillover:
    """Return each neighbour's count against what the control leads one to expect.

    Expected is the neighbour's count before, times the ratio by which the control areas changed.
    How far a single area strays from its control when nothing is done is learnt from the past: the
    same windows are laid over every earlier stretch, for every area of the panel, and the log
    ratios of observed to expected are put on one scale by a variance that is Poisson noise plus
    the areas' own. Their quantile gives the interval. Of twenty neighbours one lies outside a 95%
    interval by chance: ``expected_by_chance`` says so.

    Which raided area an offence came from cannot be counted; ``flows`` shares a neighbour's
    excess among the treated areas it borders by the weights of the graph, or of `shares`.

    The share of the fall that was displaced is taken over all neighbours together and held against
    other placements of the operation, which also put right what a ratio of noisy counts, and the
    neighbours' place on the map, add to the expectation.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns, in order), none missing. Areas of the
        graph that it lacks are left out.
    treated
        Codes of the areas of the operation.
    neighbours
        Who borders whom, by area code, with weights above zero.
    start
        The first period of the window after, a column of the panel.
    before, after, gap
        Periods before, periods after, and periods between that are left out (the operation
        itself, or time to settle).
    shares
        Weights by which a neighbour's excess is shared among the treated areas, such as
        :func:`boundaries.border_lengths` or :func:`analysis.centre_distances` give. The weights of
        `neighbours` if left out.
    clustered, draws, seed
        Whether placements hang together in pieces as large as the real ones, how many to draw for
        the displaced share, and the seed.
    confidence
        The level of the intervals.

    Returns
    -------
    Spillover

    Raises
    ------
    geo.errors.ParameterError
        If a window does not fit, a count is missing, a code is unknown, no neighbour or no control
        is left, or the control counted nothing.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from libpysal.graph import Graph
    >>> codes = list("abcdefghij")
    >>> ring = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": codes * 2, "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
    ...      "weight": 1}))
    >>> panel = pd.DataFrame(np.random.default_rng(0).poisson(60, (10, 48)), index=codes)
    >>> panel.loc["b", 42:] += 40
    >>> found = spillover(panel, treated=["a"], neighbours=ring, start=42, before=6, after=6)
    >>> found.flows.loc[found.flows["solid"], ["from_code", "to_code"]].to_numpy().tolist()
    [['a', 'b']]
    """
    check_confidence(confidence)
    check_periods(before, parameter="before", least=1)
    check_periods(after, parameter="after", least=1)
    check_periods(gap, parameter="gap", least=0)
    counts = check_panel(panel, parameter="panel")
    first = position(counts, start, parameter="start")
    if first < before + gap or first + after > counts.shape[1]:
        raise ParameterError(
            f"the windows need {number_of('period', before + gap)} before the start and {after} "
            f"from it on; the counts hold {first} and {counts.shape[1] - first}",
            hint="Use shorter windows, or load more periods.",
            parameter="start",
            value=str(start),
        )
    graph_codes = [code for code in neighbours.unique_ids if code not in set(counts.index)]
    role = roles(neighbours, treated=treated, exclude=graph_codes)
    role = role[role != "excluded"]
    counts = counts.loc[role.index]
    if not (role == "neighbour").any():
        raise ParameterError(
            "no area with counts is next to a treated one",
            hint="Use another rule for neighbours, or load their counts.",
            parameter="neighbours",
        )
    now = counts.iloc[:, first - before - gap : first + after]
    check_complete(now, parameter="panel")
    check_no_gap(counts.iloc[:, : first + after], parameter="panel")
    here = past_windows(now.to_numpy(), before=before, after=after, gap=gap)
    earlier = counts.iloc[:, : first - gap]
    check_complete(earlier, parameter="panel")
    past = past_windows(earlier.to_numpy(), before=before, after=after, gap=gap)
    control = (role == "control").to_numpy()
    totals = here.before[control].sum(), here.after[control].sum()
    if not all(totals):
        raise ParameterError(
            "the control areas counted nothing in one of the windows",
            hint="Use longer windows, or a wider set of offences.",
            parameter="panel",
        )
    table, left_out, spread = measure_areas(here, past, role, confidence)
    rose = table[table["excess"] > 0]
    flows = share_among(rose, role.index[role == "treated"], shares or neighbours)
    displaced = _displaced(
        counts.iloc[:, first - before - gap : first + after], role, neighbours,
        (before, gap, after), clustered=clustered, draws=draws, seed=seed, confidence=confidence,
    )  # fmt: skip
    chance = (1 - confidence) * len(table)
    return Spillover(
        areas=table,
        flows=flows,
        confidence=confidence,
        calibrated=spread.calibrated,
        independent_windows=past.side_by_side,
        expected_by_chance=chance,
        left_out=left_out,
        fall=displaced.fall if displaced else None,
        moved=displaced.moved if displaced else None,
        displaced_share=displaced.share if displaced else None,
        share_low=displaced.low if displaced else None,
        share_high=displaced.high if displaced else None,
        summary=_summary(table, chance, spread.calibrated, left_out, confidence)
        + share_sentence(displaced, confidence),
    )


def _displaced(
    counts: pd.DataFrame, role: pd.Series, neighbours: Graph, design: tuple[int, int, int],
    *, clustered: bool, draws: int, seed: int, confidence: float,
) -> DisplacedShare | None:  # fmt: skip
    pool = DesignPool(
        counts, roles=role, size=pd.Series(1.0, index=role.index), neighbours=neighbours,
        control="rest", history=np.zeros((len(counts), 0)), clustered=clustered, draws=draws,
        seed=seed, confidence=confidence,
    )  # fmt: skip
    before, gap, after = design
    first, second = list(range(before)), list(range(before + gap, before + gap + after))
    return displaced_share(
        pool.real(first, second), pool.null(first, second, "placements"),
        confidence=confidence, seed=seed,
    )  # fmt: skip


def _summary(
    table: pd.DataFrame,
    chance: float,
    calibrated: bool,  # noqa: FBT001
    left_out: tuple[str, ...],
    confidence: float,
) -> str:
    above, below = int((table["low"] > 0).sum()), int((table["high"] < 0).sum())
    kind = "calibrated on the areas' own past" if calibrated else "textbook, not calibrated"
    text = (
        f"Of {len(table)} neighbouring areas {above} rose above and {below} fell below what the "
        f"control leads one to expect ({percent(confidence)} intervals, {kind}); "
        f"about {chance:.1f} would do so by chance."
    )
    if not calibrated:
        text += " The past is too short to calibrate: these intervals are probably too narrow."
    if left_out:
        text += f" Left out, without counts before or after: {listed(left_out)}."
    return text
