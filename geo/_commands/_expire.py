"""``expire``: remove records for good, by age or by batch."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from geo._commands._shared import Told, opened, store_arguments

if TYPE_CHECKING:
    import argparse

__all__ = ["HELP", "NAME", "arguments", "run"]

NAME = "expire"
HELP = "Remove records for good, by age, by batch or by both; what was removed is logged."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command's own."""
    store_arguments(parser, changes=True)
    parser.add_argument(
        "--before",
        type=day,
        metavar="DATE",
        help="records that lie wholly before this day, as 2019-04-01",
    )
    parser.add_argument("--kind", help="only this kind of record")
    parser.add_argument("--batch", type=int, metavar="N", help="only records of this batch")


def day(text: str) -> date:
    """Return the day that is written as 2019-04-01; argparse tells of a `ValueError`."""
    return date.fromisoformat(text)


def run(options: argparse.Namespace) -> Told:
    """Expire records."""
    with opened(options) as store:
        removed = store.expire(
            by=options.by, kind=options.kind, batch_id=options.batch, before=options.before
        )
    return Told(
        text=f"{removed:,} record{'' if removed == 1 else 's'} removed.", data={"removed": removed}
    )
