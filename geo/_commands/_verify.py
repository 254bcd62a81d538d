"""``verify``: whether the log and the records are what was written."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from geo._commands._shared import Told, opened, store_arguments

if TYPE_CHECKING:
    import argparse

__all__ = ["HELP", "NAME", "arguments", "run"]

NAME = "verify"
HELP = "Check the chain of the log, and the records against it; exit code 1 where it is broken."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command's own."""
    store_arguments(parser)


def run(options: argparse.Namespace) -> Told:
    """Verify a store."""
    with opened(options) as store:
        check = store.verify()
    return Told(text=check.summary, data=asdict(check), code=0 if check.is_intact else 1)
