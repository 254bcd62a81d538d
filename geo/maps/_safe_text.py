"""Text from a file, made harmless for a map."""

from __future__ import annotations

import html
import unicodedata
from typing import Any, Final

import pandas as pd

from geo.errors import ParameterError

__all__ = ["safe_text"]

# Maps are written as HTML inside JavaScript template strings, and branca runs the result
# through Jinja once more: backticks, ${…}, backslashes and braces are as dangerous as tags.
_ENTITIES: Final = str.maketrans(
    {
        "`": "&#96;",
        "$": "&#36;",
        "\\": "&#92;",
        "{": "&#123;",
        "}": "&#125;",
        "%": "&#37;",
    }
)
_JOINERS: Final = "\u200c\u200d"
_UNPRINTED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _printable(character: str) -> str:
    if character.isspace():
        return " "
    if character in _JOINERS or unicodedata.category(character) not in _UNPRINTED:
        return character
    return ""


def safe_text(value: Any, *, limit: int = 200) -> str:
    """Return a value as HTML that shows its characters and can do nothing else.

    Control characters and invisible direction marks are dropped, white space becomes one kind of
    space, the text is capped, HTML is escaped with its quotes, and what JavaScript template
    strings and Jinja would act on becomes a numeric entity. Use it once, where text meets the
    map: a second use would show the entities.

    Parameters
    ----------
    value
        Anything; missing values give an empty string.
    limit
        The largest number of characters shown; a longer text ends in "…".

    Returns
    -------
    str
        ASCII-safe markup without ``<``, ``>``, quotes, backticks, backslashes, ``$``, ``%`` or
        braces.

    Raises
    ------
    ParameterError
        Where the limit is below 1.

    Examples
    --------
    >>> safe_text("<b>${alert(1)}</b>")
    '&lt;b&gt;&#36;&#123;alert(1)&#125;&lt;/b&gt;'
    >>> safe_text(None)
    ''
    """
    if limit < 1:
        raise ParameterError(
            "at least one character must be shown",
            hint="Try 200.",
            parameter="limit",
            value=limit,
        )
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    # Reading far beyond the limit would be wasted on a cell that holds a whole file.
    text = str(value)[: limit * 4]
    if not text.isprintable():
        text = "".join(map(_printable, text))
    text = text.strip()
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    return html.escape(text, quote=True).translate(_ENTITIES)
