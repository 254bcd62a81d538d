"""The change of every area against what the control's ratio would give."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis._arguments import check_confidence, check_known, critical_z, listed, percent
from analysis._panel import check_apart, check_panel, window
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, kw_only=True)
class AreaChanges:
    """The result of :func:`change_by_area`.

    Attributes
    ----------
    changes
        One row an area with counts (index ``area_code``): ``role``, ``before``, ``after``,
        ``change``, ``percent`` (missing where nothing was counted before), ``expected``,
        ``excess`` (after minus expected), ``low`` and ``high`` (of the excess).
    missing
        Codes of the areas with a part to play whose count is missing in a period. They are in no
        figure here: a missing count is not a zero.
    control_before, control_after
        Totals of the control areas.
    control_ratio
        ``control_after / control_before``.
    confidence
        The level of ``low`` and ``high``.
    calibrated
        False: the intervals are textbook ones.
    summary
        The result in plain words.
    """

    changes: pd.DataFrame
    missing: tuple[str, ...]
    control_before: float
    control_after: float
    control_ratio: float
    confidence: float
    calibrated: bool
    summary: str


def change_by_area(
    counts: pd.DataFrame,
    *,
    roles: pd.Series,
    before: object,
    after: object,
    confidence: float = 0.95,
) -> AreaChanges:
    """Return each area's change, and its excess over what the control's ratio would give.

    The expected count of an area is its count before, times the ratio by which the control areas
    together changed; for a control area the other controls are taken. The interval of the excess
    treats every count as Poisson (exact limits for the area's own counts, a log-normal ratio for
    the control, combined by the method of variance estimates recovery). It ignores trends and
    over-dispersion: it is not calibrated, and is too narrow where those are present.

    Parameters
    ----------
    counts
        Areas by periods: one row an area code, one column a period; missing counts are NaN.
    roles
        The part of every area, as :func:`analysis.roles` gives it. Excluded areas are left out.
    before, after
        A column label, or several, of equally many periods.
    confidence
        The level of the interval.

    Returns
    -------
    AreaChanges

    Raises
    ------
    geo.errors.ParameterError
        If a window is empty, lies outside the counts, overlaps the other or differs in length, if
        no control or no treated area has counts, or the control counted nothing in a window.

    References
    ----------
    Zou, G. Y. and Donner, A. (2008), "Construction of confidence limits about effect measures: a
    general approach", Statistics in Medicine 27, for the combination of limits.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = pd.DataFrame({"1999": [200, 90, 400], "2000": [120, 110, 400]},
    ...                       index=["a", "b", "c"])
    >>> parts = pd.Series({"a": "treated", "b": "neighbour", "c": "control"})
    >>> found = change_by_area(counts, roles=parts, before="1999", after="2000")
    >>> found.changes.loc[["a", "b"], ["change", "expected", "excess"]].to_dict("list")
    {'change': [-80.0, 20.0], 'expected': [200.0, 90.0], 'excess': [-80.0, 20.0]}
    """
    check_confidence(confidence)
    table = check_panel(counts, parameter="counts")
    first = window(table, before, parameter="before")
    second = window(table, after, parameter="after")
    check_apart(first, second)
    if len(first) != len(second):
        raise ParameterError(
            f"the windows have {len(first)} and {len(second)} periods",
            hint="Compare equally many periods, if possible of the same season.",
            parameter="after",
        )
    parts = roles[roles != "excluded"]
    known = ("treated", "neighbour", "control")
    check_known(sorted(set(parts)), known, parameter="roles")
    table = table.reindex(parts.index)[[*first, *second]]
    missing = tuple(str(code) for code in table.index[table.isna().any(axis=1)])
    table = table.dropna()
    parts = parts[table.index]
    for role in ("treated", "control"):
        if not (parts == role).any():
            raise ParameterError(
                f"no {role} area has counts in every period of both windows",
                hint="Choose periods for which counts were loaded, or other areas.",
                parameter="counts",
                value=listed(missing) or None,
            )
    changes = pd.DataFrame(
        {
            "role": parts,
            "before": table[first].sum(axis=1),
            "after": table[second].sum(axis=1),
        }
    ).rename_axis(index="area_code")
    changes["change"] = changes["after"] - changes["before"]
    counted = changes["before"].where(changes["before"] > 0)
    changes["percent"] = (100 * changes["change"] / counted).astype("Float64")
    control = changes.loc[changes["role"] == "control", ["before", "after"]].sum()
    total_before, total_after = float(control["before"]), float(control["after"])
    if not (total_before and total_after):
        raise ParameterError(
            "the control areas counted nothing in one of the windows",
            hint="Choose longer windows, more control areas or a wider set of offences.",
            parameter="roles",
        )
    excess = [
        _excess(float(b), float(a), total_before, total_after, confidence, role == "control")
        for b, a, role in zip(changes["before"], changes["after"], changes["role"], strict=True)
    ]
    changes[["expected", "excess", "low", "high"]] = np.array(excess, dtype=float)
    changes = changes.astype(dict.fromkeys(("expected", "excess", "low", "high"), "Float64"))
    return AreaChanges(
        changes=changes,
        missing=missing,
        control_before=total_before,
        control_after=total_after,
        control_ratio=total_after / total_before,
        confidence=confidence,
        calibrated=False,
        summary=_summary(changes, missing, total_after / total_before, confidence),
    )


def _excess(
    before: float,
    after: float,
    control_before: float,
    control_after: float,
    confidence: float,
    is_control: bool,  # noqa: FBT001
) -> tuple[float, float, float, float]:
    """Return expected, excess, low and high; NaN where the other controls counted nothing."""
    if is_control:
        control_before, control_after = control_before - before, control_after - after
        if not (control_before and control_after):
            return (np.nan,) * 4
    ratio = control_after / control_before
    factor = exp(critical_z(confidence) * sqrt(1 / control_before + 1 / control_after))
    expected = before * ratio
    before_low, before_high = poisson_limits(before, confidence)
    after_low, after_high = poisson_limits(after, confidence)
    expected_low = expected - sqrt(
        (ratio * (before - before_low)) ** 2 + (before * (ratio - ratio / factor)) ** 2
    )
    expected_high = expected + sqrt(
        (ratio * (before_high - before)) ** 2 + (before * (ratio * factor - ratio)) ** 2
    )
    excess = after - expected
    low = excess - sqrt((after - after_low) ** 2 + (expected_high - expected) ** 2)
    high = excess + sqrt((after_high - after) ** 2 + (expected - expected_low) ** 2)
    return expected, excess, low, high


def poisson_limits(count: float, confidence: float) -> tuple[float, float]:
    """Return the exact (Garwood) limits of the mean of a Poisson count."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    low = float(gammaincinv(count, tail)) if count > 0 else 0.0
    return low, float(gammaincinv(count + 1, 1 - tail))


def _summary(changes: pd.DataFrame, missing: Sequence[str], ratio: float, confidence: float) -> str:
    near = changes[changes["role"] == "neighbour"]
    above, below = int((near["low"] > 0).sum()), int((near["high"] < 0).sum())
    text = (
        f"The control areas changed by {100 * (ratio - 1):+.1f}%. Of {len(near)} neighbouring "
        f"areas, {above} rose above what that would give and {below} fell below it, by "
        f"{percent(confidence)} intervals that are not calibrated: they treat counts as Poisson "
        "and ignore trends and over-dispersion."
    )
    if missing:
        text += f" No complete counts, and so left out: {listed(missing)}."
    return text
