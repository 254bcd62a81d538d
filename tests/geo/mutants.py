"""Small good files of every format, and ways to break them, for the fuzzing of the readers."""

import gzip
import io
import zipfile

import geopandas as gpd
import openpyxl
import pandas as pd
import shapely

import boundaries
import geo
from tests.geo.files import (
    archive,
    geopackage,
    market_csv,
    market_row,
    police_csv,
    police_row,
)

READERS = (
    geo.read_markets,
    geo.read_raids,
    geo.read_offences,
    geo.read_stop_search,
    geo.read_area_counts,
    geo.read_operations,
    boundaries.load_areas,
    geo.recognise,
)
TOKENS = (
    b"", b'"', b",", b";", b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", b"[", b"{", b"}", b"]",
    b"null", b"NaN", b"1e999", b"-", b"9" * 40, b"<", b">", b"=", b"'", b"\\u0000", b"\\ud800",
    "٣".encode(), "\u202e".encode(), b"type", b"EPSG:", b"2024-02-30", b"PK\x03\x04",
)  # fmt: skip
_POINT = shapely.Point(-0.0754, 51.5465)
_SQUARE = shapely.box(-0.08, 51.5, -0.07, 51.6)


def _written(frame, suffix):
    buffer = io.BytesIO()
    if suffix == "parquet":
        frame.to_parquet(buffer)
        return buffer.getvalue()
    return frame.to_json().encode()


def seeds():
    """Return good files by name."""
    points = gpd.GeoDataFrame(
        {"market_id": ["1"], "kind": ["open"], "first_seen": ["2024-01-10"]},
        geometry=[_POINT],
        crs=4326,
    )
    areas = gpd.GeoDataFrame(
        {"code": ["A", "B"], "name": ["a", "b"]}, geometry=[_SQUARE] * 2, crs=4326
    )
    table = pd.DataFrame({"raid_id": [1], "date": ["2024-01"], "x": [533512], "y": [184733]})
    book = openpyxl.Workbook()
    for row in (["raid_id", "date", "x", "y"], ["1", "2024-01-10", 533512, 184733]):
        book.active.append(row)
    sheet = io.BytesIO()
    book.save(sheet)
    markets = market_csv(market_row(1), market_row(2, name='"a, ""b"""'))
    street = police_csv(police_row(), police_row(lon="-0.08"))
    searches = (
        b"Type,Date,Latitude,Longitude,Gender,Object of search\r\n"
        b"Person search,2024-03-01T14:05:00+00:00,51.5465,-0.0754,Male,Firearms\r\n"
    )
    return {
        "markets.csv": markets,
        "markets.csv.gz": gzip.compress(markets, mtime=0),
        "street.csv": street,
        "searches.csv": searches,
        "street.zip": archive({"2024-05/2024-05-metropolitan-street.csv": street}),
        "counts.csv": b"Borough,201004,201005\nHackney,1,2\nBarnet,,5\n",
        "operations.csv": b"operation_id,name,start,end,areas\n1,A,2000-11,2001-03,Hackney\n",
        "points.geojson": _written(points, "geojson"),
        "areas.geojson": _written(areas, "geojson"),
        "points.parquet": _written(points, "parquet"),
        "areas.parquet": _written(areas, "parquet"),
        "table.parquet": _written(table, "parquet"),
        "points.gpkg": geopackage([(_POINT, "1", "open", "2024-01-10")]),
        "areas.gpkg": geopackage(
            [(_SQUARE, "A", "a")], columns="code TEXT, name TEXT", shape="POLYGON"
        ),
        "raids.xlsx": sheet.getvalue(),
    }


def mutated(data, generator, *, inside=True):
    """Return a file with a few faults; those of a zip are put inside its members too."""
    if inside and data.startswith(b"PK") and generator.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            parts = {name: held.read(name) for name in held.namelist()}
        chosen = generator.choice(sorted(parts))
        parts[chosen] = mutated(parts[chosen], generator, inside=False)
        return archive(parts)
    changed = bytearray(data)
    for _ in range(generator.choice((1, 1, 2, 4, 12))):
        at = generator.randrange(len(changed) + 1)
        to = at + generator.choice((0, 1, 1, 2, 8, 64))
        changed[at:to] = generator.choice((generator.choice(TOKENS), generator.randbytes(1)))
    if generator.random() < 0.05:
        del changed[generator.randrange(len(changed) + 1) :]
    return bytes(changed)
