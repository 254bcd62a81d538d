"""The colours of pictures by what they mean, on light ground and on dark."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo import style

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DARK", "LIGHT", "THEMES", "line", "meant_by"]


def _names(prefix: str, colours: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefix}{at}": colour for at, colour in enumerate(colours)}


LIGHT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "paper": "#FFFFFF",
        "ink": style.INK,
        "muted": style.MUTED,
        "land": style.LAND,
        "outline": style.OUTLINE,
        "grid": "#DDE2E6",
        "nodata": style.NO_DATA,
        "water": "#CFE0EA",
        "water-ink": "#35627D",
        "treated": style.ROLES["treated"],
        "treated-tint": "#D3E4F0",
        "neighbour": style.ROLES["neighbour"],
        "neighbour-hatch": "#E2B878",
        "control": style.ROLES["control"],
        "excluded": style.ROLES["excluded"],
        "open": style.MARKET_OPEN,
        "closed": style.MARKET_CLOSED,
        "raid": style.RAID,
        "hotspot": style.HOTSPOT,
        "white": "#FFFFFF",
        "strong": "#0072B2",
        "bar": "#8FA3B3",
        **_names("amount", style.AMOUNT),
        **_names("change", style.change_ramp()),
        **_names("density", style.DENSITY),
        **_names("line", style.CATEGORIES),
    }
)
DARK: Final[Mapping[str, str]] = MappingProxyType(
    {
        **LIGHT,
        "paper": "#12181E",
        "ink": "#F2F5F7",
        "muted": "#B6C2CC",
        "land": "#26303A",
        "outline": "#64727F",
        "grid": "#36434F",
        "nodata": "#3B4650",
        "water": "#0E2A3D",
        "water-ink": "#8FC3E2",
        "treated": "#6CB8EA",
        "treated-tint": "#1E4460",
        "neighbour": "#F0A940",
        "neighbour-hatch": "#7A5A2A",
        "control": "#9AA7B3",
        "excluded": "#7F8C98",
        "open": "#FF8F3D",
        "closed": "#B7D3EC",
        "raid": "#F08FD0",
        "hotspot": "#4FD6AE",
        "white": "#12181E",
        "strong": "#6CB8EA",
        "bar": "#7C8FA0",
        # More is lighter on dark ground: still the farther from it.
        **_names("amount", ("#2F2A40", "#51436F", "#7A67A6", "#AC99D6", "#E3DAF7")),
        **_names(
            "change",
            ("#8CC4F0", "#4E8FC4", "#2C5276", "#2C333A", "#6B4A26", "#BF7A33", "#FFC27A"),
        ),
        **_names("density", ("#17352B", "#1F5C48", "#2E8A6B", "#5FBF9C", "#B5F0D8")),
        **_names(
            "line",
            ("#6CB8EA", "#FF8F3D", "#4FD6AE", "#F08FD0", "#B6C2CC", "#E3C65C", "#F2F5F7"),
        ),
    }
)
THEMES: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType({"light": LIGHT, "dark": DARK})
_MEANT: Final = {
    colour: name
    for prefix in ("amount", "change", "density")
    for name, colour in LIGHT.items()
    if name.startswith(prefix)
}


def meant_by(colour: str) -> str:
    """Return the name under which a colour changes with the ground, or the colour itself.

    >>> meant_by("#462382"), meant_by("#010203")
    ('amount4', '#010203')
    """
    return _MEANT.get(colour, colour)


def line(at: int) -> str:
    """Return the name of the colour of a series."""
    return f"line{at % len(style.CATEGORIES)}"
