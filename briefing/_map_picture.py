"""What a map of a briefing shows, whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from briefing._checked import check_columns, check_known
from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from briefing._shading import Shading

__all__ = ["ROLE_LABELS", "Arrow", "MapFrame", "MapPicture", "Markers", "Outlines"]

ROLE_LABELS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "treated": "Raided",
        "neighbour": "Next to a raided one",
        "control": "Control",
        "excluded": "Left out",
    }
)
MARKER_KINDS: Final = ("open", "closed", "raid", "disposal", "premises", "campaign", "dot")
OUTLINE_KINDS: Final = ("hotspot", "cell", "line")


@dataclass(frozen=True, kw_only=True)
class Markers:
    """Points of one kind: "open" and "closed" markets, what was done, or plain "dot".

    ``points`` are in EPSG:27700; give masked ones where the disclosure profile asks for it. Each
    kind has its own shape, so that nothing is told by colour alone.
    """

    kind: Literal["open", "closed", "raid", "disposal", "premises", "campaign", "dot"]
    label: str
    points: gpd.GeoSeries

    def __post_init__(self) -> None:
        check_known(self.kind, MARKER_KINDS, parameter="kind")


@dataclass(frozen=True, kw_only=True)
class Outlines:
    """Polygons in EPSG:27700 over the areas: hotspots, or grid cells with an amount.

    Attributes
    ----------
    kind
        "hotspot": an outline with its number, solid where it is firm and dashed where not.
        "cell": filled by its level, darker for more. "line": a plain outline.
    label
        What they are, for the legend.
    shapes
        The polygons.
    firm
        For each shape, whether it stands on firm ground; all of them where left out.
    levels
        For cells, 0 (little) to 4 (much), one for each shape.
    loose_label
        What dashed ones say, behind the label in the legend.
    names
        For hotspots, what to write on each; numbers from 1 where left out.
    """

    kind: Literal["hotspot", "cell", "line"]
    label: str
    shapes: gpd.GeoSeries
    firm: tuple[bool, ...] = ()
    levels: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    loose_label: str = "less sure"

    def __post_init__(self) -> None:
        check_known(self.kind, OUTLINE_KINDS, parameter="kind")
        for name in ("firm", "levels", "names"):
            given = getattr(self, name)
            if given and len(given) != len(self.shapes):
                raise ParameterError(
                    f"there are {len(given)} of these for {len(self.shapes)} shapes",
                    hint="Give one for each shape, or none.",
                    parameter=name,
                )
        if self.kind == "cell" and any(not 0 <= level <= 4 for level in self.levels):  # noqa: PLR2004
            raise ParameterError(
                "a level lies outside 0 to 4", hint="Use five classes.", parameter="levels"
            )


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """From one area to another, as wide as its size; dashed where it may be chance."""

    origin: str
    destination: str
    size: float
    firm: bool = True


@dataclass(frozen=True, kw_only=True)
class MapFrame:
    """One state of a map; two of them are a before and an after."""

    label: str = ""
    markers: tuple[Markers, ...] = ()
    outlines: tuple[Outlines, ...] = ()
    arrows: tuple[Arrow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MapPicture:
    """A map: areas with fills and parts to play, and what lies on them.

    Files that cannot move show two frames side by side; a browser moves from one to the next.

    Attributes
    ----------
    areas
        ``code, name, geometry`` in EPSG:27700.
    frames
        At least one.
    shading
        How areas are filled, and in which classes; None for plain ones.
    roles
        Code to "treated", "neighbour", "control" or "excluded": an outline and a hatching.
    role_labels
        What each role is called in the legend.
    arrow_label, firm_label, loose_label
        What arrows are, and what solid and dashed ones say.
    water
        The name of the water in the gap between the areas, such as "River Thames"; empty where
        there is none to show.
    focus
        Codes of areas whose names matter most, in order.
    period
        The dates that the map covers, as they are to read.
    source
        Where its figures come from.
    attribution
        Whose data the areas are.
    illustrative
        What is simulated, as a sentence; empty where nothing is.
    """

    areas: gpd.GeoDataFrame
    frames: tuple[MapFrame, ...] = field(default_factory=lambda: (MapFrame(),))
    shading: Shading | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    role_labels: Mapping[str, str] = field(default_factory=lambda: ROLE_LABELS)
    arrow_label: str = "Rose more than the controls"
    firm_label: str = "clear of chance"
    loose_label: str = "may be chance"
    water: str = ""
    focus: tuple[str, ...] = ()
    period: str = ""
    source: str = ""
    attribution: str = ""
    illustrative: str = ""

    def __post_init__(self) -> None:
        check_columns(self.areas, ("code", "name", "geometry"), parameter="areas")
        if not self.frames:
            raise ParameterError(
                "a map has at least one frame", hint="Give MapFrame().", parameter="frames"
            )
        for role in self.roles.values():
            check_known(role, tuple(ROLE_LABELS), parameter="roles")
        known = set(self.areas["code"])
        for frame in self.frames:
            for arrow in frame.arrows:
                for end in (arrow.origin, arrow.destination):
                    check_known(end, known, parameter="arrows")
                if not arrow.size > 0:
                    raise ParameterError(
                        "every arrow needs a size above zero",
                        hint="Leave out the others.",
                        parameter="arrows",
                        value=arrow.size,
                    )
