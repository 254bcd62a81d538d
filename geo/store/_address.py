"""Where the store is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL

__all__ = ["VARIABLE", "default_path", "prepare_file", "resolve"]

VARIABLE = "CRACKDOWN_STORE"


def default_path() -> Path:
    """Return where the store is unless something else is asked for."""
    return Path(__file__).resolve().parents[2] / "store" / "crackdown.sqlite"


def resolve(address: str | Path | None) -> URL:
    """Return an address in the one form that the engine takes.

    Raises
    ------
    StoreError
        The address is of no known form.
    """
    import sqlalchemy

    given = str(address or os.environ.get(VARIABLE) or default_path())
    if not re.match(r"[a-z0-9+]+://", given, re.IGNORECASE):
        return sqlalchemy.URL.create("sqlite", database=str(Path(given).expanduser().absolute()))
    try:
        url = sqlalchemy.make_url(given)
        engine = url.get_backend_name()
    except (sqlalchemy.exc.ArgumentError, ValueError):
        engine = ""
    if engine == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if engine == "sqlite" and url.database and url.database != ":memory:":
        return url
    raise StoreError(
        "the address of the store cannot be used",
        hint="Give a path, sqlite:///path or postgresql+psycopg://user@host/database.",
    )


def prepare_file(path: Path, *, create: bool) -> None:
    """See to it that the file of a store is there, for its owner alone where it is made here.

    Raises
    ------
    StoreError
        The file is not there and may not be made, or its folder cannot be written.
    """
    if path.exists():
        return
    if not create:
        raise StoreError(f"there is no store at {path}", hint=f"Check the path, or set {VARIABLE}.")
    try:
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, parents=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreError(
            f"no store can be made at {path} ({error.strerror})",
            hint=f"Choose a folder that can be written, or set {VARIABLE}.",
        ) from error
