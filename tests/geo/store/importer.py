"""Imports many offences in a process of its own, so that a test can kill it."""

import hashlib
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import Intake
from geo.store import open_store

CATEGORIES = np.array(["Burglary", "Drugs", "Robbery", "Vehicle crime"], dtype=object)


def many(rows, *, first=0):
    """Return offences that are all different, the numbers ``first`` to ``first + rows``."""
    number = np.arange(first, first + rows)
    months = pd.PeriodIndex.from_ordinals(600 + number % 24, freq="M")
    frame = gpd.GeoDataFrame(
        {
            "category": pd.array(CATEGORIES[number % 4], dtype="str"),
            "period": months,
            "geometry": shapely.points(520_000 + number % 997, 170_000 + number // 997),
            "weight": np.ones(rows),
            "area_code": pd.array(np.array(["E09000012", "E09000022"])[number % 2], dtype="str"),
            "snap_point": number % 2 == 0,
            "low_precision": np.zeros(rows, dtype=bool),
        },
        geometry="geometry",
        crs=27700,
    )
    columns = ["line", "column", "value", "reason", "code", "file"]
    return Intake(records=frame, rejected=pd.DataFrame(columns=columns), lines=number + 2)


def put_in(store, rows, *, first=0, **more):
    """Import them under a name and digest that say which they are."""
    name = f"{first}-{rows}"
    digest = hashlib.sha256(name.encode()).hexdigest()
    return store.add("offences", many(rows, first=first), name=name, digest=digest, by="me", **more)


if __name__ == "__main__":
    address, rows, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    with open_store(address) as store:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        put_in(store, rows, first=first)
    sys.stdout.write("done\n")
