"""Plain functions compiled to machine code the first time they are needed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of loops over arrays as machine code that lets other threads run.

    The code is kept beside the source, or in the user's cache where that cannot be written, so
    that only the first use on a machine compiles. Where neither can be written, each process
    compiles anew.
    """
    import numba

    try:
        made: Callable[..., Any] = numba.njit(nogil=True, cache=True)(function)
    except RuntimeError:  # numba found no place to keep it
        made = numba.njit(nogil=True)(function)
    return made
