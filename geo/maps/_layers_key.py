"""A component key that changes exactly when the map must be made anew."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.maps._base_map import BaseMap
    from geo.maps._layer import Layer

__all__ = ["layers_key"]


def layers_key(*drawn: BaseMap | Layer, page: str = "map") -> str:
    """Return the ``key`` under which ``st_folium`` should show this map.

    streamlit-folium compares maps by their script with every ``_word`` cut out, so two contents
    can look the same to it. Give it the base map only: layers that come through
    ``feature_group_to_add`` are redrawn when they change, and a key that changes with them would
    lose the user's position.

    Parameters
    ----------
    drawn
        The base map, and whatever else was added to it directly.
    page
        Where the map stands; two maps need two names.

    Returns
    -------
    str
        The page's name and a hash of the content.

    Examples
    --------
    >>> from geo.maps import legend
    >>> layers_key(legend([]), page="hotspots") == layers_key(legend([]), page="hotspots")
    True
    """
    digest = hashlib.sha256("/".join(part.content_hash for part in drawn).encode())
    return f"{page}-{digest.hexdigest()[:12]}"
