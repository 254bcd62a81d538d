"""Recognise a file in a process of its own."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo._read_safely import MEMORY_MB, run_apart
from geo._recognise import Recognised

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["recognise_safely"]

_SECONDS = 60.0


def recognise_safely(
    source: Any,
    *,
    memory_mb: int = MEMORY_MB,
    seconds: float = _SECONDS,
    cancelled: Callable[[], bool] | None = None,
) -> Recognised:
    r"""Return what `recognise` returns, from a process of its own with limits.

    Parameters
    ----------
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    memory_mb, seconds, cancelled
        As for `read_safely`.

    Returns
    -------
    Recognised
        As for `recognise`.

    Raises
    ------
    InputError, Cancelled
        As for `recognise` and `read_safely`.

    Examples
    --------
    >>> recognise_safely(b"raid_id,date,x,y\n1,2024-03-01,533512,184733\n").kind
    'raids'
    """
    with tempfile.TemporaryDirectory(prefix="crackdown-", ignore_cleanup_errors=True) as folder:
        found = run_apart(
            "recognise",
            source,
            options={},
            folder=Path(folder),
            memory_mb=memory_mb,
            seconds=seconds,
            cancelled=cancelled,
        )
    return Recognised(**found | {"names": tuple(found["names"])})
