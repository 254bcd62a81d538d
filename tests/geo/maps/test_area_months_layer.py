"""Areas by month: what the browser is given."""

import numpy as np
import pandas as pd
import pytest

from geo import style
from geo.errors import ParameterError
from geo.maps import area_months_layer
from tests.geo.maps.written import numbers, spec_of

MONTHS = pd.period_range("2001-01", periods=3, freq="M")
COUNTS = pd.DataFrame(
    [[10, 20, 5], [8, 9, 8], [4, np.nan, 4], [0, 0, 1]], index=list("ABCD"), columns=MONTHS
)
USUAL = pd.Series({"A": 10.0, "B": 8.0, "C": 4.0, "D": 0.0})


def test_each_count_stands_against_what_is_usual_for_its_area(areas):
    spec = spec_of(area_months_layer(areas, counts=COUNTS, usual=USUAL))
    percents = numbers(spec, "percents", kind="<i2").reshape(4, 3)
    assert percents[0].tolist() == [0, 100, -50]
    assert percents[1].tolist() == [0, 12, 0]
    # Neither a missing count nor a usual of nothing has a percentage.
    assert percents[2].tolist() == [0, 32767, 0]
    assert percents[3].tolist() == [32767] * 3


def test_a_missing_count_is_not_a_zero(areas):
    spec = spec_of(area_months_layer(areas, counts=COUNTS, usual=USUAL))
    assert numbers(spec, "values", kind="<i4").reshape(4, 3)[2:].tolist() == [[4, -1, 4], [0, 0, 1]]
    classes = numbers(spec, "classes", kind="u1").reshape(4, 3)
    assert classes.tolist() == [[3, 6, 0], [3, 4, 3], [3, 7, 3], [7, 7, 7]]
    assert spec["colours"][7] == "url(#crackdown-hatch-none)"
    assert spec["colours"][6] == "url(#crackdown-rise-3)"
    assert spec["colours"][0] == style.FALL[2]
    defined = {pattern["id"]: pattern["ground"] for pattern in spec["patterns"]}
    assert defined["crackdown-rise-3"] == style.RISE[2]
    assert defined["crackdown-hatch-none"] == style.NO_DATA


def test_the_player_opens_at_the_month_before_the_mark(areas):
    layer = area_months_layer(areas, counts=COUNTS, usual=USUAL, mark=MONTHS[2], role="role")
    spec = spec_of(layer)
    assert (spec["first"], spec["mark"]) == (1, 2)
    assert spec["months"] == ["2001-01", "2001-02", "2001-03"]
    assert set(spec["borders"]) == {"treated", "neighbour", "control", "excluded"}
    assert "no count" in [entry.label for entry in layer.legend]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"counts": COUNTS[[]]}, "no period to show"),
        ({"breaks": (10, 5, 50)}, "three rising thresholds"),
        ({"role": "nothing"}, "no column 'nothing'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(areas, changed, said):
    with pytest.raises(ParameterError, match=said):
        area_months_layer(areas, **{"counts": COUNTS, "usual": USUAL, **changed})
