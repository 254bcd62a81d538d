import io
import json

import pandas as pd
import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from boundaries import load_areas, neighbours
from boundaries._load_boroughs import DATA
from geo.errors import InputError, ParameterError

SQUARE = [
    [[530000, 180000], [530100, 180000], [530100, 180100], [530000, 180100], [530000, 180000]]
]
BOW_TIE = [
    [[530000, 180000], [530100, 180100], [530100, 180000], [530000, 180100], [530000, 180000]]
]
GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}


def _collection(*features, crs=GRID, **more):
    rows = [
        {"type": "Feature", "properties": properties, "geometry": geometry}
        for properties, geometry in features
    ]
    document = {"type": "FeatureCollection", "features": rows} | more
    return json.dumps(document | ({"crs": crs} if crs else {})).encode()


def _polygon(coordinates=SQUARE, kind="Polygon"):
    return {"type": kind, "coordinates": coordinates}


def _moved(dx, dy=0):
    return _polygon([[[x + dx, y + dy] for x, y in ring] for ring in SQUARE])


def _codes(intake):
    return [note.code for note in intake.notes]


def test_the_shipped_boroughs_read_as_themselves(boroughs):
    intake = load_areas(DATA / "boroughs.geojson")
    assert_geodataframe_equal(intake.records, boroughs)
    assert intake.rejected.empty
    assert sorted(intake.lines) == list(range(1, 34))
    assert intake.mapping == {"code": "code", "name": "name"}
    assert intake.rejected.columns.tolist() == ["line", "column", "value", "reason", "code", "file"]
    assert list(intake.notes) == [
        "Codes were taken from the column 'code', which holds a different GSS code in each row.",
        "Names were taken from the column 'name'.",
    ]


@pytest.mark.parametrize("crs", [27700, 4326, 3857])
@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".parquet", ".zip"])
def test_what_gdal_and_pyarrow_write_is_read_back(
    boroughs, pairs_of, land_pairs, tmp_path, suffix, crs
):
    path = tmp_path / f"areas{suffix}"
    frame = boroughs.rename(columns={"code": "LAD24CD", "name": "LAD24NM"}).assign(RANK=range(33))
    frame = frame.sample(frac=1, random_state=1).to_crs(crs)
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".zip":
        frame.to_file(f"{path}.shz", driver="ESRI Shapefile")
        path = path.with_name(f"{path.name}.shz")
    else:
        frame.to_file(path)
    intake = load_areas(path)
    assert intake.records[["code", "name"]].equals(boroughs[["code", "name"]])
    assert intake.records.crs == "EPSG:27700"
    moved = shapely.hausdorff_distance(
        intake.records.geometry.to_numpy(), boroughs.geometry.to_numpy()
    )
    assert moved.max() < 0.1
    assert pairs_of(neighbours(intake.records, gap_m=0.2)) == land_pairs


@pytest.mark.parametrize("kind", ["path", "text", "bytes", "buffer", "open", "read to the end"])
def test_every_kind_of_source_gives_the_same(tmp_path, kind):
    content = _collection(({"code": "a", "name": "A"}, _polygon()))
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    buffer = io.BytesIO(content)
    buffer.name = "C:/uploads/x.geojson"
    sources = {"path": path, "text": str(path), "bytes": content, "buffer": buffer}
    if kind in sources:
        assert load_areas(sources[kind]).records["code"].tolist() == ["a"]
        return
    with path.open("rb") as file:
        position = file.seek(0, 2) if kind == "read to the end" else 0
        assert load_areas(file).records["code"].tolist() == ["a"]
        assert file.tell() == position


def test_the_name_of_a_file_decides_nothing(boroughs, tmp_path):
    path = tmp_path / "areas.gpkg"
    path.write_bytes((DATA / "boroughs.geojson").read_bytes())
    assert len(load_areas(path).records) == len(boroughs)


@pytest.mark.parametrize("source", [io.StringIO("{}"), 7, None, ["a.geojson"]])
def test_a_source_of_another_type_is_refused(source):
    with pytest.raises(ParameterError, match=r"source: a path, bytes or a file.*\"rb\""):
        load_areas(source)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match=r"lost\.gpkg: the file cannot be opened") as caught:
        load_areas(tmp_path / "lost.gpkg")
    assert caught.value.code == "file.missing"
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("columns", "code", "name"),
    [
        (("LSOA11CD", "LSOA11NM", "LAD11CD", "LAD11NM"), "LSOA11CD", "LSOA11NM"),
        (("NAME", "GSS_CODE", "DISTRICT", "LAGSSCODE"), "GSS_CODE", "NAME"),
        (("OBJECTID", "WD24CD", "WD24NM", "WD24NMW"), "WD24CD", "WD24NM"),
        (("objectid", "borough"), "borough", "borough"),
        (("beat_code", "beat_name"), "beat_code", "beat_name"),
        (("ref", "title"), "ref", "title"),
    ],
)
def test_likely_columns_are_found_and_named(columns, code, name):
    values = {
        "OBJECTID": (1, 1),
        "objectid": (1, 1),
        "LAD11CD": ("E09000001", "E09000001"),
        "LAGSSCODE": ("E09000001", "E09000001"),
    }
    values |= dict.fromkeys(("LSOA11CD", "GSS_CODE", "WD24CD"), ("E01000001", "E01000002"))
    rows = [
        ({c: values.get(c, (f"{c} one", f"{c} two"))[i] for c in columns}, _moved(200 * i))
        for i in range(2)
    ]
    intake = load_areas(_collection(*rows))
    assert intake.records["code"].tolist() == [rows[0][0][code], rows[1][0][code]]
    assert intake.records["name"].tolist() == [rows[0][0][name], rows[1][0][name]]
    assert repr(code) in intake.notes[0]
    assert _codes(intake)[:2] == ["area.code", "area.name"]


def test_columns_that_were_chosen_are_taken_without_a_note():
    content = _collection(({"code": "a", "other": 12.0, "label": "  New   Cross "}, _polygon()))
    intake = load_areas(content, code="other", name="label")
    assert intake.records[["code", "name"]].to_numpy().tolist() == [["12", "New Cross"]]
    assert intake.notes == ()


def test_a_name_that_is_missing_is_the_code():
    rows = [({"code": "a", "name": None}, _polygon()), ({"code": "b", "name": "B"}, _moved(200))]
    assert load_areas(_collection(*rows)).records["name"].tolist() == ["a", "B"]


@pytest.mark.parametrize("parameter", ["code", "name"])
def test_a_column_that_is_not_there_is_refused(parameter):
    content = _collection(({"GSS": "a", "ward": "A"}, _polygon()))
    with pytest.raises(ParameterError, match=rf"{parameter}: .*'GSS', 'ward'"):
        load_areas(content, **{parameter: "nowhere"})


def test_no_column_of_codes_is_refused():
    rows = [({"hectares": 1}, _polygon()), ({"hectares": 1}, _moved(200))]
    with pytest.raises(InputError, match=r"no column holds a code.*'hectares'") as caught:
        load_areas(_collection(*rows))
    assert caught.value.code == "header.missing"


@pytest.mark.parametrize(
    ("third", "code", "line", "message"),
    [
        (None, "area.code_missing", 3, "an area has no code"),
        ("  ", "area.code_missing", 3, "an area has no code"),
        ("E05000001", "area.code_duplicate", 1, r"stands for 2 areas \(found 'E05000001'\)"),
    ],
)
def test_codes_with_faults_are_refused_with_their_place(third, code, line, message):
    values = ["E05000001", "E05000002", third]
    rows = [({"WD24CD": value}, _moved(200 * i)) for i, value in enumerate(values)]
    with pytest.raises(InputError, match=message) as caught:
        load_areas(_collection(*rows))
    error = caught.value
    assert (error.code, error.line, error.column) == (code, line, "WD24CD")


def test_invalid_polygons_are_repaired_and_named():
    rows = [({"code": "b"}, _moved(300)), ({"code": "a"}, _polygon(BOW_TIE))]
    intake = load_areas(_collection(*rows))
    assert intake.records.is_valid.all()
    assert intake.records["code"].tolist() == ["a", "b"]
    assert intake.records.area.tolist() == [5_000, 10_000]
    assert "1 invalid polygon was repaired (a), which changed an area by up to" in intake.notes[-1]
    assert intake.notes[-1].code == "geometry.repaired"
    assert intake.notes[-1].warning


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "it has no geometry"),
        ({"type": "Point", "coordinates": [530000, 180000]}, "is a Point, not a polygon"),
        ({"type": "Polygon", "coordinates": []}, "list of rings is empty or missing"),
        (_polygon([SQUARE[0][:3]]), "a ring has 3 points, and 4 are the fewest"),
        (_polygon([SQUARE[0][:4]]), "a ring does not end where it begins"),
        (_polygon([[["x", 1]] * 4]), "not a pair of numbers"),
        (_polygon([[[1, 2], [3]] * 2]), "not a pair of numbers"),
        (_polygon([[[10**400, 1]] * 4]), "not a pair of numbers"),
        (_polygon([[SQUARE[0][0]] * 4]), "its polygon has no area"),
        ("POLYGON", "its geometry is not an object"),
        ({"type": "<b>", "coordinates": []}, "a thing without a known type"),
    ],
)
def test_rows_without_a_polygon_are_rejected_one_by_one(geometry, reason):
    rows = [({"code": "a"}, _polygon()), ({"code": "b"}, geometry), ({"code": "c"}, _moved(200))]
    intake = load_areas(_collection(*rows))
    assert intake.records["code"].tolist() == ["a", "c"]
    assert isinstance(intake.records.index, pd.RangeIndex)
    assert intake.rejected["line"].tolist() == [2]
    assert reason in intake.rejected["reason"][0]
    assert intake.read == 3


def test_a_file_without_any_polygon_is_refused():
    content = _collection(({"code": "a"}, {"type": "Point", "coordinates": [1, 2]}))
    with pytest.raises(InputError, match="holds no polygons: its geometry is a Point"):
        load_areas(content)
    with pytest.raises(InputError, match="holds no polygons"):
        load_areas(_collection())


def test_heights_are_dropped_and_collections_are_read():
    high = [[[x, y, 12.5] for x, y in ring] for ring in SQUARE]
    collection = {
        "type": "GeometryCollection",
        "geometries": [{"type": "Point", "coordinates": [1, 2]}, _polygon(high)],
    }
    area = load_areas(_collection(({"code": "a"}, collection))).records.geometry[0]
    assert not area.has_z
    assert area.area == 10_000


def test_an_area_of_no_size_is_rejected_and_not_called_repaired():
    rows = [({"code": "a"}, _polygon([[SQUARE[0][0]] * 4])), ({"code": "b"}, _polygon())]
    intake = load_areas(_collection(*rows))
    assert _codes(intake) == ["area.code", "area.name"]
    assert intake.rejected["reason"].tolist() == ["its polygon has no area"]
    with pytest.raises(InputError, match="holds no polygons: its polygon has no area"):
        load_areas(_collection(rows[0]))


def test_invisible_characters_are_taken_out_of_names_and_codes():
    rows = [({"code": "a\u200b", "name": "Br\u202eixton\u0000\n Hill"}, _polygon())]
    assert load_areas(_collection(*rows)).records[["code", "name"]].to_numpy().tolist() == [
        ["a", "Brixton Hill"]
    ]


def test_what_is_shown_of_a_file_is_bounded():
    long = "x" * 5_000 + "_code"
    intake = load_areas(_collection(({long: long, "name": long}, _polygon())))
    assert all(len(note) < 200 for note in intake.notes)
    assert intake.records["name"].str.len().tolist() == [200]


def test_markup_in_names_stays_text():
    name = "<img src=x onerror=alert(1)>"
    assert load_areas(_collection(({"code": "a", "name": name}, _polygon()))).records[
        "name"
    ].tolist() == [name]
