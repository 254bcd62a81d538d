import pytest

from analysis import roles
from geo.errors import ParameterError


def test_labels_every_area(street):
    found = roles(street, treated=["b"], exclude=["f"])
    assert found.to_dict() == {
        "a": "neighbour",
        "b": "treated",
        "c": "neighbour",
        "d": "control",
        "e": "control",
        "f": "excluded",
        "g": "control",
    }
    assert (found.name, found.index.name) == ("role", "area_code")


def test_excluded_neighbour_stays_excluded(street):
    found = roles(street, treated=["b"], exclude=["c"])
    assert found["c"] == "excluded"
    assert found["a"] == "neighbour"


def test_listed_control_excludes_the_rest(street):
    found = roles(street, treated=["a"], control=["e", "g"])
    assert found[["e", "g"]].to_list() == ["control", "control"]
    assert found[["c", "d", "f"]].to_list() == ["excluded"] * 3
    assert found["b"] == "neighbour"


def test_an_island_has_no_neighbours(street):
    assert "neighbour" not in set(roles(street, treated=["g"]))


@pytest.mark.parametrize(
    ("arguments", "parameter", "words"),
    [
        ({"treated": ["z"]}, "treated", "not among"),
        ({"treated": ["a"], "exclude": ["z"]}, "exclude", "not among"),
        ({"treated": ["a"], "control": ["z"]}, "control", "not among"),
        ({"treated": []}, "treated", "no area is treated"),
        ({"treated": "a"}, "treated", "single string"),
        ({"treated": list("abcdefg")}, "treated", "every area"),
        ({"treated": ["a"], "exclude": ["a"]}, "exclude", "also treated"),
        ({"treated": ["a"], "control": ["a"]}, "control", "also treated"),
        ({"treated": ["a"], "control": ["b"]}, "control", "next to a treated"),
        ({"treated": ["a"], "exclude": ["f"], "control": ["f"]}, "control", "also excluded"),
        ({"treated": ["a"], "control": []}, "control", "no control"),
        ({"treated": ["b", "e"], "exclude": ["g"]}, "control", "no control"),
        ({"treated": ["a"], "control": "best"}, "control", "not known"),
    ],
)
def test_bad_arguments_explain_themselves(street, arguments, parameter, words):
    with pytest.raises(ParameterError, match=words) as raised:
        roles(street, **arguments)
    assert raised.value.parameter == parameter
    assert raised.value.hint
