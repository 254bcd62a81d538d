"""Hatchings and symbols: what tells things apart where colour cannot."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["HATCHES", "SYMBOLS", "Hatch", "Symbol"]


@dataclass(frozen=True, kw_only=True)
class Hatch:
    """Parallel lines.

    Attributes
    ----------
    width_px, gap_px
        How thick the lines are, and how far apart they start.
    angle
        0 for upright, 45 for rising, -45 for falling lines, as degrees.
    crossed
        Whether a second set crosses the first.
    matplotlib
        The same as matplotlib's ``hatch=``.
    """

    width_px: float
    gap_px: float
    angle: int
    crossed: bool = False
    matplotlib: str


@dataclass(frozen=True, kw_only=True)
class Symbol:
    """The outline of a mark at unit size; no outline is a circle. The y axis points down.

    Attributes
    ----------
    outline
        Its corners.
    filled
        Whether the colour fills it; otherwise it is a ring of the colour.
    matplotlib
        The same as matplotlib's ``marker=``.
    radius_px
        Its size on pages.
    """

    outline: tuple[tuple[float, float], ...] = ()
    filled: bool = True
    matplotlib: str
    radius_px: float = 6


HATCHES: Final[Mapping[str, Hatch]] = MappingProxyType(
    {
        "rising": Hatch(width_px=3, gap_px=7, angle=45, matplotlib="///"),
        "falling": Hatch(width_px=3, gap_px=7, angle=-45, matplotlib="\\\\\\"),
        "crossed": Hatch(width_px=2, gap_px=6, angle=45, crossed=True, matplotlib="xxx"),
        "wide": Hatch(width_px=2, gap_px=11, angle=0, matplotlib="||"),
        "neighbour": Hatch(width_px=3, gap_px=8, angle=45, matplotlib="//"),
        "no_data": Hatch(width_px=2, gap_px=6, angle=45, matplotlib="////"),
        "rise": Hatch(width_px=1.3, gap_px=7, angle=-45, matplotlib="\\\\"),
    }
)
"""By name: four for classes, and what neighbours, missing figures and rises always have."""

SYMBOLS: Final[Mapping[str, Symbol]] = MappingProxyType(
    {
        "market_open": Symbol(filled=False, matplotlib="o"),
        "market_closed": Symbol(
            outline=((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
            matplotlib="s",
            radius_px=6.5,
        ),
        "raid": Symbol(outline=((0.0, -1.1), (1.05, 0.75), (-1.05, 0.75)), matplotlib="^"),
        "disposal": Symbol(
            outline=((0.0, -1.2), (1.0, 0.0), (0.0, 1.2), (-1.0, 0.0)), matplotlib="d"
        ),
        "premises": Symbol(
            outline=((0.0, -1.15), (1.0, -0.2), (1.0, 0.95), (-1.0, 0.95), (-1.0, -0.2)),
            matplotlib="p",
        ),
        "campaign": Symbol(
            outline=(
                *((-0.35, -1.1), (0.35, -1.1), (0.35, -0.35), (1.1, -0.35), (1.1, 0.35)),
                *((0.35, 0.35), (0.35, 1.1), (-0.35, 1.1), (-0.35, 0.35), (-1.1, 0.35)),
                *((-1.1, -0.35), (-0.35, -0.35)),
            ),
            matplotlib="P",
        ),
    }
)
"""The mark of each kind of record."""
