"""Small areas and records in metres for the map tests."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from geo.maps import install

collect_ignore_glob = ["served/*"]

BASE = "/crackdown-assets/"


@pytest.fixture(autouse=True)
def installed():
    install(BASE)


@pytest.fixture
def areas():
    """Four squares of 10 km around central London."""
    return gpd.GeoDataFrame(
        {
            "code": ["A", "B", "C", "D"],
            "name": ["Alpha", "Beta", "Gamma", "Delta"],
            "role": ["treated", "neighbour", "control", "excluded"],
            "change": [-42.0, 12.0, 0.5, None],
        },
        geometry=[
            box(520000, 170000, 530000, 180000),
            box(530000, 170000, 540000, 180000),
            box(520000, 180000, 530000, 190000),
            box(530000, 180000, 540000, 190000),
        ],
        crs=27700,
    )


@pytest.fixture
def markets():
    return gpd.GeoDataFrame(
        {
            "market_id": ["M1", "M2", "M3"],
            "kind": ["open", "closed", "open"],
            "status": ["active", "closed", None],
            "name": ["Corner", None, "Park"],
            "drugs": [["heroin", "crack"], ["cannabis"], []],
            "first_seen": pd.to_datetime(["2000-01-05", "2000-02-01", "2000-03-09"]),
        },
        geometry=[Point(525000, 175000), Point(535000, 175000), Point(525000, 185000)],
        crs=27700,
    )
