"""Time the store: a million police rows into it and out of it, against pandas and geopandas.

    python tests/bench/store.py [FOLDER] [ROWS]

Makes a file like those of data.police.uk in FOLDER (a temporary one if left out), reads it, puts
it into a new SQLite store, and takes one borough and one year out, then everything. The peer does
what an analyst would do without a store: ``pandas.read_csv`` and ``geopandas.sjoin`` on the same
file each time. Wall-clock and processor seconds are the least of several runs; memory is the peak
of a process of its own.
"""

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[2]))

import boundaries
import geo
from geo.store import open_store

BOROUGH = "E09000012"
START, END = date(2023, 1, 1), date(2024, 1, 1)
POINTS = 60_000
TYPES = ("Anti-social behaviour", "Burglary", "Drugs", "Robbery", "Shoplifting", "Vehicle crime")
HEADER = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)


def make(path: Path, rows: int) -> None:
    """Write rows over three years on snap points within the boroughs."""
    chance = np.random.default_rng(1)
    areas = boundaries.load_boroughs()
    places = areas.sample_points(POINTS // len(areas), rng=chance).explode().to_crs(4326)
    at = chance.integers(0, len(places), rows)
    months = pd.period_range("2022-01", "2024-12", freq="M").astype(str).to_numpy()
    force = "Metropolitan Police Service"
    frame = pd.DataFrame(
        {
            "Crime ID": [f"{number:064x}" for number in range(rows)],
            "Month": np.sort(chance.choice(months, rows)),
            "Reported by": force,
            "Falls within": force,
            "Longitude": places.x.to_numpy()[at].round(6),
            "Latitude": places.y.to_numpy()[at].round(6),
            "Location": "On or near High Street",
            "LSOA code": "E01001770",
            "LSOA name": "Hackney 010A",
            "Crime type": chance.choice(TYPES, rows),
            "Last outcome category": "Under investigation",
            "Context": "",
        }
    )
    assert ",".join(frame) == HEADER
    frame.to_csv(path, index=False)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def whole(path: Path, place: Path) -> None:
    """Read the file and put it into the store; print what each step took."""
    areas = boundaries.load_boroughs()
    started, worked = time.perf_counter(), time.process_time()
    digest = _digest(path)
    intake = geo.read_offences(path, locate=lambda points: boundaries.assign_areas(points, areas))
    read, read_work = time.perf_counter() - started, time.process_time() - worked
    reading = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with open_store(place) as store:
        batch = store.add("offences", intake, name=path.name, digest=digest, by="bench")
    took, work = time.perf_counter() - started, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(batch)
    for name, wall, processor, memory in (
        ("file to intake", read, read_work, reading),
        ("intake to store", took - read, work - read_work, peak),
        ("file to store", took, work, peak),
    ):
        print(f"{name:21} {wall:6.2f} s ({processor:5.2f} s of processor), peak {memory:,.0f} MB")


def least(work, times: int) -> tuple[float, float, int]:
    """Return the least wall-clock and processor seconds of several runs, and the rows."""
    spent = []
    for _ in range(times):
        started, worked = time.perf_counter(), time.process_time()
        rows = len(work())
        spent.append((time.perf_counter() - started, time.process_time() - worked))
    walls, works = zip(*spent, strict=True)
    return min(walls), min(works), rows


def peer(path: Path):
    """Return every row with its borough, by the usual means."""
    areas = boundaries.load_boroughs()[["code", "geometry"]].to_crs(4326)
    frame = pd.read_csv(path)
    points = gpd.GeoDataFrame(
        frame, geometry=gpd.points_from_xy(frame["Longitude"], frame["Latitude"]), crs=4326
    )
    return gpd.sjoin(points, areas, predicate="within", how="left")


def chosen(path: Path):
    """Return one borough and one year, by the usual means."""
    joined = peer(path)
    return joined[(joined["code"] == BOROUGH) & joined["Month"].str.startswith("2023")]


def main() -> None:
    """Print the measurements."""
    rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    with tempfile.TemporaryDirectory() as spare:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else spare)
        path = folder / f"{rows}-street.csv"
        if not path.exists():
            make(path, rows)
        place = Path(spare) / "store.sqlite"
        subprocess.run([sys.executable, __file__, "whole", path, place], check=True)  # noqa: S603
        with open_store(place) as store:
            part = least(
                lambda: store.records("offences", area_codes=[BOROUGH], start=START, end=END), 5
            )
            every = least(lambda: store.records("offences"), 3)
        part_peer, every_peer = least(lambda: chosen(path), 2), least(lambda: peer(path), 2)
        for name, ours, theirs in (
            ("one borough and year", part, part_peer),
            ("every record", every, every_peer),
        ):
            print(
                f"{name:21} {ours[0]:6.3f} s ({ours[1]:.3f} s of processor) for {ours[2]:,} rows; "
                f"read_csv and sjoin {theirs[0]:.2f} s ({theirs[1]:.2f} s): "
                f"{theirs[0] / ours[0]:.1f} times as fast ({theirs[1] / ours[1]:.1f} by processor)"
            )


if __name__ == "__main__":
    if sys.argv[1:2] == ["whole"]:
        whole(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
