"""``audit``: the log of every change, to read or as a file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from geo._commands._shared import Told, opened, store_arguments
from geo._to_safe_csv import to_safe_csv
from geo.errors import StoreError

if TYPE_CHECKING:
    import argparse

__all__ = ["HELP", "NAME", "arguments", "run"]

NAME = "audit"
HELP = "Show the log of every change, or write it to a CSV file."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command's own."""
    store_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="FILE.csv", help="write it here")


def run(options: argparse.Namespace) -> Told:
    """Show or write the log."""
    with opened(options) as store:
        log = store.audit()
    data = json.loads(log.to_json(orient="records"))
    if options.out is None:
        lines = [
            f"{row['sequence']}  {row['at']}  {row['by']}  {row['action']}  "
            f"{row['kind'] or ''}  {row['detail']}"
            for row in data
        ]
        return Told(text="\n".join(lines) or "The log is empty.", data=data)
    try:
        options.out.write_bytes(to_safe_csv(log))
    except OSError as error:
        raise StoreError(
            f"the log cannot be written to {options.out} ({error.strerror})",
            hint="Choose another place.",
        ) from error
    entries = f"{len(log):,} entr{'y' if len(log) == 1 else 'ies'}"
    return Told(
        text=f"{entries} written to {options.out}.",
        data={"entries": len(log), "file": str(options.out)},
    )
