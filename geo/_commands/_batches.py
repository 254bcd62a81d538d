"""``batches``: what was imported, when and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo._commands._shared import Told, batch_data, opened, store_arguments

if TYPE_CHECKING:
    import argparse

    from geo.store import Batch

__all__ = ["HELP", "NAME", "arguments", "run"]

NAME = "batches"
HELP = "List what was imported, the newest first."
_COLUMNS = (
    "batch", "kind", "state", "added", "by", "read", "accepted", "duplicate", "rejected", "name"
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command's own."""
    store_arguments(parser)
    parser.add_argument("--kind", help="only batches of this kind")


def run(options: argparse.Namespace) -> Told:
    """List the batches of a store."""
    with opened(options) as store:
        found = store.batches(kind=options.kind)
    rows = [_COLUMNS, *(_row(batch) for batch in found)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return Told(
        text="\n".join(lines) if found else "Nothing has been imported yet.",
        data=[batch_data(batch) for batch in found],
    )


def _row(batch: Batch) -> tuple[str, ...]:
    totals = (batch.rows_read, batch.accepted, batch.duplicate, batch.rejected)
    return (
        str(batch.batch_id),
        batch.kind,
        batch.state,
        batch.added_at.strftime("%Y-%m-%d %H:%M"),
        batch.by,
        *(f"{number:,}" for number in totals),
        batch.name,
    )
