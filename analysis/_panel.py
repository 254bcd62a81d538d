"""Taking periods out of a table of counts, with missing told apart from zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import listed, number_of
from analysis._period_labels import are_periods, gaps, in_order, same_label
from analysis._period_labels import when as _when
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def check_panel(panel: pd.DataFrame, *, parameter: str) -> pd.DataFrame:
    """Return a table of areas by periods as floats, refusing what cannot be counts.

    Missing counts stay NaN. Periods that have an order come back in it.
    """
    if not isinstance(panel, pd.DataFrame):
        raise ParameterError(
            "the counts are no table",
            hint="Give a pandas DataFrame with one row an area and one column a period.",
            parameter=parameter,
            value=type(panel).__name__,
        )
    for axis, name in ((panel.index, "area code"), (panel.columns, "period")):
        if axis.has_duplicates:
            raise ParameterError(
                f"the same {name} appears twice",
                hint="Add its counts together first: one row an area, one column a period.",
                parameter=parameter,
                value=str(axis[axis.duplicated()][0]),
            )
    if panel.empty:
        raise ParameterError(
            "the table of counts is empty",
            hint="Give one row an area and one column a period.",
            parameter=parameter,
        )
    if are_periods(panel.index) and not are_periods(panel.columns):
        raise ParameterError(
            "the rows are periods, where areas are expected",
            hint="Turn the table round (panel.T): one row an area, one column a period.",
            parameter=parameter,
            value=str(panel.index[0]),
        )
    try:
        counts = panel.astype(float)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            "the table holds something that is not a number",
            hint="Give one row an area and one column a period, and counts only.",
            parameter=parameter,
        ) from error
    values = counts.to_numpy()
    if np.isinf(values).any() or (values < 0).any():
        raise ParameterError(
            "a count is below zero or infinite",
            hint="Counts are zero or more; leave a missing count empty.",
            parameter=parameter,
        )
    return counts if in_order(counts.columns) else counts[sorted(counts.columns, key=_when)]


def window(panel: pd.DataFrame, periods: object, *, parameter: str) -> list[object]:
    """Return the columns of `panel` that `periods` names: one label, or several."""
    several = isinstance(periods, (list, tuple, set, frozenset, range, np.ndarray, pd.Index))
    labels: Sequence[object] = list(periods) if several else [periods]  # type: ignore[call-overload]
    if not labels:
        raise ParameterError(
            "the window holds no period",
            hint="Name at least one period.",
            parameter=parameter,
        )
    labels = list(dict.fromkeys(same_label(panel.columns, label) for label in labels))
    absent = [label for label in labels if label not in panel.columns]
    if absent:
        raise ParameterError(
            f"{number_of('period', len(absent))} {'lies' if len(absent) == 1 else 'lie'} outside "
            "the counts, which run from "
            f"{panel.columns[0]} to {panel.columns[-1]}",
            hint="Choose periods within the data, or load more data.",
            parameter=parameter,
            value=listed([str(label) for label in absent]),
        )
    return list(labels)


def check_apart(before: Iterable[object], after: Iterable[object]) -> None:
    """Refuse windows that share a period."""
    both = [str(label) for label in before if label in set(after)]
    if both:
        raise ParameterError(
            "the windows before and after share a period",
            hint="Keep them apart, and leave the operation itself out of both.",
            parameter="after",
            value=listed(both),
        )


def position(panel: pd.DataFrame, period: object, *, parameter: str) -> int:
    """Return where `period` stands among the columns of `panel`."""
    (label,) = window(panel, [period], parameter=parameter)
    labels: list[object] = list(panel.columns)
    return labels.index(label)


def check_complete(panel: pd.DataFrame, *, parameter: str) -> None:
    """Refuse a table with a missing count."""
    missing = panel.isna()
    if missing.to_numpy().any():
        areas = [str(code) for code in panel.index[missing.any(axis=1)]]
        periods = [str(label) for label in panel.columns[missing.any(axis=0)]]
        raise ParameterError(
            f"counts are missing for {listed(areas)} in {listed(periods)}",
            hint="A missing count is not a zero: load these periods, or choose other ones."
            if len(areas) == len(panel)
            else "A missing count is not a zero: drop those areas, or choose other periods.",
            parameter=parameter,
        )


def check_no_gap(panel: pd.DataFrame, *, parameter: str) -> None:
    """Refuse periods that are not next to each other where they are counted off by number."""
    absent = gaps(panel.columns)
    if absent:
        raise ParameterError(
            f"the counts lack {listed(absent)}",
            hint="A missing period is not a zero: load it, or choose other periods.",
            parameter=parameter,
        )


def windows(
    panel: pd.DataFrame, *, start: object, before: object, after: object
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the complete columns before and after `start`.

    `before` and `after` are numbers of periods next to `start`, or columns; the first period
    after is `start` itself where a number is given.
    """
    first = position(panel, start, parameter="start")
    found = []
    for name, wanted in (("before", before), ("after", after)):
        if isinstance(wanted, (int, np.integer)) and not isinstance(wanted, bool):
            room = first if name == "before" else panel.shape[1] - first
            if not 1 <= wanted <= room:
                raise ParameterError(
                    f"the counts hold {number_of('period', room)} {name} the start",
                    hint=f"Use between 1 and {room}, or load more periods."
                    if room
                    else "Load more periods, or choose another start.",
                    parameter=name,
                    value=wanted,
                )
            edge = first - int(wanted) if name == "before" else first
            places = list(range(edge, edge + int(wanted)))
            # With the start itself, so that a hole right before it is seen too.
            check_no_gap(panel.iloc[:, [*places, first] if name == "before" else places],
                         parameter=name)  # fmt: skip
        else:
            places = [
                position(panel, label, parameter=name)
                for label in window(panel, wanted, parameter=name)
            ]
            if any((place >= first) == (name == "before") for place in places):
                raise ParameterError(
                    f"a period of this window does not lie {name} the start",
                    hint="The start is the first period that may count as after.",
                    parameter=name,
                )
        found.append(panel.iloc[:, places])
        check_complete(found[-1], parameter="panel")
    return found[0], found[1]
