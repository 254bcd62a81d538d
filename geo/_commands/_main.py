"""Which commands there are, and what they share.

A command is a module with ``NAME``, ``HELP``, ``arguments(parser)`` and ``run(options)``, which
returns what it found as a `Told`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, NoReturn, Protocol

from geo._commands import _audit, _batches, _expire, _import, _undo, _verify
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


COMMANDS: tuple[Command, ...] = (_import, _batches, _undo, _expire, _audit, _verify)


class _Parser(argparse.ArgumentParser):
    """A parser whose wrong usage has an exit code of the command's own."""

    fault = USAGE_FAULT

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(self.fault, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command, and return its exit code.

    The code is 0 where all went well, 1 where the command found something wrong, and 2 where it
    could not be done; ``import`` has codes of its own. Faults are told on the error stream, in one
    line.

    Parameters
    ----------
    arguments
        The words after ``python -m geo``; left out, those of the process.
    """
    parser = _Parser(prog="python -m geo", description="Crackdown's records.")
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = choices.add_parser(command.NAME, help=command.HELP, description=command.HELP)
        command.arguments(one)
        one.fault = getattr(command, "FAULT", USAGE_FAULT)
        if command is not _import:
            one.add_argument("--json", action="store_true", help="tell the outcome as JSON")
        one.set_defaults(run=command.run, fault=one.fault)
    options = parser.parse_args(arguments)
    try:
        told: Told = options.run(options)
        _say(told, options)
    except CrackdownError as fault:
        if options.json is True:
            sys.stdout.write(json.dumps({"error": str(fault)}, ensure_ascii=False) + "\n")
        sys.stderr.write(f"{fault}\n")
        return int(options.fault)
    except BrokenPipeError:
        # Python would write the rest when it ends, and fail again
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write("Nobody reads the output any more: stopped.\n")
        return int(options.fault)
    return told.code


def _say(told: Told, options: argparse.Namespace) -> None:
    text = (
        json.dumps(told.data, ensure_ascii=False, indent=1) if options.json is True else told.text
    )
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
