"""What the scenes of a briefing share: the records, the operation, and what may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

import boundaries
import geo
from briefing._profile import profile_of
from geo import maps
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    from libpysal.graph import Graph

    from briefing._profile import Profile
    from briefing._spec import Spec
    from workspace import Workspace

__all__ = ["POLICING", "Telling", "listed", "named_periods", "share_words", "signed", "word_of"]

POLICING = (
    "Recorded drug offences measure policing as much as dealing: they show where police looked."
)
_FILES = 3
_SIMULATED = "Illustrative: {} simulated, not real records."


@dataclass(frozen=True, kw_only=True)
class Operation:
    """The operation that is told of; areas as far as they are on the map."""

    name: str
    start: pd.Timestamp
    end: pd.Timestamp
    areas: tuple[str, ...]

    @property
    def dates(self) -> str:
        """Its first and last day, as they read."""
        first, last = (f"{day.day} {day:%B %Y}" for day in (self.start, self.end))
        return first if first == last else f"{first} to {last}"


class Telling:
    """What is told, from which records, under which profile.

    Everything expensive is worked out once, when a scene first asks for it.
    """

    def __init__(
        self,
        now: Workspace,
        spec: Spec,
        *,
        lessons: tuple[Mapping[str, Any], ...] = (),
        key: bytes | None = None,
        graph: Graph | None = None,
    ) -> None:
        self.now = now
        self.spec = spec
        self.lessons = lessons
        self.key = key
        self._graph = graph
        self.profile: Profile = profile_of(spec.profile, places=spec.places or None)
        self.methods: dict[str, str] = {}

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of areas by code."""
        return self.now.area_names

    @cached_property
    def operation(self) -> Operation | None:
        """The operation asked for, the latest where none is; None where there is none.

        Raises
        ------
        geo.errors.ParameterError
            If the one asked for is not among the records.
        """
        table = self.now.tables.get("operations")
        if table is None or table.empty:
            if self.spec.operation:
                raise self._unknown(())
            return None
        known = set(self.now.areas["code"])
        found = {}
        for row in table.sort_values("start", kind="stable").to_dict("records"):
            end = row["start"] if pd.isna(row["end"]) else row["end"]
            found[str(row["name"])] = Operation(
                name=str(row["name"]),
                start=pd.Timestamp(row["start"]),
                end=pd.Timestamp(end),
                areas=tuple(code for code in row["areas"] if code in known),
            )
        if self.spec.operation and self.spec.operation not in found:
            raise self._unknown(tuple(found))
        return found[self.spec.operation or list(found)[-1]]

    def _unknown(self, known: tuple[str, ...]) -> ParameterError:
        return ParameterError(
            "this operation is not among the records",
            hint=f"There are: {', '.join(known)}." if known else "Load it on the Data page.",
            parameter="operation",
            value=self.spec.operation,
        )

    @cached_property
    def category(self) -> str | None:
        """The kind of offence told of: the one asked for, else drug offences, else the first."""
        table = self.now.tables.get("area_counts")
        if table is None or table.empty:
            return None
        categories = sorted(str(name) for name in table["category"].unique())
        if self.spec.category:
            if self.spec.category not in categories:
                raise ParameterError(
                    "these offences are not among the counts",
                    hint=f"There are: {', '.join(categories)}.",
                    parameter="category",
                    value=self.spec.category,
                )
            return self.spec.category
        return next((name for name in categories if "drug" in name.lower()), categories[0])

    @cached_property
    def panel(self) -> pd.DataFrame | None:
        """The counts of that kind, areas by periods; a count that is not there is missing."""
        if self.category is None:
            return None
        table = self.now.tables["area_counts"]
        chosen = table[table["category"] == self.category]
        totals = chosen.groupby(["area_code", "period"], observed=True)["count"].sum(min_count=1)
        panel: pd.DataFrame = totals.unstack("period")  # noqa: PD010  missing is not zero
        return panel[panel.index.isin(set(self.now.areas["code"]))]

    @cached_property
    def graph(self) -> Graph:
        """Who borders whom, by length of border."""
        if self._graph is not None:
            return self._graph
        near = boundaries.neighbours(self.now.areas, across_river=self.spec.across_river)
        return boundaries.border_lengths(self.now.areas, neighbours=near)

    @property
    def offences(self) -> str:
        """The kind of offence as it reads in a sentence."""
        name = (self.category or "offences").lower()
        return "drug offences" if name == "drugs" else name

    @property
    def water(self) -> str:
        """The water in the gap between the areas."""
        return "River Thames" if self.now.has_boroughs else ""

    @property
    def attribution(self) -> str:
        """Whose data the areas are."""
        return maps.ATTRIBUTION if self.now.has_shipped_areas else ""

    def illustrative(self, *kinds: str) -> str:
        """Return what of these is simulated, as a sentence; empty where nothing is."""
        made_up = [kind.replace("_", " ") for kind in kinds if self.now.is_illustrative(kind)]
        if not made_up:
            return ""
        return _SIMULATED.format(f"{listed(made_up)} are").replace("  ", " ")

    def source(self, *kinds: str) -> str:
        """Return where the figures come from, as it stands under a picture."""
        plain = [kind.replace("_", " ") for kind in kinds if self.now.loaded(kind)]
        simulated = {
            source.kind.replace("_", " ") for source in self.now.sources if source.is_example
        }
        own = [kind for kind in plain if kind not in simulated]
        parts = []
        if shipped := [kind for kind in plain if kind in simulated]:
            parts.append(f"{listed(shipped)} of the example workspace")
        if own and self.profile.hides:
            parts.append(f"loaded {listed(own)}")
        elif own:
            files = [s.name for s in self.now.sources if s.kind.replace("_", " ") in own]
            more = f" and {len(files) - _FILES} more" if len(files) > _FILES else ""
            parts.append(f"{listed(own)} from {', '.join(files[:_FILES])}{more}")
        text = listed(parts)
        return text[:1].upper() + text[1:]

    def by_name(self, areas: gpd.GeoDataFrame | None = None) -> gpd.GeoDataFrame:
        """Return the areas with the names that tell them apart."""
        given = self.now.areas if areas is None else areas
        found: gpd.GeoDataFrame = given[["code", "name", "geometry"]].assign(
            name=given["code"].map(self.names)
        )
        return found


def listed(items: list[str] | tuple[str, ...]) -> str:
    """Return items as they read in a sentence.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('a, b and c', 'a')
    """
    return " and ".join([part for part in (", ".join(items[:-1]), *items[-1:]) if part])


def signed(number: float, digits: int = 0) -> str:
    r"""Return a number with its sign, the minus as wide as the plus.

    >>> signed(-2.25, 1) == "\N{MINUS SIGN}2.2" and signed(0.0) == "0"
    True
    """
    text = f"{number:+,.{digits}f}"
    if not any(character in "123456789" for character in text):
        return text[1:]
    return text.replace("-", "\N{MINUS SIGN}")


def named_periods(window: tuple[pd.Period, ...]) -> str:
    """Return a window as it reads."""
    first, last = geo.period_label(window[0]), geo.period_label(window[-1])
    return first if first == last else f"{first} to {last}"


def word_of(count: int, one: str, many: str | None = None) -> str:
    """Return the noun for a number of things.

    >>> word_of(1, "hotspot"), word_of(2, "hotspot")
    ('hotspot', 'hotspots')
    """
    return one if count == 1 else many or f"{one}s"


def share_words(part: float, whole: float) -> str:
    """Return a share as it reads: never more exact than a tenth.

    >>> share_words(61, 100), share_words(1, 100)
    ('about 6 in 10', 'hardly any')
    """
    tenths = round(10 * part / whole) if whole else 0
    if tenths == 0:
        return "hardly any"
    return "nearly all" if tenths == 10 else f"about {tenths} in 10"  # noqa: PLR2004
