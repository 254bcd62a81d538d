"""Control areas that something touched after all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import check_known, listed
from analysis._moments import as_moment
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from libpysal.graph import Graph


@dataclass(frozen=True, kw_only=True)
class ContaminatedControls:
    """The result of :func:`contaminated_controls`.

    Attributes
    ----------
    areas
        One row a control or neighbour (index ``area_code``): ``role``; ``borders_treated`` and
        ``borders_control``, how many such areas it borders; ``borders_both``; ``own_operation``;
        ``contaminated``, true for a control that borders a treated area or had an operation of its
        own; ``reason``, in words, empty where there is none.
    contaminated
        Codes of the contaminated controls.
    clean
        Codes of the controls that are left without them.
    summary
        The result in plain words.
    """

    areas: pd.DataFrame
    contaminated: tuple[str, ...]
    clean: tuple[str, ...]
    summary: str


def contaminated_controls(
    roles: pd.Series,
    *,
    neighbours: Graph,
    first: object,
    last: object,
    operations: Mapping[str, Iterable[tuple[object, object]]] | None = None,
) -> ContaminatedControls:
    """Return the controls that the operation, or one of their own, may have touched.

    A control should show what happens where nothing is done. It does not where it borders a
    treated area (give the *widest* rule for who is a neighbour, here with the river: roles made by
    a narrower rule then show what that rule lets through), or where it had its own operation
    between the first and the last period compared. An area that borders both a treated and a
    control area is marked whatever its part: offending that moves on may pass through it.

    Parameters
    ----------
    roles
        The part of every area, as :func:`analysis.roles` gives it.
    neighbours
        Who borders whom, by area code.
    first, last
        The first and the last period (or day) of the evaluation, windows and all between.
    operations
        Other operations than the one evaluated: for an area code, its periods as pairs of first
        and last day (or period), None for one that goes on.

    Returns
    -------
    ContaminatedControls

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown, a part has no meaning, or a date cannot be read.

    Examples
    --------
    >>> import pandas as pd
    >>> from libpysal.graph import Graph
    >>> row = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": list("abbccd"), "neighbor": list("bacbdc"), "weight": 1}))
    >>> parts = pd.Series({"a": "treated", "b": "neighbour", "c": "control", "d": "control"})
    >>> found = contaminated_controls(parts, neighbours=row, first="2000-01-01",
    ...     last="2000-12-31", operations={"d": [("2000-05-02", "2000-05-20")]})
    >>> found.contaminated, found.clean
    (('d',), ('c',))
    """
    check_known(
        sorted(set(roles)),
        ("treated", "neighbour", "control", "excluded"),
        parameter="roles",
    )
    check_known(list(roles.index), dict.fromkeys(neighbours.unique_ids), parameter="roles")
    own = operations or {}
    check_known(list(own), dict.fromkeys(roles.index), parameter="operations")
    opens, closes = (
        as_moment(first, parameter="first", last=False),
        as_moment(last, parameter="last", last=True),
    )
    if closes < opens:
        raise ParameterError(
            "the evaluation ends before it begins",
            hint="Give the first period before, and the last period after.",
            parameter="last",
            value=str(last),
        )
    links = neighbours.adjacency
    links = links[links.to_numpy() != 0].reset_index()
    links = links[links["focal"] != links["neighbor"]]
    links["part"] = links["neighbor"].map(roles)
    table = pd.DataFrame({"role": roles[roles.isin(["control", "neighbour"])]})
    table = table.rename_axis(index="area_code")
    for part in ("treated", "control"):
        counted = links[links["part"] == part].groupby("focal").size()
        table[f"borders_{part}"] = counted.reindex(table.index, fill_value=0).astype(int)
    table["borders_both"] = (table["borders_treated"] > 0) & (table["borders_control"] > 0)
    table["own_operation"] = [
        any(_overlaps(pair, opens, closes) for pair in own.get(code, ())) for code in table.index
    ]
    table["contaminated"] = (table["role"] == "control") & (
        (table["borders_treated"] > 0) | table["own_operation"]
    )
    table["reason"] = [_reason(area) for _, area in table.iterrows()]
    control = table[table["role"] == "control"]
    dirty = tuple(str(code) for code in control.index[control["contaminated"]])
    clean = tuple(str(code) for code in control.index[~control["contaminated"]])
    return ContaminatedControls(
        areas=table, contaminated=dirty, clean=clean, summary=_summary(dirty, clean, table)
    )


def _overlaps(pair: tuple[object, object], opens: pd.Timestamp, closes: pd.Timestamp) -> bool:
    begun = as_moment(pair[0], parameter="operations", last=False)
    ended = closes if pair[1] is None else as_moment(pair[1], parameter="operations", last=True)
    return bool(begun <= closes and ended >= opens)


def _reason(area: pd.Series) -> str:
    reasons = []
    if area["borders_both"]:
        reasons.append("borders both treated and control areas")
    elif area["role"] == "control" and area["borders_treated"]:
        reasons.append("borders a treated area")
    if area["own_operation"]:
        reasons.append("had its own operation in the time compared")
    return "; ".join(reasons)


def _summary(dirty: tuple[str, ...], clean: tuple[str, ...], table: pd.DataFrame) -> str:
    total = len(dirty) + len(clean)
    text = (
        f"None of {total} control areas borders a treated area or had its own operation."
        if not dirty
        else f"{len(dirty)} of {total} control areas may have been touched: {listed(dirty)}. "
        "Leave them out and see whether the answer holds."
    )
    near = table[(table["role"] == "neighbour") & table["own_operation"]]
    if len(near):
        text += (
            f" Next to the operation, {listed([str(code) for code in near.index])} had an "
            "operation of its own, so that a change there has two explanations."
        )
    if dirty and not clean:
        text += " No control is left without them."
    return text
