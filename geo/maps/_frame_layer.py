"""What a picture of the map says of itself: when, from where, how it is marked, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.maps._layer import Layer
from geo.maps._legend import legend_html
from geo.maps._safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["frame_layer"]


def frame_layer(
    layers: Iterable[Layer] = (),
    *,
    alt: str = "",
    period: str = "",
    source: str = "",
    marking: str = "",
    name: str = "map",
    place: str = "",
    withheld: str = "",
) -> Layer:
    """Return a layer that draws nothing on the map and states what the map shows.

    The period and the source stand in the map's foot, the words are what a screen reader says of
    the map, and a picture that is saved of the map has all of it, with the legend and the marking.

    Parameters
    ----------
    layers
        What is on the map, for the legend of a saved picture.
    alt
        The map's message in words.
    period, source
        The dates that the records cover, and whose they are.
    marking
        The protective marking, for the top and the foot of a saved picture.
    name
        What a saved picture is called, without an ending.
    place
        Under which name the page's address keeps the map's centre and zoom; empty for not at all.
    withheld
        Why no picture may be saved of what is on the map, as plain text; empty where one may be.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Examples
    --------
    >>> frame_layer(period="April 1999 to March 2001").legend
    ()
    """
    return Layer(
        title="Frame",
        kind="frame",
        spec={
            "alt": " ".join(alt.split()),
            "period": safe_text(period, limit=80),
            "source": safe_text(source, limit=200),
            "marking": " ".join(marking.split()),
            "name": name,
            "place": place,
            "withheld": " ".join(withheld.split()),
            "legend": legend_html(layers),
        },
    )
