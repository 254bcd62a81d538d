"""The legend: what is on the map now, and nothing else."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from geo.maps._layer import Layer
from geo.maps._safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.maps._legend_entry import LegendEntry

__all__ = ["legend", "legend_html"]


def _entries(layers: Iterable[Layer]) -> list[LegendEntry]:
    entries = list(dict.fromkeys(entry for layer in layers for entry in layer.legend))
    first = {entry.heading: at for at, entry in reversed(list(enumerate(entries)))}
    return sorted(entries, key=lambda entry: first[entry.heading])


def legend_html(layers: Iterable[Layer]) -> str:
    """Return the legend of these layers as a list in HTML, for use outside the map.

    Parameters
    ----------
    layers
        The layers that are on the map.

    Returns
    -------
    str
        A ``ul`` element with the map's own symbols as inline SVG; empty where there is nothing.

    Examples
    --------
    >>> legend_html([])
    ''
    """
    parts = []
    for heading, entries in groupby(_entries(layers), key=lambda entry: entry.heading):
        if heading:
            parts.append(f'<li class="cd-heading">{safe_text(heading)}</li>')
        parts += [
            f"<li>{entry.symbol}<span>{safe_text(entry.label)}</span></li>" for entry in entries
        ]
    return f"<ul>{''.join(parts)}</ul>" if parts else ""


def legend(layers: Iterable[Layer]) -> Layer:
    """Return a layer that shows the legend of the others in the map's corner.

    Parameters
    ----------
    layers
        The layers that are on the map. Draw the legend after them.

    Returns
    -------
    Layer
        For ``feature_group_to_add``.

    Examples
    --------
    >>> legend([]).legend
    ()
    """
    content = legend_html(layers) or "<p>No layer is switched on.</p>"
    return Layer(
        title="Legend",
        kind="legend",
        spec={"html": f"<summary>Legend</summary>{content}"},
    )
