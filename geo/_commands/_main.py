"""Which commands there are, and what they share.

A command is a module with ``NAME``, ``HELP``, ``arguments(parser)`` and ``run(options)``, which
returns what it found as a `Told`.
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Protocol

from geo._commands import _audit, _batches, _expire, _undo, _verify
from geo.errors import CrackdownError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo._commands._shared import Told

__all__ = ["main"]

USAGE_FAULT = 2


class Command(Protocol):
    """One command."""

    NAME: str
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the arguments of the command's own."""

    def run(self, options: argparse.Namespace) -> Told:
        """Do it."""


COMMANDS: tuple[Command, ...] = (_batches, _undo, _expire, _audit, _verify)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code.

    The code is 0 where all went well, 1 where the command found something wrong, and 2 where it
    could not be done. Faults are told on the error stream, in one line.

    Parameters
    ----------
    arguments
        The words after ``python -m geo``; left out, those of the process.
    """
    parser = argparse.ArgumentParser(prog="python -m geo", description="Crackdown's records.")
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = choices.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.arguments(one)
        one.add_argument("--json", action="store_true", help="tell the outcome as JSON")
        one.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    try:
        told: Told = options.run(options)
    except CrackdownError as fault:
        if options.json:
            sys.stdout.write(json.dumps({"error": str(fault)}, ensure_ascii=False) + "\n")
        sys.stderr.write(f"{fault}\n")
        return USAGE_FAULT
    text = json.dumps(told.data, ensure_ascii=False, indent=1) if options.json else told.text
    sys.stdout.write(text + "\n")
    return told.code
