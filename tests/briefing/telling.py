"""Workspaces that briefings of the tests are told from."""

from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd

import boundaries
import workspace
from workspace import Workspace


@cache
def example():
    """Return the example workspace, read once."""
    shipped = workspace.read_example()
    return Workspace(
        version=shipped.version,
        areas_version=workspace.SHIPPED_AREAS,
        areas=shipped.areas,
        points={k: shipped.records[k] for k in workspace.POINT_KINDS if k in shipped.records},
        tables={k: shipped.records[k] for k in workspace.TABLE_KINDS if k in shipped.records},
        sources=tuple(
            workspace.Source(
                kind=kind, name=f"{kind}.csv", rows=len(records), digest=digest, is_example=True
            )
            for (kind, records), digest in zip(
                shipped.records.items(), shipped.digests.values(), strict=True
            )
        ),
    )


def empty():
    """Return a workspace of areas alone."""
    full = example()
    return Workspace(
        version="empty",
        areas_version=full.areas_version,
        areas=full.areas,
        points={kind: table.iloc[:0] for kind, table in full.points.items()},
        tables={kind: table.iloc[:0] for kind, table in full.tables.items()},
        sources=(),
    )


def crafted(*, seed=7):
    """Return records with small counts in known places, none of them simulated.

    Markets: a few in most boroughs, 40 in Hackney, one alone in Bexley. Counts of drug offences by
    month for five years, single figures in Kingston. One operation in Hackney and Newham.
    """
    rng = np.random.default_rng(seed)
    areas = boundaries.load_boroughs()
    wanted = {"E09000012": 40, "E09000025": 27, "E09000004": 1, "E09000021": 3, "E09000030": 12}
    homes, points = [], []
    for code, number in wanted.items():
        shape = areas.set_index("code").geometry[code]
        low_x, low_y, high_x, high_y = shape.bounds
        while homes.count(code) < number:
            x, y = rng.uniform(low_x, high_x), rng.uniform(low_y, high_y)
            point = gpd.points_from_xy([x], [y], crs=27700)[0]
            if shape.contains(point):
                homes.append(code)
                points.append(point)
    size = len(points)
    markets = gpd.GeoDataFrame(
        {
            "market_id": [f"SECRET-{k:03d}" for k in range(size)],
            "name": [f"Informant's corner {k}" for k in range(size)],
            "kind": rng.choice(["open", "closed"], size),
            "first_seen": pd.to_datetime(["2022-01-05"] * size),
            "last_seen": pd.NaT,
            "source": "public",
            "area_code": homes,
        },
        geometry=points,
        crs=27700,
    )
    raided = markets[markets["area_code"].isin(["E09000012", "E09000025"])].iloc[::2]
    raids = gpd.GeoDataFrame(
        {
            "raid_id": [f"PRIVATE-{k:03d}" for k in range(len(raided))],
            "date": pd.Timestamp("2023-06-05") + pd.to_timedelta(np.arange(len(raided)) % 14, "D"),
            "operation": "Operation Test",
            "tactic": rng.choice(["warrant", "covert", "overt"], len(raided), p=[0.7, 0.2, 0.1]),
            "arrests": pd.array(rng.poisson(1.5, len(raided)), dtype="Int64"),
            "forensic_hits": pd.array(rng.poisson(0.1, len(raided)), dtype="Int64"),
            "area_code": raided["area_code"].to_numpy(),
        },
        geometry=raided.geometry.to_numpy(),
        crs=27700,
    )
    months = pd.period_range("2019-01", "2023-12", freq="M")
    usual = dict.fromkeys(areas["code"], 60.0) | {"E09000021": 2.0, "E09000001": 3.0}
    counts = pd.DataFrame(
        [
            (code, month, "drugs", int(rng.poisson(mean)))
            for code, mean in usual.items()
            for month in months
        ],
        columns=["area_code", "period", "category", "count"],
    )
    counts["period"] = pd.PeriodIndex(counts["period"], freq="M")
    operations = pd.DataFrame(
        {
            "operation_id": ["test"],
            "name": ["Operation Test"],
            "start": [pd.Timestamp("2023-06-05")],
            "end": [pd.Timestamp("2023-06-18")],
            "areas": [("E09000012", "E09000025")],
        }
    )
    return Workspace(
        version="crafted",
        areas_version=workspace.SHIPPED_AREAS,
        areas=areas,
        points={"markets": markets, "raids": raids},
        tables={"area_counts": counts, "operations": operations},
        sources=(
            workspace.Source(
                kind="markets", name="handler-smith.csv", rows=size, digest="ab12cd34" * 8
            ),
        ),
    )
