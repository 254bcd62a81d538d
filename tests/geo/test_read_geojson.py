"""Every kind of broken GeoJSON, made here and read as markets."""

import json

import pytest

import geo
from tests.geo.files import Upload

POINT = {"type": "Point", "coordinates": [-0.0754, 51.5465]}
RING = [[-0.1, 51.5], [-0.08, 51.5], [-0.08, 51.52], [-0.1, 51.52], [-0.1, 51.5]]


def feature(geometry=POINT, **properties):
    held = {"market_id": "1", "kind": "open", "first_seen": "2024-01-10"} | properties
    return {"type": "Feature", "properties": held, "geometry": geometry}


def collection(*features, **members):
    return json.dumps({"type": "FeatureCollection", "features": list(features)} | members).encode()


def refusal(data):
    with pytest.raises(geo.InputError) as caught:
        geo.read_markets(Upload(data, "m.geojson"))
    return caught.value


def at(*position):
    return feature({"type": "Point", "coordinates": list(position)})


def named_crs(name):
    return {"crs": {"type": "name", "properties": {"name": name}}}


def test_points_are_read_and_properties_become_columns():
    data = collection(feature(market_id=7, drugs=["crack", "heroin"], illustrative=True, note=None))
    intake = geo.read_markets(data)
    record = intake.records.iloc[0]
    assert (record.market_id, record.kind, record.drugs) == ("7", "open", ["crack", "heroin"])
    assert bool(record.illustrative)
    plain = b"market_id,kind,first_seen,longitude,latitude\n7,open,2024-01-10,-0.0754,51.5465\n"
    assert record.geometry == geo.read_markets(plain).records.geometry[0]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (collection(feature())[:-30], "json.invalid"),
        (b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000, "json.depth"),
        (b"[" * 100_000 + b"]" * 100_000, "json.depth"),
        (json.dumps([feature()]).encode(), "json.kind"),
        (json.dumps({"type": "Topology", "objects": {}, "arcs": []}).encode(), "json.kind"),
        (json.dumps({"geometryType": "esriGeometryPoint", "features": []}).encode(), "json.kind"),
        (json.dumps({"type": "FeatureCollection", "features": {}}).encode(), "json.kind"),
        (collection({"attributes": {}}), "json.kind"),
        (collection(feature()).replace(b'"kind"', b'"kind": 1, "kind"'), "json.duplicate_key"),
        (collection(feature()).replace(b'"1"', b"9" * 5000), "json.number"),
        (
            collection(at(533500, 184700)),
            "coord.projected",
        ),
        (
            collection(at(51.5465, -0.0754)),
            "coord.swapped",
        ),
        (collection(feature(), **named_crs("EPSG:27700")), "coord.degrees"),
        (collection(feature(), **named_crs("urn:ogc:def:crs:EPSG::999999")), "coord.crs"),
        (collection(feature(), **named_crs("local grid")), "coord.crs"),
        (collection(), "file.no_rows"),
        (collection(feature(suspect="x")), "privacy.columns"),
        (collection({"type": "Feature", "properties": {}, "geometry": POINT}), "header.missing"),
        (b"<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "file.type"),
    ],
)
def test_an_unusable_file_is_refused_with_its_code(data, code):
    error = refusal(data)
    assert error.code == code
    assert error.hint


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geom.missing"),
        ({"type": "Point", "coordinates": []}, "geom.missing"),
        ({"type": "MultiPoint", "coordinates": []}, "geom.missing"),
        ({"type": "Point"}, "geom.invalid"),
        ({"type": "Point", "coordinates": [1]}, "geom.invalid"),
        ({"type": "Point", "coordinates": ["-0.0754", "51.5465"]}, "geom.invalid"),
        ({"type": "Point", "coordinates": [True, 51.5]}, "geom.invalid"),
        ({"type": "Point", "coordinates": [[-0.1, 51.5]]}, "geom.invalid"),
        ({"type": "Sphere", "coordinates": [0, 0]}, "geom.invalid"),
        ("Point", "geom.invalid"),
        ({"type": "Polygon", "coordinates": [RING[:-1][:3]]}, "geom.invalid"),
        (
            {"type": "Polygon", "coordinates": [RING, [[x - 0.2, y] for x, y in RING]]},
            "geom.invalid",
        ),
        ({"type": "Polygon", "coordinates": [RING]}, "geom.type"),
        ({"type": "LineString", "coordinates": RING[:2]}, "geom.type"),
        ({"type": "MultiPoint", "coordinates": RING[:2]}, "geom.type"),
        ({"type": "Point", "coordinates": [float("nan"), 51.5]}, "coord.nan"),
        ({"type": "Point", "coordinates": [10**400, 51.5]}, "coord.nan"),
    ],
)
def test_a_bad_geometry_rejects_its_feature_and_keeps_the_good_one(geometry, code, codes):
    intake = geo.read_markets(collection(feature(), feature(geometry, market_id="2")))
    assert codes(intake) == [code]
    assert list(intake.rejected.line) == [2]
    assert list(intake.records.market_id) == ["1"]


def test_an_infinite_literal_is_rejected(codes):
    data = collection(feature(), feature(market_id="2")).replace(b"51.5465", b"1e400", 1)
    assert codes(geo.read_markets(data)) == ["coord.nan"]


@pytest.mark.parametrize("value", [{"a": [1, {"b": 2}]}, [1, 2], ["a", "b"]])
def test_a_structure_where_text_is_expected_rejects_the_feature(value, codes):
    intake = geo.read_markets(collection(feature(), feature(market_id="2", name=value)))
    assert codes(intake) == ["text.type"]


def test_a_structure_in_a_column_that_is_not_used_does_no_harm():
    intake = geo.read_markets(collection(feature(extra={"a": 1})))
    assert len(intake.records) == 1
    assert "columns.ignored" in {note.code for note in intake.warnings}


@pytest.mark.parametrize(
    "name",
    ["urn:ogc:def:crs:EPSG::27700", "EPSG:27700", "http://www.opengis.net/def/crs/EPSG/0/27700"],
)
def test_an_old_crs_member_is_believed_and_said(name):
    point = {"type": "Point", "coordinates": [533512, 184733]}
    intake = geo.read_markets(collection(feature(point), **named_crs(name)))
    assert (intake.records.geometry.x[0], intake.records.geometry.y[0]) == (533512, 184733)
    assert "coord.crs" in {note.code for note in intake.warnings}


def test_web_mercator_that_is_stated_is_converted():
    point = {"type": "Point", "coordinates": [-8393.49, 6718538.57]}
    intake = geo.read_markets(collection(feature(point), **named_crs("EPSG:3857")))
    assert intake.records.geometry.x[0] == pytest.approx(533550.7, abs=0.1)


def test_a_point_in_a_multipoint_is_a_point():
    point = {"type": "MultiPoint", "coordinates": [[-0.0754, 51.5465]]}
    assert len(geo.read_markets(collection(feature(point))).records) == 1
