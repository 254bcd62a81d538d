"""Which neighbours rose beyond what the past would let one expect."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis._arguments import check_confidence, critical_z, listed, percent
from analysis._panel import check_complete, check_panel, position
from analysis._past_windows import check_periods, past_windows
from analysis._roles import roles
from analysis._spill_flows import share_among
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph
    from numpy.typing import NDArray

    from analysis._past_windows import PastWindows

    Floats = NDArray[np.float64]


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
    excess among the treated areas it borders by the weights of the graph.

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
            f"the windows need {before + gap} period(s) before the start and {after} from it on; "
            f"the counts hold {first} and {counts.shape[1] - first}",
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
    table, left_out, spread = _measure(here, past, role, confidence)
    rose = table[table["excess"] > 0]
    flows = share_among(rose, role.index[role == "treated"], neighbours)
    chance = (1 - confidence) * len(table)
    return Spillover(
        areas=table,
        flows=flows,
        confidence=confidence,
        calibrated=spread.calibrated,
        independent_windows=past.side_by_side,
        expected_by_chance=chance,
        left_out=left_out,
        summary=_summary(table, chance, spread.calibrated, left_out, confidence),
    )


class _Spread(NamedTuple):
    """How areas stray: their own variance beyond Poisson, and all past moves on one scale."""

    own: float
    scaled: Floats
    calibrated: bool


def _log_ratio(windows: PastWindows, control: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return observed to expected on the log scale, with its Poisson variance.

    A control area is held against the other controls. NaN where a ratio is undefined.
    """
    inside = control[:, None]
    control_before = windows.before[control].sum(axis=0) - inside * windows.before
    control_after = windows.after[control].sum(axis=0) - inside * windows.after
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(windows.after / windows.before) - np.log(control_after / control_before)
        noise = 1 / windows.before + 1 / windows.after + 1 / control_before + 1 / control_after
    undefined = ~(np.isfinite(ratio) & np.isfinite(noise))
    ratio[undefined] = noise[undefined] = np.nan
    return ratio, noise


def _learn(past: PastWindows, control: NDArray[np.bool_]) -> _Spread:
    if not past.enough:
        return _Spread(0.0, np.array([]), calibrated=False)
    ratio, noise = _log_ratio(past, control)
    good = np.isfinite(ratio)
    own = max(0.0, float((ratio[good] ** 2 - noise[good]).mean()))
    scaled = np.sort(np.abs(ratio[good]) / np.sqrt(own + noise[good]))
    return _Spread(own, scaled, calibrated=len(scaled) > 0)


def _measure(
    here: PastWindows, past: PastWindows, role: pd.Series, confidence: float
) -> tuple[pd.DataFrame, tuple[str, ...], _Spread]:
    control = (role == "control").to_numpy()
    spread = _learn(past, control)
    ratio, noise = (values[:, 0] for values in _log_ratio(here, control))
    growth = here.after[control].sum() / here.before[control].sum()
    table = pd.DataFrame(
        {"before": here.before[:, 0], "after": here.after[:, 0], "ratio": ratio, "noise": noise},
        index=role.index,
    )[role == "neighbour"]
    left_out = tuple(str(code) for code in table.index[table["ratio"].isna()])
    table = table.dropna()
    table["expected"] = table["before"] * growth
    table["excess"] = table["after"] - table["expected"]
    textbook = critical_z(confidence) * np.sqrt(table["noise"])
    half_width = textbook
    table["p_value"] = pd.Series(pd.NA, index=table.index, dtype="Float64")
    if spread.calibrated:
        scale = np.sqrt(spread.own + table["noise"])
        half_width = scale * np.quantile(spread.scaled, confidence, method="higher")
        as_large = len(spread.scaled) - np.searchsorted(
            spread.scaled, np.abs(table["ratio"]) / scale, side="left"
        )
        table["p_value"] = pd.array((1 + as_large) / (1 + len(spread.scaled)), dtype="Float64")
    for name, width in (("", half_width), ("textbook_", textbook)):
        table[f"{name}low"] = table["expected"] * np.expm1(table["ratio"] - width)
        table[f"{name}high"] = table["expected"] * np.expm1(table["ratio"] + width)
    table["percent"] = 100 * np.expm1(table["ratio"])
    columns = ["before", "after", "expected", "excess", "low", "high"]
    columns += ["textbook_low", "textbook_high", "percent", "p_value"]
    return table[columns].sort_values("excess", ascending=False), left_out, spread


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
