"""Write CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo._safe_cell import safe_cell

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["to_safe_csv"]


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
    safe = frame.rename(columns=safe_cell)
    for position in range(safe.shape[1]):
        if safe.dtypes.iloc[position].kind not in "biufcmM":
            safe.isetitem(position, [safe_cell(value) for value in safe.iloc[:, position]])
    text = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")
