"""Any polygon file as areas."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from boundaries._columns import as_text, pick_columns
from boundaries._content import content_of
from boundaries._formats import read_layer
from boundaries._metres import in_metres
from geo import Intake, Note
from geo._intake import REJECTED_COLUMNS
from geo._text import looks_personal, quoted
from geo.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from boundaries._formats import Layer

__all__ = ["load_areas"]

_POLYGONAL = (3, 6)
_SHOWN = 5
_GROWN_M = 1.0
_LSOA_NAME = re.compile(r" \d{3}[A-Z]$")
_PERSONAL = "the text looks like a phone number, an e-mail address or a vehicle mark"
_CHANGED_M2 = 1.0


def load_areas(
    source: str | Path | bytes | BinaryIO, *, code: str | None = None, name: str | None = None
) -> Intake:
    """Read areas from a GeoJSON, GeoPackage, GeoParquet or zipped shapefile.

    What a file is, its first bytes say; its name is only used in messages. Invalid polygons are
    repaired and named in the notes. Rows without a polygon are rejected one by one, but a code
    that is missing or stands for two areas refuses the whole file: areas that are silently
    missing would change who borders whom.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or an open binary file.
    code, name
        The columns that hold codes and names. Left out, codes are looked for by what the values
        look like (GSS codes such as ``E09000007``, different in each row) and then by usual
        column names (``LAD24CD``, ``code``), and names by the column that goes with the codes
        (``LAD24NM``) or a usual name.

    Returns
    -------
    Intake
        ``records`` is a GeoDataFrame with the columns ``code, name, geometry`` in EPSG:27700
        metres, sorted by code; ``rejected`` has a row for each feature without a usable polygon,
        where ``line`` is the number of the feature from 1; ``notes`` say which columns were
        taken, what was assumed about the coordinates and which polygons were repaired.

    Raises
    ------
    InputError
        If the file is of another kind, broken or too large, holds no polygons, does not say what
        its coordinates are where that is not plain, lies outside Great Britain, or has a code
        missing or twice.
    ParameterError
        If ``code`` or ``name`` is not a column of the file.

    Examples
    --------
    >>> from boundaries import load_areas
    >>> square = ('{"type": "FeatureCollection", "features": [{"type": "Feature", '
    ...           '"properties": {"WD24CD": "E05009317", "WD24NM": "Bethnal Green"}, '
    ...           '"geometry": {"type": "Polygon", "coordinates": '
    ...           '[[[-0.06, 51.52], [-0.05, 51.52], [-0.05, 51.53], [-0.06, 51.52]]]}}]}')
    >>> intake = load_areas(square.encode())
    >>> intake.records[["code", "name"]].values.tolist()
    [['E05009317', 'Bethnal Green']]
    >>> [note.code for note in intake.notes]
    ['area.code', 'area.name', 'crs.converted']
    """
    content, file = content_of(source)
    layer = read_layer(content, file=file)
    geometry, problems = _polygons(layer)
    kept = [row for row, shape in enumerate(geometry) if shape is not None]
    if not kept:
        raise _none(problems, file=file)
    code, name, notes = pick_columns(layer.fields, kept, code=code, name=name, file=file)
    codes = [as_text(layer.fields[code][row]) for row in kept]
    _check_codes(codes, kept, column=code, file=file)
    names = [as_text(layer.fields[name][row]) for row in kept]
    series, crs_notes = in_metres(
        np.array([geometry[row] for row in kept]),
        layer.crs,
        degrees_by_default=layer.degrees_by_default,
        file=file,
    )
    polygons, outside, repair_notes = _repaired(series.to_numpy(), codes)
    empty = np.flatnonzero(shapely.area(polygons) == 0).tolist()
    problems |= {kept[i]: "its polygon has no area" for i in empty}
    problems |= {kept[i]: "a hole lies outside its polygon" for i in outside}
    personal = [i for i, pair in enumerate(zip(codes, names, strict=True)) if _is_personal(*pair)]
    dropped = sorted({*empty, *outside, *personal})
    if len(dropped) == len(kept):
        raise _all_personal(name, file=file) if personal else _none(problems, file=file)
    records = gpd.GeoDataFrame(
        {"code": codes, "name": [n or c for n, c in zip(names, codes, strict=True)]},
        geometry=polygons,
        crs=series.crs,
    )
    records = records.assign(line=np.array(kept) + 1).drop(index=dropped)
    records = records.sort_values("code", ignore_index=True)
    lines = records.pop("line").to_numpy()
    rejected = _rejected(problems, [kept[i] for i in personal], column=name, file=file)
    return Intake(
        records=records,
        rejected=rejected,
        notes=(*notes, *crs_notes, *repair_notes, *_overlap_notes(records)),
        lines=lines,
        mapping={"code": code, "name": name},
    )


def _polygons(layer: Layer) -> tuple[list[Any], dict[int, str]]:
    """Return flat polygons, None where a row has none, and the reasons."""
    problems = dict(layer.problems)
    geometry: list[Any] = []
    for row, given in enumerate(layer.geometry):
        shape = None if given is None else shapely.force_2d(given)
        if row in problems:
            shape = None
        elif shape is None or shape.is_empty:
            problems[row], shape = "it has no geometry", None
        elif shapely.get_type_id(shape) not in _POLYGONAL:
            problems[row], shape = f"its geometry is a {shape.geom_type}, not a polygon", None
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            problems[row], shape = "a coordinate is not a finite number", None
        geometry.append(shape)
    return geometry, problems


def _none(problems: dict[int, str], *, file: str | None) -> InputError:
    return InputError(
        "the file holds no polygons" + (f": {problems[min(problems)]}" if problems else ""),
        hint="Expected: one polygon or multipolygon for each area.",
        code="geometry.none",
        file=file,
    )


def _all_personal(column: str, *, file: str | None) -> InputError:
    return InputError(
        f"every area is left out: {_PERSONAL}",
        hint="Give the areas their own names, and none of persons.",
        code="privacy.text",
        file=file,
        column=column[:40],
    )


def _check_codes(codes: list[str], rows: list[int], *, column: str, file: str | None) -> None:
    for value, row in zip(codes, rows, strict=True):
        if not value:
            raise InputError(
                "an area has no code",
                hint="Every area needs one: fill it in, or say with code= which column to take.",
                code="area.code_missing",
                file=file,
                line=row + 1,
                column=column[:40],
            )
    counts = Counter(value.casefold() for value in codes)
    for value, row in zip(codes, rows, strict=True):
        if counts[value.casefold()] > 1:
            raise InputError(
                f"a code stands for {counts[value.casefold()]} areas",
                hint="Merge them into one multipolygon, or say with code= which column to take.",
                code="area.code_duplicate",
                file=file,
                line=row + 1,
                column=column[:40],
                value=value,
            )


def _repaired(polygons: Any, codes: list[str]) -> tuple[Any, list[int], list[Note]]:
    """Return valid polygons, those that no repair can save, and a note that names the others.

    A hole outside its polygon would become land of it, which shows where the polygon grows.
    """
    faulty = np.flatnonzero(~shapely.is_valid(polygons))
    mended = polygons.copy()
    mended[faulty] = shapely.make_valid(polygons[faulty], method="structure", keep_collapsed=False)
    faulty = faulty[shapely.area(mended[faulty]) > 0]
    before, after = shapely.bounds(polygons[faulty]), shapely.bounds(mended[faulty])
    grown = np.hstack([before[:, :2] - after[:, :2], after[:, 2:] - before[:, 2:]]) > _GROWN_M
    outside = faulty[grown.any(axis=1)].tolist()
    faulty = faulty[~grown.any(axis=1)]
    if not len(faulty):
        return mended, outside, []
    change = np.abs(shapely.area(mended) - shapely.area(polygons))[faulty]
    shown = ", ".join(codes[i] for i in faulty[:_SHOWN])
    more = f" and {len(faulty) - _SHOWN} more" if len(faulty) > _SHOWN else ""
    size = f", which changed an area by up to {change.max() / 1e4:,.2f} ha"
    text = (
        f"{len(faulty)} invalid polygon{'s were' if len(faulty) > 1 else ' was'} repaired "
        f"({shown}{more}){size if change.max() > _CHANGED_M2 else ''}."
    )
    return mended, outside, [Note(text, code="geometry.repaired", warning=True)]


def _is_personal(code: str, name: str) -> bool:
    """Say whether a code or a name is that of a person; names of LSOAs end as some vehicles do."""
    is_lsoa = _LSOA_NAME.search(name) is not None
    return looks_personal(code, is_id=True) or looks_personal(name, is_id=is_lsoa)


def _overlap_notes(records: gpd.GeoDataFrame) -> tuple[Note, ...]:
    """Say which areas lie on others; a point inside each tells, where the borders need not."""
    shapes = records.geometry.to_numpy()
    with np.errstate(all="ignore"):  # a damaged polygon may be too thin for any point
        inside = shapely.point_on_surface(shapes)
    area, other = shapely.STRtree(inside).query(shapes, predicate="contains")
    twice = np.unique(other[area != other])
    if not len(twice):
        return ()
    shown = quoted(records["code"].iloc[twice].tolist(), most=_SHOWN)
    return (
        Note(
            f"{len(twice):,} area{'s lie' if len(twice) > 1 else ' lies'} on another ({shown}): a "
            "point in both counts for the one whose code sorts first.",
            code="geometry.overlap",
            warning=True,
        ),
    )


def _rejected(
    problems: dict[int, str], personal: list[int], *, column: str, file: str | None
) -> pd.DataFrame:
    rows = [
        (row + 1, "geometry", "", reason, "geometry.bad", file)
        for row, reason in problems.items()
        if row not in personal
    ]
    rows += [(row + 1, column[:40], "", _PERSONAL, "privacy.text", file) for row in personal]
    rows.sort(key=lambda row: row[0])
    frame = pd.DataFrame(rows, columns=list(REJECTED_COLUMNS))
    return frame.astype({"line": "int64"} | dict.fromkeys(REJECTED_COLUMNS[1:], "str"))
