"""``import``: read files, and keep what is good in them.

Exit codes: 0, every row of every file is in the store; 1, some rows were rejected; 2, a file was
refused; 3, wrong usage or the store failed; 130, stopped by Ctrl-C. The highest of the files
counts.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo._commands._import_file import Outcome, import_file
from geo._commands._interrupts import interrupts
from geo._commands._shared import Told, opened, store_arguments
from geo._expand import expand
from geo._read_safely import MEMORY_MB
from geo._readers import KINDS, locator
from geo._to_safe_csv import to_safe_csv
from geo.errors import Cancelled, InputError, ParameterError

if TYPE_CHECKING:
    import argparse


__all__ = ["FAULT", "HELP", "NAME", "arguments", "run"]

NAME = "import"
HELP = "Read files or folders of files, and keep their records."
FAULT = 3
_STOPPED = 130
_SECONDS = 3_600.0


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command's own."""
    store_arguments(parser, changes=True)
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file, or a folder of files")
    parser.add_argument(
        "--as", dest="kind", choices=KINDS, help="what they hold (left out: what is recognised)"
    )
    parser.add_argument("--dry-run", action="store_true", help="read and report, keep nothing")
    parser.add_argument("--replace", type=int, metavar="BATCH", help="the batch that it corrects")
    parser.add_argument(
        "--columns",
        nargs="+",
        action="extend",
        default=[],
        metavar="OUR=THEIRS",
        help="our column names to those of the files",
    )
    parser.add_argument("--json", metavar="FILE", help="write the report as JSON ('-': print it)")
    parser.add_argument("--rejects", metavar="FILE", help="write the rejected rows as CSV")
    parser.add_argument(
        "--memory-mb", type=int, default=MEMORY_MB, help="what reading one file may take"
    )
    parser.add_argument(
        "--seconds", type=float, default=_SECONDS, help="how long reading one file may take"
    )


def run(options: argparse.Namespace) -> Told:
    """Import the files one after the other."""
    columns = _columns(options.columns)
    paths, faults = _paths(options.files)
    if options.replace is not None and len(paths) != 1:
        raise ParameterError(
            "a batch is replaced by one file", hint="Name one file.", parameter="--replace"
        )
    _check_writable(options)
    outcomes = list(faults)
    stopped = False
    store = None if options.dry_run else opened(options, create=True)
    try:
        locate = locator()  # whichever areas are in use: see `views.reading.read`
        with interrupts() as pressed:
            for path in paths:
                outcomes.append(
                    import_file(
                        path, store, options, columns=columns, locate=locate, cancelled=pressed
                    )
                )
                if options.json != "-":
                    sys.stdout.write(outcomes[-1].text + "\n")
                    sys.stdout.flush()
    except (KeyboardInterrupt, Cancelled):
        stopped = True
    finally:
        version = None if store is None else store.version
        if store is not None:
            store.close()
    if options.rejects:
        _write_rejects(Path(options.rejects), outcomes)
    code = _STOPPED if stopped else max((outcome.code for outcome in outcomes), default=0)
    data = {
        "dry_run": options.dry_run,
        "stopped": stopped,
        "version": version,
        "exit_code": code,
        "files": [outcome.data for outcome in outcomes],
    }
    return Told(text=_close(options, data, outcomes), data=data, code=code)


def _columns(pairs: list[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        ours, equals, theirs = pair.partition("=")
        if not equals or not ours or not theirs:
            raise ParameterError(
                "a pair of column names is expected",
                hint="Write OUR=THEIRS, such as raid_id=Reference.",
                parameter="--columns",
                value=pair,
            )
        found[ours] = theirs
    return found


def _paths(names: list[str]) -> tuple[list[Path], list[Outcome]]:
    paths: dict[Path, None] = {}
    faults = []
    for name in names:
        try:
            paths |= dict.fromkeys(expand(name))
        except InputError as error:
            faults.append(Outcome.refused(name, error))
            sys.stderr.write(f"{error}\n")
    return list(paths), faults


def _check_writable(options: argparse.Namespace) -> None:
    """Refuse a report that cannot be written before anything is imported, not after.

    Raises
    ------
    ParameterError
        A file that is asked for cannot be made.
    """
    for name, place in (("--json", options.json), ("--rejects", options.rejects)):
        if not place or (name, place) == ("--json", "-"):
            continue
        try:
            Path(place).open("ab").close()
        except OSError as error:
            raise ParameterError(
                f"the report cannot be written there ({error.strerror})",
                hint="Name a file in a folder that can be written.",
                parameter=name,
                value=place,
            ) from error


def _write_rejects(path: Path, outcomes: list[Outcome]) -> None:
    import pandas as pd

    from geo._intake import REJECTED_COLUMNS

    frames = [outcome.rejected for outcome in outcomes if outcome.rejected is not None]
    none = pd.DataFrame(columns=list(REJECTED_COLUMNS))
    path.write_bytes(to_safe_csv(pd.concat([none, *frames], ignore_index=True)))


def _close(options: argparse.Namespace, data: dict[str, Any], outcomes: list[Outcome]) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=1)
    if options.json == "-":
        return text
    if options.json:
        Path(options.json).write_text(text + "\n", encoding="utf-8")
    refused = sum(outcome.error is not None for outcome in outcomes)
    parts = [f"{len(outcomes):,} file{'' if len(outcomes) == 1 else 's'}, {refused:,} refused"]
    if data["stopped"]:
        parts.append("stopped: what was not finished has left nothing behind")
    parts.append("nothing was kept" if options.dry_run else f"data version {data['version']}")
    return "; ".join(parts) + "."
