"""Areas named after persons, that lie on each other, or whose holes lie outside them."""

import json

import pytest

from boundaries import load_areas
from geo.errors import InputError

WEST = [[-0.10, 51.50], [-0.05, 51.50], [-0.05, 51.55], [-0.10, 51.55], [-0.10, 51.50]]
EAST = [[-0.05, 51.50], [0.00, 51.50], [0.00, 51.55], [-0.05, 51.55], [-0.05, 51.50]]
AWAY = [[10.0, 10.0], [11.0, 10.0], [11.0, 11.0], [10.0, 10.0]]


def of(*areas):
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": {"type": "Polygon", "coordinates": rings},
        }
        for code, name, rings in areas
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize("secret", ["07700 900123", "someone@example.org", "AB12 CDE"])
def test_an_area_named_like_a_person_is_rejected_and_not_echoed(secret):
    intake = load_areas(of(("A", f"ask {secret}", [WEST]), ("B", "Bow", [EAST])))
    assert intake.records["code"].tolist() == ["B"]
    assert intake.rejected[["line", "column", "value", "code"]].to_numpy().tolist() == [
        [1, "name", "", "privacy.text"]
    ]
    assert intake.lines.tolist() == [2]
    with pytest.raises(InputError) as caught:
        load_areas(of(("A", f"ask {secret}", [WEST])))
    assert caught.value.code == "privacy.text"
    assert secret not in str(caught.value)


def test_the_names_of_lsoas_are_no_vehicle_marks():
    # "ELY 010A" is written like a vehicle mark of the years before 1983
    intake = load_areas(of(("E01000001", "ELY 010A", [WEST]), ("E01000002", "Bow 010B", [EAST])))
    assert intake.accepted == 2


def test_codes_that_differ_in_case_alone_are_one_code():
    with pytest.raises(InputError) as caught:
        load_areas(of(("E05000001", "A", [WEST]), ("e05000001", "B", [EAST])))
    assert (caught.value.code, caught.value.line) == ("area.code_duplicate", 1)


def test_areas_that_lie_on_each_other_are_named_and_neighbours_are_not():
    twice = load_areas(of(("A", "A", [WEST]), ("B", "B", [WEST]), ("C", "C", [EAST])))
    (note,) = [note for note in twice.warnings if note.code == "geometry.overlap"]
    assert "2 areas lie on another ('A', 'B')" in note
    beside = load_areas(of(("A", "A", [WEST]), ("C", "C", [EAST])))
    assert "geometry.overlap" not in {note.code for note in beside.notes}


def test_a_hole_outside_its_polygon_makes_no_land():
    intake = load_areas(of(("A", "A", [WEST, AWAY]), ("B", "B", [EAST])))
    assert intake.rejected[["line", "code", "reason"]].to_numpy().tolist() == [
        [1, "geometry.bad", "a hole lies outside its polygon"]
    ]
    assert "geometry.repaired" not in {note.code for note in intake.notes}
