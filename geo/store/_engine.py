"""Connections to either engine, and their faults in plain words."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import StoreError
from geo.store._address import prepare_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

__all__ = ["connect", "faults_told", "reading", "writing"]

_WAIT_S = 30
_CACHE_KIB = 65_536
_LOCK = 4_221_978
_TOLD = {
    "SQLITE_FULL": ("the disk of the store is full", "Free some space and try again."),
    "SQLITE_IOERR": ("the disk of the store cannot be read or written", "Check the disk."),
    "SQLITE_BUSY": (
        "another program has been writing to the store for over 30 seconds",
        "Wait until it has finished and try again.",
    ),
    "SQLITE_NOTADB": ("the file is no store", "Check the path; a store is a SQLite database."),
    "SQLITE_CORRUPT": ("the file of the store is damaged", "Restore it from a backup."),
    "SQLITE_READONLY": ("the store may not be written", "Check the rights of file and folder."),
    "SQLITE_CANTOPEN": ("the store cannot be opened", "Check the rights of file and folder."),
    "53": ("the server of the store has no room left", "Free some space and try again."),
    "57": ("the server of the store was stopped", "Start it and try again."),
    "08": ("the server of the store cannot be reached", "Check that it runs, and the address."),
    "28": ("the server of the store refused the login", "Check user and password."),
    "3D": ("the server has no such database", "Check the address, or make the database."),
}
_UNREACHED = ("the server of the store cannot be reached", "Check that it runs, and the address.")


def connect(url: URL, *, create: bool) -> Engine:
    """Return an engine whose every connection is set up for the store."""
    import sqlalchemy
    from sqlalchemy import event

    if url.get_backend_name() == "postgresql":
        return sqlalchemy.create_engine(
            url, pool_pre_ping=True, hide_parameters=True, connect_args={"connect_timeout": 10}
        )
    path = Path(url.database or "")
    prepare_file(path, create=create)
    engine = sqlalchemy.create_engine(
        url, hide_parameters=True, connect_args={"timeout": _WAIT_S, "check_same_thread": False}
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by _begin
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",
        f"cache_size = -{_CACHE_KIB}",
        "foreign_keys = ON",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that reads."""
    with faults_told(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(connection: Connection) -> Iterator[None]:
    """Open the one transaction that may write; others wait for their turn."""
    connection.execution_options(writes=True)
    try:
        with connection.begin():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            yield
    finally:
        connection.execution_options(writes=False)


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn faults of the engine into `StoreError`, without the values that engines put in them."""
    try:
        yield
    except _engine_faults() as error:
        problem, hint = _told(getattr(error, "orig", None) or error)
        raise StoreError(problem, hint=hint) from None


def _engine_faults() -> tuple[type[Exception], ...]:
    """Return what engines raise; asked only when something was raised, as drivers load slowly."""
    import sqlite3

    import psycopg
    import sqlalchemy

    return sqlalchemy.exc.SQLAlchemyError, sqlite3.Error, psycopg.Error


def _told(error: BaseException) -> tuple[str, str]:
    import psycopg

    name = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None) or ""
    for start, told in _TOLD.items():
        if name.startswith(start):
            return told
    if isinstance(error, psycopg.OperationalError):
        return _UNREACHED
    kind = f"{type(error).__name__} {name}".strip()
    return f"the store refused the step ({kind})", "Nothing was changed; try again."
