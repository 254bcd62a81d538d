"""Read a file in a process of its own, so that no file can harm the app."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from geo._intake_file import load_intake
from geo._lay_out import lay_out
from geo._located import located
from geo._readers import POINT_KINDS, check_kind
from geo._reading_worker import give_back, start_spare, take
from geo._region import region_of
from geo._text import clean_text
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from geo._intake import Intake
    from geo._located import Locate

    Progress = Callable[[str, float], None]

__all__ = ["MEMORY_MB", "SECONDS", "read_safely", "run_apart", "warm_reading"]

MEMORY_MB = 3_000
SECONDS = 300.0
_LAST_SHARE = 0.95


def read_safely(
    kind: str,
    source: Any,
    *,
    columns: Mapping[str, str] | None = None,
    categories: Collection[str] | None = None,
    within: Any = None,
    locate: Locate | None = None,
    as_numbers: bool = False,
    memory_mb: int = MEMORY_MB,
    seconds: float = SECONDS,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Intake:
    r"""Read a file as ``read_markets`` and its like do, in a process of its own.

    A file that fills the memory, never ends or crashes a library ends that process, and the app
    goes on. Nothing comes back but Arrow and JSON, through a private temporary folder that is
    removed in every case. The process is kept for the next file if all went well.

    Parameters
    ----------
    kind
        ``markets``, ``raids``, ``offences``, ``area_counts``, ``operations``, ``disposals``,
        ``links``, ``premises``, ``campaigns``, ``calls`` or ``areas``.
    source
        A path, the bytes of an upload, or a file object opened in binary mode.
    columns
        Our column names to those of the file, where they are not found by themselves. For
        ``areas``, ours are ``code`` and ``name``.
    categories, within
        As for `read_offences`, for the kinds that take them.
    locate
        Gives the code of the area of each point. It is called here, not in the other process.
    as_numbers
        Leave points as complex numbers, easting and northing, in a plain DataFrame. That takes a
        tenth of the memory, and the store takes them as they are.
    memory_mb
        How much memory reading may take, beyond that of the idle process. It holds on Linux; other
        systems have no such limit, and there only the time counts.
    seconds
        How long reading may take.
    progress
        Called with the stage (``reading``, ``handing over``, ``placing``) and the share that is
        done, from 0 to 1.
    cancelled
        Asked ten times a second whether to stop.

    Returns
    -------
    Intake
        What the reader of that kind returns.

    Raises
    ------
    InputError
        What the reader refuses; ``file.changed`` where another program wrote into it meanwhile;
        ``file.too_large`` and ``file.timeout`` beyond the limits, and
        ``file.crashed`` where the process ended for another reason.
    ParameterError
        ``kind`` or ``columns`` is unknown.
    Cancelled
        ``cancelled`` said so. Nothing is left behind.

    Examples
    --------
    >>> intake = read_safely("raids", b"raid_id,date,x,y\n1,2024-03-01,533512,184733\n")
    >>> intake.records[["raid_id", "date"]]
      raid_id       date
    0       1 2024-03-01
    """
    check_kind(kind)
    options = _options(kind, columns=columns, categories=categories, within=within)
    with tempfile.TemporaryDirectory(prefix="crackdown-", ignore_cleanup_errors=True) as folder:
        run_apart(
            kind,
            source,
            options=options,
            folder=Path(folder),
            memory_mb=memory_mb,
            seconds=seconds,
            progress=progress,
            cancelled=cancelled,
        )
        intake = load_intake(Path(folder), as_numbers=as_numbers)
    if locate is None or kind not in POINT_KINDS or intake.lines is None:
        return intake
    if progress is not None:
        progress("placing", _LAST_SHARE)
    records: Any = intake.records
    placed, notes, disagreements = located(records, intake.lines, locate)
    return replace(
        intake, records=placed, notes=(*intake.notes, *notes), disagreements=disagreements
    )


def warm_reading() -> None:
    """Start a reading process in advance, so that the first file does not wait for it.

    It returns at once.
    """
    start_spare()


def _options(
    kind: str,
    *,
    columns: Mapping[str, str] | None,
    categories: Collection[str] | None,
    within: Any,
) -> dict[str, Any]:
    options: dict[str, Any] = {}
    if kind == "areas":
        unknown = sorted(set(columns or ()) - {"code", "name"})
        if unknown:
            raise ParameterError(
                "this is not one of our columns",
                hint="Areas have a code and a name.",
                parameter="columns",
                value=unknown[0],
            )
        options |= dict(columns or {})
    elif columns:
        options["columns"] = dict(columns)
    if categories is not None:
        _check_takes(kind, "categories", ("offences", "area_counts"))
        options["categories"] = categories if isinstance(categories, str) else list(categories)
    if within is not None:
        _check_takes(kind, "within", POINT_KINDS)
        options["within"] = shapely.to_wkb(region_of(within), hex=True)
    return options


def _check_takes(kind: str, parameter: str, kinds: tuple[str, ...]) -> None:
    if kind not in kinds:
        raise ParameterError(
            f"{kind} cannot be limited so",
            hint=f"It is for {' and '.join(kinds)}.",
            parameter=parameter,
        )


def run_apart(
    task: str,
    source: Any,
    *,
    options: dict[str, Any],
    folder: Path,
    memory_mb: int,
    seconds: float,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Any:
    """Have a reading process do a task, and return what it answers.

    Raises
    ------
    InputError, ParameterError, Cancelled
        As `read_safely`.
    """
    before = _stamp(source)
    job = {"task": task, "options": options, "folder": str(folder), "memory_mb": memory_mb}
    job |= lay_out(source, folder)
    worker = take()
    keep = False
    try:
        answer = worker.run(job, seconds=seconds, progress=progress, cancelled=cancelled)
        keep = bool(answer.get("keep"))
    finally:
        give_back(worker, keep=keep)
    if "fault" in answer:
        raise _fault(answer, file=_name_of(job), memory_mb=memory_mb, seconds=seconds)
    if answer.get("error") == "parameter":
        raise ParameterError(**_problem(answer))
    if _stamp(source) != before:
        raise InputError(
            "the file changed while it was read",
            hint="Wait until it is whole, and load it again.",
            code="file.changed",
            file=_name_of(job),
        )
    if "error" in answer:
        raise InputError(**_problem(answer))
    return answer["done"]


def _stamp(source: Any) -> tuple[int, ...] | None:
    """Return what tells that a file is another than it was; None of what is no path."""
    if not isinstance(source, (str, Path)):
        return None
    try:
        about = Path(source).stat()
    except (OSError, ValueError):
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns


def _problem(answer: dict[str, Any]) -> dict[str, Any]:
    arguments: dict[str, Any] = answer["arguments"]
    return arguments


def _name_of(job: dict[str, Any]) -> str:
    return str(
        job["name"] or ("upload" if job["is_upload"] else clean_text(Path(job["path"]).name))
    )


def _fault(answer: dict[str, Any], *, file: str, memory_mb: int, seconds: float) -> InputError:
    if answer["fault"] == "memory":
        return InputError(
            f"reading it takes more than {memory_mb:,} MB of memory",
            hint="Split the file.",
            code="file.too_large",
            file=file,
        )
    if answer["fault"] == "time":
        return InputError(
            f"reading it takes longer than {seconds:,.0f} seconds",
            hint="Split the file.",
            code="file.timeout",
            file=file,
        )
    where = f" ({answer['where']})" if answer.get("where") else ""
    return InputError(
        f"the process that read it ended before it was done{where}",
        hint="Nothing was loaded. Export the file again, or split it.",
        code="file.crashed",
        file=file,
    )
