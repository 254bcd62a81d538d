"""Layers of the second of two maps."""

from geo.maps import base_map, heading_layer, market_layer, on_right
from tests.geo.maps.written import spec_of


def test_a_layer_on_the_right_draws_the_same_and_has_the_same_legend(markets):
    layer = market_layer(markets)
    twin = on_right(layer)
    spec = spec_of(twin)
    assert spec["kind"] == "right"
    assert spec["data"] == spec_of(layer)
    assert twin.legend == layer.legend
    assert spec_of(layer)["kind"] == "marks"


def test_text_in_a_layer_on_the_right_means_nothing_to_the_page():
    text = "</script>${alert(1)}`"
    twin = on_right(heading_layer(text))
    assert spec_of(twin)["data"]["text"] == text
    assert not set("<`$") & set(twin.payload)


def test_a_pair_needs_another_map_than_a_single_one(areas):
    single, pair = base_map(areas), base_map(areas, pair="Second map")
    assert single.content_hash != pair.content_hash


def test_a_layer_and_a_map_made_anew_are_the_same_and_not_the_old_ones(areas, markets):
    layer = market_layer(markets)
    ground = base_map(areas)
    layer.add_to(ground)
    twin, again = layer.again(), ground.again()
    assert spec_of(twin) == spec_of(layer)
    assert twin.content_hash == layer.content_hash
    assert twin.legend == layer.legend
    assert again.content_hash == ground.content_hash
    assert again.options["maxZoom"] == ground.options["maxZoom"]
    assert layer in ground._children.values()
    assert twin not in again._children.values()
