import hashlib
import re

import pandas as pd
import pytest
import shapely

from boundaries import load_boroughs
from boundaries._load_boroughs import DATA


def test_every_borough_once_in_order_and_in_metres(boroughs):
    assert boroughs.columns.tolist() == ["code", "name", "geometry"]
    assert boroughs["code"].tolist() == [f"E090000{number:02d}" for number in range(1, 34)]
    assert isinstance(boroughs.index, pd.RangeIndex)
    assert boroughs.crs == "EPSG:27700"
    assert boroughs["name"].is_unique
    assert boroughs.set_index("code").loc["E09000028", "name"] == "Southwark"


def test_boroughs_are_valid_and_leave_neither_gaps_nor_overlaps(boroughs):
    assert boroughs.is_valid.all()
    assert shapely.coverage_is_valid(boroughs.geometry.to_numpy())


@pytest.mark.parametrize(
    ("code", "land_ha"),
    # HECTARES less NONLD_AREA of spData `lnd`, whose polygons stop at high water
    [("E09000001", 290.396), ("E09000021", 3726.117), ("E09000006", 15013.487)],
)
def test_areas_are_the_published_ones(boroughs, code, land_ha):
    area = boroughs.set_index("code").area[code] / 1e4
    assert area == pytest.approx(land_ha, rel=2e-3)


@pytest.mark.parametrize(
    ("code", "easting", "northing"),
    [
        ("E09000033", 530_030, 180_380),  # Charing Cross
        ("E09000022", 531_100, 175_600),  # Brixton
        ("E09000011", 538_800, 177_300),  # Greenwich Observatory
    ],
)
def test_landmarks_lie_in_their_borough(boroughs, code, easting, northing):
    hit = boroughs[boroughs.contains(shapely.Point(easting, northing))]
    assert hit["code"].tolist() == [code]


def test_each_call_gives_a_fresh_copy():
    first = load_boroughs()
    first.loc[0, "name"] = "changed"
    first.loc[0, "geometry"] = shapely.Point(0, 0)
    second = load_boroughs()
    assert second.loc[0, "name"] == "City of London"
    assert second.geom_type.isin({"Polygon", "MultiPolygon"}).all()


def test_the_readme_names_source_licence_and_the_checksums_of_the_files():
    text = (DATA / "README.md").read_text(encoding="utf-8")
    # word for word, as the licence asks
    assert (
        "> Contains National Statistics data © Crown copyright and database right 2015; "
        "contains Ordnance Survey data © Crown copyright and database right 2015\n"
    ) in text
    assert "[Open Government Licence v3](https://www.nationalarchives.gov.uk/" in text
    assert "python boundaries/data/build.py r-cran-spdata_2.2.1-1_all.deb" in text
    rows = re.findall(r"^\| `([\w.]+)` .*\| ([\d,]+) \| `([0-9a-f]{64})` \|$", text, re.MULTILINE)
    assert rows == [
        (name, f"{len(content):,}", hashlib.sha256(content).hexdigest())
        for name in (
            "boroughs.geojson",
            "river_pairs.csv",
            "thames.geojson",
            "borough_population.csv",
        )
        for content in [(DATA / name).read_bytes()]
    ]
