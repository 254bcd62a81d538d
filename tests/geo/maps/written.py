"""Reading back what the maps have written."""

import base64
import json
import re

import numpy as np

from geo.maps import base_map


def page(areas, *layers):
    """Return the whole page that folium writes."""
    ground = base_map(areas)
    for layer in layers:
        layer.add_to(ground)
    return ground.get_root().render()


def packed(text):
    return re.sub(r"\s", "", text)


def spec_of(layer):
    """Return what a layer hands to the drawing code."""
    return json.loads(next(iter(layer._children.values())).payload)


def numbers(spec, key, *, kind):
    return np.frombuffer(base64.b64decode(spec[key]), dtype=kind)
