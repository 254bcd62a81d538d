"""Checks of a panel with treated, near and control areas and one start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._arguments import check_known, listed
from analysis._panel import check_complete, position
from analysis._period_labels import gaps
from geo.errors import ParameterError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def groups(
    counts: pd.DataFrame, treated: list[str], near: list[str], *, parameter: str = "panel"
) -> NDArray[np.intp]:
    """Return the part of every row: 0 control, 1 treated, 2 near."""
    codes = dict.fromkeys(counts.index)
    check_known(treated, codes, parameter="treated")
    check_known(near, codes, parameter="near")
    both = [code for code in near if code in set(treated)]
    if both:
        raise ParameterError(
            "the same areas are given as treated and as near",
            hint="Give each area one part only.",
            parameter="near",
            value=listed(both),
        )
    if not treated:
        raise ParameterError(
            "no area is treated",
            hint="Name the areas where the operation took place.",
            parameter="treated",
        )
    if len(treated) + len(near) == len(codes):
        raise ParameterError(
            "no control area is left among the counts",
            hint="Add areas that are neither treated nor near.",
            parameter=parameter,
        )
    part = dict.fromkeys(treated, 1) | dict.fromkeys(near, 2)
    return np.array([part.get(code, 0) for code in codes], dtype=np.intp)


def cut(counts: pd.DataFrame, start: object, end: object) -> tuple[pd.DataFrame, int]:
    """Return the panel up to `end`, complete, and the number of periods before `start`."""
    first = position(counts, start, parameter="start")
    last = counts.shape[1] - 1 if end is None else position(counts, end, parameter="end")
    if first == 0:
        raise ParameterError(
            "no period lies before the start",
            hint="Load earlier periods, or choose a later start.",
            parameter="start",
            value=str(start),
        )
    if last < first:
        raise ParameterError(
            "the end lies before the start",
            hint="Choose an end on or after the start, or leave it out.",
            parameter="end",
            value=str(end),
        )
    cut = counts.iloc[:, : last + 1]
    check_complete(cut, parameter="panel")
    return cut, first


def absent_periods(counts: pd.DataFrame) -> tuple[tuple[str, ...], str]:
    """Return the periods that a panel skips, and a sentence on them, empty where there is none."""
    absent = tuple(gaps(counts.columns))
    if not absent:
        return absent, ""
    return absent, (
        f"The counts lack {listed(absent)}: left out of both sides, not taken as zero; load "
        f"{'it' if len(absent) == 1 else 'them'} if counted."
    )


def check_totals(
    counts: pd.DataFrame, group: NDArray[np.intp], periods_before: int, *, with_near: bool
) -> None:
    """Refuse a group that counted nothing before or after."""
    values = counts.to_numpy()
    for number, name in enumerate(("control", "treated", "near")[: 3 if with_near else 2]):
        inside = values[group == number]
        for when, half in (
            ("before", inside[:, :periods_before]),
            ("after", inside[:, periods_before:]),
        ):
            if half.sum() == 0:
                raise ParameterError(
                    f"the {name} areas counted nothing {when} the start, and a ratio to zero has "
                    "no value",
                    hint="Use longer windows, more areas or a wider set of offences.",
                    parameter="panel",
                )
