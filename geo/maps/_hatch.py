"""A hatching as the drawing code defines it."""

from __future__ import annotations

from typing import Any

from geo import style

__all__ = ["hatch"]


def hatch(
    pattern: str,
    *,
    id: str,  # noqa: A002  the name of the same thing in the document
    colour: str,
    ground: str,
) -> dict[str, Any]:
    """Return one of :data:`geo.style.HATCHES` in two colours, to be referred to as ``url(#id)``."""
    lines = style.HATCHES[pattern]
    return {
        "id": id,
        "colour": colour,
        "ground": ground,
        "width": lines.width_px,
        "gap": lines.gap_px,
        "angle": lines.angle,
        "crossed": lines.crossed,
    }
