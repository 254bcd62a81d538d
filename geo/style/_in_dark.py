"""The same picture for a dark page."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from geo.style._theme import DARK, LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["dark_colours", "in_dark"]

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}\b")


def _pairs(light: Any, dark: Any) -> Iterator[tuple[str, str]]:
    if isinstance(light, str):
        yield light.upper(), dark
        return
    keys = light if hasattr(light, "keys") else range(len(light))
    for key in keys:
        yield from _pairs(light[key], dark[key])


def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for part in fields(LIGHT):
        # White is the page first, and the text on a button only where nothing else says so.
        for light, dark in _pairs(getattr(LIGHT, part.name), getattr(DARK, part.name)):
            table.setdefault(light, dark)
    return table


_DARK: Final = _table()


def dark_colours() -> dict[str, str]:
    """Return the dark colour for every light one.

    Returns
    -------
    dict of str to str
        Hexadecimal colours in capitals.

    Examples
    --------
    >>> dark_colours()["#FFFFFF"]
    '#10171E'
    """
    return dict(_DARK)


def in_dark(text: str) -> str:
    """Return markup or a specification with every colour of the light theme made dark.

    Parameters
    ----------
    text
        SVG, HTML or JSON in which colours stand as six hexadecimal digits.

    Returns
    -------
    str
        The same text; colours that are not the theme's stay.

    Examples
    --------
    >>> in_dark('<path fill="#ffffff" stroke="#123456"/>')
    '<path fill="#10171E" stroke="#123456"/>'
    """
    return _COLOUR.sub(lambda found: _DARK.get(found.group().upper(), found.group()), text)
