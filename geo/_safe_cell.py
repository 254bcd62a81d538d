"""Text that no spreadsheet takes for a formula."""

from __future__ import annotations

import re
from typing import Any, Final

__all__ = ["safe_cell"]

_FORMULA: Final = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def safe_cell(value: Any) -> Any:
    """Return a value as it can stand in a table that somebody may open in a spreadsheet.

    Text that begins like a formula (``=``, ``+``, ``-``, ``@``, their full-width forms, a tab or a
    line break) gets an apostrophe before it; plain numbers and everything else stay.

    Parameters
    ----------
    value
        Any cell or column name.

    Returns
    -------
    Any
        The value, or its text behind an apostrophe.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("-2"), safe_cell(-2)
    ("'=1+1", '-2', -2)
    """
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
