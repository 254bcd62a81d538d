"""How far a long reading has come, told to whoever wants to know."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["report_share", "telling"]

_TELL: ContextVar[Callable[[float], None] | None] = ContextVar("tell", default=None)


@contextmanager
def telling(tell: Callable[[float], None]) -> Iterator[None]:
    """Have the readers inside tell which share of their work is done, from 0 to 1."""
    token = _TELL.set(tell)
    try:
        yield
    finally:
        _TELL.reset(token)


def report_share(share: float) -> None:
    """Tell the share that is done, if anyone listens."""
    tell = _TELL.get()
    if tell is not None:
        tell(share)
