"""Every measure of one design as a row: estimate, both intervals, p-value and direction."""

from __future__ import annotations

from functools import partial
from math import expm1, log, sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis._arguments import critical_z
from analysis._change import Change
from analysis._displacement_quotient import DisplacementQuotient, displacement_quotient
from analysis._quotient_inversion import quotient_interval
from analysis._weighted_displacement_difference import weighted_displacement_difference

if TYPE_CHECKING:
    from analysis._design_pool import Calibration, DesignPool, Estimate
    from analysis._design_sums import Group
    from analysis._difference_in_differences import DifferenceInDifferences
    from analysis._weighted_displacement_difference import WeightedDisplacementDifference

DIFFERENCE = "weighted displacement difference"
QUOTIENT = "weighted displacement quotient"
RATIO = "ratio of ratios (IRR)"
TOTAL = "total net effect"
GROUPS: tuple[Group, ...] = ("treated", "near", "together")


class Windows(NamedTuple):
    """Positions of the periods compared."""

    before: list[int]
    after: list[int]


class Measures(NamedTuple):
    """The standard measures of a design with their rows."""

    rows: list[dict[str, object]]
    difference: WeightedDisplacementDifference
    quotient: DisplacementQuotient | None
    ratios: dict[str, Estimate]


def row(
    method: str,
    group: str,
    *,
    unit: str,
    estimate: float,
    interval: tuple[float | None, float | None],
    textbook: tuple[float | None, float | None] = (None, None),
    percent: tuple[float | None, float | None, float | None] = (None, None, None),
    p_value: float | None,
    calibration: Calibration | str,
) -> dict[str, object]:
    """Return one row of the table of methods."""
    calibrated = calibration != "none"
    low, high = interval if calibrated else textbook
    direction = "unclear"
    if high is not None and high < 0:
        direction = "fall"
    elif low is not None and low > 0:
        direction = "rise"
    return {
        "method": method,
        "group": group,
        "unit": unit,
        "estimate": estimate,
        "low": low,
        "high": high,
        "textbook_low": textbook[0],
        "textbook_high": textbook[1],
        "p_value": p_value,
        "percent": percent[0],
        "percent_low": percent[1],
        "percent_high": percent[2],
        "direction": direction,
        "calibrated": calibrated,
        "calibration": calibration,
    }


def in_percents(*logs: float | None) -> tuple[float | None, ...]:
    """Return log effects as percentage changes, None where there is none."""
    return tuple(
        None if value is None or not np.isfinite(value) else 100 * expm1(value) for value in logs
    )


def standard_measures(
    pool: DesignPool,
    windows: Windows,
    changes: dict[str, Change],
    *,
    fitted: dict[str, DifferenceInDifferences],
    calibration: Calibration,
    seed: int,
    confidence: float,
) -> Measures:
    """Return WDD, ratio of ratios, fitted differences, WDQ and total net effect."""
    near = changes.get("neighbour")
    lengths = (len(windows.before), len(windows.after))
    difference = weighted_displacement_difference(
        treated=changes["treated"],
        control=changes["control"],
        near=near,
        time_weights=(1, lengths[1] / lengths[0]),
        confidence=confidence,
    )
    null = pool.null(windows.before, windows.after, calibration) if calibration != "none" else None
    measure = partial(
        pool.estimate,
        windows.before,
        windows.after,
        calibration=calibration,
        null=None if null is None else lambda: null,
    )
    rows: list[dict[str, object]] = []
    ratios: dict[str, Estimate] = {}
    prefixes = {"treated": "local_", "near": "spill_", "together": ""}
    for group in GROUPS if near is not None else GROUPS[:1]:
        found = measure(family="difference", group=group)
        prefix = prefixes[group]
        rows.append(
            row(
                DIFFERENCE, group,
                unit="offences per unit of size",
                estimate=getattr(difference, f"{prefix}estimate"),
                interval=(found.low, found.high),
                textbook=(
                    getattr(difference, f"{prefix}low"), getattr(difference, f"{prefix}high")
                ),
                percent=in_percents(found.log_effect, found.log_low, found.log_high),  # type: ignore[arg-type]
                p_value=found.p_value,
                calibration=calibration if found.p_value is not None else "none",
            )
        )  # fmt: skip
        ratios[group] = measure(family="ratio", group=group)
        if group != "together":
            rows += _ratio_rows(ratios[group], group, fitted, calibration)
    quotient = None
    if near is not None:
        control = changes["control"]
        rows.append(_total(ratios["together"], changes, calibration, confidence))
        quotient = displacement_quotient(
            treated=_plain(changes["treated"]),
            near=_plain(near),
            control=_plain(control),
            confidence=confidence,
        )
        if quotient.quotient is not None:
            low = high = None
            if null is not None:
                low, high = quotient_interval(
                    null, quotient=quotient.quotient,
                    levels=(changes["treated"].before, near.before),
                    effects=(ratios["treated"].log_effect, ratios["near"].log_effect),
                    confidence=confidence, seed=seed,
                )  # fmt: skip
            rows.append(
                row(
                    QUOTIENT, "together", unit="share of the fall (above zero: benefit spread)",
                    estimate=quotient.quotient, interval=(low, high),
                    textbook=(quotient.low, quotient.high), p_value=None, calibration=calibration,
                ) | {"direction": "unclear"}
            )  # fmt: skip
    return Measures(rows, difference, quotient, ratios)


def _plain(change: Change) -> Change:
    return Change(before=change.before, after=change.after)  # the quotient is one of counts


def _ratio_rows(
    found: Estimate,
    group: str,
    fitted: dict[str, DifferenceInDifferences],
    calibration: Calibration,
) -> list[dict[str, object]]:
    calibrated = in_percents(found.log_effect, found.log_low, found.log_high)
    rows = []
    for errors, fit in fitted.items():
        textbook = (fit.low, fit.high) if group == "treated" else (fit.spill_low, fit.spill_high)
        name = RATIO if errors == "model" else f"difference in differences, {errors} errors"
        own = calibrated
        if calibration == "none":
            own = in_percents(found.log_effect, *textbook)
        rows.append(
            row(
                name, group, unit="log ratio",
                estimate=found.value, interval=(found.log_low, found.log_high),
                textbook=textbook, percent=own,  # type: ignore[arg-type]
                p_value=found.p_value, calibration=calibration,
            )
        )  # fmt: skip
    return rows


def _total(
    found: Estimate,
    changes: dict[str, Change],
    calibration: Calibration,
    confidence: float,
) -> dict[str, object]:
    """Return the change in offences of treated and near areas against the control's ratio."""
    control = changes["control"]
    before, after = (
        sum(getattr(changes[part], when) for part in ("treated", "neighbour"))
        for when in ("before", "after")
    )
    expected = before * control.after / control.before

    def offences(log_effect: float | None) -> float | None:
        # What was counted stands; what would have been without the effect is the unknown.
        return None if log_effect is None else -after * expm1(-log_effect)

    noise = sum(1 / max(count, 1) for count in (before, after, control.before, control.after))
    half = critical_z(confidence) * sqrt(noise)
    value = log(after / expected)
    textbook = (value - half, value + half)
    own = (found.log_low, found.log_high) if calibration != "none" else textbook
    return row(
        TOTAL, "together", unit="offences",
        estimate=after - expected,
        interval=(offences(found.log_low), offences(found.log_high)),
        textbook=(offences(textbook[0]), offences(textbook[1])),
        percent=in_percents(value, *own),  # type: ignore[arg-type]
        p_value=found.p_value, calibration=calibration,
    )  # fmt: skip


def combined_rows(
    found: dict[str, Estimate], fitted: dict[str, DifferenceInDifferences]
) -> list[dict[str, object]]:
    """Return the rows of the combined ratio and its parts.

    Their textbook intervals reach as far as that of the plain Poisson ratio of the same counts.
    """
    plain = fitted["model"]
    half = (plain.high - plain.low) / 2
    return [
        row(
            name, "treated", unit="log ratio", estimate=one.value, interval=(one.low, one.high),
            textbook=(one.value - half, one.value + half),
            percent=in_percents(one.log_effect, one.log_low, one.log_high),  # type: ignore[arg-type]
            p_value=one.p_value, calibration="placements",
        )
        for name, one in found.items()
    ]  # fmt: skip


def as_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return the rows as a table; a bound that does not exist is missing, not a number."""
    table = pd.DataFrame(rows)
    for name in table.columns:
        if name in {"method", "group", "unit", "direction", "calibration"}:
            continue
        table[name] = table[name].astype("boolean" if name == "calibrated" else "Float64")
    return table
