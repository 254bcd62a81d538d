import json

import geopandas as gpd
import pytest
import shapely

import geo
from geo._source import Source
from tests.geo.counted import FILES as EXECUTION
from tests.geo.files import archive, market_csv, market_row, police_csv, police_row
from tests.geo.test_read_geojson import collection, feature

STOPS = (
    b"Type,Date,Latitude,Longitude,Gender,Age range,Self-defined ethnicity,"
    b"Officer-defined ethnicity,Legislation,Object of search,Outcome\r\n"
    b"Person search,2024-03-01T14:05:00+00:00,51.5465,-0.0754,Male,18-24,White - English,White,"
    b"Misuse of Drugs Act 1971 (section 23),Controlled drugs,Arrest\r\n"
)
FILES = {
    "markets": [market_csv(market_row(1)), collection(feature())],
    "raids": [b"raid_id,date,easting,northing\n1,2024-03-01,533512,184733\n"],
    "offences": [
        police_csv(police_row()),
        archive({"2024-05/2024-05-metropolitan-street.csv": police_csv(police_row())}),
        b"month,longitude,latitude,gss_code\n2018-02,-0.0754,51.5465,E09000012\n",
    ],
    "area_counts": [
        b"BoroughName,201004,201005\nHackney,1,2\n",
        b"Code,Borough,Year,Offences,Rate,Number_of_offences\nE09000002,B,1999-00,Drugs,1,2\n",
        b"code,borough,year,category,count\nE09000012,Hackney,1999-00,drugs,999\n",
    ],
    "stop_search": [STOPS],
    "operations": [b"operation_id,name,start,end,areas\n1,A,2000-11,2001-03,Hackney\n"],
    **{kind: [data] for kind, data in EXECUTION.items()},
}
REFUSALS = {"header.kind", "header.missing", "zip.kind", "json.kind", "privacy.columns"}
CASES = [(kind, data) for kind, held in FILES.items() for data in held]


@pytest.mark.parametrize(("kind", "data"), CASES)
def test_a_file_is_recognised_and_its_reader_reads_it(kind, data):
    found = geo.recognise(data)
    assert found.kind == kind
    assert found.reason
    assert len(getattr(geo, f"read_{kind}")(data).records) > 0


@pytest.mark.parametrize(("kind", "data"), CASES)
def test_every_other_reader_refuses_it_or_takes_nothing(kind, data):
    for other in FILES.keys() - {kind}:
        if {kind, other} == {"offences", "stop_search"} and data.startswith(b"PK"):
            continue
        with pytest.raises(geo.InputError) as caught:
            getattr(geo, f"read_{other}")(data)
        assert caught.value.code in {
            "header.kind",
            "header.missing",
            "zip.kind",
            "json.kind",
            "privacy.columns",
        }


def test_the_mapping_is_the_one_that_its_reader_takes():
    for kind, held in FILES.items():
        for data in held:
            found = geo.recognise(data)
            if data.startswith(b"PK"):
                continue
            assert found.mapping == getattr(geo, f"read_{kind}")(data).mapping
            assert set(found.mapping) <= set(geo.known_columns(kind))
            assert set(found.mapping.values()) <= set(found.names)


def test_what_is_none_of_them_is_none_with_a_reason():
    found = geo.recognise(b"colour,size\nred,2\n")
    assert found.kind is None
    assert "'colour', 'size'" in found.reason
    lines = (
        b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
        b'{"road": "A10"}, "geometry": {"type": "LineString", "coordinates": [[0, 51], [0, 52]]}}]}'
    )
    assert geo.recognise(lines).kind is None
    assert "lines or other shapes" in geo.recognise(lines).reason


def test_a_header_that_is_elsewhere_or_nowhere_is_told_as_such():
    titled = geo.recognise(
        b"Raids in March,,\n,,\nraid_id,date,grid_reference\n1,2024-03-01,TQ3384\n"
    )
    assert titled.kind is None
    assert titled.reason.endswith("The header seems to be on line 3: delete the lines above it.")
    bare = geo.recognise(b"1,2024-03-01,533512,184733\n2,2024-03-02,533512,184733\n")
    assert bare.kind is None
    assert "Line 1 looks like a record" in bare.reason
    assert "533512" not in bare.reason
    wide = geo.recognise(b"from_area,to_place,2024-01\nHackney,Camden,3\n")
    assert "looks like a record" not in wide.reason
    other = geo.recognise(archive({"readme.txt": b"x"}))
    assert other.reason.endswith("Unpack it and load the files that it holds.")


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".zip"])
def test_polygons_are_boundaries(suffix, tmp_path):
    path = tmp_path / f"areas{suffix}"
    frame = gpd.GeoDataFrame(
        {"code": ["A"]}, geometry=[shapely.box(530_000, 180_000, 531_000, 181_000)], crs=27700
    )
    if suffix == ".zip":
        path.write_bytes(archive({f"areas.{part}": b"x" for part in ("shp", "dbf", "prj")}))
    elif suffix == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path)
    assert geo.recognise(path).kind == "areas"


def test_a_zip_of_stop_and_search_alone_is_read_only_when_asked_for():
    data = archive({"2024-03/2024-03-metropolitan-stop-and-search.csv": STOPS})
    found = geo.recognise(data)
    assert found.kind is None
    assert "stop_search" in found.reason
    assert geo.read_stop_search(data).accepted == 1
    with pytest.raises(geo.InputError) as caught:
        geo.read_offences(data)
    assert caught.value.code == "zip.no_data"


def test_an_archive_gives_street_crime_or_searches_and_never_both():
    data = archive(
        {
            "2024-05/2024-05-metropolitan-street.csv": police_csv(police_row()),
            "2024-05/2024-05-metropolitan-stop-and-search.csv": STOPS,
        }
    )
    assert geo.recognise(data).kind == "offences"
    assert list(geo.read_offences(data).records.category) == ["Drugs"]
    searches = geo.read_stop_search(data).records
    assert list(searches.category) == ["Stop and search: Controlled drugs"]


def test_only_the_beginning_of_a_large_file_is_read(tmp_path, monkeypatch):
    path = tmp_path / "street.csv"
    row = police_row().encode() + b"\r\n"
    path.write_bytes(police_csv() + row * 60_000)
    features = tmp_path / "points.geojson"
    one = json.dumps(json.loads(collection(feature()))["features"][0])
    features.write_text('{"type": "FeatureCollection", "features": [' + f"{one},\n" * 20_000)
    read = []
    whole = Source.piece

    def piece(self, start, size):
        read.append(min(size, self.size))
        return whole(self, start, size)

    monkeypatch.setattr(Source, "piece", piece)
    assert geo.recognise(path).kind == "offences"
    assert geo.recognise(features).kind == "markets"
    assert sum(read) < 6 * 1024**2 < path.stat().st_size


def test_a_process_of_its_own_recognises_the_same():
    data = FILES["markets"][0]
    assert geo.recognise_safely(data) == geo.recognise(data)
    with pytest.raises(geo.InputError) as caught:
        geo.recognise_safely(b"")
    assert caught.value.code == "file.empty"


def test_a_file_about_persons_is_refused():
    with pytest.raises(geo.InputError) as caught:
        geo.recognise(b"date,offender_age\n2024-01-10,17\n")
    assert caught.value.code == "privacy.columns"
