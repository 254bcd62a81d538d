"""An operation's evaluation from its record: one call, no page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from analysis._arguments import as_codes
from analysis._conclusion import leading_row
from analysis._evaluate_design import Agreement, evaluate_design
from analysis._graded_conclusion import Conclusion, graded_conclusion
from analysis._net_effect import NetEffect, net_effect
from analysis._period_labels import as_periods
from analysis._roles import roles
from analysis._sensitivity_grid import SensitivityGrid, sensitivity_grid
from analysis._windows import Windows, windows
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph

_ONLY = "as given"
_STRONG = "strong evidence of"
_LENGTHS = {"M": (6, 3, 1), "Q": (3,), "Y": (12,), "A": (12,)}
_GRID_LENGTHS = {"M": (3, 6, 12), "Q": (3, 6, 12), "Y": (12,), "A": (12,)}


@dataclass(frozen=True, kw_only=True)
class OperationEvaluation:
    """The result of :func:`evaluate_operation`.

    Attributes
    ----------
    name, rule
        Of the operation, and of the rule for who is a neighbour; empty where not given.
    windows
        The periods compared.
    agreement
        All methods on the design; its ``methods`` are the rows of a forest plot.
    effect, spill
        The row of ``methods`` on which the conclusion on the treated areas, and on those next to
        them, rests: ``percent``, ``percent_low`` and ``percent_high`` (missing where there is no
        bound), ``p_value``, ``calibrated``. `spill` is None without neighbours.
    net
        The total net effect in offences.
    conclusion
        The graded words that the evidence allows.
    grid
        How the answer moves with the choices: run where it was asked for, or where the words would
        otherwise be strong. None else, and where it cannot be run.
    confidence
        The level of all intervals.
    summary
        The result in plain words.
    """

    name: str
    rule: str
    windows: Windows
    agreement: Agreement
    effect: pd.Series
    spill: pd.Series | None
    net: NetEffect
    conclusion: Conclusion
    grid: SensitivityGrid | None
    confidence: float
    summary: str


def evaluate_operation(
    panel: pd.DataFrame,
    *,
    operation: Mapping[str, Any] | pd.Series,
    neighbours: Graph | Mapping[str, Graph],
    rule: str | None = None,
    months: int | None = None,
    gap: int = 0,
    same_season: bool = True,
    leave_out_operation: bool | None = None,
    exclude: Iterable[str] = (),
    control: str | Iterable[str] = "rest",
    grid: bool | None = None,
    studies: bool = True,
    draws: int = 1_999,
    seed: int = 0,
    confidence: float = 0.95,
) -> OperationEvaluation:
    """Evaluate an operation as the displacement page does when it opens on it.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns: pandas periods, or months written
        otherwise); missing ones NaN.
    operation
        A record with ``areas`` (codes), ``start``, ``end`` and ``name``, such as a row of the table
        that :func:`geo.read_operations` gives. Without an end it is taken to end as it starts.
    neighbours
        Who borders whom by area code; or several such graphs by the name of their rule, all of
        which the sensitivity grid then tries.
    rule
        Which of them; the first if left out.
    months
        The length of each window. Left out, 6 for monthly counts, or 3 or 1 where 6 do not fit;
        one period for quarterly and yearly ones.
    gap, same_season, leave_out_operation
        As in :func:`analysis.windows`; `leave_out_operation` left out means yes, but for years.
    exclude, control
        As in :func:`analysis.roles`: ``"rest"``, ``"matched"`` or the codes of the controls.
    grid
        Whether to run the sensitivity grid; left out, only where it could take strong words back.
    studies, draws, seed, confidence
        As in :func:`analysis.evaluate_design`.

    Returns
    -------
    OperationEvaluation

    Raises
    ------
    geo.errors.ParameterError
        If the record lacks areas or a date, the rule is not known, no window fits into the counts,
        or the design cannot be evaluated: each says what would mend it.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from libpysal.graph import Graph
    >>> codes = [f"a{k:02d}" for k in range(24)]
    >>> ring = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": codes * 2, "neighbor": codes[1:] + codes[:1] + codes[-1:] + codes[:-1],
    ...      "weight": 1}))
    >>> panel = pd.DataFrame(np.random.default_rng(1).poisson(200, (24, 48)), index=codes,
    ...                      columns=pd.period_range("2000-01", periods=48, freq="M"))
    >>> panel.loc[codes[:3], "2003-01":] //= 2
    >>> found = evaluate_operation(panel, neighbours={"land": ring}, studies=False, operation={
    ...     "areas": codes[:3], "start": "2002-12-04", "end": "2002-12-17", "name": "Example"})
    >>> found.conclusion.grade, round(found.effect["percent"]), found.net.prevented_low > 0
    ('consistent with', -50, True)
    """
    counts = as_periods(panel, parameter="panel")
    treated = _areas(operation)
    start, end = operation.get("start"), operation.get("end")
    end = None if end is None or pd.isna(end) else end
    graphs, chosen = _graphs(neighbours, rule)
    periods: list[Any] = list(counts.columns)
    kind = periods[0].freqstr[0] if periods else "M"
    leave_out = kind not in "YA" if leave_out_operation is None else leave_out_operation
    lengths = _LENGTHS.get(kind, (6, 3, 1)) if months is None else (months,)
    placing: dict[str, Any] = {
        "start": start, "end": end, "gap": gap, "same_season": same_season,
        "leave_out_operation": leave_out,
    }  # fmt: skip
    span = _first_that_fits(periods, lengths, placing)
    named = control if isinstance(control, str) else as_codes(control, parameter="control")
    left_out = as_codes(exclude, parameter="exclude")
    parts = roles(
        graphs[chosen], treated=treated, exclude=left_out,
        control="rest" if named == "matched" else named,
    )  # fmt: skip
    first = span.left_out[0] if span.left_out else span.after[0]
    agreement = evaluate_design(
        counts,
        roles=parts,
        before=span.before,
        after=span.after,
        start=first,
        neighbours=graphs[chosen],
        control=cast("Any", named if isinstance(named, str) else "listed"),
        studies=studies,
        draws=draws,
        seed=seed,
        confidence=confidence,
    )
    conclusion = graded_conclusion(agreement)
    strong = _STRONG in {conclusion.grade, conclusion.near_grade}
    tried = None
    if strong if grid is None else grid:
        try:
            tried = sensitivity_grid(
                counts, treated=treated, neighbours=graphs, exclude=left_out, seed=seed,
                months=_GRID_LENGTHS.get(kind, (3, 6, 12)), confidence=confidence, **placing,
            )  # fmt: skip
        except ParameterError:  # no combination has counts: the grade then rests on this design
            tried = None
        conclusion = graded_conclusion(agreement, grid=tried)
    net = net_effect(agreement)
    name, where = str(operation.get("name") or ""), chosen if rule or len(graphs) > 1 else ""
    return OperationEvaluation(
        name=name,
        rule=where,
        windows=span,
        agreement=agreement,
        effect=cast("pd.Series", main_row(agreement, "treated")),
        spill=main_row(agreement, "near") if conclusion.near_grade is not None else None,
        net=net,
        conclusion=conclusion,
        grid=tried,
        confidence=confidence,
        summary=_summary(name, where, span, agreement, conclusion, net),
    )


def main_row(agreement: Agreement, group: str) -> pd.Series | None:
    """Return the row of the measure that the conclusion on a group rests on; None without one."""
    return leading_row(agreement.methods[agreement.methods["group"] == group])


def _areas(operation: Mapping[str, Any] | pd.Series) -> list[str]:
    if not isinstance(operation, (Mapping, pd.Series)):
        raise ParameterError(
            "the operation is no record",
            hint="Give its areas, start and end by name, such as a row of the operations table.",
            parameter="operation",
            value=type(operation).__name__,
        )
    areas = operation.get("areas")
    listed = [] if areas is None else as_codes(areas, parameter="operation")
    if not listed:
        raise ParameterError(
            "the operation names no area",
            hint="Give the codes of the areas where it took place as 'areas'.",
            parameter="operation",
        )
    return listed


def _graphs(
    neighbours: Graph | Mapping[str, Graph], rule: str | None
) -> tuple[dict[str, Graph], str]:
    graphs = dict(neighbours) if isinstance(neighbours, Mapping) else {rule or _ONLY: neighbours}
    if not graphs or (rule is not None and rule not in graphs):
        raise ParameterError(
            "the rule for who is a neighbour is not among those given",
            hint=f"Use one of: {', '.join(graphs) or '(none given)'}.",
            parameter="rule",
            value=rule,
        )
    return graphs, rule or next(iter(graphs))


def _first_that_fits(
    periods: list[Any], lengths: tuple[int, ...], placing: dict[str, Any]
) -> Windows:
    """Return the longest of the usual windows that lie within the counts."""
    refused: ParameterError | None = None
    for length in lengths:
        try:
            return windows(periods, months=length, **placing)
        except ParameterError as error:
            refused = refused or error
    raise cast("ParameterError", refused)


def _summary(
    name: str, rule: str, span: Windows, agreement: Agreement, conclusion: Conclusion,
    net: NetEffect,
) -> str:  # fmt: skip
    parts = [f"{name}." if name else "", f"Neighbours {rule}." if rule else "", span.summary]
    parts += [conclusion.summary, net.summary]
    parts += [agreement.calibrated_on.rstrip(".") + ".", *agreement.disagreements]
    return " ".join(part for part in parts if part)
