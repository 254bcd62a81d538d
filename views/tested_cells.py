"""Equal cells, each tested for holding more records than chance would put there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st

import analysis
import boundaries
import geo
from views.concentrations import points_of

if TYPE_CHECKING:
    from libpysal.graph import Graph

    from views.filters import Filters
    from views.workspace import Workspace

CELL_M = {"markets": 1_000, "raids": 1_000, "offences": 500}
_LEAST_A_CELL = 1.0


@dataclass(frozen=True, kw_only=True)
class TestedCells:
    """Groups of hot cells, and what was tested to find them."""

    __test__ = False  # not a test case, whatever its name

    hotspots: gpd.GeoDataFrame
    local: analysis.LocalStatistics
    points: int

    @property
    def is_sparse(self) -> bool:
        """Whether there are too few records a cell for the test to be more than rough."""
        return self.points < _LEAST_A_CELL * self.local.label.size


@st.cache_resource(max_entries=8, show_spinner="Laying the grid …")
def _lattice(
    areas_version: str, cell_m: int, *, _areas: gpd.GeoDataFrame
) -> tuple[gpd.GeoDataFrame, Graph]:
    del areas_version
    cells = geo.grid(_areas, cell_m=cell_m)
    return cells, geo.lattice_neighbours(cells)


@st.cache_data(max_entries=16, show_spinner="Testing every cell …")
def _tested(
    version: str, kind: str, shown: Filters | None, cell_m: int, *, _now: Workspace
) -> TestedCells:
    del version
    points = points_of(_now, kind, shown)
    if not len(points):
        raise geo.ParameterError(
            "there are no points",
            hint="Load points, or widen the filter.",
            parameter="points",
        )
    cells, neighbours = _lattice(_now.areas_version, cell_m, _areas=_now.areas)
    weights = points.get("weight", None)
    counts = geo.count_in_cells(points, cells, weights=weights)
    local = analysis.getis_ord(counts, neighbours)
    hotspots = analysis.hot_areas(cells, counts=counts, local=local, neighbours=neighbours)
    return TestedCells(
        hotspots=hotspots.assign(areas=_areas_of(hotspots, cells, _now.areas)),
        local=local,
        points=len(points),
    )


def _areas_of(
    hotspots: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, areas: gpd.GeoDataFrame
) -> pd.Series[Any]:
    """Return the codes of the areas in which the cells of each hotspot lie."""
    inside = shapely.point_on_surface(cells.geometry.to_numpy())
    middles = gpd.GeoSeries(inside, index=cells.index, crs=cells.crs)
    codes = boundaries.assign_areas(middles, areas)
    touched = [tuple(sorted(set(codes.loc[list(group)].dropna()))) for group in hotspots["cells"]]
    return pd.Series(touched, index=hotspots.index, dtype=object)


def tested_cells(now: Workspace, kind: str, shown: Filters | None, cell_m: int) -> TestedCells:
    """Return the cells that hold more records than chance explains, corrected for many tests.

    Raises
    ------
    geo.errors.ParameterError
        If there are no records or no room for cells of this size.
    geo.errors.InputError
        If the areas cannot be covered with cells.
    """
    return _tested(now.version, kind, shown, cell_m, _now=now)
