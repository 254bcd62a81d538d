"""What operations that were evaluated did in their areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis._rank_areas import Criterion

if TYPE_CHECKING:
    import pandas as pd

    from analysis._area_counts import Add

__all__ = ["add_past_effects"]


def add_past_effects(effects: pd.DataFrame, *, add: Add) -> None:
    """Add the mean of what evaluated operations did, each weighed by how sure it is.

    Rows without a change or a standard error above zero say nothing and are left out.
    """
    sure = effects["error"].gt(0) & np.isfinite(effects["log_change"])
    known = effects[sure & np.isfinite(effects["error"])]
    weight = 1 / known["error"] ** 2
    group = weight.groupby(known["area_code"])
    total = group.sum()
    mean = (weight * known["log_change"]).groupby(known["area_code"]).sum() / total
    add("past_effect_error", total**-0.5)
    add(
        "past_effect",
        mean,
        Criterion(
            name="past_effect",
            source="evaluated operations",
            direction="less",
            error="past_effect_error",
        ),
    )
