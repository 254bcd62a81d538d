"""Tell how far a long export has come, and let whoever listens stop it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Progress", "told"]

Progress = Callable[[int, int], None]
"""Called with how many steps are done, of how many; what it raises stops the export."""
_Step = TypeVar("_Step")


def told(steps: Sequence[_Step], progress: Progress | None, *, more: int = 0) -> Iterator[_Step]:
    """Yield steps, telling before each and after the last; ``more`` steps follow elsewhere.

    >>> seen = []
    >>> list(told("ab", lambda done, of: seen.append((done, of))))
    ['a', 'b']
    >>> seen
    [(0, 2), (1, 2), (2, 2)]
    """
    of = len(steps) + more
    for at, step in enumerate(steps):
        if progress is not None:
            progress(at, of)
        yield step
    if progress is not None:
        progress(len(steps), of)
