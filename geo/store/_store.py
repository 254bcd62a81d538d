"""The one interface to everything that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from geo.store._add import Origin, add, checked_name
from geo.store._audit import AuditCheck, audit_frame, check_chain, version
from geo.store._batch import Batch, batch_of, batches_of
from geo.store._documents import DocumentStore
from geo.store._expire import expire
from geo.store._kinds import KINDS, kind_of
from geo.store._mappings import mapping_for, remember_mapping
from geo.store._records import count_live, precisions, records
from geo.store._remove import retire
from geo.store._told import disagreements_of, notes_of, rejected_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from datetime import date

    import pandas as pd

    from geo._intake import Intake, Note

__all__ = ["Store"]


class Store(DocumentStore):
    r"""Records, documents, and what was done to them; made by `geo.store.open_store`.

    Every change is one transaction and one entry of the log. A store may be used from several
    threads, and the same file or database from several programs.

    Examples
    --------
    >>> import geo, geo.store, tempfile, pathlib, hashlib
    >>> data = b"raid_id,date,easting,northing\n7,2024-03-01,533512,184733\n"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = geo.store.open_store(pathlib.Path(folder) / "store.sqlite")
    ...     batch = store.add("raids", geo.read_raids(data), name="raids.csv",
    ...                       digest=hashlib.sha256(data).hexdigest(), by="analyst")
    ...     print(batch, store.counts()["raids"], store.verify().is_intact)
    ...     store.close()
    <Batch 1: raids from 'raids.csv', 1 read, 1 accepted, 0 duplicate, 0 rejected, current> 1 True
    """

    def __repr__(self) -> str:
        return f"<Store {self._place}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection. The store can be used again all the same."""
        self._engine.dispose()

    @property
    def place(self) -> str:
        """Where the store is: a path, or an address without its password."""
        return self._place

    @property
    def version(self) -> str:
        """The content version, 12 hex digits, which changes with every change of the records."""
        with self._reading() as connection:
            return version(connection)

    def version_of(self, kind: str) -> str:
        """Return the content version of one kind of record."""
        name = kind_of(kind).name
        with self._reading() as connection:
            return version(connection, kind=name)

    def add(
        self,
        kind: str,
        intake: Intake,
        *,
        name: str,
        digest: str,
        by: str,
        mapping: Mapping[str, str] | None = None,
        replaces: int | None = None,
        source_path: str | None = None,
        progress: Callable[[int, int], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Batch:
        """Keep what a reader returned, all of it or, on any fault, nothing.

        Parameters
        ----------
        kind
            One of those that `geo.known_columns` knows, but for ``stop_search``.
        intake
            What the reader of that kind returned, unchanged.
        name, digest, source_path
            The file's name, its SHA-256, and where it lay if it lay on the server.
        by
            Who imports it.
        mapping
            Our columns to those of the file; left out, it is that of the intake.
        replaces
            The number of a batch that this file corrects. It is taken out in the same transaction.
        progress
            Called with how many records are done, and how many there are.
        cancelled
            Asked again and again; once it says True nothing is kept.

        Returns
        -------
        Batch
            The new batch; the earlier one, with ``is_repeat``, where a current batch of this kind
            has brought the very same file and left no row of it out for a conflict of ids.

        Raises
        ------
        Cancelled
            ``cancelled`` said so.
        ParameterError
            An argument cannot be used, or ``replaces`` names no current batch of this kind.
        StoreError
            The engine failed: no room, no connection, or locked for too long.
        """
        wanted = kind_of(kind)
        given = intake.mapping if mapping is None else mapping
        origin = Origin(
            name=name,
            digest=digest,
            by=by,
            mapping=given,
            replaces=replaces,
            source_path=source_path,
        )
        return add(
            self._engine, wanted, intake, origin=origin, progress=progress, cancelled=cancelled
        )

    def batch(self, batch_id: int) -> Batch:
        """Return one batch; `ParameterError` where there is none of that number."""
        with self._reading() as connection:
            return batch_of(connection, batch_id)

    def batches(
        self, *, kind: str | None = None, include_retired: bool = True
    ) -> tuple[Batch, ...]:
        """Return the batches, the newest first."""
        name = None if kind is None else kind_of(kind).name
        with self._reading() as connection:
            return batches_of(connection, kind=name, include_retired=include_retired)

    def records(
        self,
        kind: str,
        *,
        area_codes: Collection[str] | None = None,
        start: date | None = None,
        end: date | None = None,
        categories: Collection[str] | None = None,
        batch_id: int | None = None,
        precision: str | None = None,
    ) -> pd.DataFrame:
        """Return the live records of a kind, as its reader made them.

        Parameters
        ----------
        kind
            Which records.
        area_codes
            Only those of these areas; operations that treated one of them.
        start, end
            Only those whose time meets the days from ``start`` up to, not including, ``end``. A
            month or year counts by its first day; markets and operations by their whole time,
            where a market without a last day is still open.
        categories
            Only these categories or subcategories, in any case.
        batch_id
            Only those of one batch. Of areas, the newest current batch is taken when left out.
        precision
            Only periods of this length: ``D``, ``M``, ``Q-DEC``, ``Y-MAR`` or ``Y-DEC``.

        Returns
        -------
        DataFrame
            Columns, types and order of the reader, a GeoDataFrame in EPSG:27700 metres where it
            made one, then ``batch_id`` and ``line`` (of the file; 0 where it is not known).
            Offences by day and by month together are given by month, as the reader does.

        Raises
        ------
        ParameterError
            The kind has nothing to choose by, or counts of several lengths would be mixed.
        """
        wanted = kind_of(kind)
        with self._reading() as connection:
            return records(
                connection,
                wanted,
                area_codes=area_codes,
                start=start,
                end=end,
                categories=categories,
                batch_id=batch_id,
                precision=precision,
            )

    def precisions(self, kind: str) -> dict[str, int]:
        """Return how many live offences or area counts have periods of which length."""
        wanted = kind_of(kind)
        with self._reading() as connection:
            return precisions(connection, wanted)

    def rejected(self, batch_id: int) -> pd.DataFrame:
        """Return the rejected rows of a batch: line, column, value, reason, code and file."""
        with self._reading() as connection:
            return rejected_of(connection, batch_id)

    def notes(self, batch_id: int) -> tuple[Note, ...]:
        """Return what was decided for the user when a batch was read and stored."""
        with self._reading() as connection:
            return notes_of(connection, batch_id)

    def disagreements(self, batch_id: int) -> pd.DataFrame:
        """Return where the file named another borough than the point's: line, stated, found."""
        with self._reading() as connection:
            return disagreements_of(connection, batch_id)

    def counts(self) -> dict[str, int]:
        """Return how many live records there are of each kind; of areas, those in use."""
        with self._reading() as connection:
            return {name: count_live(connection, kind) for name, kind in KINDS.items()}

    def undo(self, batch_id: int, *, by: str) -> Batch:
        """Take a batch out; what it alone had brought is removed, what others brought too stays."""
        name = checked_name(by, parameter="by")
        with self._writing() as connection:
            return retire(connection, batch_id, by=name, state="undone", action="undo")

    def expire(
        self,
        *,
        by: str,
        kind: str | None = None,
        batch_id: int | None = None,
        before: date | None = None,
        dry_run: bool = False,
    ) -> int:
        """Remove records for good, by age, by batch or by both, and log how many of which batch.

        ``before`` takes records that lie wholly before that day: of markets and operations the
        end counts, and a market without one is still open and stays. Areas have no time. A
        dry run only counts.
        """
        wanted = None if kind is None else kind_of(kind)
        name = checked_name(by, parameter="by")
        with self._writing() as connection:
            return expire(connection, by=name, kind=wanted, batch_id=batch_id, before=before,
                          dry_run=dry_run)  # fmt: skip

    def audit(self) -> pd.DataFrame:
        """Return the log of every change, the oldest first; it holds no value of a record."""
        with self._reading() as connection:
            return audit_frame(connection)

    def verify(self) -> AuditCheck:
        """Recompute the chain of the log, and compare with it what each batch holds."""
        with self._reading() as connection:
            return check_chain(connection)

    def remember_mapping(
        self, kind: str, header: Iterable[str], mapping: Mapping[str, str], *, by: str
    ) -> None:
        """Keep which of our columns are which of a file's, for the next file of that header."""
        wanted, name = kind_of(kind), checked_name(by, parameter="by")
        with self._writing() as connection:
            remember_mapping(connection, wanted.name, header, mapping, by=name)

    def mapping_for(self, kind: str, header: Iterable[str]) -> dict[str, str] | None:
        """Return the mapping kept for files of this header, in any order; None if there is none."""
        wanted = kind_of(kind)
        with self._reading() as connection:
            return mapping_for(connection, wanted.name, header)
