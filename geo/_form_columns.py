"""The columns of a kind of record, as people fill them in."""

from __future__ import annotations

from dataclasses import dataclass

from geo._form_data import FORMS
from geo.errors import ParameterError

__all__ = ["FORM_KINDS", "FormColumn", "form_columns"]

FORM_KINDS = tuple(FORMS)
"""The kinds that are filled in as a table: all but boundaries, which are polygons."""


@dataclass(frozen=True, kw_only=True)
class FormColumn:
    """One column of a form: its name, whether a row must have it, what it says, and an example."""

    name: str
    is_needed: bool
    says: str
    example: str


def form_columns(kind: str) -> tuple[FormColumn, ...]:
    """Return the columns of the form of a kind of record, in their order.

    Parameters
    ----------
    kind
        One of ``markets``, ``raids``, ``offences``, ``area_counts``, ``operations``,
        ``disposals``, ``links``, ``premises``, ``campaigns`` and ``calls``.

    Returns
    -------
    tuple of FormColumn
        Under names that the reader of that kind takes by themselves.

    Raises
    ------
    ParameterError
        ``kind`` is none of these: boundaries are polygons, and come as a file of them.

    Examples
    --------
    >>> [column.name for column in form_columns("calls") if column.is_needed]
    ['area_name', 'week_beginning', 'calls']
    """
    if kind not in FORMS:
        raise ParameterError(
            "this kind of record is not filled in as a table",
            hint=f"Use one of {', '.join(FORMS)}.",
            parameter="kind",
            value=kind,
        )
    return tuple(
        FormColumn(name=name, is_needed=is_needed, says=says, example=example)
        for name, is_needed, says, example in FORMS[kind]
    )
