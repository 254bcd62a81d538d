"""The process that reads files apart from the app: what runs inside it.

It takes one job a line on its standard input and answers in lines on its standard output. When
the input closes, because the app ended in whatever way, it removes what it has written and ends.
"""

from __future__ import annotations

import importlib
import io
import json
import os
import shutil
import sys
import threading
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from geo._point_intake import points_as_numbers
from geo._progress import telling
from geo._release_memory import release_memory
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["main"]

_WARM = (
    "geo",
    "boundaries",
    "openpyxl",
    "geo._geojson",
    "geo._geopackage",
    "geo._intake_file",
    "geo._parquet",
    "geo._police_archive",
    "geo._workbook",
)
_MEBIBYTE = 1024**2
_STAGES = (0.05, 0.85)
# a process that has grown beyond this is not used again
_MOST_KEPT_MB = 700


class _Named(io.BytesIO):
    """The bytes of an upload under the name that it had."""

    def __init__(self, content: bytes, name: str) -> None:
        super().__init__(content)
        self.name = name


def main() -> None:
    """Serve jobs until the input closes."""
    voice = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(**message: Any) -> None:
        voice.write(json.dumps(message) + "\n")
        voice.flush()

    def tell_where(kind: type[BaseException], _: BaseException, at: TracebackType | None) -> None:
        # the text of an error may hold a value of the file: only its kind and place are told
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        place = f"{Path(at.tb_frame.f_code.co_filename).name}, line {at.tb_lineno}" if at else ""
        say(fault="stopped", where=f"{kind.__name__} in {place}")

    sys.excepthook = tell_where
    jobs: SimpleQueue[dict[str, Any]] = SimpleQueue()
    folders: list[str] = []
    threading.Thread(target=_listen, args=(jobs, folders), daemon=True).start()
    for name in _WARM:
        importlib.import_module(name)
    say(ready=True)
    while True:
        job = jobs.get()
        answer = _answer(job, say)
        # a waiting process shall not hold what the last file took
        release_memory()
        keep = "fault" not in answer and "error" not in answer and _resident_mb() < _MOST_KEPT_MB
        say(**answer, keep=keep)
        if not keep:
            return


def _listen(jobs: SimpleQueue[dict[str, Any]], folders: list[str]) -> None:
    for line in sys.stdin:
        job = json.loads(line)
        folders[:] = [job["folder"]]
        jobs.put(job)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _answer(job: dict[str, Any], say: Any) -> dict[str, Any]:
    _limit_memory(job["memory_mb"])
    try:
        say(stage="reading", share=_STAGES[0])
        with points_as_numbers(), telling(lambda part: say(stage="reading", share=_between(part))):
            found = _call(job)
        if job["task"] == "recognise":
            return {"done": found.as_json()}
        say(stage="handing over", share=_STAGES[1])
        from geo._intake_file import save_intake

        save_intake(found, Path(job["folder"]))
    except InputError as error:
        return {
            "error": "input",
            "arguments": {
                "problem": error.problem,
                "hint": error.hint,
                "code": error.code,
                "file": error.file,
                "line": error.line,
                "column": error.column,
                "value": _plain(error.value),
            },
        }
    except ParameterError as error:
        return {
            "error": "parameter",
            "arguments": {
                "problem": error.problem,
                "hint": error.hint,
                "parameter": error.parameter,
                "value": _plain(error.value),
            },
        }
    except MemoryError:
        return {"fault": "memory"}
    finally:
        _limit_memory(None)
    return {"done": None}


def _between(share: float) -> float:
    first, last = _STAGES
    return first + (last - first) * share


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, list, type(None))) else str(value)


def _call(job: dict[str, Any]) -> Any:
    path = Path(job["path"])
    source: Any = path
    if job["name"] is not None:
        source = _Named(path.read_bytes(), job["name"])
    elif job["is_upload"]:
        source = path.read_bytes()
    if job["task"] == "recognise":
        from geo._recognise import recognise

        return recognise(source)
    from geo._readers import reader_of

    options = job["options"]
    if "within" in options:
        import shapely

        options["within"] = shapely.from_wkb(bytes.fromhex(options["within"]))
    return reader_of(job["task"])(source, **options)


def _limit_memory(memory_mb: int | None) -> None:
    """Let this process take so much more memory than it holds now, where the system can do it."""
    held = _status_mb("VmData")
    if held is None:
        return
    import resource

    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if memory_mb is None:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        return
    wanted = (held + memory_mb) * _MEBIBYTE
    if most != resource.RLIM_INFINITY:
        wanted = min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))


def _status_mb(name: str) -> int | None:
    """Return a line of the system's own account of this process; None where it keeps none."""
    status = Path("/proc/self/status")
    if not status.exists():
        return None
    for line in status.read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) // 1024
    return None


def _resident_mb() -> int:
    return _status_mb("VmRSS") or 0
