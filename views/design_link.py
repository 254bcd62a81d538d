"""A link to the displacement page with the design of an evaluation already set.

The contract, for whoever sends a reader there (a saved plan, an operation on record, a briefing):
the page reads its whole design from the query parameters of its address, so a link sets it and
nothing else has to be passed. :func:`parameters` writes them; give the result to :func:`show` for
a link, or to :func:`address` for a relative address. ``st.switch_page`` cannot carry them:
Streamlit refuses to set a parameter that is bound to a widget.

An operation on record (a row of the workspace's ``operations`` table: ``operation_id``, ``name``,
``start``, ``end``, ``areas``) brings its treated areas and its dates with it: the windows follow
from the dates. What is left out here keeps the page's own default.

===================  ===========================================================================
parameter            value
===================  ===========================================================================
``operation``        the operation's name (as :func:`views.operations.on_record` keys it: names
                     that occur twice carry their start), or ``Areas I choose``
``raided``           names of the areas, where none is on record
``category``         the kind of offence
``river``            ``By land`` or ``By land and river``
``control``          ``All others``, ``Best matched`` or ``Chosen``
``listed_controls``  names of the control areas, with ``Chosen``
``excluded``         names of areas to leave out
``window_rule``      ``Same season`` or ``Just before``
``length_months``    months (or ``length_quarters``, quarters) in each window
``gap_months``       settling-in months left out (or ``gap_quarters``, still in months)
``part``             what is open under *Look closer*
===================  ===========================================================================
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

import streamlit as st

from views import links, operations, windows
from views.design import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from views.workspace import Workspace

PAGE = "displacement"


def parameters(
    now: Workspace,
    *,
    operation: str | None = None,
    treated: Sequence[str] = (),
    category: str | None = None,
    across_river: bool | None = None,
    control: Literal["rest", "matched", "listed"] | None = None,
    controls: Sequence[str] = (),
    exclude: Sequence[str] = (),
    months: int | None = None,
    gap_months: int | None = None,
    same_season: bool | None = None,
    part: str | None = None,
) -> dict[str, str | list[str]]:
    """Return the query parameters that open the displacement page on a design.

    Parameters
    ----------
    now
        The workspace that the reader will see: names are written as it shows them.
    operation
        The ``operation_id`` or the name of an operation on record.
    treated
        Codes of the treated areas, where there is no such operation.
    category, across_river, control, controls, exclude, months, gap_months, same_season, part
        As the table above says; codes, not names, for areas.

    Raises
    ------
    KeyError
        If the operation is not on record with an area on the map, or an area is not on it.
    """
    names = now.area_names
    chosen = CONTROLS["listed"] if controls else CONTROLS.get(control or "")
    rivers: dict[bool | None, str] = dict(operations.RULES.items()) if now.has_boroughs else {}
    seasons: dict[bool | None, str] = {True: windows.SEASON, False: windows.BEFORE}
    found: dict[str, str | list[str] | None] = {
        "operation": _name_of(now, operation) if operation else operations.OWN if treated else None,
        "raided": [names[code] for code in treated] if not operation else None,
        "category": category,
        "river": rivers.get(across_river),
        "control": chosen,
        "listed_controls": [names[code] for code in controls],
        "excluded": [names[code] for code in exclude],
        "window_rule": seasons.get(same_season),
        **_lengths(now, months, gap_months),
        "part": part,
    }
    return {name: value for name, value in found.items() if value}


def _lengths(now: Workspace, months: int | None, gap_months: int | None) -> dict[str, str | None]:
    """Return the lengths of the windows in the periods that the counts have."""
    counts = now.tables["area_counts"]
    if counts.empty:
        return {}
    period = counts["period"].iloc[0]
    unit, width = windows.unit_of(period), windows.width_of(period)
    whole = months is not None and months % width == 0
    return {
        f"length_{unit}": str((months or 0) // width) if whole else None,
        f"gap_{unit}": None if gap_months is None else str(gap_months),
    }


def address(found: dict[str, str | list[str]]) -> str:
    """Return the page's relative address with these parameters.

    >>> address({"operation": "Operation Crackdown", "raided": ["Brent", "Camden"]})
    'displacement?operation=Operation+Crackdown&raided=Brent&raided=Camden'
    """
    return f"{PAGE}?{urlencode(found, doseq=True)}"


def show(label: str, found: dict[str, str | list[str]]) -> None:
    """Draw a plain link, which loads the page anew: only so does it take its design from there."""
    data = st.query_params.get(links.DATA)
    there = address(found | ({links.DATA: data} if data else {}))
    st.html(f"<a href='{html.escape(there)}'>{html.escape(label)}</a>")


def _name_of(now: Workspace, operation: str) -> str:
    known = operations.on_record(now)
    if operation in known:
        return operation
    by_id = {one.operation_id: name for name, one in known.items()}
    return by_id[operation]
