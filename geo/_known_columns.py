"""Our names of the columns of each kind of record."""

from __future__ import annotations

from geo._readers import check_kind, columns_of

__all__ = ["known_columns"]


def known_columns(kind: str) -> tuple[str, ...]:
    """Return the names that ``columns=`` takes when this kind of record is read.

    Parameters
    ----------
    kind
        ``markets``, ``raids``, ``offences``, ``stop_search``, ``area_counts``, ``operations``,
        ``disposals``, ``links``, ``premises``, ``campaigns``, ``calls`` or ``areas``.

    Returns
    -------
    tuple of str
        Our names, the most important first.

    Raises
    ------
    ParameterError
        ``kind`` is none of these.

    Examples
    --------
    >>> known_columns("areas")
    ('code', 'name')
    >>> known_columns("raids")[:4]
    ('raid_id', 'date', 'longitude', 'latitude')
    """
    check_kind(kind)
    return columns_of(kind)
