"""Records drawn anew, as the cells and months that they come to lie in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from analysis._month_counts import by_steps, month_counts, spans_of
from analysis._redraw import catchments
from geo._count_in_cells import cell_of

if TYPE_CHECKING:
    import geopandas as gpd

    from analysis._ground import Ground
    from analysis._month_counts import Numbers, Spans

_POSITIONS = 16
_SEED = 0


@dataclass(frozen=True, kw_only=True)
class RedrawnCells:
    """Where each record may come to lie: the same cell always, or one round its snap point.

    Attributes
    ----------
    cell
        One row a place, and one column for each of the places in its catchment that a record may
        be moved to: all of them equally likely, and looked up once for all resamples.
    place
        The place of each record.
    spans
        The months of each record, where they matter.
    cells
        How many cells there are.
    """

    cell: Numbers
    place: Numbers
    spans: Spans | None
    cells: int

    @classmethod
    def of(
        cls, points: gpd.GeoDataFrame, ground: Ground, *, with_months: bool = False
    ) -> RedrawnCells:
        """Return the places of records, each as often as its weight says."""
        points = each_record(points)
        shapes = points.geometry.to_numpy()
        x, y = shapely.get_x(shapes), shapely.get_y(shapes)
        places, first, place = np.unique(
            np.c_[x, y], axis=0, return_index=True, return_inverse=True
        )
        across, up = places[:, :1], places[:, 1:]
        if is_snapped(points):
            rng = np.random.default_rng(_SEED)
            radius = catchments(x, y)[first][:, None]
            shape = (len(places), _POSITIONS)
            turn, reach = rng.uniform(0, 2 * np.pi, shape), radius * np.sqrt(rng.random(shape))
            across, up = across + reach * np.cos(turn), up + reach * np.sin(turn)
        cell = cell_of(across.ravel(), up.ravel(), ground.cells).reshape(across.shape)
        return cls(
            cell=cell,
            place=place.ravel(),
            spans=spans_of(points) if with_months else None,
            cells=len(ground.cells),
        )

    def _drawn(self, rng: np.random.Generator) -> tuple[Numbers, Numbers]:
        """Return which records were drawn, with replacement, and their cells."""
        number = self.place.size
        row = rng.integers(0, number, number)
        where = rng.integers(0, self.cell.shape[1], number) if self.cell.shape[1] > 1 else 0
        return row, self.cell[self.place[row], where]

    def counts(self, rng: np.random.Generator) -> Numbers:
        """Return how many records of a resample each cell holds."""
        _, cell = self._drawn(rng)
        found: Numbers = np.bincount(cell[cell >= 0], minlength=self.cells)
        return found

    def cube(self, rng: np.random.Generator, *, step_months: int = 1) -> Numbers:
        """Return how many records of a resample each cell holds in each step."""
        if self.spans is None:
            message = "the months of these records were not asked for"
            raise TypeError(message)
        row, cell = self._drawn(rng)
        first = self.spans.first[row]
        last = first if self.spans.is_moment else self.spans.last[row]
        drawn = self.spans._replace(first=first, last=last)
        return by_steps(month_counts(cell, drawn, cells=self.cells), step_months=step_months)


def each_record(points: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a row for every record: each as often as its weight says."""
    if "weight" not in points:
        return points
    times = points["weight"].to_numpy(dtype=float).round().astype(int)
    return points.iloc[np.repeat(np.arange(len(points)), times)]


def is_snapped(points: Any) -> bool:
    """Whether some of the points stand on snap points."""
    return "snap_point" in points and bool(points["snap_point"].fillna(value=False).any())
