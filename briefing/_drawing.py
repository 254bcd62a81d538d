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

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["SYMBOLS", "Drawing", "Item", "Path", "Symbol", "Words", "moved", "rectangle", "segment"]


@dataclass(frozen=True, kw_only=True)
class Path:
    """Rings or lines: filled, stroked or both."""

    parts: tuple[NDArray[np.float64], ...]
    closed: bool = True
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dash: tuple[float, ...] = ()
    key: str = ""
    title: str = ""


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


_R: Final = SYMBOL
_TRIANGLE: Final = np.array([[0.0, -1.1], [1.05, 0.75], [-1.05, 0.75]]) * _R
SYMBOLS: Final[Mapping[str, tuple[Path, ...]]] = MappingProxyType(
    {
        "open": (Path(parts=(_disc(_R - 1),), fill="white", stroke="open", width=2.4),),
        "closed": (
            Path(parts=(rectangle(-_R, -_R, 2 * _R, 2 * _R) * 0.84,), fill="closed"),
            Path(parts=(rectangle(-_R, -_R, 2 * _R, 2 * _R) * 0.84,), stroke="white", width=0.8),
        ),
        "raid": (Path(parts=(_TRIANGLE,), fill="raid", stroke="white", width=0.8),),
        "dot": (Path(parts=(_disc(2.2, sides=12),), fill="ink"),),
    }
)
