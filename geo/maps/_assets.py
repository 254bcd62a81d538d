"""The map's scripts and stylesheets: local files, checked, and nothing else."""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.errors import AssetError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["assets", "install"]

_NETWORK: Final = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/"
# What folium asks for by URL, the name we serve it under, and the SHA-256 of what we serve.
_TAKEN: Final = {
    _NETWORK + "leaflet.js": (
        "leaflet-1.9.3.js",
        "a7aef147d0d4833c9895c5c20dc8bc51e7383e3c450dda8a0dac1c8713661f9e",
    ),
    _NETWORK + "leaflet.css": (
        "leaflet-1.9.3.css",
        "5b910fc5ec3e42741d673a7f3defb8f0683329ff67cca72b769ba80a273a45c3",
    ),
}
# The first goes before Leaflet, so that a Leaflet that does not load is reported in the frame.
_OWN: Final = (
    "crackdown.js",
    "crackdown-theme.js",
    "crackdown-names.js",
    "crackdown-place.js",
    "crackdown-layers.js",
    "crackdown-dots.js",
    "crackdown-player.js",
    "crackdown-steps.js",
    "crackdown-pair.js",
    "crackdown-outline.js",
    "crackdown-frame.js",
    "crackdown-picture.js",
    "crackdown.css",
)
# Folium lists these for every map; only its own icons and pop-ups use them, and ours do not.
_DROPPED: Final = frozenset(
    {
        "jquery",
        "bootstrap",
        "bootstrap_css",
        "awesome_markers",
        "awesome_markers_css",
        "awesome_markers_font_css",
        "awesome_rotate_css",
        "glyphicons_css",
    }
)
# Internet Explorer's vector language: not a file, and no browser in use reads it.
_VML: Final = "behavior: url(#default#VML);"
_LINK: Final = re.compile(r"@import|https?:|url\(\s*['\"]?(?!data:)[^)]*\)", re.IGNORECASE)
_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_BASE: Final = re.compile(r"(/[\w.~-]+)*/")
_HERE: Final = Path(__file__).parent


class _Refused(list[tuple[str, str]]):
    """The links of a folium class that has no local copy: reading them raises."""

    def __init__(self, owner: str) -> None:
        super().__init__()
        self.owner = owner

    def __iter__(self) -> Iterator[tuple[str, str]]:
        raise AssetError(
            f"folium's {self.owner} would load scripts from another host, and Crackdown has no "
            f"local copy of them. Draw it with a layer of geo.maps, or add its files to "
            f"geo/maps/_assets.py."
        )


def _texts_in(source: str, *, urls: Iterable[str]) -> dict[str, str]:
    """Cut single entries out of the table of folium-offline without importing its fork."""
    found = {}
    for url in urls:
        start = f"_res[{url!r}] = "
        at = source.find(start)
        if at < 0:
            raise AssetError(
                f"folium-offline holds no copy of {url}. Install the version in requirements.txt."
            )
        end = source.find("\n_res[", at)
        literal = source[at + len(start) : end if end > 0 else None]
        found[url] = str(ast.literal_eval(literal.strip()))
    return found


def _folium_offline() -> Path:
    spec = importlib.util.find_spec("offlinefolium")
    if spec is None or not spec.submodule_search_locations:
        raise AssetError(
            "The package folium-offline is missing, and with it the map's scripts. "
            "Run pip install -r requirements.txt."
        )
    return Path(spec.submodule_search_locations[0]) / "elements.py"


def _checked(name: str, text: str, *, digest: str) -> bytes:
    if name.endswith(".css"):
        text = text.replace(_VML, "")
        if link := _LINK.search(_COMMENT.sub("", text)):
            raise AssetError(f"{name} refers to something outside: {link.group(0)[:60]}.")
    body = text.encode()
    if digest and hashlib.sha256(body).hexdigest() != digest:
        raise AssetError(
            f"{name} is not the file that Crackdown was checked with. "
            f"Install the folium-offline of requirements.txt."
        )
    return body


@cache
def _own() -> Mapping[str, bytes]:
    """Our own files by a name that changes with their content, so that browsers may keep them."""
    served = {}
    for name in _OWN:
        stem, _, suffix = name.rpartition(".")
        body = _checked(name, (_HERE / name).read_text(encoding="utf-8"), digest="")
        served[f"{stem}-{hashlib.sha256(body).hexdigest()[:8]}.{suffix}"] = body
    return served


@cache
def _all() -> Mapping[str, bytes]:
    texts = _texts_in(_folium_offline().read_text(encoding="utf-8"), urls=_TAKEN)
    taken = {
        name: _checked(name, texts[url], digest=digest) for url, (name, digest) in _TAKEN.items()
    }
    return {**taken, **_own()}


def assets() -> dict[str, bytes]:
    """Return every file that a map loads, by the name it is served under.

    Leaflet comes out of the installed package folium-offline, of which nothing is imported; each
    file must match its recorded SHA-256, and no stylesheet may refer to anything outside itself.
    The first call reads the files (some tens of milliseconds); later calls reuse them. Every name
    changes when its content does, so they can be served as immutable.

    Returns
    -------
    dict of str to bytes
        UTF-8 scripts (``.js``) and stylesheets (``.css``).

    Raises
    ------
    AssetError
        Where the package is missing, or a file is not the recorded one.

    Examples
    --------
    >>> sorted(assets())[-2:]
    ['leaflet-1.9.3.css', 'leaflet-1.9.3.js']
    """
    return dict(_all())


def _subclasses(parent: type[Any]) -> Iterator[type[Any]]:
    for child in parent.__subclasses__():
        yield child
        yield from _subclasses(child)


def _local(links: list[tuple[str, str]], *, base: str) -> list[tuple[str, str]] | None:
    """Return the links as served from ``base``, or nothing where one has no local copy."""
    local = []
    for name, url in links:
        if name in _DROPPED:
            continue
        if url in _TAKEN:
            local.append((name, base + _TAKEN[url][0]))
        elif url.startswith(base):
            local.append((name, url))
        else:
            return None
    return local


def install(base: str) -> None:
    """Point every folium class at the files served under ``base``.

    Maps then load Leaflet and Crackdown's own drawing code from there, and nothing else:
    bootstrap, icon fonts and jQuery are dropped. A folium plugin whose scripts have no local copy
    raises :class:`~geo.errors.AssetError` as soon as it is rendered. Calling it again is harmless.

    Parameters
    ----------
    base
        An absolute path of the same server that ends in a slash, such as
        ``"/crackdown-assets/"``. The map lives in a frame of its own below ``/component/``, so a
        relative path would not do.

    Raises
    ------
    ParameterError
        Where ``base`` is not such a path.

    Examples
    --------
    >>> install("/crackdown-assets/")
    >>> install("https://elsewhere.example/")
    Traceback (most recent call last):
        ...
    geo.errors.ParameterError: base: the files must come from this server (found
    'https://elsewhere.example/'). Give a path such as '/crackdown-assets/'.
    """
    if not _BASE.fullmatch(base):
        raise ParameterError(
            "the files must come from this server",
            hint="Give a path such as '/crackdown-assets/'.",
            parameter="base",
            value=base,
        )
    import folium.plugins  # noqa: F401  so that every plugin is known before the loop
    from folium.elements import JSCSSMixin
    from folium.folium import Map

    for owner in _subclasses(JSCSSMixin):
        for attribute in ("default_js", "default_css"):
            links = owner.__dict__.get(attribute)
            if links is None or isinstance(links, _Refused):
                continue
            local = _local(links, base=base)
            setattr(owner, attribute, _Refused(owner.__name__) if local is None else local)
    first, *own = ((name, base + name) for name in _own())
    Map.default_js = [
        first,
        ("leaflet", base + _TAKEN[_NETWORK + "leaflet.js"][0]),
        *(link for link in own if link[0].endswith(".js")),
    ]
    Map.default_css = [
        ("leaflet_css", base + _TAKEN[_NETWORK + "leaflet.css"][0]),
        *(link for link in own if link[0].endswith(".css")),
    ]
