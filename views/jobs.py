"""Long work beside the page: it reports how far it is, and stops when it is told to."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

# Reading and adding share two cores with the pages of everyone else.
_AT_ONCE = threading.BoundedSemaphore(2)

Result = TypeVar("Result")


class Job(Generic[Result]):
    """Work in a thread of its own.

    Parameters
    ----------
    work
        Takes the job, to report to it and to ask it whether to go on, and returns the result.

    Attributes
    ----------
    text
        What is being done, as plain text.
    share
        How much is done, from 0 to 1.

    Examples
    --------
    >>> job = Job(lambda job: job.report(0.5, text="half") or "made")
    >>> job.wait(5.0), job.result(), job.share, job.text
    (True, 'made', 0.5, 'half')
    """

    def __init__(self, work: Callable[[Job[Result]], Result]) -> None:
        self.text = "Waiting for another import to end …"
        self.share = 0.0
        self._stop = threading.Event()
        self._future: Future[Result] = Future()
        threading.Thread(target=self._run, args=(work,), name="import", daemon=True).start()

    def _run(self, work: Callable[[Job[Result]], Result]) -> None:
        with _AT_ONCE:
            try:
                self._future.set_result(work(self))
            # It is not handled here: `result` raises it where the work was asked for.
            except BaseException as error:  # noqa: BLE001
                self._future.set_exception(error)

    def report(self, share: float, *, text: str | None = None) -> None:
        """Say how far the work is."""
        self.share = min(max(share, 0.0), 1.0)
        self.text = text or self.text

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._stop.set()

    def is_cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()

    def wait(self, seconds: float) -> bool:
        """Return whether the work ended within this time."""
        try:
            self._future.exception(timeout=seconds)
        except NotYet:
            return False
        return True

    def result(self) -> Result:
        """Return what the work returned, or raise what it raised."""
        return self._future.result()
