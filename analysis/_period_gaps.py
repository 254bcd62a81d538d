"""Periods that are missing from a history."""

from __future__ import annotations

from typing import Any

import numpy as np


def missing_periods(kept: list[Any]) -> int:
    """How many periods are missing, where that can be told: of numbers, periods and months."""
    import pandas as pd

    if all(isinstance(name, int | np.integer) for name in kept):
        return int(max(kept) - min(kept) + 1 - len(kept))
    try:
        index = (
            pd.PeriodIndex(kept)
            if isinstance(kept[0], pd.Period)
            else pd.PeriodIndex([pd.Period(str(name)) for name in kept])
        )
    except ValueError:
        return 0
    return len(pd.period_range(index[0], index[-1])) - len(index)
