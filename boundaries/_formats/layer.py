"""What every format is read into, and the limits that hold for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import shapely

from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyproj import CRS

__all__ = [
    "MOST_AREAS",
    "MOST_BYTES",
    "MOST_UNPACKED_BYTES",
    "Layer",
    "broken",
    "check_cells",
    "from_wkb",
    "too_large",
]

MOST_BYTES = 200_000_000
MOST_AREAS = 300_000
MOST_UNPACKED_BYTES = 1_000_000_000
_MOST_CELLS = 20_000_000


@dataclass(frozen=True, kw_only=True)
class Layer:
    """The rows of a polygon file before anything is decided about them.

    Attributes
    ----------
    fields
        The values of each column, as long as ``geometry``.
    geometry
        One geometry a row, None where there is none or it cannot be read.
    crs
        What the file says its coordinates are; None if it does not say.
    problems
        For some rows, why the geometry could not be read.
    degrees_by_default
        Whether the format itself says that coordinates are longitude and latitude unless the
        file says otherwise.
    """

    fields: dict[str, list[Any]]
    geometry: list[Any]
    crs: CRS | None
    problems: dict[int, str] = field(default_factory=dict)
    degrees_by_default: bool = False


def too_large(file: str | None, what: str) -> InputError:
    """Return the error for a file beyond one of the limits."""
    return InputError(
        f"the file is too large to read safely: {what}",
        hint="Split it, or simplify the polygons first.",
        code="file.too_large",
        file=file,
    )


def check_cells(columns: int, rows: int, *, file: str | None) -> None:
    """Refuse a table that a small file can claim and no machine can hold."""
    if columns * rows > _MOST_CELLS:
        raise too_large(file, f"{columns:,} columns of {rows:,} rows")


def broken(file: str | None, kind: str, why: str) -> InputError:
    """Return the error for a file that is not what its first bytes promise."""
    return InputError(
        f"the file begins like {kind} but cannot be read: {why}",
        hint="Export it again, or save it as GeoJSON.",
        code="file.broken",
        file=file,
    )


def from_wkb(blobs: Iterable[bytes | None]) -> tuple[list[Any], dict[int, str]]:
    """Return geometries from well-known binary, and which rows could not be read."""
    geometry, problems = [], {}
    for row, blob in enumerate(blobs):
        try:
            shape = None if blob is None else shapely.from_wkb(blob, on_invalid="ignore")
        except NotImplementedError:
            problems[row], shape = "its geometry has curves, and straight lines are needed", None
        if blob is not None and shape is None:
            problems.setdefault(row, "its geometry cannot be read")
        geometry.append(shape)
    return geometry, problems
