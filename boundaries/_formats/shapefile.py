"""Zipped shapefiles: members are read by handle, and nothing is ever written to disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from boundaries._formats.crs import crs_from_definition
from boundaries._formats.dbf import read_dbf
from boundaries._formats.layer import MOST_AREAS, Layer, broken, too_large
from geo.errors import InputError

if TYPE_CHECKING:
    from pyproj import CRS

__all__ = ["read_zipped_shapefile"]

_KIND = "a zip file"
_MOST_MEMBERS = 100
_MOST_UNPACKED_BYTES = 600_000_000
_MOST_RATIO = 200
_RATIO_FROM_BYTES = 10_000_000
_HEADER_BYTES = 100
_FILE_CODE = b"\x00\x00\x27\x0a"
_NULL, _POLYGONS = 0, (5, 15, 25)
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,  # a zip of a later version than zipfile knows
    OverflowError,
    EOFError,
    ValueError,
    zlib.error,
    struct.error,
)
_LOCKED = 0x1 | 0x20 | 0x40  # encrypted, a patch, strongly encrypted


def read_zipped_shapefile(content: bytes, *, file: str | None) -> Layer:
    """Read the one shapefile of polygons in a zip file."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = _members(archive, file=file)
            parts: dict[str, bytes] = {}
            for suffix, member in members.items():
                left = _MOST_UNPACKED_BYTES - sum(map(len, parts.values()))
                parts[suffix] = _unpacked(archive, member, most_bytes=left, file=file)
        geometry, problems = _shapes(parts[".shp"], file=file)
        fields = read_dbf(parts[".dbf"], encoding=parts.get(".cpg"))
    except InputError:
        raise
    except _BROKEN as error:
        raise broken(file, _KIND, str(error)[:200]) from error
    if any(len(values) != len(geometry) for values in fields.values()):
        raise broken(file, "a zipped shapefile", "its .shp and .dbf differ in length")
    crs = _crs(parts.get(".prj"), file=file)
    return Layer(fields=fields, geometry=geometry, crs=crs, problems=problems)


def _members(archive: zipfile.ZipFile, *, file: str | None) -> dict[str, zipfile.ZipInfo]:
    listed = [info for info in archive.infolist() if not ("/" + info.filename).endswith("/")]
    if len(listed) > _MOST_MEMBERS:
        raise too_large(file, f"{len(listed):,} files in the zip")
    for info in listed:
        _refuse_hostile(info, file=file)
    named = [
        (PurePosixPath(info.filename), info)
        for info in listed
        if not info.filename.startswith("__MACOSX/")
    ]
    shapes = [(path, info) for path, info in named if path.suffix.lower() == ".shp"]
    if len(shapes) != 1:
        raise InputError(
            f"the zip file holds {len(shapes)} shapefiles, and one is expected",
            hint="Zip one shapefile (.shp, .dbf, .prj), or use GeoJSON or GeoPackage.",
            code="file.layers",
            file=file,
        )
    stem = str(shapes[0][0].with_suffix("")).casefold()
    beside = [(p, info) for p, info in named if str(p.with_suffix("")).casefold() == stem]
    parts = {path.suffix.lower(): info for path, info in beside}
    if len(parts) < len(beside):
        raise InputError(
            "the zip file holds two files of the same name",
            hint="Zip only the .shp, .dbf, .prj and .cpg of one shapefile.",
            code="file.zip",
            file=file,
        )
    if ".dbf" not in parts:
        raise InputError(
            "the shapefile has no .dbf beside it, which holds the codes and names",
            hint="Zip the .shp together with its .dbf and .prj.",
            code="file.incomplete",
            file=file,
        )
    return {suffix: parts[suffix] for suffix in (".shp", ".dbf", ".prj", ".cpg") if suffix in parts}


def _refuse_hostile(info: zipfile.ZipInfo, *, file: str | None) -> None:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    kind = stat.S_IFMT(info.external_attr >> 16)
    reason = ""
    if not path.name:
        reason = "a file without a name"
    elif path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        reason = "a path that leads out of it"
    elif kind not in (0, stat.S_IFREG):
        reason = "a link or a special file"
    elif info.flag_bits & _LOCKED:
        reason = "an encrypted file"
    elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        reason = "a file that is packed in an unusual way"
    elif path.suffix.lower() in {".zip", ".7z", ".rar", ".gz", ".tar"}:
        reason = "another archive"
    if reason:
        raise InputError(
            f"the zip file holds {reason}, which is not read",
            hint="Zip only the .shp, .dbf, .prj and .cpg of one shapefile, without a password.",
            code="file.zip",
            file=file,
        )


def _unpacked(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, *, most_bytes: int, file: str | None
) -> bytes:
    limit = min(max(_RATIO_FROM_BYTES, info.compress_size * _MOST_RATIO), most_bytes)
    with archive.open(info) as member:
        content = member.read(limit + 1)
    if len(content) > limit:
        raise too_large(file, f"a file in the zip unpacks to more than {limit / 1e6:,.0f} MB")
    return content


def _shapes(content: bytes, *, file: str | None) -> tuple[list[Any], dict[int, str]]:
    if len(content) < _HEADER_BYTES or content[:4] != _FILE_CODE:
        raise broken(file, "a zipped shapefile", "its .shp is not one")
    (kind,) = struct.unpack_from("<i", content, 32)
    if kind not in _POLYGONS:
        raise InputError(
            "the shapefile holds points or lines, not polygons",
            hint="Choose the file with the areas themselves.",
            code="geometry.kind",
            file=file,
        )
    geometry: list[Any] = []
    problems: dict[int, str] = {}
    at = _HEADER_BYTES
    while at < len(content):
        if len(geometry) == MOST_AREAS:
            raise too_large(file, f"more than {MOST_AREAS:,} shapes")
        (words,) = struct.unpack_from(">i", content, at + 4)
        body = content[at + 8 : at + 8 + 2 * words]
        at += 8 + 2 * words
        if words < 2 or at > len(content):  # noqa: PLR2004
            raise broken(file, "a zipped shapefile", "its .shp is cut short")
        try:
            geometry.append(_shape(body))
        except ValueError as error:
            problems[len(geometry)] = str(error)
            geometry.append(None)
    return geometry, problems


def _shape(body: bytes) -> Any:
    (kind,) = struct.unpack_from("<i", body, 0)
    if kind == _NULL:
        return None
    if kind not in _POLYGONS:
        raise ValueError("its geometry is not a polygon")
    parts, points = struct.unpack_from("<ii", body, 36)
    if min(parts, points) < 1 or 44 + 4 * parts + 16 * points > len(body):
        raise ValueError("its geometry is cut short")
    starts = np.frombuffer(body, "<i4", parts, 44)
    xy = np.frombuffer(body, "<f8", 2 * points, 44 + 4 * parts).reshape(-1, 2)
    ends = np.append(starts[1:], points)
    if starts[0] != 0 or (ends - starts < 4).any():  # noqa: PLR2004
        raise ValueError("a ring has too few points, and 4 are the fewest")
    if not np.isfinite(xy).all():
        raise ValueError("a coordinate is not a finite number")
    rings = [xy[start:end] for start, end in zip(starts, ends, strict=True)]
    if any((ring[0] != ring[-1]).any() for ring in rings):
        raise ValueError("a ring does not end where it begins")
    return _assembled(shapely.polygons([shapely.linearrings(ring) for ring in rings]))


def _assembled(rings: Any) -> Any:
    """Return outer rings (clockwise in a shapefile) with the holes that lie in each."""
    if len(rings) == 1:
        return rings[0]
    hole = shapely.is_ccw(shapely.get_exterior_ring(rings))
    outers, holes = rings[~hole], rings[hole]
    inside = shapely.point_on_surface(shapely.make_valid(holes))
    which, around = shapely.STRtree(outers).query(inside, predicate="intersects")
    # an island in a hole may cover the point that stands for the hole
    larger = shapely.area(outers[around]) > shapely.area(holes[which])
    which, around = which[larger], around[larger]
    smallest_last = np.argsort(-shapely.area(outers[around]), kind="stable")
    home = dict(zip(which[smallest_last].tolist(), around[smallest_last].tolist(), strict=True))
    if len(home) < len(holes):
        # some programs wind rings the wrong way round: then what lies in an odd number counts
        wound = shapely.polygons(
            shapely.get_exterior_ring(rings[0]), shapely.get_exterior_ring(rings[1:])
        )
        return shapely.make_valid(wound, method="linework")
    inner: list[list[Any]] = [[] for _ in outers]
    for i, outer in home.items():
        inner[outer].append(shapely.get_exterior_ring(holes[i]))
    whole = [
        shapely.polygons(shapely.get_exterior_ring(outer), own or None)
        for outer, own in zip(outers, inner, strict=True)
    ]
    return shapely.multipolygons(whole)


def _crs(prj: bytes | None, *, file: str | None) -> CRS | None:
    if not prj or not prj.strip():
        return None
    return crs_from_definition(prj.decode("utf-8", errors="replace"), file=file)
