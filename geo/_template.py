"""An empty table of a kind of record, to fill in."""

from __future__ import annotations

from geo._form_columns import form_columns

__all__ = ["template"]


def template(kind: str) -> bytes:
    r"""Return an empty CSV of a kind of record: the line of column names.

    Parameters
    ----------
    kind
        As for `form_columns`.

    Returns
    -------
    bytes
        UTF-8 with the mark by which spreadsheets know it. Filled in, its reader takes it as it is.

    Raises
    ------
    ParameterError
        ``kind`` has no such form.

    Examples
    --------
    >>> template("calls").decode("utf-8-sig")
    'area_name,week_beginning,hotline,calls,illustrative\r\n'
    """
    names = ",".join(column.name for column in form_columns(kind))
    return f"{names}\r\n".encode("utf-8-sig")
