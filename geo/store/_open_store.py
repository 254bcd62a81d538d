"""Open the store, and bring its tables to the present version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.store._address import resolve
from geo.store._engine import connect, faults_told, writing
from geo.store._migrations import migrate
from geo.store._store import Store

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["open_store"]


def open_store(address: str | Path | None = None, *, create: bool = True) -> Store:
    """Open the store of all records, and make it where there is none.

    Parameters
    ----------
    address
        A path, ``sqlite:///path`` or ``postgresql+psycopg://user@host/database``. Left out, it is
        what the environment's ``CRACKDOWN_STORE`` says, and then ``store/crackdown.sqlite`` beside
        the program, which only its owner can read.
    create
        False to refuse a path where there is no store yet.

    Returns
    -------
    Store
        With its tables at the version of this program.

    Raises
    ------
    StoreError
        The address cannot be used or reached, the file is no store, or a newer version of
        Crackdown wrote it.
    """
    url = resolve(address)
    with faults_told():
        engine = connect(url, create=create)
        try:
            with engine.connect() as connection, writing(connection):
                migrate(connection)
        except BaseException:
            engine.dispose()
            raise
    place = url.render_as_string(hide_password=True)
    return Store(engine, place=place.removeprefix("sqlite:///"))
