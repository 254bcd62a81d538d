"""What the pages show: the store's live records, the example, or both.

The store is shared by all sessions; what to show of it is each session's own choice. A `Workspace`
never changes: other records make another one with another `version`, and everything that is cached
is keyed on that version.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

import boundaries
from views import stored, widgets
from views.examples import example

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from geo.store import Store

SHIPPED_AREAS = "shipped boroughs"
ILLUSTRATIVE = "illustrative"
POINT_KINDS = ("markets", "raids", "offences")
TABLE_KINDS = ("area_counts", "operations")
LABELS = {
    "markets": "Markets",
    "raids": "Raids",
    "offences": "Recorded offences (points)",
    "area_counts": "Counts by area and period",
    "operations": "Operations",
    "areas": "Boundaries",
}
TOGETHER, OWN, EXAMPLE = "together", "own", "example"
CHOICES = {
    TOGETHER: "Loaded records, and the example where there are none",
    OWN: "Loaded records only",
    EXAMPLE: "The example only",
}
LENGTHS = {
    "D": "day",
    "M": "month",
    "Q-DEC": "quarter",
    "Y-MAR": "financial year",
    "Y-DEC": "year",
}
_CHOICE = "workspace_choice"
_LENGTH = "workspace_length"
_NOUNS = {"E09": "boroughs", "E05": "wards", "E01": "LSOAs", "E02": "MSOAs"}
_LIMITED_BY_DATA = (
    *("period", "after_", "before_", "layers", "records", "offences"),
    *("began_", "ended_", "length_", "outcomes"),
)


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
        ``area_counts`` and ``operations``.
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
        table = self.points.get(kind)
        return table is not None and ILLUSTRATIVE in table and bool(table[ILLUSTRATIVE].any())


def choice() -> str:
    """Return what this session chose to see."""
    return str(st.session_state.get(_CHOICE, TOGETHER))


def choose(what: str) -> None:
    """Show the store's records, the example or both in this session; nothing is deleted."""
    st.session_state[_CHOICE] = what


def choose_length(length: str) -> None:
    """Compare the counts of this length of period in this session."""
    st.session_state[_LENGTH] = length


def current() -> Workspace:
    """Return what this session's pages show, as the store is now."""
    store = stored.the_store()
    while True:
        version = store.version
        now = _composed(version, choice(), st.session_state.get(_LENGTH), _store=store)
        if store.version == version:
            break
    seen = st.session_state.get(widgets.VERSION)
    if seen is not None and seen != now.version:
        _forget_choices()
    st.session_state[widgets.VERSION] = now.version
    return now


def _forget_choices() -> None:
    """Forget the filters that other data limited: their ends may no longer exist."""
    for key in st.session_state:
        if str(key).startswith(_LIMITED_BY_DATA):
            del st.session_state[key]


@st.cache_resource(max_entries=6, show_spinner="Opening the records …")
def _composed(version: str, what: str, length: str | None, *, _store: Store) -> Workspace:
    shipped = example()
    counts = {} if what == EXAMPLE else {k: n for k, n in _store.counts().items() if n}
    lengths = _store.precisions("area_counts") if "area_counts" in counts else {}
    # Counts of several lengths cannot be added up: the pages compare those of one.
    used = length if length in lengths else max(lengths, key=lengths.__getitem__, default=None)
    sources = [
        Source(kind=batch.kind, name=batch.name, rows=batch.records, digest=batch.digest)
        for batch in reversed(_store.batches(include_retired=False))
        if batch.kind in counts
    ]
    has_own_areas = "areas" in counts
    areas_version = _store.version_of("areas") if has_own_areas else SHIPPED_AREAS
    areas = _areas(areas_version, _store=_store) if has_own_areas else shipped.areas
    found: dict[str, Any] = {}
    for kind in (*POINT_KINDS, *TABLE_KINDS):
        if kind in counts:
            only = used if kind == "area_counts" else None
            found[kind] = _stored(kind, _store.version_of(kind), only, _store=_store)
            if has_own_areas and kind in POINT_KINDS:
                key = (kind, _store.version_of(kind), areas_version)
                found[kind] = _placed(key, _records=found[kind], _areas=areas)
        elif kind in shipped.records:
            records = shipped.records[kind]
            if has_own_areas and kind in POINT_KINDS:
                key = (kind, shipped.version, areas_version)
                records = _placed(key, _records=records, _areas=areas)
            found[kind] = records.iloc[:0] if what == OWN else records
            if what != OWN:
                sources.append(_of_example(kind, records))
    is_mixed = any(s.is_example for s in sources) and any(not s.is_example for s in sources)
    whole = shipped.version if not counts and what != OWN else version
    by_length = f"-{used}" if len(lengths) > 1 else ""
    return Workspace(
        version=f"{whole}{by_length}{'+example' if is_mixed else ''}",
        areas_version=areas_version,
        areas=areas,
        points={kind: found[kind] for kind in POINT_KINDS if kind in found},
        tables={kind: found[kind] for kind in TABLE_KINDS if kind in found},
        sources=tuple(sources),
        lengths=lengths,
    )


def _of_example(kind: str, records: Any) -> Source:
    name = f"{kind}.csv"
    digest = example().digests[kind]
    return Source(kind=kind, name=name, rows=len(records), digest=digest, is_example=True)


@st.cache_resource(max_entries=8, show_spinner="Opening the records …")
def _stored(kind: str, version: str, length: str | None, *, _store: Store) -> Any:
    """Return the live records of a kind: read once for each version, for all sessions."""
    del version
    return _store.records(kind, precision=length) if length else _store.records(kind)


@st.cache_resource(max_entries=2, show_spinner=False)
def _areas(version: str, *, _store: Store) -> gpd.GeoDataFrame:
    del version
    areas: Any = _store.records("areas")
    found: gpd.GeoDataFrame = areas[["code", "name", "geometry"]]
    return found


@st.cache_resource(max_entries=6, show_spinner="Finding the area of every point …")
def _placed(
    key: tuple[str, str, str], *, _records: gpd.GeoDataFrame, _areas: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return points with the codes of these areas; outside them all, a code of theirs is kept."""
    del key
    codes = boundaries.assign_areas(_records, _areas).astype("str")
    given = _records["area_code"].where(_records["area_code"].isin(_areas["code"]))
    found: gpd.GeoDataFrame = _records.assign(area_code=codes.where(codes.notna(), given))
    return found
