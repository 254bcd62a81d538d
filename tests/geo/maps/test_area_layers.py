"""Areas by role and by change, and arrows between them."""

import numpy as np
import pandas as pd
import pytest

from geo import style
from geo.errors import ParameterError
from geo.maps import (
    area_layer,
    arrow_layer,
)
from geo.maps._area_layer import _breaks, _classes
from tests.geo.maps.written import spec_of


def test_roles_differ_in_border_as_well_as_colour(areas):
    spec = spec_of(area_layer(areas, role="role"))
    fills, borders = (one["styles"] for one in spec["passes"])
    looks = {(style["weight"], style.get("dashArray")) for style in borders.values()}
    assert len(looks) == 4
    assert fills["neighbour/"]["fillColor"] == "url(#crackdown-hatch-neighbour)"
    assert [pattern["id"] for pattern in spec["patterns"]] == [
        "crackdown-hatch-neighbour",
        "crackdown-hatch-none",
    ]
    # Treated areas come last, so that their borders lie on top.
    assert [feature["properties"]["id"] for feature in spec["data"]["features"]] == [
        "C",
        "D",
        "B",
        "A",
    ]


def test_a_change_takes_the_fill_and_leaves_the_borders(areas):
    layer = area_layer(areas, role="role", change="change", breaks=(1, 10, 40))
    fills, borders = (one["styles"] for one in spec_of(layer)["passes"])
    assert {key: fill["fillColor"] for key, fill in fills.items()} == {
        "treated/0": style.FALL[2],
        "neighbour/5": "url(#crackdown-rise-2)",
        "control/3": style.SAME,
        "excluded/-1": "url(#crackdown-hatch-none)",
    }
    # A rise is hatched in its own colour: in grey it would look like a fall.
    hatched = {pattern["id"]: pattern["ground"] for pattern in spec_of(layer)["patterns"]}
    assert [hatched[f"crackdown-rise-{size}"] for size in (1, 2, 3)] == list(style.RISE)
    assert borders["treated/0"]["weight"] > borders["control/3"]["weight"]
    assert [entry.label for entry in layer.legend] == [
        "rose by 10 to 40 %",
        "within 1 % either way",
        "fell by 40 % or more",
        "no data",
        "Treated",
        "Neighbouring",
        "Control",
        "Left out",
    ]


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        ([100.0, -10.0], (6, 30, 60)),
        ([72.0], (4, 20, 40)),
        ([-0.05, 0.02], (0.002, 0.01, 0.02)),
        ([0.0, 0.0], (1, 5, 10)),
        ([np.nan], (1, 5, 10)),
        ([1234.0, -900.0], (60, 300, 600)),
    ],
)
def test_thresholds_are_round_and_reached(values, breaks):
    assert _breaks(np.array(values)) == pytest.approx(breaks)


def test_classes_are_symmetric_and_thresholds_belong_to_the_larger_class():
    values = np.array([-40, -39.9, -20, -4, -3.9, 0, 3.9, 4, 20, 39.9, 40, np.nan])
    assert _classes(values, breaks=(4, 20, 40)).tolist() == [0, 1, 1, 2, 3, 3, 3, 4, 5, 5, 6, -1]


def test_arrows_are_widest_for_the_largest_and_dashed_where_unsure(areas):
    flows = pd.DataFrame(
        {
            "origin": ["A", "A", "B"],
            "destination": ["B", "C", "D"],
            "size": [50, 200, 1],
            "sure": [False, True, True],
        }
    )
    layer = arrow_layer(flows, areas=areas, solid="sure", fields={"size": "More offences"}, top=2)
    shown = [feature["properties"] for feature in spec_of(layer)["data"]["features"]]
    assert [(one["id"], one["width"], one["dash"]) for one in shown] == [
        ("A>C", 9, None),
        ("A>B", 2.2, "6 4"),
    ]
    assert shown[0]["tip"] == (
        '<b>Alpha → Gamma</b><br><span class="cd-field">More offences:</span> 200'
    )
    assert [entry.label for entry in layer.legend] == ["clear of chance", "may be chance"]


def test_no_arrow_is_an_empty_layer(areas):
    flows = pd.DataFrame({"origin": [], "destination": [], "size": []})
    layer = arrow_layer(flows, areas=areas)
    assert spec_of(layer)["data"]["features"] == []
    assert layer.legend == ()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"origin": "Z", "destination": "B", "size": 1}, "'Z' is not the code"),
        ({"origin": "A", "destination": "B", "size": 0}, "size above zero"),
        ({"origin": "A", "destination": "B"}, "no column 'size'"),
    ],
)
def test_arrows_that_cannot_be_drawn_are_refused(areas, row, said):
    with pytest.raises(ParameterError, match=said):
        arrow_layer(pd.DataFrame([row]), areas=areas)
