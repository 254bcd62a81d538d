"""Rebuild ``boroughs.geojson`` and ``river_pairs.csv`` from Debian's ``r-cran-spdata``.

::

    apt-get download r-cran-spdata
    pip install rdata
    python boundaries/data/build.py r-cran-spdata_2.2.1-1_all.deb

The package is read in Python: neither R nor GDAL takes part. Both files come out byte for byte
the same each time; their checksums are printed and are recorded in the README beside this script.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import importlib
import io
import json
import lzma
import tarfile
import warnings
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapely
from shapely.geometry.polygon import orient

FOLDER = Path(__file__).resolve().parent
BOROUGHS = FOLDER / "boroughs.geojson"
RIVER_PAIRS = FOLDER / "river_pairs.csv"

TOLERANCE_M = 20.0
SHORE_STEP_M = 20.0
WIDEST_RIVER_M = 1_500.0
SHORTEST_FACING_M = 50.0

# The seven-parameter shift (EPSG:1314) with which `lnd` was once turned into degrees. Undoing
# that very shift restores the London Datastore's own metres to 2 mm; a better transformation
# would move the boroughs by about 2 m.
TO_METRES = (
    "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
    "+step +proj=push +v_3 +step +proj=cart +ellps=WGS84 "
    "+step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 "
    "+rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 +convention=position_vector "
    "+step +inv +proj=cart +ellps=airy +step +proj=pop +v_3 "
    "+step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 "
    "+x_0=400000 +y_0=-100000 +ellps=airy"
)


def rdata_files(package: Path) -> tuple[bytes, bytes]:
    """Return the index and the data of the package's lazy-load database."""
    if package.is_dir():
        found = {path.name: path.read_bytes() for path in package.rglob("Rdata.rd[bx]")}
    else:
        with tarfile.open(fileobj=io.BytesIO(deb_member(package, "data.tar.xz"))) as archive:
            wanted = [m for m in archive if Path(m.name).name in {"Rdata.rdx", "Rdata.rdb"}]
            found = {Path(m.name).name: handle(archive, m).read() for m in wanted}
    return found["Rdata.rdx"], found["Rdata.rdb"]


def handle(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Any:
    """Return an open member that must be a file."""
    opened = archive.extractfile(member)
    if opened is None:
        raise SystemExit(f"{member.name} in the package is not a file.")
    return opened


def deb_member(package: Path, name: str) -> bytes:
    """Return one decompressed member of a Debian package, which is an ``ar`` archive."""
    content = package.read_bytes()
    at = len(b"!<arch>\n")
    while at < len(content):
        header = content[at : at + 60]
        size = int(header[48:58])
        if header[:16].decode().strip().rstrip("/") == name:
            return lzma.decompress(content[at + 60 : at + 60 + size])
        at += 60 + size + size % 2
    raise SystemExit(f"{package} holds no {name}: is it r-cran-spdata_*.deb?")


def read_lnd(package: Path) -> tuple[list[str], list[str], np.ndarray]:
    """Return codes, names and polygons in whole EPSG:27700 metres, sorted by code."""
    rdata = importlib.import_module("rdata")
    # the R classes that rdata does not know (sf, crs, bbox) are not needed here
    warnings.filterwarnings("ignore", message="Missing constructor for R class")

    def r_object(content: bytes) -> Any:
        return rdata.conversion.convert(rdata.parser.parse_data(content, extension=".rds"))

    rdx, rdb = rdata_files(package)
    offset, length = map(int, r_object(rdx)["variables"]["lnd"])
    # R writes four bytes of length before each zlib stream
    frame = r_object(zlib.decompress(rdb[offset + 4 : offset + length]))
    to_metres = pyproj.Transformer.from_pipeline(TO_METRES)
    areas = []
    for parts in frame["geometry"]:
        shape = shapely.MultiPolygon([shapely.Polygon(part[0], part[1:]) for part in parts])
        areas.append(
            shapely.transform(
                shape, lambda xy: np.round(np.column_stack(to_metres.transform(*xy.T)))
            )
        )
    order = np.argsort([str(code) for code in frame["GSS_CODE"]])
    codes = [str(frame["GSS_CODE"].iloc[i]) for i in order]
    names = [str(frame["NAME"].iloc[i]) for i in order]
    polygons = np.array([areas[i] for i in order], dtype=object)
    if not (shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons)):
        raise SystemExit("The boroughs overlap or leave gaps after rounding to metres.")
    return codes, names, polygons


def land_pairs(areas: np.ndarray) -> set[tuple[int, int]]:
    """Return the pairs whose boundaries have a line in common."""
    left, right = shapely.STRtree(areas).query(areas, predicate="intersects")
    left, right = left[left < right], right[left < right]
    shared = shapely.intersection(shapely.boundary(areas[left]), shapely.boundary(areas[right]))
    long = shapely.length(shared) > 0
    return set(zip(left[long].tolist(), right[long].tolist(), strict=True))


def river_pairs(areas: np.ndarray) -> list[tuple[int, int]]:
    """Return the pairs that face each other across the river and do not touch by land.

    The middle of the river is taken as the Voronoi ridges between points along the shore: two
    boroughs face each other where such a ridge, lying outside all boroughs, divides their points.
    """
    from scipy.spatial import Voronoi

    whole = shapely.union_all(areas)
    shore = shapely.boundary(whole)
    lines = shapely.segmentize(
        shapely.intersection(shapely.boundary(areas), shore), max_segment_length=SHORE_STEP_M
    )
    xy = [np.unique(np.round(shapely.get_coordinates(line), 3), axis=0) for line in lines]
    owner = np.repeat(np.arange(len(areas)), [len(points) for points in xy])
    shore_xy = np.vstack(xy)
    voronoi = Voronoi(shore_xy)
    sides, ends = voronoi.ridge_points, np.array(voronoi.ridge_vertices)
    distance = np.hypot(*(shore_xy[sides[:, 0]] - shore_xy[sides[:, 1]]).T)
    kept = (
        (ends >= 0).all(axis=1)
        & (owner[sides[:, 0]] != owner[sides[:, 1]])
        & (distance < WIDEST_RIVER_M)
    )
    ridges = shapely.linestrings(voronoi.vertices[ends[kept]])
    pairs = np.sort(owner[sides[kept]], axis=1)
    shapely.prepare(whole)
    middle = shapely.line_interpolate_point(ridges, 0.5, normalized=True)
    wet = ~shapely.intersects(whole, middle) & (shapely.length(ridges) < WIDEST_RIVER_M)
    facing: dict[tuple[int, int], float] = {}
    for (a, b), length in zip(pairs[wet].tolist(), shapely.length(ridges[wet]), strict=True):
        facing[a, b] = facing.get((a, b), 0.0) + length
    by_land = land_pairs(areas)
    return sorted(p for p, m in facing.items() if m >= SHORTEST_FACING_M and p not in by_land)


def rings(area: Any) -> list[list[list[list[int]]]]:
    """Return a normalised area as nested lists of whole metres, outer rings anticlockwise."""
    parts = shapely.get_parts(shapely.normalize(area))
    return [
        [
            shapely.get_coordinates(ring).astype(int).tolist()
            for ring in (part.exterior, *part.interiors)
        ]
        for part in (orient(part) for part in parts)
    ]


def feature(code: str, name: str, area: Any) -> str:
    """Return one line of GeoJSON."""
    parts = rings(area)
    single = len(parts) == 1
    return json.dumps(
        {
            "type": "Feature",
            "properties": {"code": code, "name": name},
            "geometry": {
                "type": "Polygon" if single else "MultiPolygon",
                "coordinates": parts[0] if single else parts,
            },
        },
        separators=(",", ":"),
    )


def main() -> None:
    """Write both files beside this script and print their checksums."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("package", type=Path, help="the .deb, or the folder it was extracted to")
    codes, names, areas = read_lnd(parser.parse_args().package)

    simplified = shapely.coverage_simplify(areas, TOLERANCE_M)
    if land_pairs(simplified) != land_pairs(areas):
        raise SystemExit("The simplification lost or made a shared border.")
    corners = [shapely.points(shapely.get_coordinates(area)) for area in areas]
    moved = max(
        shapely.distance(points, shapely.boundary(area)).max()
        for points, area in zip(corners, simplified, strict=True)
    )
    moved_ha = shapely.area(shapely.symmetric_difference(areas, simplified)).sum() / 1e4

    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    member = json.dumps(crs, separators=(",", ":"))
    head = f'{{"type":"FeatureCollection","name":"boroughs","crs":{member},"features":[\n'
    body = ",\n".join(feature(*row) for row in zip(codes, names, simplified, strict=True))
    BOROUGHS.write_text(f"{head}{body}\n]}}\n", encoding="utf-8", newline="\n")

    pairs = river_pairs(areas)
    with RIVER_PAIRS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code_a", "name_a", "code_b", "name_b"])
        writer.writerows([codes[a], names[a], codes[b], names[b]] for a, b in pairs)

    count = shapely.get_num_coordinates(simplified).sum()
    print(
        f"{len(codes)} boroughs, {count:,} of {shapely.get_num_coordinates(areas).sum():,} points"
    )
    print(f"{len(land_pairs(simplified))} pairs by land, {len(pairs)} across the river")
    print(f"no point moved more than {moved:.1f} m; {moved_ha:.0f} ha changed sides")
    for path in (BOROUGHS, RIVER_PAIRS):
        print(hashlib.sha256(path.read_bytes()).hexdigest(), f"{path.stat().st_size:,}", path.name)


if __name__ == "__main__":
    main()
