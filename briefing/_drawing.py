"""A picture as a short list of shapes, words and symbols, which SVG, PNG and PDF all draw alike.

The origin is at the top left, and y runs down. Colours are names of :mod:`briefing._theme`, or
hexadecimal where a shading brings its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from briefing._sizes import SYMBOL
from geo import style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["SYMBOLS", "Drawing", "Item", "Path", "Symbol", "Words", "moved", "rectangle", "segment"]


@dataclass(frozen=True, kw_only=True)
class Path:
    """Rings or lines: filled, stroked or both.

    What has a pin keeps its size about that point when a map is enlarged.
    """

    parts: tuple[NDArray[np.float64], ...]
    closed: bool = True
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()
    key: str = ""
    title: str = ""
    pin: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Words:
    """One line of text; y is its base line. ``need`` says how small it may be."""

    x: float
    y: float
    text: str
    size: float
    colour: str = "ink"
    anchor: Literal["start", "middle", "end"] = "start"
    bold: bool = False
    halo: str = ""
    need: Literal["read", "name", "note"] = "read"
    key: str = ""
    pin: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """One of :data:`SYMBOLS` at a place."""

    x: float
    y: float
    kind: str
    key: str = ""


Item = Path | Words | Symbol


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A picture ready to be written: its size in units, and what is on it, the lowest first."""

    width: float
    height: float
    items: tuple[Item, ...] = field(repr=False)


def moved(item: Item, x: float, y: float) -> Item:
    """Return an item at another place."""
    if isinstance(item, Path):
        return replace(item, parts=tuple(part + np.array([x, y]) for part in item.parts))
    return replace(item, x=item.x + x, y=item.y + y)


def rectangle(x: float, y: float, width: float, height: float) -> NDArray[np.float64]:
    """Return the corners of a rectangle."""
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]], dtype=float)


def segment(x: float, y: float, to_x: float, to_y: float) -> NDArray[np.float64]:
    """Return the ends of a line."""
    return np.array([[x, y], [to_x, to_y]], dtype=float)


def _disc(radius: float, *, sides: int = 24) -> NDArray[np.float64]:
    turn = np.arange(sides) * 2 * np.pi / sides
    return np.column_stack([np.cos(turn), np.sin(turn)]) * radius


def _mark(name: str, *, paths: tuple[tuple[str, str, float], ...]) -> tuple[Path, ...]:
    corners = np.array(style.SYMBOLS[name].outline or _disc(0.9), dtype=float) * SYMBOL
    return tuple(
        Path(parts=(corners,), fill=fill, stroke=stroke, width=width)
        for fill, stroke, width in paths
    )


SYMBOLS: Final[Mapping[str, tuple[Path, ...]]] = MappingProxyType(
    {
        "open": _mark("market_open", paths=(("paper", "market_open", 2.4),)),
        "closed": _mark("market_closed", paths=(("market_closed", "paper", 0.8),)),
        **{
            name: _mark(name, paths=((name, "paper", 0.8),))
            for name in ("raid", "disposal", "premises", "campaign")
        },
        "dot": (Path(parts=(_disc(2.2, sides=12),), fill="ink"),),
    }
)
"""The mark of each kind of record, as `geo.style` shapes it."""
