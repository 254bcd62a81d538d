"""Processes that read files apart from the app, seen from the app."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from geo.errors import Cancelled, CrackdownError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Worker", "give_back", "start_spare", "take"]

_ROOT = str(Path(__file__).parents[1])
_RUN = "import sys; sys.path.insert(0, sys.argv[1]); from geo._reading_process import main; main()"
# nothing else of the app's surroundings is handed over: an address may hold a password
_SURROUNDINGS = (
    "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "PROJ_DATA", "SYSTEMROOT", "TEMP", "TMP",
    "TMPDIR", "TZ", "VIRTUAL_ENV",
)  # fmt: skip
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
_POLL_S = 0.1
_MOST_IDLE = 2
_MOST_JOBS = 100


class Worker:
    """One reading process."""

    def __init__(self) -> None:
        kept = {name: os.environ[name] for name in _SURROUNDINGS if name in os.environ}
        try:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-c", _RUN, _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=kept | _ONE_THREAD,
                start_new_session=True,
            )
        except OSError as error:
            raise CrackdownError(
                "The process that reads files cannot be started: look at the machine's limits."
            ) from error
        self._answers: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self.jobs = 0
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101
        for line in self._process.stdout:
            self._answers.put(json.loads(line))
        self._answers.put(None)

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def run(
        self,
        job: dict[str, Any],
        *,
        seconds: float,
        progress: Callable[[str, float], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> dict[str, Any]:
        """Return the last answer to a job; ``fault`` in it says what stopped it.

        Raises
        ------
        Cancelled
            ``cancelled`` said so.
        """
        assert self._process.stdin is not None  # noqa: S101
        self.jobs += 1
        until = time.monotonic() + seconds
        try:
            self._process.stdin.write(json.dumps(job).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            return {"fault": "stopped"}
        while True:
            if cancelled is not None and cancelled():
                raise Cancelled("Reading was stopped; nothing was kept.")
            if time.monotonic() > until:
                return {"fault": "time"}
            try:
                answer = self._answers.get(timeout=_POLL_S)
            except Empty:
                continue
            if answer is None:
                return {"fault": "stopped"}
            if "stage" in answer:
                if progress is not None:
                    progress(answer["stage"], answer["share"])
            elif "ready" not in answer:
                return answer

    def close(self) -> None:
        """End the process, whatever it is doing, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close_quietly(pipe)


def _close_quietly(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        # what was not yet written to a process that is gone
        return


_IDLE: list[Worker] = []
_LOCK = threading.Lock()


def take() -> Worker:
    """Return an idle process, or a new one."""
    with _LOCK:
        while _IDLE:
            worker = _IDLE.pop()
            if worker.is_alive:
                return worker
            worker.close()
    return Worker()


def give_back(worker: Worker, *, keep: bool) -> None:
    """Keep a process for the next file, or end it and start another in its place."""
    if keep and worker.jobs < _MOST_JOBS:
        with _LOCK:
            if len(_IDLE) < _MOST_IDLE:
                _IDLE.append(worker)
                return
        worker.close()
        return
    worker.close()
    start_spare()


def start_spare() -> None:
    """Start a process in advance, unless one is idle; this returns at once."""
    with _LOCK:
        if not _IDLE:
            _IDLE.append(Worker())


@atexit.register
def _end_all() -> None:
    with _LOCK:
        while _IDLE:
            _IDLE.pop().close()
