"""Adding read files to the store: one transaction a file, and nothing left after a cancel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geo.errors import Cancelled, CrackdownError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from geo.store import Batch, Store
    from views.intakes import Reading
    from views.jobs import Job

CONFLICT = "id.conflict"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of adding one file: a batch, or the reason why there is none."""

    reading: Reading
    batch: Batch | None = None
    error: CrackdownError | None = None
    conflicts: int = 0


def add_all(
    job: Job[list[Outcome]],
    readings: Sequence[Reading],
    *,
    store: Store,
    by: str,
    replaces: int | None = None,
) -> list[Outcome]:
    """Add files one after the other; where the user cancels, take back those already added.

    Raises
    ------
    geo.errors.Cancelled
        The user cancelled; nothing of these files is live.
    """
    outcomes: list[Outcome] = []
    for at, reading in enumerate(readings):

        def progress(done: int, total: int, *, at: int = at, name: str = reading.file.name) -> None:
            share = done / total if total else 0.0
            job.report(
                (at + share) / len(readings), text=f"Adding {at + 1} of {len(readings)}: {name}"
            )

        progress(0, 1)
        try:
            outcomes.append(_add(reading, job, store=store, by=by, replaces=replaces, say=progress))
        except Cancelled:
            for outcome in reversed(outcomes):
                if outcome.batch is not None and not outcome.batch.is_repeat:
                    store.undo(outcome.batch.batch_id, by=by)
            raise
        except CrackdownError as error:
            outcomes.append(Outcome(reading=reading, error=error))
    return outcomes


def _add(
    reading: Reading,
    job: Job[list[Outcome]],
    *,
    store: Store,
    by: str,
    replaces: int | None,
    say: Callable[[int, int], None],
) -> Outcome:
    intake = reading.intake
    if intake is None or reading.kind is None:
        return Outcome(reading=reading, error=reading.error)
    batch = store.add(
        reading.kind,
        intake,
        name=reading.file.name,
        digest=reading.digest,
        by=by,
        mapping=dict(intake.mapping),
        replaces=replaces,
        source_path=str(reading.file.path) if reading.file.path else None,
        progress=say,
        cancelled=job.is_cancelled,
    )
    if reading.choice.columns:
        store.remember_mapping(reading.kind, reading.header, reading.choice.columns, by=by)
    rejected = store.rejected(batch.batch_id)
    conflicts = int((rejected["code"] == CONFLICT).sum()) if len(rejected) else 0
    return Outcome(reading=reading, batch=batch, conflicts=conflicts)


def earlier_batches(conflicts: pd.DataFrame) -> list[int]:
    """Return the numbers of the batches that already had the ids, as the reasons name them.

    >>> import pandas as pd
    >>> earlier_batches(pd.DataFrame({"reason": ["batch 3 gave this id", "taken by batch 3"]}))
    [3]
    """
    named = conflicts["reason"].str.extract(r"batch (\d+)", expand=False).dropna()
    return sorted({int(number) for number in named})
