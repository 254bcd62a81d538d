"""The diverging colours of changes."""

from __future__ import annotations

from geo.style._theme import LIGHT

__all__ = ["change_ramp"]


def change_ramp() -> tuple[str, ...]:
    """Return the diverging colours from the largest fall to the largest rise.

    Returns
    -------
    tuple of str
        Seven hexadecimal colours; the middle one stands for no change worth naming.

    Examples
    --------
    >>> len(change_ramp())
    7
    """
    return LIGHT.change
