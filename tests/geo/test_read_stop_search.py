"""Stop and search without the persons who were searched."""

import io

import pandas as pd
import pytest

import geo
from tests.geo.files import Upload, archive

HEADER = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
    "Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,"
    "Outcome,Outcome linked to object of search,Removal of more than just outer clothing"
)
# values that stand in the columns about persons, and must turn up nowhere
SECRET = ("Female", "25-34", "Mixed/Multiple ethnic groups - Any other", "Xenon")


def stop(date="2024-03-01T14:05:00+00:00", lat="51.5465", lon="-0.0754", what="Controlled drugs"):
    return f"Person search,{date},,,{lat},{lon},{','.join(SECRET)},Act,{what},Arrest,,False"


def stops(*rows, header=HEADER):
    return "\r\n".join([header, *rows, ""]).encode()


def test_searches_become_points_of_their_own_categories():
    rows = [
        stop(),
        stop("2024-03-02T23:59:00+00:00", what="Offensive weapons"),
        stop(what=""),
        stop(what="Jane Roe"),
        stop(lat="", lon=""),
    ]
    intake = geo.read_stop_search(stops(*rows))
    assert list(intake.records.columns) == list(OFFENCES.columns)
    assert intake.records.dtypes.equals(OFFENCES.dtypes)
    assert list(intake.records.category) == [
        "Stop and search: Controlled drugs",
        "Stop and search: Offensive weapons",
        "Stop and search: object not stated",
        "Stop and search: other object",
    ]
    assert [geo.period_label(period) for period in intake.records.period][:2] == [
        "1 Mar 2024",
        "2 Mar 2024",
    ]
    assert list(intake.rejected.code) == ["coord.missing"]
    assert intake.records.snap_point.all()
    assert list(intake.lines) == [2, 3, 4, 5]


OFFENCES = geo.read_offences(b"date,easting,northing\n2018-02-14,533512,184733\n").records


def test_columns_about_persons_are_dropped_by_name_and_their_values_are_nowhere():
    intake = geo.read_stop_search(Upload(stops(stop(), stop(what="x"), stop("soon")), "a.csv"))
    note = next(note for note in intake.notes if note.code == "privacy.stripped")
    for name in ("Gender", "Age range", "Self-defined ethnicity", "Officer-defined ethnicity"):
        assert f"'{name}'" in note
        assert name not in intake.mapping.values()
    buffer = io.StringIO()
    for frame in (pd.DataFrame(intake.records), intake.rejected, intake.disagreements):
        frame.to_csv(buffer)
    everything = buffer.getvalue() + repr(intake) + "".join(intake.notes) + str(intake.mapping)
    assert not [value for value in SECRET if value in everything]


@pytest.mark.parametrize("extra", ["Surname", "Date of birth", "Subject name", "offenderAge"])
def test_any_other_column_about_persons_refuses_the_file(extra):
    data = stops(stop() + ",Roe", header=f"{HEADER},{extra}")
    for read in (geo.read_stop_search, geo.recognise):
        with pytest.raises(geo.InputError) as caught:
            read(data)
        assert caught.value.code == "privacy.columns"
        assert "Gender" not in str(caught.value)
        assert "Roe" not in str(caught.value)


def test_categories_are_chosen_by_their_whole_name():
    data = stops(stop(), stop(what="Firearms"))
    intake = geo.read_stop_search(data, categories=["stop and search: firearms"])
    assert (intake.accepted, intake.left_out) == (1, 1)


def test_files_without_the_object_of_search_are_refused():
    with pytest.raises(geo.InputError) as caught:
        geo.read_stop_search(b"Date,Latitude,Longitude\n2024-03-01,51.5,-0.1\n")
    assert caught.value.code == "header.missing"


def test_an_archive_of_other_files_holds_no_searches():
    with pytest.raises(geo.InputError) as caught:
        geo.read_stop_search(archive({"2024-03/2024-03-metropolitan-outcomes.csv": b"a"}))
    assert caught.value.code == "zip.no_data"
