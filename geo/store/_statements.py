"""Statements with the names of tables and columns filled in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["listed", "quoted", "run", "value"]

_NAME = re.compile(r"[a-z_]+")


def quoted(name: str) -> str:
    """Return a name as an identifier. Names are the store's own, never from a file."""
    if not _NAME.fullmatch(name):
        raise ValueError(name)
    return f'"{name}"'


def listed(names: tuple[str, ...], *, of: str = "") -> str:
    """Return names as identifiers with commas between, each with its table where one is given."""
    start = f"{of}." if of else ""
    return ", ".join(start + quoted(name) for name in names)


def run(
    connection: Connection, statement: str, values: dict[str, Any] | None = None, /, **names: str
) -> Any:
    """Run a statement; ``{name}`` is one of the names, ``:name`` one of the values."""
    import sqlalchemy

    return connection.execute(sqlalchemy.text(statement.format(**names)), values or {})


def value(
    connection: Connection, statement: str, values: dict[str, Any] | None = None, /, **names: str
) -> Any:
    """Run a statement and return the one value it gives; None where it gives no row."""
    return run(connection, statement, values, **names).scalar()
