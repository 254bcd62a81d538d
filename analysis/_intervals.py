"""Confidence intervals that several results share."""

from __future__ import annotations

from typing import Any

import numpy as np


def wilson(successes: Any, trials: float, *, confidence: float) -> tuple[Any, Any]:
    """Return the ends of Wilson's (1927) interval of a share, for numbers or arrays."""
    from scipy.special import ndtri

    z = float(ndtri((1 + confidence) / 2))
    share = np.asarray(successes, dtype=np.float64) / trials
    middle = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    reach = np.sqrt(share * (1 - share) / trials + z * z / (4 * trials**2)) * z
    reach = reach / (1 + z * z / trials)
    return np.maximum(middle - reach, 0), np.minimum(middle + reach, 1)
