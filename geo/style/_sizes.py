"""How large text, marks and lines must be to be read: at a desk, and from six metres."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from geo.errors import ParameterError

__all__ = ["FONT", "FONTS", "SPACE_PX", "TEXT_PX", "StageSizes", "stage_sizes"]

FONT: Final = '"Source Sans", "Segoe UI", system-ui, -apple-system, Roboto, sans-serif'
"""For CSS and charts: what Streamlit brings along, then what the machine has."""
FONTS: Final = ("Source Sans 3", "Source Sans Pro", "Segoe UI", "Noto Sans", "DejaVu Sans")
"""For files, in order of preference; the last comes with matplotlib."""

TEXT_PX: Final = {"title": 36, "message": 24, "lead": 20, "body": 17, "label": 15, "note": 13}
"""Sizes of text on pages, of which a rem is 17 px.

At a desk, 60 cm from the eyes, a capital letter of 16 minutes of arc is 0.6 m x tan(16') = 2.8 mm
high: at 96 pixels to the inch 10.6 px, so a type size of 15 px. Charts and tables keep to that.
"note" is for attributions and hints, which nobody must read to take in a picture.
"""
SPACE_PX: Final = (4, 8, 16, 24, 40)
"""Distances: within a line, within a group, between groups, between parts, between scenes."""

_ARC_MINUTES: Final = 16  # the least height of characters in ISO 9241-303:2011, 5.5.4
_LINE_ARC_MINUTES: Final = 2
_DISTANCE_M: Final = 6.0
_PICTURE_M: Final = 1.2  # the height of the picture of a meeting room's projector, 2.1 m wide
_CAPITAL: Final = 0.7  # a capital letter's height, of the type size


@dataclass(frozen=True, kw_only=True)
class StageSizes:
    """The least sizes in a picture that is shown to a room, in the unit of its height.

    Attributes
    ----------
    text
        The smallest type that must be read.
    message
        The sentence of a scene.
    mark
        The diameter of a mark whose shape must be recognised.
    line
        The width of a line that carries a meaning.
    """

    text: float
    message: float
    mark: float
    line: float


def stage_sizes(height: float) -> StageSizes:
    """Return the least sizes for a picture of this height, seen from six metres.

    What must be recognised spans 16 minutes of arc, and a line two: from 6 m, 27.9 mm and 3.5 mm.
    On a picture 1.2 m high (a projector's 2.1 m by 1.2 m) that is 2.33 % and 0.29 % of its height.
    A capital is 0.7 of its type size, so the type is 3.32 % of the height: 36 px of 1080, 24 px of
    720, 18 points on a slide 7.5 inches high. A message is half as large again.

    Parameters
    ----------
    height
        The height of the whole picture, in any unit.

    Returns
    -------
    StageSizes
        In the same unit.

    Raises
    ------
    ParameterError
        Where the height is not above zero.

    Examples
    --------
    >>> round(stage_sizes(1080).text), round(stage_sizes(540).text)
    (36, 18)
    """
    if not height > 0:
        raise ParameterError(
            "a picture needs a height",
            hint="Give it in pixels, points or inches.",
            parameter="height",
            value=height,
        )

    def share(minutes: float) -> float:
        return height * _DISTANCE_M * math.tan(math.radians(minutes / 60)) / _PICTURE_M

    text = share(_ARC_MINUTES) / _CAPITAL
    return StageSizes(
        text=text, message=1.5 * text, mark=share(_ARC_MINUTES), line=share(_LINE_ARC_MINUTES)
    )
