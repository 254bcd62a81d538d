"""The part that every area plays in an evaluation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis._arguments import as_codes, check_known, listed
from analysis._match_controls import match_controls
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from libpysal.graph import Graph


def roles(
    neighbours: Graph,
    *,
    treated: Iterable[str],
    exclude: Iterable[str] = (),
    control: str | Iterable[str] = "rest",
    history: pd.DataFrame | None = None,
    matches: int | None = None,
) -> pd.Series:
    """Label every area as treated, neighbour, control or excluded.

    Neighbours are the areas that the graph joins to a treated one. The rule behind the graph (does
    the river count as a border?) can change the sign of a result, so it is always the caller's.

    Parameters
    ----------
    neighbours
        Who borders whom, keyed by area code.
    treated
        Codes of the areas of the operation.
    exclude
        Codes to leave out, such as areas without counts or with an operation of their own.
    control
        ``"rest"`` for every other area; ``"matched"`` for those of them whose past moved most like
        the treated areas' (:func:`analysis.match_controls` with `history` and `matches` shows how
        well); or the codes of the control areas. What is then neither treated, neighbour nor
        control is excluded.
    history, matches
        For ``"matched"`` only: counts of areas by periods before the operation, and how many
        controls to choose (half of those there are, if left out). Areas it lacks are not chosen.

    Returns
    -------
    pandas.Series
        One of ``"treated"``, ``"neighbour"``, ``"control"``, ``"excluded"`` for each area, named
        ``role``, indexed by ``area_code`` in the graph's order.

    Raises
    ------
    geo.errors.ParameterError
        If a code is unknown, is given two parts, borders a treated area though listed as control,
        or if nothing is treated, everything is, or no control is left.

    Examples
    --------
    >>> import pandas as pd
    >>> from libpysal.graph import Graph
    >>> row = Graph.from_adjacency(pd.DataFrame(
    ...     {"focal": list("abbccd"), "neighbor": list("bacbdc"), "weight": 1}))
    >>> roles(row, treated=["a"]).to_dict()
    {'a': 'treated', 'b': 'neighbour', 'c': 'control', 'd': 'control'}
    """
    codes = list(neighbours.unique_ids)
    known = dict.fromkeys(codes)
    raided, left_out = (
        as_codes(treated, parameter="treated"),
        as_codes(exclude, parameter="exclude"),
    )
    check_known(raided, known, parameter="treated")
    check_known(left_out, known, parameter="exclude")
    _refuse_overlap(left_out, raided, parameter="exclude", other="treated")
    if not raided:
        raise ParameterError(
            "no area is treated",
            hint="Name the areas where the operation took place.",
            parameter="treated",
        )
    if len(raided) == len(codes):
        raise ParameterError(
            "every area is treated, so nothing is left to compare with",
            hint="Widen the map, or narrow the operation.",
            parameter="treated",
        )
    beside = bordering(neighbours, raided) - set(left_out)
    role = pd.Series("control", index=pd.Index(codes, name="area_code"), name="role", dtype=object)
    if isinstance(control, str) and control not in {"rest", "matched"}:
        raise ParameterError(
            "the control rule is not known",
            hint="Use 'rest', 'matched', or a list of area codes.",
            parameter="control",
            value=control,
        )
    if control == "matched":
        taken = {*raided, *left_out, *beside}
        chosen = _matched([code for code in codes if code not in taken], raided, history, matches)
    elif isinstance(control, str):
        chosen = codes
    else:
        chosen = as_codes(control, parameter="control")
        check_known(chosen, known, parameter="control")
        _refuse_overlap(chosen, raided, parameter="control", other="treated")
        _refuse_overlap(chosen, left_out, parameter="control", other="excluded")
        _refuse_overlap(chosen, beside, parameter="control", other="next to a treated area")
    role[:] = "excluded"
    role[chosen] = "control"
    role[sorted(beside)] = "neighbour"
    role[left_out] = "excluded"
    role[raided] = "treated"
    if not (role == "control").any():
        raise ParameterError(
            "no control area is left: all others are treated, next to a treated area or excluded",
            hint="Widen the map, exclude fewer areas, or use a narrower rule for neighbours.",
            parameter="control",
        )
    return role


def _matched(
    free: list[str], raided: list[str], history: pd.DataFrame | None, matches: int | None
) -> list[str]:
    if history is None:
        raise ParameterError(
            "controls cannot be matched without the counts before the operation",
            hint="Give history, areas by periods, or use control='rest'.",
            parameter="history",
        )
    candidates = [code for code in free if code in history.index]
    number = -(-len(candidates) // 2) if matches is None else matches
    if not candidates:
        return []
    found = match_controls(history, treated=raided, candidates=candidates, number=number)
    return list(found.controls)


def bordering(neighbours: Graph, codes: Iterable[str]) -> set[str]:
    """Return the areas that the graph joins to `codes`, without `codes` themselves."""
    inside = set(codes)
    links = neighbours.adjacency
    focal = links.index.get_level_values("focal")
    joined = links[focal.isin(inside) & (links.to_numpy() != 0)]
    return set(joined.index.get_level_values("neighbor")) - inside


def _refuse_overlap(
    codes: Iterable[str], others: Iterable[str], *, parameter: str, other: str
) -> None:
    both = sorted(set(codes) & set(others))
    if both:
        raise ParameterError(
            f"areas given here are also {other}",
            hint="Give each area one part only.",
            parameter=parameter,
            value=listed(both),
        )
