"""A tool to draw outlines with, on the map itself."""

from __future__ import annotations

from typing import Final

from geo import style
from geo.maps._layer import Layer

__all__ = ["DRAWN", "outline_tool"]

DRAWN: Final = "drawn"
_STYLE: Final = {
    "color": style.SELECTED,
    "weight": 3,
    "dashArray": "6 4",
    "fillColor": style.SELECTED,
    "fillOpacity": 0.12,
}


def outline_tool(label: str = "Draw an outline") -> Layer:
    """Return a layer that lets the user draw an outline, by mouse, touch or keyboard.

    It adds a button to the map. While it is pressed, each click sets a corner; with the map in
    focus the arrow keys move it, Space sets a corner at its middle, Enter ends the outline,
    Backspace takes a corner back and Escape gives up. What was drawn comes back as the last
    active drawing, with the properties ``layer`` (``"drawn"``) and ``id`` (its corners, as
    ``longitude latitude`` pairs with commas between).

    Parameters
    ----------
    label
        What the button is called.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Examples
    --------
    >>> outline_tool().title
    'Drawing'
    """
    return Layer(title="Drawing", kind="outline", spec={"label": label, "style": _STYLE})
