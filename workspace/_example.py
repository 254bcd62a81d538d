"""The example workspace: Operation Crackdown, with simulated markets and raids."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boundaries
import geo
from workspace._example_documents import EXAMPLE_AUTHOR, example_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import geopandas as gpd

    from geo.store import Document

__all__ = ["EXAMPLE_AUTHOR", "Example", "read_example"]

FOLDER = Path(__file__).parents[1] / "example"
_READERS: dict[str, Callable[..., geo.Intake]] = {
    "markets": geo.read_markets,
    "raids": geo.read_raids,
    "area_counts": geo.read_area_counts,
    "operations": geo.read_operations,
    "disposals": geo.read_disposals,
    "links": geo.read_links,
    "premises": geo.read_premises,
    "campaigns": geo.read_campaigns,
    "calls": geo.read_calls,
}
PLACED = ("markets", "raids")


@dataclass(frozen=True, kw_only=True)
class Example:
    """The example's areas and records, as the readers return them, and its files' SHA-256.

    ``documents`` are a plan and a lesson, illustrative as they are; they are in no store.
    """

    version: str
    areas: gpd.GeoDataFrame
    records: Mapping[str, Any] = field(repr=False)
    digests: Mapping[str, str] = field(repr=False)
    documents: Mapping[str, tuple[Document, ...]] = field(repr=False, default_factory=dict)


def read_example() -> Example:
    """Return the example that ships with the app.

    Examples
    --------
    >>> read_example().version.startswith("example-")
    True
    """
    areas = boundaries.load_boroughs()
    records, digests = {}, {}
    for kind, read in _READERS.items():
        path = FOLDER / f"{kind}.csv"
        digests[kind] = hashlib.sha256(path.read_bytes()).hexdigest()
        if kind in PLACED:
            intake = read(path, locate=lambda points: boundaries.assign_areas(points, areas))
        else:
            intake = read(path)
        records[kind] = intake.records
    whole = hashlib.sha256("".join(digests.values()).encode()).hexdigest()
    return Example(
        version=f"example-{whole[:12]}",
        areas=areas,
        records=records,
        digests=digests,
        documents={kind: example_documents(kind) for kind in ("plan", "lesson")},
    )
