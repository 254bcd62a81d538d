"""What the displacement page says of its measures."""

from types import SimpleNamespace

import pandas as pd
import pytest

from views import evidence


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("ratio to a mix of controls", "against a mix of controls that moved like it before"),
        ("ratio to two years before", "against the controls' total, both against their last two"),
    ],
)
def test_the_main_measure_is_told_by_what_it_is_made_of(part, words):
    methods = pd.DataFrame({"method": ["combined ratio", part], "group": "treated"})
    said = evidence._measures(SimpleNamespace(methods=methods), noun="wards")
    assert words in said
    assert "the plain ratio, which is what the wards next to them are told by" in said
