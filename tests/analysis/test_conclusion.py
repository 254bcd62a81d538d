"""Why methods part, in words."""

import pandas as pd
import pytest

from analysis._conclusion import disagreements


def parted(names):
    rows = pd.DataFrame(
        {
            "method": [*names, *(f"method {k}" for k in range(5))],
            "group": "treated",
            "percent": [-3.0] * len(names) + [4.0] * 5,
            "calibrated": False,
            "textbook_low": 0.0,
            "textbook_high": 0.0,
            "direction": "unclear",
        }
    )
    (sentence,) = disagreements(rows, event_study=None, confidence=0.95)
    return sentence


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (["synthetic control"], "it picks its own mix of controls"),
        (["ratio to two years before"], "it takes a longer time before"),
        (
            ["ratio to two years before", "synthetic control"],
            "some of them pick their own mix of controls and some take a longer time before",
        ),
    ],
)
def test_methods_that_part_are_named_with_what_sets_them_apart(names, why):
    sentence = parted(names)
    assert f"differ in sign: {', '.join(names)} against the rest; {why}" in sentence
