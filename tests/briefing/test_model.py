import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from briefing import (
    Arrow,
    Briefing,
    ChartPicture,
    MapFrame,
    MapPicture,
    Markers,
    Outlines,
    Provenance,
    Scene,
    Shading,
    shade_amounts,
    shade_changes,
)
from geo import ParameterError, style

AREAS = gpd.GeoDataFrame(
    {"code": ["a", "b"], "name": ["Alpha", "Beta"]},
    geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
    crs=27700,
)
POINTS = gpd.GeoSeries([Point(0, 0)], crs=27700)


def _scene(key="one", **changes):
    return Scene(**{"key": key, "title": "T", "message": "M", "missing": "No map.", **changes})


def _briefing(**changes):
    return Briefing(
        **{
            "name": "n",
            "title": "T",
            "disclosure": "None was applied.",
            "provenance": Provenance(data_version="1"),
            **changes,
        }
    )


@pytest.mark.parametrize(
    ("make", "parameter"),
    [
        (lambda: _scene(key="../up"), "key"),
        (lambda: _scene(missing=" "), "missing"),
        (lambda: _briefing(marking="SECRET"), "marking"),
        (lambda: _briefing(disclosure=""), "disclosure"),
        (lambda: _briefing(scenes=(_scene(), _scene())), "scenes"),
        (lambda: MapPicture(areas=AREAS.drop(columns="name")), "areas"),
        (lambda: MapPicture(areas=AREAS, frames=()), "frames"),
        (lambda: MapPicture(areas=AREAS, roles={"a": "victim"}), "roles"),
        (lambda: _with_arrow(origin="z", destination="a", size=1), "arrows"),
        (lambda: _with_arrow(origin="a", destination="b", size=float("nan")), "arrows"),
        (lambda: Markers(kind="person", label="", points=POINTS), "kind"),
        (lambda: Outlines(kind="cell", label="", shapes=AREAS.geometry, levels=(0, 5)), "levels"),
        (lambda: Outlines(kind="hotspot", label="", shapes=AREAS.geometry, firm=(True,)), "firm"),
        (lambda: ChartPicture(kind="pie", data=pd.DataFrame()), "kind"),
        (lambda: ChartPicture(kind="bars", data=pd.DataFrame({"label": []})), "data"),
        (lambda: Shading(heading="", classes=(), fills=({"a": 0},)), "fills"),
    ],
)
def test_what_no_renderer_could_draw_is_refused_where_it_is_made(make, parameter):
    with pytest.raises(ParameterError) as refused:
        make()
    assert refused.value.parameter == parameter


def _with_arrow(**arrow):
    return MapPicture(areas=AREAS, frames=(MapFrame(arrows=(Arrow(**arrow),)),))


def test_a_scene_without_a_text_alternative_says_its_message():
    assert _scene(message="Nothing fell.").alt == "Nothing fell."
    assert _scene(alt="A map.").alt == "A map."


@pytest.mark.parametrize(
    ("marking", "handling", "banner"),
    [
        ("OFFICIAL", "", "OFFICIAL"),
        ("OFFICIAL-SENSITIVE", "Partners only", "OFFICIAL-SENSITIVE — Partners only"),
        ("none", "", ""),
        ("none", "Return after use", "Return after use"),
    ],
)
def test_the_banner_is_the_marking_with_its_handling(marking, handling, banner):
    assert _briefing(marking=marking, handling=handling).banner == banner


def test_provenance_lists_everything_in_order():
    told = Provenance(
        data_version="v",
        parameters={"Before": "1999-00"},
        methods={"placement test": "2"},
        seed=0,
        sources=("raids.csv, 128 rows",),
        made="27 November 2026",
        software="9",
    )
    assert told.rows() == [
        ("Data version", "v"),
        ("Before", "1999-00"),
        ("Method: placement test", "2"),
        ("Seed", "0"),
        ("Source", "raids.csv, 128 rows"),
        ("Saved", "27 November 2026"),
        ("Crackdown", "9"),
    ]


def test_frames_share_their_classes_and_leave_out_what_was_not_counted():
    # Fifths of 10, 20, …, 100 by linear interpolation: 28, 46, 64, 82.
    counts = pd.DataFrame(
        {"before": [10, 20, 30, 40, 50], "after": [60, 70, 80, 90, 100]}, index=list("abcde")
    )
    found = shade_amounts(counts, heading="Offences", unit=" a year")
    assert [one.label for one in found.classes] == [
        "below 28 a year",
        "28 to 46 a year",
        "46 to 64 a year",
        "64 to 82 a year",
        "82 a year or more",
    ]
    assert found.fills == (
        {"a": 0, "b": 0, "c": 1, "d": 1, "e": 2},
        {"a": 2, "b": 3, "c": 3, "d": 4, "e": 4},
    )
    counts = counts.astype("Float64")
    counts.loc["c", "before"] = pd.NA
    assert "c" not in shade_amounts(counts, heading="Offences").fills[0]


@pytest.mark.parametrize("values", [[], [0, 0], [7, 7]])
def test_amounts_that_do_not_differ_still_give_classes(values):
    frame = pd.DataFrame({"x": pd.Series(values, dtype=float)})
    found = shade_amounts(frame, heading="")
    assert found.classes
    assert len(found.fills[0]) == len(values)


def test_changes_have_a_sign_for_each_arm_and_none_in_the_middle():
    values = pd.Series({"a": -60.0, "b": -30.0, "c": -3.0, "d": 0.0, "e": 29.9, "f": None})
    found = shade_changes(values, heading="Change", breaks=(5, 30, 60))
    assert found.fills == ({"a": 0, "b": 1, "c": 3, "d": 3, "e": 4},)
    assert [one.sign for one in found.classes] == ["---", "--", "-", "", "+", "++", "+++"]
    assert tuple(one.colour for one in found.classes) == style.change_ramp()
    assert found.classes[3].label == "within 5% either way"
