import hashlib
import re
import sys
from pathlib import Path

import folium
import folium.plugins
import pytest

from geo import style
from geo.errors import AssetError, ParameterError
from geo.maps import _assets, assets, base_map, install

OWN = Path(_assets.__file__).parent


def test_the_files_are_the_recorded_ones_and_no_more():
    served = assets()
    stems = sorted(re.sub(r"-[0-9a-f]{8}\.", ".", name) for name in served)
    assert stems == [
        "crackdown-dots.js",
        "crackdown-frame.js",
        "crackdown-layers.js",
        "crackdown-names.js",
        "crackdown-outline.js",
        "crackdown-pair.js",
        "crackdown-picture.js",
        "crackdown-place.js",
        "crackdown-player.js",
        "crackdown-steps.js",
        "crackdown-theme.js",
        "crackdown.css",
        "crackdown.js",
        "leaflet-1.9.3.css",
        "leaflet-1.9.3.js",
    ]
    # Leaflet 1.9.3 as folium-offline 0.20.0.2 carries it, with its line about Internet
    # Explorer's vector language taken out of the stylesheet.
    assert {
        name: hashlib.sha256(body).hexdigest()
        for name, body in served.items()
        if name.startswith("leaflet")
    } == {
        "leaflet-1.9.3.js": "a7aef147d0d4833c9895c5c20dc8bc51e7383e3c450dda8a0dac1c8713661f9e",
        "leaflet-1.9.3.css": "5b910fc5ec3e42741d673a7f3defb8f0683329ff67cca72b769ba80a273a45c3",
    }
    for name, body in served.items():
        if name.startswith("crackdown"):
            assert hashlib.sha256(body).hexdigest()[:8] in name


def test_our_scripts_are_not_taken_for_leaflets():
    assert b"Leaflet 1.9.3, a JS library" in assets()["leaflet-1.9.3.js"][:200]


@pytest.mark.parametrize("name", sorted(assets()))
def test_no_stylesheet_refers_to_anything_outside(name):
    text = assets()[name].decode()
    if name.endswith(".css"):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        assert re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import|https?:", text) == []
    elif name.startswith("crackdown"):
        outside = set(re.findall(r"https?://[^\s\"'`]+", text))
        assert outside <= {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("name", _assets._OWN)
def test_our_files_use_the_named_colours_only(name):
    named = {*style.dark_colours(), *style.dark_colours().values()}
    text = (OWN / name).read_text(encoding="utf-8")
    found = {colour.upper() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", text)}
    assert found <= named


def test_a_changed_file_is_refused():
    with pytest.raises(AssetError, match=r"leaflet\.js is not the file"):
        _assets._checked("leaflet.js", "other", digest="0" * 64)


@pytest.mark.parametrize(
    "text",
    [
        "a { background: url(https://example.org/x.png) }",
        "a { background: url( 'x.png' ) }",
        "@import 'x.css';",
        "a { src: local('x'), url(//example.org/x.woff) }",
    ],
)
def test_a_stylesheet_that_reaches_outside_is_refused(text):
    with pytest.raises(AssetError, match=r"x\.css refers to something outside"):
        _assets._checked("x.css", text, digest="")


def test_an_inlined_image_and_a_link_in_a_comment_are_fine():
    text = "/* https://example.org */ a { background: url(data:image/png;base64,AAAA) }"
    assert _assets._checked("x.css", text, digest="") == text.encode()


def test_a_file_that_the_package_lacks_is_named():
    with pytest.raises(AssetError, match="holds no copy of https://example"):
        _assets._texts_in("_res = {}", urls=["https://example.org/x.js"])


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "offlinefolium", None)
    monkeypatch.setattr(_assets.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(AssetError, match="pip install"):
        _assets._folium_offline()


def test_reading_the_files_imports_nothing_of_the_fork():
    _assets._all.cache_clear()
    assets()
    assert not any(name.startswith("offlinefolium") for name in sys.modules)


@pytest.mark.parametrize("base", ["https://x.example/", "//x.example/", "assets/", "/assets", ""])
def test_only_a_path_of_this_server_is_taken(base):
    with pytest.raises(ParameterError, match="must come from this server"):
        install(base)


def test_the_map_loads_ours_first_then_leaflet_and_nothing_else():
    install("/deeper/files/")
    scripts = [url for _, url in folium.Map.default_js]
    assert [re.sub(r"-[0-9a-f]{8}\.", ".", url) for url in scripts] == [
        "/deeper/files/crackdown.js",
        "/deeper/files/leaflet-1.9.3.js",
        "/deeper/files/crackdown-theme.js",
        "/deeper/files/crackdown-names.js",
        "/deeper/files/crackdown-place.js",
        "/deeper/files/crackdown-layers.js",
        "/deeper/files/crackdown-dots.js",
        "/deeper/files/crackdown-player.js",
        "/deeper/files/crackdown-steps.js",
        "/deeper/files/crackdown-pair.js",
        "/deeper/files/crackdown-outline.js",
        "/deeper/files/crackdown-frame.js",
        "/deeper/files/crackdown-picture.js",
    ]
    served = {f"/deeper/files/{name}" for name in assets()}
    assert {*scripts, *(url for _, url in folium.Map.default_css)} == served


def _classes(parent):
    for child in parent.__subclasses__():
        yield child
        yield from _classes(child)


def test_no_folium_class_is_left_that_would_load_from_another_host():
    install("/crackdown-assets/")
    refused = 0
    for owner in _classes(folium.elements.JSCSSMixin):
        for links in (owner.default_js, owner.default_css):
            if isinstance(links, _assets._Refused):
                refused += 1
                continue
            assert [url for _, url in links if not url.startswith("/crackdown-assets/")] == []
    assert refused > 40


def test_a_plugin_without_a_local_copy_raises_when_it_is_drawn(areas):
    ground = base_map(areas)
    folium.plugins.HeatMap([[51.5, -0.1]]).add_to(ground)
    with pytest.raises(AssetError, match=r"folium's HeatMap would load scripts"):
        ground.get_root().render()


def test_without_local_files_no_map_is_made(areas, monkeypatch):
    monkeypatch.setattr(folium.Map, "default_js", [("leaflet", "https://cdn.example/l.js")])
    with pytest.raises(AssetError, match=r"Call geo\.maps\.install"):
        base_map(areas)
