"""One file of an import: recognised, read in a process of its own, and kept."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from geo._open_source import open_source
from geo._read_safely import read_safely
from geo._readers import POINT_KINDS
from geo._recognise_safely import recognise_safely
from geo._text import clean_text
from geo.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from geo._intake import Intake
    from geo._located import Locate
    from geo.store import Batch, Store

__all__ = ["Outcome", "import_file"]

_REJECTED, _REFUSED = 1, 2


@dataclass(kw_only=True)
class Outcome:
    """What became of one file."""

    file: str
    kind: str | None = None
    error: InputError | None = None
    counts: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: list[dict[str, str]] = field(default_factory=list)
    batch: int | None = None
    is_repeat: bool = False
    version: str | None = None
    seconds: float = 0.0
    rejected: pd.DataFrame | None = None

    @classmethod
    def refused(cls, file: str, error: InputError, *, kind: str | None = None) -> Outcome:
        """Return the outcome of a file that cannot be used."""
        return cls(file=clean_text(file), error=error, kind=kind)

    @property
    def code(self) -> int:
        """The exit code for this file alone."""
        if self.error is not None:
            return _REFUSED
        return _REJECTED if self.counts["rejected"] else 0

    @property
    def data(self) -> dict[str, Any]:
        """The same as plain values."""
        found: dict[str, Any] = {
            "file": self.file,
            "kind": self.kind,
            **self.counts,
            "rejected_by_code": self.reasons,
            "warnings": self.warnings,
            "batch": self.batch,
            "is_repeat": self.is_repeat,
            "version": self.version,
            "seconds": round(self.seconds, 2),
            "error": None,
        }
        if self.error is not None:
            found["error"] = {
                "code": self.error.code,
                "message": str(self.error),
                "line": self.error.line,
            }
        return found

    @property
    def text(self) -> str:
        """The same in a few lines."""
        if self.error is not None:
            return f"{self.file}: refused ({self.error.code}). {self.error}"
        counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in self._shown())
        where = f" -> batch {self.batch}" if self.batch is not None else ""
        if self.is_repeat:
            where = f" -> nothing to do: batch {self.batch} brought this file before"
        lines = [f"{self.file}: {self.kind}: {counts} in {self.seconds:.1f} s{where}"]
        lines += [f"  rejected {count:,}: {code}" for code, count in self.reasons.items()]
        lines += [f"  look: {warning['text']}" for warning in self.warnings]
        return "\n".join(lines)

    def _shown(self) -> list[tuple[str, int]]:
        always = ("read", "accepted")
        return [(name, count) for name, count in self.counts.items() if count or name in always]


def import_file(
    path: Path,
    store: Store | None,
    options: argparse.Namespace,
    *,
    columns: dict[str, str],
    locate: Locate,
    cancelled: Callable[[], bool],
) -> Outcome:
    """Read one file and, with a store, keep it.

    Raises
    ------
    Cancelled
        ``cancelled`` said so; nothing of the file is kept.
    StoreError
        The store failed.
    ParameterError
        An option fits no such file.
    """
    begun = time.monotonic()
    file, kind = str(path), options.kind
    limits: dict[str, Any] = {
        "memory_mb": options.memory_mb,
        "seconds": options.seconds,
        "cancelled": cancelled,
    }
    try:
        header: tuple[str, ...] = ()
        if kind is None or store is not None:
            found = recognise_safely(path, **limits)
            header = found.names
            if store is not None and not columns:
                kind, columns = _remembered(store, header, asked=kind, found=found.kind)
            kind = kind or found.kind
            if kind is None:
                raise _unknown(path, found.reason)
        intake = read_safely(
            kind,
            path,
            columns=columns or None,
            locate=locate if kind in POINT_KINDS else None,
            as_numbers=True,
            **limits,
        )
    except InputError as error:
        return Outcome.refused(file, error, kind=kind)
    batch = None
    if store is not None:
        batch = store.add(
            kind,
            intake,
            name=clean_text(path.name),
            digest=open_source(path).sha256,
            by=options.by,
            replaces=options.replace,
            source_path=str(path.absolute()),
            cancelled=cancelled,
        )
        if options.columns and not batch.is_repeat:
            store.remember_mapping(kind, header, columns, by=options.by)
    return _outcome(file, kind, intake, batch, store=store, seconds=time.monotonic() - begun)


def _remembered(
    store: Store, header: tuple[str, ...], *, asked: str | None, found: str | None
) -> tuple[str | None, dict[str, str]]:
    """Return what was said of an earlier file with the same columns."""
    from geo.store._kinds import KINDS

    for kind in (asked,) if asked else (found, *KINDS):
        columns = store.mapping_for(kind, header) if kind in KINDS else None
        if columns:
            return kind, columns
    return asked, {}


def _unknown(path: Path, reason: str) -> InputError:
    return InputError(
        reason[:1].lower() + reason[1:].rstrip("."),
        hint="Say what it holds with --as, if you know.",
        code="file.unknown",
        file=clean_text(path.name),
    )


def _outcome(
    file: str,
    kind: str,
    intake: Intake,
    batch: Batch | None,
    *,
    store: Store | None,
    seconds: float,
) -> Outcome:
    rejected = intake.rejected
    outcome = Outcome(
        file=clean_text(file),
        kind=kind,
        warnings=[{"code": note.code, "text": str(note)} for note in intake.warnings],
        seconds=seconds,
        rejected=intake.rejected,
        counts={
            "read": intake.read,
            "accepted": intake.accepted,
            "duplicate": intake.duplicates,
            "rejected": len(intake.rejected),
            "left_out": intake.left_out,
        },
    )
    if batch is not None and store is not None:
        outcome.batch, outcome.is_repeat, outcome.version = (
            batch.batch_id,
            batch.is_repeat,
            store.version,
        )
        outcome.rejected = rejected = store.rejected(batch.batch_id)
        outcome.counts = {
            "read": batch.rows_read,
            "accepted": batch.accepted,
            "duplicate": batch.duplicate,
            "rejected": batch.rejected,
            "left_out": batch.left_out,
        }
    outcome.reasons = dict(Counter(rejected["code"]).most_common())
    return outcome
