"""One check of areas for every function that takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.errors import ParameterError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["checked_areas"]

_HINT = "Pass what load_boroughs() or load_areas(...).records gives."
_POLYGONAL = (3, 6)


def checked_areas(areas: gpd.GeoDataFrame) -> tuple[list[str], NDArray[Any]]:
    """Return codes and polygons of ``areas``, both sorted by code.

    A ParameterError says what is missing: a ``code`` column of unique text, polygons, or
    EPSG:27700.
    """
    if not isinstance(areas, gpd.GeoDataFrame) or "code" not in areas.columns:
        raise ParameterError(
            "areas must be a GeoDataFrame with the columns code and geometry",
            hint=_HINT,
            parameter="areas",
            value=None if isinstance(areas, gpd.GeoDataFrame) else type(areas).__name__,
        )
    if areas.crs is None or areas.crs != "EPSG:27700":
        raise ParameterError(
            "areas must be in EPSG:27700 metres",
            hint="Call areas.to_crs(27700), after areas.set_crs(...) if they have no CRS.",
            parameter="areas",
            value=None if areas.crs is None else areas.crs.to_string(),
        )
    codes = areas["code"].tolist()
    if not all(isinstance(code, str) and code for code in codes):
        raise ParameterError("every area needs a code of text", hint=_HINT, parameter="areas")
    if len(set(codes)) < len(codes):
        twice = next(code for code in codes if codes.count(code) > 1)
        raise ParameterError(
            "a code stands for more than one area",
            hint='Merge the rows with areas.dissolve("code", as_index=False).',
            parameter="areas",
            value=twice,
        )
    polygons = areas.geometry.to_numpy()
    if not np.isin(shapely.get_type_id(polygons), _POLYGONAL).all():
        raise ParameterError("every area must be a polygon", hint=_HINT, parameter="areas")
    order = sorted(range(len(codes)), key=codes.__getitem__)
    return [codes[i] for i in order], np.asarray(polygons, dtype=object)[order]
