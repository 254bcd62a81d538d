"""Layers for the second of two maps."""

from __future__ import annotations

from geo.maps._layer import Layer

__all__ = ["on_right"]


def on_right(layer: Layer) -> Layer:
    """Return the same layer for the right-hand one of two maps that move together.

    The feature that a click on it returns has ``side`` "right" among its properties.

    Parameters
    ----------
    layer
        Any layer of :mod:`geo.maps`. The map must be a :func:`base_map` made with ``pair``.

    Returns
    -------
    Layer
        For ``feature_group_to_add``, beside the layers of the left-hand map.

    Examples
    --------
    >>> from geo.maps import heading_layer
    >>> on_right(heading_layer("After")).title
    'Heading'
    """
    return Layer(title=layer.title, kind="right", spec={}, data=layer.payload, legend=layer.legend)
