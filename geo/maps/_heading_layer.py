"""A heading in the map itself, so that two maps side by side say what each shows."""

from __future__ import annotations

from geo.maps._layer import Layer

__all__ = ["heading_layer"]


def heading_layer(text: str) -> Layer:
    """Return a layer that writes a heading at the top of the map.

    Parameters
    ----------
    text
        Plain text; the browser shows it as it stands.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Examples
    --------
    >>> heading_layer("Jan to Mar 2018").title
    'Heading'
    """
    return Layer(title="Heading", kind="heading", spec={"text": text})
