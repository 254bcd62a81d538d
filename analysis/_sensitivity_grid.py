"""How the answer moves with the choices that an analyst could have made otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis._arguments import listed
from analysis._conclusion import leading_row
from analysis._evaluate_design import evaluate_design
from analysis._roles import roles
from analysis._windows import windows
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from libpysal.graph import Graph

    from analysis._design_pool import Control

_FACTORS = {"neighbours": "the rule for neighbours", "months": "the window",
            "control": "the choice of controls"}  # fmt: skip
_GROUPS = {"treated": "", "near": "near_"}
_TAKEN = ("method", "percent", "percent_low", "percent_high", "p_value", "calibrated")


@dataclass(frozen=True, kw_only=True)
class SensitivityGrid:
    """The result of :func:`sensitivity_grid`.

    Attributes
    ----------
    cells
        One row a combination: ``neighbours``, ``months``, ``control``; ``method``, ``percent``,
        ``percent_low``, ``percent_high``, ``p_value`` and ``calibrated`` of the treated areas, the
        same with ``near_`` before it of those next to them; ``not_run``, why a cell is empty.
    same_sign_share, near_same_sign_share
        The share of the cells that were run whose estimate has the sign of most of them; None
        where there is none.
    significant_share, near_significant_share
        The share whose calibrated interval leaves out no effect *on that side*.
    drivers
        For each choice (index ``choice``) and group (columns ``treated``, ``near``), the share of
        pairs of cells differing in this choice alone whose signs differ; missing without pairs.
    run
        How many cells were run.
    summary
        The result in plain words.
    """

    cells: pd.DataFrame
    same_sign_share: float | None
    near_same_sign_share: float | None
    significant_share: float | None
    near_significant_share: float | None
    drivers: pd.DataFrame
    run: int
    summary: str


def sensitivity_grid(
    panel: pd.DataFrame,
    *,
    treated: Iterable[str],
    neighbours: Mapping[str, Graph],
    start: object,
    end: object = None,
    months: Sequence[int] = (3, 6, 12),
    controls: Sequence[Control] = ("rest", "matched"),
    exclude: Iterable[str] = (),
    gap: int = 0,
    same_season: bool = True,
    leave_out_operation: bool = True,
    clustered: bool = True,
    draws: int = 499,
    seed: int = 0,
    confidence: float = 0.95,
) -> SensitivityGrid:
    """Evaluate every combination of neighbour rule, window length and control rule.

    An answer that turns over when the river counts as a border, or when three months become six,
    is no answer. Every cell is the measure that a conclusion on its design rests on: see
    :func:`analysis.main_row`. Cells share most of their counts, so that agreement among them is
    not independent confirmation.

    Parameters
    ----------
    panel
        Counts of areas (rows, by code) by periods (columns of pandas periods, in order).
    treated
        Codes of the areas of the operation.
    neighbours
        Rules for who borders whom, by name, such as ``{"land": ..., "land and river": ...}``.
    start, end
        The first and the last day of the operation.
    months
        Lengths of the windows, in months.
    controls
        ``"rest"``, ``"matched"`` or both.
    exclude
        Codes to leave out. Areas without any count before the operation are left out of the match.
    gap, same_season, leave_out_operation
        As in :func:`analysis.windows`.
    clustered, draws, seed, confidence
        As in :func:`analysis.evaluate_design`.

    Returns
    -------
    SensitivityGrid
        A combination that cannot be evaluated has an empty row that says why.

    Raises
    ------
    geo.errors.ParameterError
        If no combination was given, or none can be evaluated.

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
    >>> found = sensitivity_grid(panel, treated=codes[:3], neighbours={"land": ring},
    ...                          start="2002-12-04", months=(3, 6), draws=199)
    >>> found.run, found.same_sign_share
    (4, 1.0)
    """
    choices = list(product(neighbours, months, controls))
    if not choices:
        raise ParameterError(
            "the grid has no cell",
            hint="Give at least one neighbour rule, one length and one control rule.",
            parameter="neighbours",
        )
    strange = [name for name in controls if name not in ("rest", "matched")]
    if strange:
        raise ParameterError(
            "the control rule is not known",
            hint="Use 'rest', 'matched' or both.",
            parameter="controls",
            value=listed(strange),
        )
    raided, left_out = list(treated), list(exclude)
    periods: list[Any] = list(panel.columns)
    cells = []
    for rule, length, control in choices:
        cell: dict[str, object] = {"neighbours": rule, "months": length, "control": control}
        try:
            span = windows(
                periods,
                start=start,
                end=end,
                months=length,
                gap=gap,
                same_season=same_season,
                leave_out_operation=leave_out_operation,
            )
            first = span.left_out[0] if span.left_out else span.after[0]
            found = evaluate_design(
                panel,
                roles=roles(neighbours[rule], treated=raided, exclude=left_out),
                before=span.before,
                after=span.after,
                start=first,
                neighbours=neighbours[rule],
                control=control,
                clustered=clustered,
                studies=False,
                draws=draws,
                seed=seed,
                confidence=confidence,
            )
            cell |= _cell(found.methods)
        except ParameterError as error:
            cell["not_run"] = f"{error.problem}. {error.hint}"
        cells.append(cell)
    table = _typed(pd.DataFrame(cells))
    if not table["percent"].notna().any():
        raise ParameterError(
            f"no combination can be evaluated. The first: {table['not_run'].iloc[0]}",
            hint="Load more periods, or use shorter windows.",
            parameter="months",
        )
    shares = {group: _shares(table, prefix) for group, prefix in _GROUPS.items()}
    drivers = _drivers(table)
    return SensitivityGrid(
        cells=table,
        same_sign_share=shares["treated"][0],
        near_same_sign_share=shares["near"][0],
        significant_share=shares["treated"][1],
        near_significant_share=shares["near"][1],
        drivers=drivers,
        run=int(table["percent"].notna().sum()),
        summary=_summary(table, shares, drivers),
    )


def _cell(methods: pd.DataFrame) -> dict[str, object]:
    cell: dict[str, object] = {}
    for group, prefix in _GROUPS.items():
        row = leading_row(methods[methods["group"] == group])
        if row is not None:
            cell |= {prefix + name: row[name] for name in _TAKEN}
    return cell


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    names = [prefix + name for prefix in _GROUPS.values() for name in _TAKEN]
    refusals = table["not_run"] if "not_run" in table else [""] * len(table)
    table = table.reindex(columns=["neighbours", "months", "control", *names])
    kinds: dict[str, Any] = {"calibrated": "boolean", "method": "string"}
    for name in names:
        table[name] = table[name].astype(kinds.get(name.removeprefix("near_"), "Float64"))
    table["not_run"] = pd.Series(refusals, index=table.index, dtype=object).fillna("").astype(str)
    return table


def _shares(table: pd.DataFrame, prefix: str) -> tuple[float | None, float | None]:
    shown = table[table[prefix + "percent"].notna()]
    if shown.empty:
        return None, None
    rises = shown[prefix + "percent"] > 0
    most = bool(rises.mean() > 0.5)  # noqa: PLR2004
    bound, way = ("percent_low", 1) if most else ("percent_high", -1)
    firm = (shown[prefix + bound] * way > 0) & shown[prefix + "calibrated"]
    return float((rises == most).mean()), float(firm.fillna(value=False).mean())


def _drivers(table: pd.DataFrame) -> pd.DataFrame:
    rows = {}
    for factor in _FACTORS:
        others = [name for name in _FACTORS if name != factor]
        row = {}
        for group, prefix in _GROUPS.items():
            shown = table[table[prefix + "percent"].notna()]
            differ = [
                bool((one > 0) != (two > 0))
                for _, cells in shown.groupby(others, sort=False)
                for one, two in combinations(cells[prefix + "percent"], 2)
            ]
            row[group] = np.mean(differ) if differ else None
        rows[factor] = row
    found = pd.DataFrame.from_dict(rows, orient="index").astype("Float64")
    return found.rename_axis(index="choice")


def _summary(
    table: pd.DataFrame,
    shares: dict[str, tuple[float | None, float | None]],
    drivers: pd.DataFrame,
) -> str:
    run = int(table["percent"].notna().sum())
    parts = [f"Of {len(table)} combinations of neighbour rule, window and control {run} were run."]
    for group, where in (("treated", "raided areas"), ("near", "areas next to them")):
        same, firm = shares[group]
        if same is None or firm is None:
            continue
        text = (
            f"For the {where}, {100 * same:.0f}% of them have the same sign, and "
            f"{f'{100 * firm:.0f}%' if firm else 'none'} with a calibrated interval that leaves "
            "out no effect"
        )
        turning = [
            _FACTORS[str(name)] for name, share in drivers[group].dropna().items() if share > 0
        ]
        parts.append(f"{text}; the sign turns with {listed(turning)}." if turning else f"{text}.")
    if run < len(table):
        parts.append("The others lack counts for their windows, or a control.")
    parts.append("Cells share most of their counts: they do not confirm one another.")
    return " ".join(parts)
