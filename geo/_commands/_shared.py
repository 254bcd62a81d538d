"""What the commands of the store share."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from geo.store import Batch, Store

__all__ = ["Told", "batch_data", "login", "opened", "store_arguments"]


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a command found: as text, as data for ``--json``, and its exit code."""

    text: str
    data: Any
    code: int = 0


def login() -> str:
    """Return the login name of the user, or ``unknown`` where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return "unknown"


def store_arguments(parser: argparse.ArgumentParser, *, changes: bool = False) -> None:
    """Add ``--store``, and ``--by`` to a command that changes something."""
    parser.add_argument(
        "--store",
        metavar="ADDRESS",
        help="a path or postgresql+psycopg://… (left out: CRACKDOWN_STORE, then the usual place)",
    )
    if changes:
        parser.add_argument(
            "--by", metavar="NAME", default=login(), help="who does it (left out: the login name)"
        )


def opened(options: argparse.Namespace, *, create: bool = False) -> Store:
    """Return the store that the options name."""
    from geo.store import open_store

    return open_store(options.store, create=create)


def batch_data(batch: Batch) -> dict[str, Any]:
    """Return a batch as plain data."""
    return {
        "batch_id": batch.batch_id,
        "kind": batch.kind,
        "name": batch.name,
        "digest": batch.digest,
        "added_at": batch.added_at.isoformat(),
        "by": batch.by,
        "read": batch.rows_read,
        "accepted": batch.accepted,
        "duplicate": batch.duplicate,
        "rejected": batch.rejected,
        "left_out": batch.left_out,
        "records": batch.records,
        "state": batch.state,
        "replaces": batch.replaces,
    }
