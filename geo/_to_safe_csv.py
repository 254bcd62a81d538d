"""Write CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["to_safe_csv"]

_FORMULA = re.compile(r"[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def to_safe_csv(frame: pd.DataFrame) -> bytes:
    r"""Return a frame as CSV in which every cell stays what it is when a spreadsheet opens it.

    Text that begins like a formula (``=``, ``+``, ``-``, ``@``, their full-width forms, a tab or a
    line break) gets an apostrophe before it; numbers do not, and neither does text that is a plain
    number. Column names are treated alike.

    Parameters
    ----------
    frame
        Any table; its index is not written.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark, which Excel needs, and lines that end in CR LF.

    Examples
    --------
    >>> import pandas as pd
    >>> to_safe_csv(pd.DataFrame({"line": [-2], "value": ["=1+1"]})).decode("utf-8-sig")
    "line,value\r\n-2,'=1+1\r\n"
    """
    safe = frame.rename(columns=_safe)
    for position in range(safe.shape[1]):
        if safe.dtypes.iloc[position].kind not in "biufcmM":
            safe.isetitem(position, [_safe(value) for value in safe.iloc[:, position]])
    text = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _safe(value: Any) -> Any:
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
