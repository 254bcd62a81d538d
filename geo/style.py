"""The colours of Crackdown's maps and charts, by what they mean.

Derived from the palette of Okabe and Ito (2008), darkened where needed so that every mark reaches
a contrast of 3:1 on the map's land colour (WCAG 2.2, 1.4.11), and text 4.5:1. Colours of one group
stay apart under deuteranopia and protanopia; the tests hold both. No meaning is carried by colour
alone: the map layers add a shape, an outline or a pattern to each.

Okabe, M. and Ito, K. (2008) Color Universal Design: how to make figures and presentations that
are friendly to colorblind people. https://jfly.uni-koeln.de/color/
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AMOUNT",
    "CATEGORIES",
    "DENSITY",
    "FALL",
    "HOTSPOT",
    "INK",
    "LAND",
    "MARKET_CLOSED",
    "MARKET_OPEN",
    "MUTED",
    "NO_DATA",
    "OUTLINE",
    "RAID",
    "RISE",
    "ROLES",
    "SAME",
    "SELECTED",
    "SURFACE",
    "change_ramp",
]

INK: Final = "#1F2933"
"""Text, and the dark casing of marks."""
MUTED: Final = "#52606D"
"""Secondary text."""
SURFACE: Final = "#E9EDF0"
"""What lies outside the areas."""
LAND: Final = "#FBFAF7"
"""The areas themselves, and the ground of charts."""
OUTLINE: Final = "#A9B2BA"
"""Borders that carry no meaning of their own."""
NO_DATA: Final = "#C5CBD1"

MARKET_OPEN: Final = "#D55E00"
MARKET_CLOSED: Final = "#1B3A57"
RAID: Final = "#B5478F"
HOTSPOT: Final = "#00795A"
SELECTED: Final = "#F0E442"
"""The ring around what is selected; always inside a casing of INK."""

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {"treated": "#0072B2", "neighbour": "#B26A00", "control": "#6B7680", "excluded": "#8A939B"}
)
"""An area's part in an evaluation."""

FALL: Final = ("#A9C8E3", "#5E9BCB", "#1D5F9E")
"""Decreases, from small to large."""
SAME: Final = "#F4F2EE"
RISE: Final = ("#F3C9A0", "#DD8A3E", "#A34A00")
"""Increases, from small to large."""

DENSITY: Final = ("#D3EBDF", "#93CFB4", "#4FAE88", "#0C8360", "#00513C")
"""The density of points, from little to much; each is darker than the one before."""

AMOUNT: Final = ("#F1EEF6", "#CDC5E0", "#A193C6", "#7259A7", "#462382")
"""What areas hold, from little to much."""

CATEGORIES: Final = (
    "#0072B2",
    "#D55E00",
    "#00795A",
    "#7A1F5C",
    "#7B8894",
    "#5C4700",
    "#1F2933",
)
"""Classes without an order, in the order in which to use them."""


def change_ramp() -> tuple[str, ...]:
    """Return the diverging colours from the largest fall to the largest rise.

    Returns
    -------
    tuple of str
        Seven hexadecimal colours; the middle one stands for no change worth naming.

    Examples
    --------
    >>> len(change_ramp())
    7
    """
    return (*reversed(FALL), SAME, *RISE)
