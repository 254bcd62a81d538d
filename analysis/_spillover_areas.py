"""Each neighbour's count against what the control leads one to expect."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis._arguments import critical_z

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis._past_windows import PastWindows

    Floats = NDArray[np.float64]


class Spread(NamedTuple):
    """How areas stray: their own variance beyond Poisson, and all past moves on one scale."""

    own: float
    scaled: Floats
    calibrated: bool


def _log_ratio(windows: PastWindows, control: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return observed to expected on the log scale, with its Poisson variance.

    A control area is held against the other controls. NaN where a ratio is undefined.
    """
    inside = control[:, None]
    control_before = windows.before[control].sum(axis=0) - inside * windows.before
    control_after = windows.after[control].sum(axis=0) - inside * windows.after
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(windows.after / windows.before) - np.log(control_after / control_before)
        noise = 1 / windows.before + 1 / windows.after + 1 / control_before + 1 / control_after
    undefined = ~(np.isfinite(ratio) & np.isfinite(noise))
    ratio[undefined] = noise[undefined] = np.nan
    return ratio, noise


def _learn(past: PastWindows, control: NDArray[np.bool_]) -> Spread:
    if not past.enough:
        return Spread(0.0, np.array([]), calibrated=False)
    ratio, noise = _log_ratio(past, control)
    good = np.isfinite(ratio)
    own = max(0.0, float((ratio[good] ** 2 - noise[good]).mean()))
    scaled = np.sort(np.abs(ratio[good]) / np.sqrt(own + noise[good]))
    return Spread(own, scaled, calibrated=len(scaled) > 0)


def measure_areas(
    here: PastWindows, past: PastWindows, role: pd.Series, confidence: float
) -> tuple[pd.DataFrame, tuple[str, ...], Spread]:
    """Return the neighbours' table, those left out, and how areas stray."""
    control = (role == "control").to_numpy()
    spread = _learn(past, control)
    ratio, noise = (values[:, 0] for values in _log_ratio(here, control))
    growth = here.after[control].sum() / here.before[control].sum()
    table = pd.DataFrame(
        {"before": here.before[:, 0], "after": here.after[:, 0], "ratio": ratio, "noise": noise},
        index=role.index,
    )[role == "neighbour"]
    left_out = tuple(str(code) for code in table.index[table["ratio"].isna()])
    table = table.dropna()
    table["expected"] = table["before"] * growth
    table["excess"] = table["after"] - table["expected"]
    textbook = critical_z(confidence) * np.sqrt(table["noise"])
    half_width = textbook
    table["p_value"] = pd.Series(pd.NA, index=table.index, dtype="Float64")
    if spread.calibrated:
        scale = np.sqrt(spread.own + table["noise"])
        half_width = scale * np.quantile(spread.scaled, confidence, method="higher")
        as_large = len(spread.scaled) - np.searchsorted(
            spread.scaled, np.abs(table["ratio"]) / scale, side="left"
        )
        table["p_value"] = pd.array((1 + as_large) / (1 + len(spread.scaled)), dtype="Float64")
    for name, width in (("", half_width), ("textbook_", textbook)):
        table[f"{name}low"] = table["expected"] * np.expm1(table["ratio"] - width)
        table[f"{name}high"] = table["expected"] * np.expm1(table["ratio"] + width)
    table["percent"] = 100 * np.expm1(table["ratio"])
    columns = ["before", "after", "expected", "excess", "low", "high"]
    columns += ["textbook_low", "textbook_high", "percent", "p_value"]
    return table[columns].sort_values("excess", ascending=False), left_out, spread
