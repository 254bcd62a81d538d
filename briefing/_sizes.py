"""How large things are on a screen, and so on a page and a slide: all of it in one place.

Everything is drawn on a stage 960 units wide. Shown on a screen two metres wide, a unit is 2.08 mm.
What a reader must read to take the message is at least 16 minutes of arc high (its capitals, as
ISO 9241-303 asks of a display) from six metres; names of areas that only orient, and notes of
source and licence, at least 10 minutes, twice what an eye of ordinary sharpness can tell apart.
"""

from __future__ import annotations

from math import atan, degrees
from typing import Final

__all__ = [
    "BODY",
    "HALO",
    "HEADLINE",
    "NAME",
    "NOTE",
    "READ",
    "STAGE",
    "SYMBOL",
    "TITLE",
    "arc_minutes",
]

STAGE: Final = (960.0, 540.0)
"""Width and height of a slide and a page, in units; a unit of a slide is a point."""
TITLE: Final = 40.0
HEADLINE: Final = 27.0
"""The message of a scene."""
READ: Final = 18.5
"""The least size of what must be read from six metres: values, axes, legends."""
BODY: Final = 15.0
"""What is read on paper or on one's own screen: appendices."""
NAME: Final = 12.5
"""The least size of an area's name on a map, and of what only orients."""
NOTE: Final = 11.5
"""The least size of anything: sources, attributions, licences."""
HALO: Final = 2.6
"""The width of the ground's colour around letters on a map."""
SYMBOL: Final = 4.6
"""Half the width of a market or a raid."""
_CAPITAL: Final = 0.729  # of DejaVu Sans, as a share of the size
_SCREEN_MM: Final = 2000.0
_AWAY_MM: Final = 6000.0


def arc_minutes(size: float) -> float:
    """Return how high the capitals of a size are, seen from six metres on a two-metre screen.

    >>> round(arc_minutes(READ), 1), round(arc_minutes(NOTE), 1)
    (16.1, 10.0)
    """
    return degrees(atan(size * _CAPITAL * _SCREEN_MM / STAGE[0] / _AWAY_MM)) * 60
