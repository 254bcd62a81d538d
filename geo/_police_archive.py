"""The zip of data.police.uk: many months of street crime, read by handle, never unpacked."""

from __future__ import annotations

import re
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo._archive import ARCHIVE_FAULTS, check_members, read_member
from geo._csv import read_csv
from geo._intake import Note
from geo._periods import gap_notes
from geo._progress import report_share
from geo._repeated_cells import joined_cells
from geo._source import Source
from geo._table import Table
from geo._text import clean_text, quoted
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

__all__ = ["read_police_archive"]

_MEMBER = re.compile(
    r"(?:[^/\\]+[/\\])*(?P<month>(?:19|20)\d{2}-(?:0[1-9]|1[0-2]))-(?P<force>[a-z][a-z-]*?[a-z])"
    r"-(?P<what>street|stop-and-search)\.csv"
)
_WORDS = {"street": "street crime", "stop-and-search": "stop and search"}
_LONDON = ("metropolitan", "city-of-london")
_MAX_RATIO = 100
_HINT = "Download the archive from data.police.uk again and load it as it is."


def read_police_archive(
    source: Source,
    *,
    what: str = "street",
    choose: Callable[[Sequence[str]], Collection[str]] | None = None,
) -> Table:
    """Read all months of street crime, or of stop and search, in an archive.

    Where it holds the Metropolitan or City of London police, only they are read; an archive of
    other forces is read whole.

    Raises
    ------
    InputError
        ``zip.corrupt``, ``zip.encrypted``, ``zip.path``, ``zip.symlink``, ``zip.duplicate``,
        ``zip.nested``, ``zip.ratio``, ``zip.count``, ``zip.no_data``, or what `read_csv` refuses.
    """
    try:
        with source.handle() as handle, zipfile.ZipFile(handle) as archive:
            members, notes = _members(source, archive.infolist(), what)
            tables = []
            for done, member in enumerate(members):
                report_share(done / len(members))
                tables.append(_table(source, archive, member, choose))
    except InputError:
        raise
    except ARCHIVE_FAULTS as error:
        raise source.refused(
            "the zip is damaged", code="zip.corrupt", hint="Fetch it again."
        ) from error
    held = [table for table in tables if table is not None]
    notes += _empty_note([m[0].filename for m, t in zip(members, tables, strict=True) if t is None])
    if not held:
        raise source.refused(
            "no file in the zip has any rows", code="file.no_rows", hint="Check the download."
        )
    return _joined(source, held, notes)


def _members(
    source: Source, infos: list[zipfile.ZipInfo], what: str
) -> tuple[list[tuple[zipfile.ZipInfo, str, str]], tuple[Note, ...]]:
    """Return the members to read, with month and force, in the order of the months."""
    infos = [info for info in infos if not info.is_dir()]
    check_members(source, infos, ratio=_MAX_RATIO, hint=_HINT)
    found = [
        (info, match["month"], match["force"])
        for info in infos
        if (match := _MEMBER.fullmatch(info.filename)) and match["what"] == what
    ]
    if not found:
        people = what == "street" and any("stop-and-search" in info.filename for info in infos)
        raise source.refused(
            f"the zip holds no {_WORDS[what]}"
            + (" (stop and search is about persons)" if people else ""),
            code="zip.no_data",
            hint=f"Expected are files such as 2024-05/2024-05-metropolitan-{what}.csv.",
        )
    forces = sorted({force for _, _, force in found})
    london = [force for force in forces if force in _LONDON]
    notes: list[Note] = []
    if london and len(london) < len(forces):
        others = tuple(force for force in forces if force not in _LONDON)
        notes.append(
            Note(
                f"Other police forces in the zip were left out: {quoted(others)}.",
                code="zip.other_forces",
                warning=True,
            )
        )
    taken = [entry for entry in found if not london or entry[2] in london]
    _refuse_twins(source, [(month, force) for _, month, force in taken], what)
    other = len(infos) - len(found)
    if other:
        notes.append(
            Note(
                f"{other:,} files in the zip are not {_WORDS[what]} and were left out.",
                code="zip.other_files",
            )
        )
    for force in london or forces:
        months = pd.PeriodIndex([month for _, month, held in taken if held == force], freq="M")
        notes += gap_notes(months)
    return sorted(taken, key=lambda entry: (entry[1], entry[2])), tuple(dict.fromkeys(notes))


def _refuse_twins(source: Source, held: list[tuple[str, str]], what: str) -> None:
    """Refuse a month that stands in two folders: its records would count twice."""
    twin = next((one for one in held if held.count(one) > 1), None)
    if twin is not None:
        raise source.refused(
            f"'{twin[0]}-{twin[1]}-{what}.csv' is there in more than one folder",
            code="zip.duplicate",
            hint="Keep one of them: its records would count twice.",
        )


def _table(
    source: Source,
    archive: zipfile.ZipFile,
    member: tuple[zipfile.ZipInfo, str, str],
    choose: Callable[[Sequence[str]], Collection[str]] | None,
) -> Table | None:
    info = member[0]
    data = read_member(source, archive, info)
    inner = Source(name=clean_text(_last_part(info.filename)), content=data)
    if not data.strip():
        return None
    if inner.kind != "text":
        raise inner.refused("this member is no CSV", code="file.type")
    if inner.data.count(b"\n", 0, len(inner.data) - 1) == 0:
        return None
    return read_csv(inner, choose=choose)


def _empty_note(names: list[str]) -> tuple[Note, ...]:
    if not names:
        return ()
    return (
        Note(
            f"There is no row in {quoted([_last_part(name) for name in names])}: that month is "
            "missing from the records.",
            code="zip.empty_member",
            warning=True,
        ),
    )


def _last_part(path: str) -> str:
    return re.split(r"[/\\]", path)[-1]


def _joined(source: Source, tables: list[Table], notes: tuple[Note, ...]) -> Table:
    first = tables[0]
    for table in tables[1:]:
        if set(table.names) != set(first.names):
            raise source.refused(
                f"'{table.file}' has other columns than '{first.file}'",
                code="header.mixed",
                hint="Load the files one by one.",
            )
    columns = {
        name: joined_cells([table.columns.pop(name) for table in tables])
        for name in list(first.columns)
    }
    told = {note.code: note for table in tables for note in table.notes}
    return Table(
        file=source.name,
        names=first.names,
        columns=columns,
        lines=np.concatenate([table.lines for table in tables]),
        files=tuple(table.file for table in tables),
        part=np.repeat(np.arange(len(tables), dtype=np.int32), [len(table) for table in tables]),
        notes=(*told.values(), *notes),
        spoiled=tuple(
            (*fault[:4], position)
            for position, table in enumerate(tables)
            for fault in table.spoiled
        ),
        opening=first.opening,
        header_line=first.header_line,
    )
