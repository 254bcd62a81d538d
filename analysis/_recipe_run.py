"""What a recipe gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from analysis._kernel_density import DensitySurface
    from analysis._recipe import Recipe


@dataclass(frozen=True, kw_only=True)
class RecipeRun:
    """The result of :func:`analysis.run_recipe`; treat it as frozen.

    Attributes
    ----------
    recipe
        What was run.
    hotspots
        One row a hotspot, most records first, in EPSG:27700: ``hotspot`` (from 0), ``points``,
        ``area_ha``, ``areas`` (codes of the areas touched), what the method says of it, and
        ``geometry``.
    points
        Records that the selection left.
    cells
        Cells or bands behind the hotspots, with a ``label`` each; None where there are none.
    surface
        The density, where there is one.
    facts
        Numbers for a sentence, by name.
    summary
        The result in plain words.
    notes
        What the reader must know about the data, as sentences.
    """

    recipe: Recipe
    hotspots: gpd.GeoDataFrame = field(repr=False)
    points: int
    summary: str
    cells: gpd.GeoDataFrame | None = field(default=None, repr=False)
    surface: DensitySurface | None = field(default=None, repr=False)
    facts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    notes: tuple[str, ...] = ()
