"""What is loaded: the example, or the user's own files laid over it.

A `Workspace` never changes: loading a file makes a new one with another `version`, and everything
that is cached is keyed on that version.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
import streamlit as st

import boundaries
import geo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import geopandas as gpd

SHIPPED_AREAS = "shipped boroughs"
EXAMPLE_FOLDER = Path(__file__).parents[1] / "example"
ILLUSTRATIVE = "illustrative"
POINT_KINDS = ("markets", "raids", "offences")
READERS: dict[str, Callable[..., geo.Intake]] = {
    "markets": geo.read_markets,
    "raids": geo.read_raids,
    "offences": geo.read_offences,
    "area_counts": geo.read_area_counts,
    "operations": geo.read_operations,
    "areas": boundaries.load_areas,
}
_IDENTITY = {
    "markets": ["market_id"],
    "raids": ["raid_id"],
    "operations": ["operation_id"],
    "area_counts": ["area_code", "period", "category", "subcategory"],
}
_NOUNS = {"E09": "boroughs", "E05": "wards", "E01": "LSOAs", "E02": "MSOAs"}
_KEY = "workspace"
_LIMITED_BY_DATA = (
    *("period", "after_", "before_", "layers", "records", "offences"),
    *("began_", "ended_", "length_", "outcomes"),
)

Table = TypeVar("Table", bound=pd.DataFrame)


class NamedBytes(io.BytesIO):
    """Uploaded bytes with the name they came under, as the readers take them."""

    def __init__(self, content: bytes, *, name: str) -> None:
        super().__init__(content)
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Source:
    """One loaded file: what it was taken for, and what came of it."""

    kind: str
    name: str
    rows: int
    rejected: int
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
        that it lies in.
    tables
        ``area_counts`` and ``operations``.
    sources
        The files that all of this came from.
    """

    version: str
    areas_version: str
    areas: gpd.GeoDataFrame
    points: Mapping[str, gpd.GeoDataFrame] = field(repr=False)
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    sources: tuple[Source, ...]

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

    def loaded(self, kind: str) -> int:
        """Return how many rows of a kind there are."""
        return len(self.points.get(kind, self.tables.get(kind, ())))

    def is_illustrative(self, kind: str) -> bool:
        """Whether a table holds simulated records."""
        table = self.points.get(kind)
        return table is not None and ILLUSTRATIVE in table and bool(table[ILLUSTRATIVE].any())

    def has(self, kind: str, *, digest: str) -> bool:
        """Whether a file with this SHA-256 was loaded as this kind."""
        return any(s.kind == kind and s.digest == digest for s in self.sources)

    def without(self, kind: str) -> Workspace:
        """Return the workspace with none of that kind's points."""
        return replace(
            self,
            points={**self.points, kind: self.points[kind].iloc[:0]},
            sources=tuple(source for source in self.sources if source.kind != kind),
            version=_digest((self.version, "without", kind)),
        )


def _digest(parts: Iterable[object]) -> str:
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def digest_of(content: bytes) -> str:
    """Return the SHA-256 by which a file is known."""
    return hashlib.sha256(content).hexdigest()


def read(kind: str, source: Path | NamedBytes, *, areas: gpd.GeoDataFrame) -> geo.Intake:
    """Read a file as that kind of record; points get the code of the area that they lie in.

    Raises
    ------
    geo.errors.InputError
        If the file cannot be used.
    """
    if kind not in POINT_KINDS:
        return READERS[kind](source)
    return READERS[kind](source, locate=lambda points: boundaries.assign_areas(points, areas))


def _placed(records: gpd.GeoDataFrame, areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    found: gpd.GeoDataFrame = records.assign(area_code=boundaries.assign_areas(records, areas))
    return found


@st.cache_resource(show_spinner="Opening the example workspace …")
def example() -> Workspace:
    """Return the example workspace that ships with the app."""
    areas = boundaries.load_boroughs()
    points: dict[str, gpd.GeoDataFrame] = {}
    tables: dict[str, pd.DataFrame] = {}
    sources = []
    for kind in ("markets", "raids", "area_counts", "operations"):
        path = EXAMPLE_FOLDER / f"{kind}.csv"
        intake = read(kind, path, areas=areas)
        _put(kind, intake.records, points=points, tables=tables)
        digest = digest_of(path.read_bytes())
        sources.append(_source(kind, path.name, digest, intake, is_example=True))
    return Workspace(
        version=_digest(source.digest for source in sources),
        areas_version=SHIPPED_AREAS,
        areas=areas,
        points=points,
        tables=tables,
        sources=tuple(sources),
    )


def _put(
    kind: str,
    records: Any,
    *,
    points: dict[str, gpd.GeoDataFrame],
    tables: dict[str, pd.DataFrame],
    add: bool = False,
) -> None:
    if kind in POINT_KINDS:
        points[kind] = _joined(points[kind], records, kind=kind) if add else records
    else:
        tables[kind] = _joined(tables[kind], records, kind=kind) if add else records


def _source(
    kind: str, name: str, digest: str, intake: geo.Intake, *, is_example: bool = False
) -> Source:
    return Source(
        kind=kind,
        name=name,
        rows=len(intake.records),
        rejected=len(intake.rejected),
        digest=digest,
        is_example=is_example,
    )


def current() -> Workspace:
    """Return this session's workspace: the example until the user loads something."""
    workspace = st.session_state.get(_KEY)
    return workspace if isinstance(workspace, Workspace) else example()


def use(workspace: Workspace) -> None:
    """Make this the session's workspace; choices that the old data limited are forgotten."""
    _forget_choices()
    st.session_state[_KEY] = workspace


def use_example() -> None:
    """Go back to the example; choices that the old data limited are forgotten."""
    _forget_choices()
    st.session_state.pop(_KEY, None)


def _forget_choices() -> None:
    for key in st.session_state:
        if str(key).startswith(_LIMITED_BY_DATA):
            del st.session_state[key]


def with_intake(
    workspace: Workspace, *, kind: str, name: str, digest: str, intake: geo.Intake
) -> Workspace:
    """Return the workspace with a file's records in it.

    The first file of a kind takes the place of the example's records of that kind, so that real
    and simulated records are never mixed; later ones are added to it. A record that is given twice
    is taken from the later file.

    Raises
    ------
    geo.errors.InputError
        If counts by month are added to counts by year.
    """
    kept = [s for s in workspace.sources if s.kind != kind or not (s.is_example or kind == "areas")]
    areas: Any = intake.records if kind == "areas" else workspace.areas
    points, tables = dict(workspace.points), dict(workspace.tables)
    if kind == "areas":
        points = {name: _placed(records, areas) for name, records in points.items()}
    else:
        add = any(source.kind == kind for source in kept)
        _put(kind, intake.records, points=points, tables=tables, add=add)
    return Workspace(
        version=_digest((workspace.version, kind, digest)),
        areas_version=digest if kind == "areas" else workspace.areas_version,
        areas=areas,
        points=points,
        tables=tables,
        sources=(*kept, _source(kind, name, digest, intake)),
    )


def _joined(earlier: Table, later: Table, *, kind: str) -> Table:
    if kind in {"area_counts", "offences"} and earlier["period"].dtype != later["period"].dtype:
        raise geo.InputError(
            "this file's periods are of another length than those already loaded",
            hint="Go back to the example first, then load files of one kind of period.",
            code="series.mixed",
        )
    both = pd.concat([earlier, later], ignore_index=True)
    keys = [key for key in _IDENTITY.get(kind, []) if key in both]
    return both.drop_duplicates(keys, keep="last", ignore_index=True) if keys else both
