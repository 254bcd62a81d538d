"""One line of a legend, with the symbol drawn as the map draws it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["LegendEntry", "area_symbol", "line_symbol", "mark_symbol"]

_WIDTH: Final = 26
_HEIGHT: Final = 18


@dataclass(frozen=True, kw_only=True)
class LegendEntry:
    """One line of a legend.

    Parameters
    ----------
    label
        Plain text.
    symbol
        An inline SVG that contains nothing from a file.
    heading
        The heading it stands under; entries of one heading are kept together.
    """

    label: str
    symbol: str
    heading: str = ""


def _svg(content: str) -> str:
    return (
        f'<svg width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'aria-hidden="true">{content}</svg>'
    )


def _paint(style: Mapping[str, Any]) -> str:
    dash = f' stroke-dasharray="{style["dashArray"]}"' if style.get("dashArray") else ""
    fill = style.get("fillColor", "none") if style.get("fill", True) else "none"
    stroke = style["color"] if style.get("stroke", True) else "none"
    return (
        f'fill="{fill}" fill-opacity="{style.get("fillOpacity", 1)}" stroke="{stroke}" '
        f'stroke-width="{style.get("weight", 1)}" stroke-opacity="{style.get("opacity", 1)}"{dash}'
    )


def mark_symbol(style: Mapping[str, Any]) -> str:
    """Return a mark as the drawing code draws it."""
    x, y, r = _WIDTH / 2, _HEIGHT / 2, style["radius"]

    def line(points: Sequence[Sequence[float]]) -> str:
        return "M" + "L".join(f"{x + dx * r:.1f},{y + dy * r:.1f}" for dx, dy in points)

    if style.get("outline"):
        path = line(style["outline"]) + "Z"
    else:
        path = f"M{x - r},{y}a{r},{r} 0 1,1 {2 * r},0a{r},{r} 0 1,1 {-2 * r},0Z"
    if style.get("cross"):
        path += line([(-1.5, -1.5), (1.5, 1.5)]) + line([(-1.5, 1.5), (1.5, -1.5)])
    if style.get("core"):
        core = r * 0.2
        path += (
            f"M{x - core},{y}a{core},{core} 0 1,1 {2 * core},0a{core},{core} 0 1,1 {-2 * core},0Z"
        )
    return _svg(f'<path d="{path}" {_paint(style)}/>')


def area_symbol(
    *, fill: Mapping[str, Any], border: Mapping[str, Any], hatch: Mapping[str, Any] | None = None
) -> str:
    """Return a patch of an area with its border."""
    box = f'x="2" y="2" width="{_WIDTH - 4}" height="{_HEIGHT - 4}" rx="2"'
    content = f"<rect {box} {_paint({**fill, 'stroke': False})}/>"
    if hatch is not None:
        # Drawn as lines: the map's pattern stands in another document when the legend does.
        content = f'<rect {box} fill="{hatch["ground"]}"/>' + _lines(hatch)
    return _svg(content + f"<rect {box} {_paint({**border, 'fill': False})}/>")


def _lines(hatch: Mapping[str, Any]) -> str:
    top, foot, right = 2, _HEIGHT - 2, _WIDTH - 2
    rising = [f"M{at},{foot}L{at + 14},{top}" for at in (4, 10)]
    falling = [f"M{at},{top}L{at + 14},{foot}" for at in (4, 10)]
    upright = [f"M{at},{top}V{foot}" for at in range(6, right, 7)]
    angle = hatch.get("angle", 45)
    paths = upright if angle == 0 else rising if angle > 0 else falling
    if hatch.get("crossed"):
        paths = rising + falling
    return "".join(
        f'<path d="{path}" stroke="{hatch["colour"]}" stroke-width="{hatch["width"]}"/>'
        for path in paths
    )


def line_symbol(*, colour: str, width: float, dash: str | None = None, head: bool = False) -> str:
    """Return a line, with an arrow's head where asked."""
    y = _HEIGHT / 2
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    end = _WIDTH - 10 if head else _WIDTH - 2
    content = f'<path d="M2,{y}H{end}" stroke="{colour}" stroke-width="{width}"{dashes}/>'
    if head:
        content += f'<path d="M{_WIDTH - 2},{y}l-9,-5v10Z" fill="{colour}"/>'
    return _svg(content)
