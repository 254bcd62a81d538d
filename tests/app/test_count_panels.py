"""Counts of all categories in one pass are those of one category at a time."""

import numpy as np
import pandas as pd

from views import count_panels, evaluation


def test_one_pass_gives_what_one_category_at_a_time_gives():
    random = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "area_code": random.choice(["A", "B", "C", None], 400),
            "category": random.choice(["x", "y", "z"], 400),
            "period": pd.PeriodIndex(
                random.choice(["2001-01", "2001-02", "2001-04"], 400), freq="M"
            ),
            "count": pd.array(random.choice([1, 2, 3, pd.NA], 400), dtype="Int64"),
        }
    )
    found = count_panels.by_category("one", ["x", "z", "none"], counts=table)
    assert list(found) == ["x", "z"]
    for name, panel in found.items():
        other = evaluation.counts_by_period(f"one {name}", name, _counts=table).astype(float)
        pd.testing.assert_frame_equal(panel, other, check_names=False, check_column_type=False)
