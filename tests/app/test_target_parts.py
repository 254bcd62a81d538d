"""The parts of the Targets page that need no page: outlines, shares, places, exports."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from analysis import AreaCriteria, Criterion
from geo.errors import InputError
from views import lessons, outlines, target_gaps, target_table, target_weights

LINE = "Station: 530100 180400, 530900 180400, 530500 181200"


def test_an_outline_is_read_as_it_is_written():
    areas = outlines.read(f"{LINE}\n\n531000 180000, 532000 180000, 532000 181000")
    assert areas[["code", "name"]].to_numpy().tolist() == [
        ["own 1", "Station"], ["own 2", "Outline 2"],
    ]  # fmt: skip
    assert areas.geometry[0].area == 0.5 * 800 * 800
    assert areas.crs == 27700
    assert outlines.written(areas).splitlines()[0] == LINE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A: 1 2, 3 4", "3 to 400 corners"),
        ("A: 1 2, 3 4, 5", "not an easting and a northing"),
        ("A: 1 2, 3 x4, 5 6", "not an easting and a northing"),
        ("A: 0 0, 9 9, 9 0, 0 9", "its sides cross"),
        ("A: 5 5, 6 6, 7 7", "no area"),
        ("A: 800000 0, 900000 0, 900000 9", "outside Great Britain"),
    ],
)
def test_a_line_that_is_no_outline_says_why(text, said):
    with pytest.raises(InputError, match=said) as caught:
        outlines.read(f"{LINE}\n{text}")
    assert "line 2" in str(caught.value)


def test_a_drawing_becomes_a_line_in_metres():
    # King's Cross station lies at 51.5308 N, 0.1238 W: TQ 302 830.
    line = outlines.from_drawing("-0.1238 51.5308,-0.1138 51.5308,-0.1138 51.5408", number=3)
    (shape,) = outlines.read(line).geometry
    assert line.startswith("Outline 3: ")
    assert shape.bounds[:2] == pytest.approx((530_200, 183_060), abs=80)


def test_of_an_area_in_parts_the_largest_is_kept():
    areas = gpd.GeoDataFrame(
        {"name": ["Two: parts"]},
        geometry=[box(0, 0, 10, 10).union(box(100, 100, 150, 150))],
        crs=27700,
    )
    (shape,) = outlines.read(outlines.written(areas)).geometry
    assert shape.equals(Polygon([(100, 100), (150, 100), (150, 150), (100, 150)]))


@given(
    st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 100), min_size=2),
    st.integers(0, 100),
    st.randoms(),
)
def test_shares_always_sum_to_one_hundred(shares, moved, random):
    name = random.choice(sorted(shares))
    found = target_weights.rebalanced(shares | {name: moved}, moved=name)
    assert sum(found.values()) == 100
    assert found[name] == moved
    assert min(found.values()) >= 0


def test_areas_that_cannot_be_told_apart_share_their_places():
    bands = pd.Series([1, 1, 1, 2, 3, 3], index=list("ABCDEF"))
    assert target_table.places(bands).tolist() == ["1 to 3"] * 3 + ["4"] + ["5 to 6"] * 2


def test_small_counts_and_shares_of_few_are_hidden_in_what_is_handed_over():
    table = pd.DataFrame(
        {"markets": [3, 12, 28, 41], "good": [0.5, 0.5, 0.25, np.nan], "of": [4, 20, 8, 0]},
        index=list("ABCD"),
    )
    criteria = AreaCriteria(
        table=table,
        criteria=(
            Criterion(name="markets", source="police", kind="count"),
            Criterion(name="good", source="police", kind="share", out_of="of"),
        ),
    )
    shown = target_table.figures(criteria, disclosed=True)
    assert pd.isna(shown.loc["A", "markets"])
    known = shown["markets"].dropna()
    assert (known % 5 == 0).all()
    assert set(known) <= {10, 30, 40}
    assert shown["good"].isna().tolist() == [True, False, True, True]
    assert target_table.figures(criteria, disclosed=False)["markets"].tolist() == [3, 12, 28, 41]


@pytest.mark.parametrize(
    "figures",
    [
        None,
        {},
        {"raided": {"low": -20, "percent": "x", "high": 1}},
        {"raided": {"low": 5, "percent": -10, "high": 1}},
        {"raided": {"low": -120, "percent": -10, "high": 1}},
    ],
)
def test_figures_that_say_nothing_give_no_effect(figures):
    assert lessons.effect_of({"figures": figures}) is None


NAMES = {"A": "Abbey", "B": "Barnhill", "C": "Colne"}


def test_areas_whose_codes_the_counts_do_not_have_are_said_to_be_missing_and_why():
    panel = pd.DataFrame({"2020-01": [4.0, np.nan]}, index=["A", "B"])
    told, is_mismatch = target_gaps.said(NAMES, panel, codes={"A", "B", "X", "Y"}, noun="wards")
    assert is_mismatch
    assert told.startswith("2 of 3 wards have no counts of recorded offences: Barnhill, Colne.")
    assert "2 of the 4 codes that the counts have are not on this map" in told
    assert "never zero" in told


def test_areas_that_nobody_counted_are_named_without_alarm():
    panel = pd.DataFrame({"2020-01": [4.0, 0.0]}, index=["A", "B"])
    told, is_mismatch = target_gaps.said(NAMES, panel, codes={"A", "B"}, noun="wards")
    assert not is_mismatch
    assert told.startswith("No counts of recorded offences: Colne.")
    whole = pd.DataFrame({"2020-01": [4.0, 0.0, 1.0]}, index=list(NAMES))
    assert target_gaps.said(NAMES, whole, codes=set(NAMES), noun="wards") == ("", False)


def test_what_leads_back_to_a_small_count_is_hidden_with_it():
    table = pd.DataFrame(
        {"offences": [4, 120], "trend": [0.5, 0.1], "harm": [80.0, 2400.0]}, index=["A", "B"]
    )
    criteria = AreaCriteria(
        table=table,
        criteria=(
            Criterion(name="offences", source="counts", kind="count"),
            Criterion(name="trend", source="counts"),
            Criterion(name="harm", source="counts"),
        ),
    )
    shown = target_table.figures(criteria, disclosed=True)
    assert shown["trend"].isna().tolist() == [True, False]
    assert shown["harm"].isna().tolist() == [True, False]
