"""Areas shaded by an amount."""

import numpy as np
import pytest

from geo import style
from geo.errors import ParameterError
from geo.maps import amount_breaks, amount_layer
from tests.geo.maps.written import spec_of


def test_thresholds_are_the_quintiles_to_two_digits():
    # Quintiles of 0, 1, …, 100 are 20, 40, 60 and 80.
    assert amount_breaks(range(101)) == (20, 40, 60, 80)
    assert amount_breaks([np.nan, np.inf]) == ()
    assert amount_breaks([0, 0, 0, 0, 0, 0, 0, 0, 0, 7]) == ()


def test_more_is_darker_and_a_missing_amount_is_grey(areas):
    areas["rate"] = [1.0, 10.0, 25.0, None]
    layer = amount_layer(areas, amount="rate", breaks=(5, 20), role="role")
    fills, borders = (one["styles"] for one in spec_of(layer)["passes"])
    assert {key: fill["fillColor"] for key, fill in fills.items()} == {
        "treated/0": style.AMOUNT[0],
        "neighbour/1": style.AMOUNT[1],
        "control/2": style.AMOUNT[2],
        "excluded/-1": "url(#crackdown-hatch-none)",
    }
    assert borders["treated/0"]["weight"] > borders["control/2"]["weight"]
    assert [entry.label for entry in layer.legend][:4] == [
        "20 or more",
        "5 to 20",
        "under 5",
        "no count",
    ]


@pytest.mark.parametrize("breaks", [(5, 5), (1, 2, 3, 4, 5)])
def test_thresholds_that_do_not_rise_are_refused(areas, breaks):
    areas["rate"] = 1.0
    with pytest.raises(ParameterError, match="rising thresholds"):
        amount_layer(areas, amount="rate", breaks=breaks)
