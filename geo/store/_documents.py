"""Plans, lessons and the like: saved, found and deleted, each time with an entry of the log."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from geo._text import clean_text
from geo.errors import ParameterError
from geo.store._audit import log
from geo.store._document import Document, checked_content, checked_kind, checked_title
from geo.store._engine import faults_told, reading, writing
from geo.store._statements import run, value

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from sqlalchemy import Connection, Engine

__all__ = ["DocumentStore"]

_LONGEST_BY = 255
_SELECT = 'SELECT kind, name, content, version, saved, "by" FROM documents WHERE kind = :kind'
_ONE = " AND name = :name"


class DocumentStore:
    """The part of a store that keeps documents, and the connections of the whole."""

    def __init__(self, engine: Engine, *, place: str) -> None:
        self._engine = engine
        self._place = place

    def _reading(self) -> AbstractContextManager[Connection]:
        return reading(self._engine)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with faults_told(), self._engine.connect() as connection, writing(connection):
            yield connection

    def save_document(self, kind: str, name: str, content: dict[str, Any], *, by: str) -> Document:
        r"""Keep a document under its name, in place of what was kept there, and log it.

        Where two people save under one name the later stands, and the log has both.

        Parameters
        ----------
        kind
            ``plan``, ``lesson``, ``briefing`` or ``setting``.
        name
            At most 120 characters; invisible ones are taken out.
        content
            What JSON can hold, at most a million characters of it. Invisible characters are taken
            out of every text.
        by
            Who saves it: a role rather than a person.

        Returns
        -------
        Document
            As it is kept now, with its version.

        Raises
        ------
        ParameterError
            There is no such kind, a name is empty, or the content is too large, no JSON, or looks
            as if it were about a person (the same rules as for files).
        StoreError
            The engine failed; nothing was changed.

        Examples
        --------
        >>> import geo.store, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with geo.store.open_store(pathlib.Path(folder) / "store.sqlite") as store:
        ...         _ = store.save_document("plan", "Autumn", {"areas": 9}, by="planner")
        ...         store.save_document("plan", "Autumn", {"areas": 10}, by="planner")
        ...         store.document("plan", "Autumn").content
        <Document plan 'Autumn', version 2, by planner>
        {'areas': 10}
        """
        key = {"kind": checked_kind(kind), "name": checked_title(name)}
        text, who = checked_content(content), _checked_by(by)
        with self._writing() as connection:
            found = value(
                connection,
                "SELECT version FROM documents WHERE kind = :kind AND name = :name",
                key,
            )
            version = 1 if found is None else int(found) + 1
            saved = datetime.now(tz=UTC)
            run(connection, "DELETE FROM documents WHERE kind = :kind AND name = :name", key)
            run(
                connection,
                'INSERT INTO documents (kind, name, content, version, saved, "by") '
                "VALUES (:kind, :name, :content, :version, :saved, :by)",
                {**key, "content": text, "version": version, "saved": saved.isoformat(), "by": who},
            )
            digest = hashlib.sha256(text.encode()).hexdigest()
            log(connection, by=who, action="save", kind=kind,
                detail={"name": key["name"], "version": version, "digest": digest})  # fmt: skip
        return Document(**key, content=json.loads(text), version=version, saved=saved, by=who)

    def documents(self, kind: str) -> list[Document]:
        """Return the documents of a kind, the one that was saved last first."""
        with self._reading() as connection:
            found = run(
                connection, _SELECT + " ORDER BY saved DESC, name", {"kind": checked_kind(kind)}
            )
            return [_document(row) for row in found]

    def document(self, kind: str, name: str) -> Document | None:
        """Return one document; None where none of that name is kept."""
        key = {"kind": checked_kind(kind), "name": clean_text(str(name))}
        with self._reading() as connection:
            row = run(connection, _SELECT + _ONE, key).first()
        return None if row is None else _document(row)

    def delete_document(self, kind: str, name: str, *, by: str) -> None:
        """Remove a document for good, and log that it was there.

        Raises
        ------
        ParameterError
            None of that name is kept.
        StoreError
            The engine failed; nothing was changed.
        """
        key = {"kind": checked_kind(kind), "name": clean_text(str(name))}
        who = _checked_by(by)
        with self._writing() as connection:
            version = value(
                connection,
                "SELECT version FROM documents WHERE kind = :kind AND name = :name",
                key,
            )
            if version is None:
                raise ParameterError(
                    f"no {kind} of that name is kept",
                    hint="Somebody may have deleted it; reload the list.",
                    parameter="name",
                    value=key["name"],
                )
            run(connection, "DELETE FROM documents WHERE kind = :kind AND name = :name", key)
            log(connection, by=who, action="delete", kind=kind,
                detail={"name": key["name"], "version": int(version)})  # fmt: skip


def _checked_by(by: str) -> str:
    name = clean_text(str(by), limit=_LONGEST_BY)
    if not name:
        raise ParameterError(
            "nobody is named", hint="Give the role of who does this.", parameter="by"
        )
    return name


def _document(row: Any) -> Document:
    kind, name, content, version, saved, by = row
    return Document(
        kind=kind,
        name=name,
        content=json.loads(content),
        version=int(version),
        saved=datetime.fromisoformat(saved),
        by=by,
    )
