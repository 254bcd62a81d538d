"""What is looked at: the records of a store, of the example, or of both, and how they are named.

A `Workspace` never changes: other records make another one with another `version`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

__all__ = [
    "ILLUSTRATIVE",
    "LABELS",
    "POINT_KINDS",
    "POPULATION",
    "SHIPPED_AREAS",
    "TABLE_KINDS",
    "Source",
    "Workspace",
]

SHIPPED_AREAS = "shipped boroughs"
ILLUSTRATIVE = "illustrative"
POPULATION = "Population"
POINT_KINDS = ("markets", "raids", "offences")
TABLE_KINDS = (
    *("area_counts", "operations"),
    *("disposals", "links", "premises", "campaigns", "calls"),
)
LABELS = {
    "markets": "Markets",
    "raids": "Raids",
    "offences": "Recorded offences (points)",
    "area_counts": "Counts by area and period",
    "operations": "Operations",
    "disposals": "Judicial disposals",
    "links": "Links between places",
    "premises": "Premises secured",
    "campaigns": "Campaigns",
    "calls": "Calls to a hotline",
    "areas": "Boundaries",
}
_NOUNS = {"E09": "boroughs", "E05": "wards", "E01": "LSOAs", "E02": "MSOAs"}


@dataclass(frozen=True, kw_only=True)
class Source:
    """A file that records come from, and how many rows of the workspace it brought."""

    kind: str
    name: str
    rows: int
    digest: str
    is_example: bool = False


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Everything the pages show. Tables are as `geo.read_*` returns them; treat them as frozen.

    Attributes
    ----------
    version, areas_version
        These change whenever the data, or the areas alone, change.
    areas
        ``code, name, geometry``.
    points
        ``markets``, ``raids`` and, where loaded, ``offences``, each row with the ``area_code``
        that it lies in. What comes from the store also has ``batch_id`` and ``line``.
    tables
        ``area_counts``, ``operations`` and, of what was done and what came of it, ``disposals``,
        ``links``, ``premises``, ``campaigns`` and ``calls``.
    sources
        The files that all of this came from.
    lengths
        How many counts there are of each length of period; ``tables`` holds those of one length.
    """

    version: str
    areas_version: str
    areas: gpd.GeoDataFrame
    points: Mapping[str, gpd.GeoDataFrame] = field(repr=False)
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    sources: tuple[Source, ...]
    lengths: Mapping[str, int] = field(default_factory=dict)

    @property
    def area_names(self) -> dict[str, str]:
        """Names by code; a name that several areas share has the code behind it."""
        codes, names = self.areas["code"], self.areas["name"]
        shared = names.duplicated(keep=False)
        told = names.where(~shared, names.astype(str) + " (" + codes.astype(str) + ")")
        return dict(zip(codes, told, strict=True))

    @property
    def has_boroughs(self) -> bool:
        """Whether the areas are London boroughs."""
        return bool(self.areas["code"].str.startswith("E09").all())

    @property
    def has_shipped_areas(self) -> bool:
        """Whether the areas are those that came with the app."""
        return self.areas_version == SHIPPED_AREAS

    @property
    def noun(self) -> str:
        """What the areas are called in a sentence."""
        for start, noun in _NOUNS.items():
            if self.areas["code"].str.startswith(start).all():
                return noun
        return "areas"

    @property
    def stamp(self) -> str:
        """The data version as pages state it."""
        files = sum(not source.is_example for source in self.sources)
        simulated = [s.kind.replace("_", " ") for s in self.sources if s.is_example]
        if not files:
            return f"Data version {self.version}."
        counted = f"{files:,} file{'' if files == 1 else 's'}"
        listed = " and ".join([", ".join(simulated[:-1]), *simulated[-1:]]).removeprefix(" and ")
        mixed = f", with the example's {listed}" if simulated else ""
        return f"Data version {self.version} ({counted}{mixed})."

    def loaded(self, kind: str) -> int:
        """Return how many rows of a kind there are."""
        return len(self.points.get(kind, self.tables.get(kind, ())))

    def is_illustrative(self, kind: str) -> bool:
        """Whether a table holds simulated records."""
        table = self.points.get(kind, self.tables.get(kind))
        return table is not None and ILLUSTRATIVE in table and bool(table[ILLUSTRATIVE].any())
