"""How large things are on a screen, and so on a page and a slide: all of it in one place.

Everything is drawn on a stage 960 units wide and 540 high; a unit of a slide is a point. Shown to a
room as `geo.style.stage_sizes` says, 1.2 m high and seen from six metres, what a reader must read
to take the message has capitals of at least 16 minutes of arc (ISO 9241-303). Names of areas that
only orient, and notes of source and licence, have at least 10: twice what an eye of ordinary
sharpness can tell apart.
"""

from __future__ import annotations

from math import atan, degrees
from typing import Final

from geo.style import stage_sizes

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
READ: Final = round(stage_sizes(STAGE[1]).text + 0.5)
"""The least size of what must be read from six metres: values, axes, legends."""
HEADLINE: Final = 27.0
"""The message of a scene."""
TITLE: Final = 40.0
BODY: Final = 15.0
"""What is read on paper or on one's own screen: appendices."""
NAME: Final = 12.0
"""The least size of an area's name on a map, and of what only orients."""
NOTE: Final = 11.0
"""The least size of anything: sources, attributions, licences."""
HALO: Final = 2.6
"""The width of the ground's colour around letters on a map."""
SYMBOL: Final = 4.6
"""Half the width of a market or a raid: its shape spans 12 minutes of arc."""
_CAPITAL: Final = 0.729  # of DejaVu Sans, as a share of the size
_SCREEN_MM: Final = 1200.0
_AWAY_MM: Final = 6000.0


def arc_minutes(size: float) -> float:
    """Return how high the capitals of a size are, seen from six metres on a screen 1.2 m high.

    >>> round(arc_minutes(READ), 1), round(arc_minutes(NOTE), 1)
    (16.7, 10.2)
    """
    return degrees(atan(size * _CAPITAL * _SCREEN_MM / STAGE[1] / _AWAY_MM)) * 60
