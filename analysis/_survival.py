"""The Kaplan-Meier curve of one group, and the log-rank test of several."""

from __future__ import annotations

import numpy as np
import pandas as pd


def kaplan_meier(
    part: pd.DataFrame, confidence: float, horizon: int
) -> tuple[pd.DataFrame, dict[str, object]]:
    """Return the curve of `days` and `returned`, and its figures at the horizon."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    fitted = KaplanMeierFitter(alpha=1 - confidence)
    fitted.fit(part["days"], event_observed=part["returned"])
    bounds = fitted.confidence_interval_survival_function_
    curve = pd.DataFrame(
        {
            "day": fitted.survival_function_.index,
            "share_away": fitted.survival_function_.iloc[:, 0].to_numpy(),
            "low": bounds.iloc[:, 0].to_numpy(),
            "high": bounds.iloc[:, 1].to_numpy(),
            "at_risk": fitted.event_table["at_risk"].to_numpy(),
            "returned": fitted.event_table["observed"].to_numpy(),
            "censored": fitted.event_table["censored"].to_numpy(),
        }
    )
    at = curve[curve["day"] <= horizon].iloc[-1]
    middle = median_survival_times(bounds)
    medians = [fitted.median_survival_time_, *np.ravel(middle)]
    median, low, high = (value if np.isfinite(value) else None for value in medians)
    seen = float(part["days"].max()) >= horizon
    row: dict[str, object] = {
        "markets": len(part),
        "returned": int(part["returned"].sum()),
        "median_days": median,
        "median_low": low,
        "median_high": high,
        "share_away": at["share_away"] if seen else None,
        "low": at["low"] if seen else None,
        "high": at["high"] if seen else None,
    }
    return curve, row


def log_rank_test(table: pd.DataFrame) -> float | None:
    """Return the p-value that all groups share one curve; None where nothing returned.

    Observed less expected returns, summed over the days on which something returned, with the
    hypergeometric variance.
    """
    from scipy.special import chdtrc

    names = sorted(table["group"].unique())
    member = np.stack([(table["group"] == name).to_numpy() for name in names]).astype(float)
    days, returned = table["days"].to_numpy(), table["returned"].to_numpy(dtype=bool)
    excess, variance = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for day in np.unique(days[returned]):
        at_risk = member @ (days >= day)
        events = member @ (returned & (days == day))
        whole, happened = at_risk.sum(), events.sum()
        share = at_risk / whole
        excess += events - happened * share
        if whole > 1:
            scale = happened * (whole - happened) / (whole - 1)
            variance += scale * (np.diag(share) - np.outer(share, share))
    if not variance.any():
        return None
    chi_square = float(excess @ np.linalg.pinv(variance) @ excess)
    return float(chdtrc(len(names) - 1, chi_square))
