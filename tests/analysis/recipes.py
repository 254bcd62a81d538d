"""Records and areas on which every method finds something."""

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import box


def areas():
    """Two areas of 10 km by 20 km that meet at easting 530,000."""
    return gpd.GeoDataFrame(
        {"code": ["W", "E"], "name": ["West", "East"]},
        geometry=[box(520000, 170000, 530000, 190000), box(530000, 170000, 540000, 190000)],
        crs=27700,
    )


def offences(*, seed=5):
    """A year of even background, and a heap across the border that grows from July on."""
    random = np.random.default_rng(seed)
    background = random.uniform([520000, 170000], [540000, 190000], (1200, 2))
    heap = random.normal([530000, 180000], 150, (400, 2))
    months = [*random.integers(0, 12, 1200), *random.integers(6, 12, 400)]
    place = np.r_[background, heap].round()
    return gpd.GeoDataFrame(
        {
            "category": "Drugs",
            "period": pd.PeriodIndex([pd.Period("2019-01", "M") + int(m) for m in months]),
            "weight": 1.0,
        },
        geometry=gpd.points_from_xy(*place.T),
        crs=27700,
    )
