"""What a reading process hands over is what the reader made."""

import geopandas as gpd
import numpy as np
import pytest
from geopandas.testing import assert_geodataframe_equal
from pandas.testing import assert_frame_equal

import boundaries
import geo
from geo._intake_file import load_intake, save_intake
from tests.geo.files import market_csv, market_row, police_csv, police_row

SQUARE = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": '
    b'{"code": "E05009317"}, "geometry": {"type": "Polygon", "coordinates": '
    b"[[[-0.06, 51.52], [-0.05, 51.52], [-0.05, 51.53], [-0.06, 51.52]]]}},"
    b'{"type": "Feature", "properties": {"code": "E05009318"}, "geometry": null}]}'
)
FILES = [
    (geo.read_markets, market_csv(market_row(1), market_row(2, kind="shut"), market_row(2))),
    (geo.read_markets, market_csv(market_row(1, kind="shut"))),
    (geo.read_raids, b"raid_id,date,x,y,arrests\n1,2024-03-01,533512,184733,2\n2,2024-03,1,1,\n"),
    (geo.read_raids, b"raid_id,date,x,y,arrests\n1,2024-03,533512,184733,\n"),
    (geo.read_offences, police_csv(police_row(), police_row(lon="x"))),
    (geo.read_offences, b"date,easting,northing\n2018-02-14,533512,184733\n"),
    (geo.read_area_counts, b"Borough,1999-00,2000-01\nHackney,1,2\n"),
    (geo.read_area_counts, b"Borough,quarter,count\nHackney,2024 Q1,2\n"),
    (
        geo.read_operations,
        b"operation_id,name,start,end,areas\n1,A,2000-11,2001-03,Hackney;Camden\n",
    ),
    (boundaries.load_areas, SQUARE),
]


@pytest.mark.parametrize(("read", "data"), FILES)
def test_an_intake_survives_the_way_through_files(read, data, tmp_path):
    intake = read(data)
    save_intake(intake, tmp_path)
    found = load_intake(tmp_path)
    same = (
        assert_geodataframe_equal
        if isinstance(intake.records, gpd.GeoDataFrame)
        else assert_frame_equal
    )
    same(found.records, intake.records)
    assert_frame_equal(found.rejected, intake.rejected)
    assert_frame_equal(found.disagreements, intake.disagreements)
    np.testing.assert_array_equal(found.lines, intake.lines)
    for name in ("notes", "duplicates", "left_out", "rows", "read", "accepted"):
        assert getattr(found, name) == getattr(intake, name)
    assert found.mapping == dict(intake.mapping)
    assert [(n.code, n.warning) for n in found.notes] == [(n.code, n.warning) for n in intake.notes]
