"""Choosing records by place, time and category."""

from datetime import date

import pytest

import geo
from geo.errors import ParameterError
from tests.geo.store.made import counts
from tests.geo.store.test_round_trip import areas


@pytest.fixture
def offences(put):
    put("offences", geo.read_offences(
        b"date,easting,northing,category,gss_code\n"
        b"2023-12-31,533512,184733,Drugs,E09000012\n"
        b"2024-01-01,533512,184734,Robbery,E09000012\n"
        b"2024-01-01,533512,184735,Drugs,E09000022\n"
        b"2025-01-01,533512,184736,Drugs,E09000012\n"
    ), name="a")  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "lines"),
    [
        ({}, [2, 3, 4, 5]),
        ({"start": date(2024, 1, 1)}, [3, 4, 5]),
        ({"end": date(2024, 1, 1)}, [2]),
        ({"start": date(2024, 1, 1), "end": date(2025, 1, 1)}, [3, 4]),
        ({"area_codes": ["E09000012"]}, [2, 3, 5]),
        ({"area_codes": []}, []),
        ({"categories": ["dRUGS"]}, [2, 4, 5]),
        ({"categories": ["drugs", "robbery"], "area_codes": ["E09000022"]}, [4]),
        ({"batch_id": 2}, []),
        ({"precision": "M"}, []),
    ],
)
@pytest.mark.usefixtures("offences")
def test_offences_are_chosen(store, choice, lines):
    assert store.records("offences", **choice)["line"].tolist() == lines


@pytest.mark.usefixtures("offences")
def test_days_and_months_together_are_months(store, put):
    monthly = b"date,easting,northing,category\n2024-02,533512,184733,Drugs\n"
    put("offences", geo.read_offences(monthly), name="b")
    found = store.records("offences")
    assert str(found["period"].dtype) == "period[M]"
    assert found["period"].astype(str).tolist() == [
        "2023-12", "2024-01", "2024-01", "2025-01", "2024-02",
    ]  # fmt: skip
    assert str(store.records("offences", precision="D")["period"].dtype) == "period[D]"
    assert store.precisions("offences") == {"D": 4, "M": 1}


def test_counts_of_several_lengths_are_not_mixed(store, put):
    put("area_counts", counts(("Hackney", "2024-01", 5)), name="a")
    put("area_counts", counts(("Hackney", "2024Q1", 9)), name="b")
    with pytest.raises(ParameterError, match="several lengths"):
        store.records("area_counts")
    assert store.precisions("area_counts") == {"M": 1, "Q-DEC": 1}
    assert store.records("area_counts", precision="Q-DEC")["count"].tolist() == [9]
    assert store.records("area_counts", batch_id=1)["count"].tolist() == [5]


def test_markets_and_operations_meet_a_span_of_time(store, put):
    put("markets", geo.read_markets(
        b"market_id,kind,first_seen,last_seen,easting,northing\n"
        b"ended,open,2020-01-01,2020-06-30,533512,184733\n"
        b"open,open,2020-01-01,,533512,184733\n"
        b"later,open,2022-01-01,,533512,184733\n"
    ))  # fmt: skip
    put("operations", geo.read_operations(
        b"operation_id,name,start,end,areas\n1,One,2020-11-20,2020-12-03,Hackney;Lambeth\n"
    ), name="b")  # fmt: skip
    during = {"start": date(2020, 7, 1), "end": date(2022, 1, 1)}
    assert store.records("markets", **during)["market_id"].tolist() == ["open"]
    assert len(store.records("operations", **during)) == 1
    assert store.records("operations", start=date(2021, 1, 1)).empty
    assert store.records("operations", area_codes=["E09000022"])["name"].tolist() == ["One"]
    assert store.records("operations", area_codes=["E09000001"]).empty


def test_the_newest_layer_of_areas_is_in_use(store, put):
    put("areas", areas(), name="a")
    put("areas", areas(), name="b")
    assert store.records("areas")["batch_id"].unique().tolist() == [2]
    assert store.records("areas", batch_id=1)["batch_id"].unique().tolist() == [1]
    assert store.counts()["areas"] == 2
    store.undo(2, by="me")
    assert store.records("areas")["batch_id"].unique().tolist() == [1]


@pytest.mark.parametrize(
    ("kind", "choice"),
    [
        ("areas", {"start": date(2024, 1, 1)}),
        ("raids", {"categories": ["x"]}),
        ("raids", {"precision": "M"}),
        ("crimes", {}),
    ],
)
def test_what_a_kind_does_not_have_cannot_be_asked_for(store, kind, choice):
    with pytest.raises(ParameterError):
        store.records(kind, **choice)


def test_records_that_name_another_borough_are_listed(store, put):
    import pandas as pd

    intake = geo.read_raids(
        b"raid_id,date,easting,northing,borough\n1,2024-03-01,533512,184733,Lambeth\n",
        locate=lambda points: pd.Series("E09000012", index=points.index),
    )
    assert len(intake.disagreements) == 1
    put("raids", intake)
    pd.testing.assert_frame_equal(store.disagreements(1), intake.disagreements)
