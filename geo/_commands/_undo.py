"""``undo``: take a batch out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo._commands._shared import Told, batch_data, opened, store_arguments

if TYPE_CHECKING:
    import argparse

__all__ = ["HELP", "NAME", "arguments", "run"]

NAME = "undo"
HELP = "Take out what one batch brought."


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command's own."""
    store_arguments(parser, changes=True)
    parser.add_argument("batch", type=int, metavar="BATCH", help="the number of the batch")


def run(options: argparse.Namespace) -> Told:
    """Undo a batch."""
    with opened(options) as store:
        batch = store.undo(options.batch, by=options.by)
    return Told(
        text=f"Batch {batch.batch_id} ({batch.kind} from '{batch.name}') was undone.",
        data=batch_data(batch),
    )
