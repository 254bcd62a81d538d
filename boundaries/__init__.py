"""Areas: loading, names and codes, who borders whom."""

from boundaries._assign_areas import assign_areas
from boundaries._border_lengths import border_lengths
from boundaries._bordering import bordering
from boundaries._borough_population import borough_population
from boundaries._load_areas import load_areas
from boundaries._load_boroughs import load_boroughs
from boundaries._load_thames import load_thames
from boundaries._near_areas import near_areas
from boundaries._neighbours import neighbours

__all__ = [
    "assign_areas",
    "border_lengths",
    "bordering",
    "borough_population",
    "load_areas",
    "load_boroughs",
    "load_thames",
    "near_areas",
    "neighbours",
]
