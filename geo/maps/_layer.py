"""What every layer of a map is made of."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final, cast

import folium
import numpy as np
import pandas as pd
from branca.element import Element, MacroElement
from folium.template import Template

from geo.maps._safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from branca.element import Figure

    from geo.maps._legend_entry import LegendEntry

__all__ = ["Drawing", "Layer", "collection", "identity", "script_json", "tooltip"]

_LITERAL: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_SPECIAL: Final = re.compile(r"[<>&'`${}%#]")


def _inert(literal: re.Match[str]) -> str:
    return _SPECIAL.sub(lambda found: f"\\u{ord(found.group()):04x}", literal.group())


def script_json(value: Any) -> str:
    """Return JSON whose strings mean nothing to HTML, JavaScript templates or Jinja."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return _LITERAL.sub(_inert, text) if _SPECIAL.search(text) else text


def identity(value: Any) -> str | int:
    """Return an identifier as the browser will hand it back."""
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else str(value)


def _shown(value: Any) -> str:
    if isinstance(value, (list, tuple, set, frozenset, np.ndarray)):
        return safe_text(", ".join(str(part) for part in value))
    if isinstance(value, pd.Timestamp):
        is_day = value == value.normalize()
        return safe_text(f"{value.day} {value:%B %Y}" if is_day else value)
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (float, np.floating)) and not pd.isna(value):
        return safe_text(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}")
    if isinstance(value, (int, np.integer)):
        return safe_text(f"{value:,}")
    return safe_text(value)


def tooltip(title: Any, fields: Iterable[tuple[str, Any]], *, note: str | None = None) -> str:
    """Return the markup of a tooltip: a title, then one line for each field that has a value."""
    lines = [f"<b>{safe_text(title)}</b>"]
    for label, value in fields:
        if text := _shown(value):
            lines.append(f'<span class="cd-field">{safe_text(label)}:</span> {text}')
    if note:
        lines.append(f"<i>{safe_text(note)}</i>")
    return "<br>".join(lines)


def collection(properties: Sequence[Mapping[str, Any]], geometries: Sequence[str]) -> str:
    """Return the text of a GeoJSON FeatureCollection from properties and geometry texts."""
    features = (
        f'{{"type":"Feature","properties":{script_json(props)},"geometry":{geometry}}}'
        for props, geometry in zip(properties, geometries, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


class _Verbatim(Element):
    """A script that branca does not run through Jinja again."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_: Any) -> str:
        return self.text


class Drawing(MacroElement):
    """A call of the drawing code on what this element is added to.

    Parameters
    ----------
    function
        The function of ``window.crackdown``.
    payload
        Its second argument, as JavaScript text.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        crackdown.{{ this.function }}({{ this._parent.get_name() }}, {{ this.payload }});
        {% endmacro %}
        """
    )

    def __init__(self, function: str, payload: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Drawing"
        self.function = function
        self.payload = payload

    def render(self, **kwargs: Any) -> str:
        """Add the call to the page's script as it is."""
        script = self._template.module.script(self, kwargs)
        figure = cast("Figure", self.get_root())
        figure.script.add_child(_Verbatim(script), name=self.get_name())
        return ""


class Layer(folium.FeatureGroup):
    """One layer of a map, with what the legend says about it.

    Give a list of them to ``st_folium`` as ``feature_group_to_add``: the map then redraws what
    changed and keeps its position. To switch a layer off, leave it out of that list. Make it
    anew for every run; folium objects must not be kept.

    Parameters
    ----------
    title
        What the layer is called in messages.
    kind
        The function of the drawing code that draws it.
    spec
        What that function needs, as plain JSON values.
    data
        The text of a GeoJSON FeatureCollection, where there is one.
    packed
        Arrays as base64 text; they need no escaping, and at a megabyte that counts.
    legend
        What the legend shows while this layer is on the map.
    """

    def __init__(
        self,
        *,
        title: str,
        kind: str,
        spec: Mapping[str, Any],
        data: str | None = None,
        packed: Mapping[str, str] | None = None,
        legend: Iterable[LegendEntry] = (),
    ) -> None:
        payload = script_json({"kind": kind, "title": title, **spec})
        parts = {key: f'"{text}"' for key, text in (packed or {}).items()}
        if data is not None:
            parts["data"] = data
        for key, text in parts.items():
            payload = f'{payload[:-1]},"{key}":{text}}}'
        self._fill(title, payload, tuple(legend))

    def _fill(self, title: str, payload: str, legend: tuple[LegendEntry, ...]) -> None:
        super().__init__(name=safe_text(title), control=False)
        self.title = title
        self.payload = payload
        self.legend = legend
        self.content_hash = hashlib.sha256(payload.encode()).hexdigest()[:16]
        self.add_child(Drawing("draw", payload))

    def again(self) -> Layer:
        """Return the same layer anew, for the next run: one that was drawn belongs to its map.

        What was worked out for it, which may have taken long, is used again.
        """
        twin = Layer.__new__(Layer)
        twin._fill(self.title, self.payload, self.legend)  # noqa: SLF001  its own class
        return twin
