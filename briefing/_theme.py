"""The colours of pictures by what they mean, on light ground and on dark: those of `geo.style`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from geo import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.style import Theme

__all__ = ["DARK", "LIGHT", "THEMES", "line", "meant_by"]


def _names(prefix: str, colours: tuple[str, ...]) -> dict[str, str]:
    return {f"{prefix}{at}": colour for at, colour in enumerate(colours)}


def _colours(theme: Theme, *, treated_tint: str) -> Mapping[str, str]:
    return MappingProxyType(
        {
            "paper": theme.paper,
            "panel": theme.panel,
            "ink": theme.ink,
            "muted": theme.muted,
            "accent": theme.accent,
            "on-accent": theme.on_accent,
            "land": theme.land,
            "outline": theme.outline,
            "grid": theme.edge,
            "nodata": theme.no_data,
            "nodata-hatch": theme.tints["no_data"],
            "water": theme.water,
            "water-ink": theme.water_name,
            "treated": theme.roles["treated"],
            "treated-tint": treated_tint,
            "neighbour": theme.roles["neighbour"],
            "neighbour-hatch": theme.tints["neighbour"],
            "control": theme.roles["control"],
            "excluded": theme.roles["excluded"],
            "market_open": theme.market_open,
            "market_closed": theme.market_closed,
            "raid": theme.raid,
            "disposal": theme.disposal,
            "premises": theme.premises,
            "campaign": theme.campaign,
            "hotspot": theme.hotspot,
            "strong": theme.roles["treated"],
            "bar": theme.textbook,
            **_names("amount", theme.amount),
            **_names("change", theme.change),
            **_names("density", theme.density),
            **_names("line", theme.categories),
        }
    )


LIGHT: Final = _colours(style.LIGHT, treated_tint="#CFE2EF")
DARK: Final = _colours(style.DARK, treated_tint="#1F4158")
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
