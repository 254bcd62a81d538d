"""From what was given to a table with our columns found, whatever the format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo._columns import PLACE, Columns, match_columns
from geo._csv import read_csv
from geo._intake import Note
from geo._open_source import open_source
from geo._privacy import check_privacy, is_stripped
from geo._text import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo._source import Source
    from geo._table import Table

__all__ = ["ENDINGS", "check_door", "load", "table_of"]


def load(
    source: Any,
    known: Mapping[str, Sequence[str]],
    *,
    given: Mapping[str, str] | None = None,
    archive: str = "",
    also: Callable[[str], bool] | None = None,
    strip: bool = False,
) -> tuple[Table, Columns]:
    """Open a source, refuse it if it is about persons, and find our columns in it.

    ``archive`` names the files that are read from the zip of data.police.uk (``street``,
    ``stop-and-search``); ``also`` says which unknown columns are wanted; ``strip`` drops the
    columns about persons that a rule allows to drop, unread.

    Raises
    ------
    InputError
        The file cannot be used at all.
    """
    opened = open_source(source)

    def choose(names: Sequence[str]) -> list[str]:
        check_privacy(names, file=opened.name, strip=strip)
        wanted = list(match_columns(names, known, given=given).taken.values())
        return wanted + [name for name in names if also and also(name)]

    if archive and opened.kind == "zip":
        from geo._police_archive import read_police_archive

        table = read_police_archive(opened, what=archive, choose=choose)
    else:
        table = table_of(opened, choose=choose)
    check_privacy(table.names, file=table.file, line=table.header_line, strip=strip)
    if strip:
        table = _stripped(table)
    table = table.with_notes(*_name_note(opened))
    if table.points is not None:
        known = {ours: spellings for ours, spellings in known.items() if ours not in PLACE}
        given = {ours: theirs for ours, theirs in (given or {}).items() if ours not in PLACE}
    return table, match_columns(table.names, known, given=given)


def check_door(names: Sequence[str], *, kind: str | None, file: str, line: int) -> None:
    """Refuse columns about persons, but for those that a rule drops from this kind.

    Raises
    ------
    InputError
        ``privacy.columns``.
    """
    check_privacy(names, file=file, line=line, strip=kind == "stop_search")


def _stripped(table: Table) -> Table:
    """Return a table without the columns about persons, and say which they were."""
    dropped = tuple(name for name in table.names if is_stripped(name))
    if not dropped:
        return table
    note = Note(
        f"Dropped unread, because they are about persons: {quoted(dropped)}.",
        code="privacy.stripped",
    )
    return replace(
        table,
        names=tuple(name for name in table.names if name not in dropped),
        columns={name: cells for name, cells in table.columns.items() if name not in dropped},
        notes=(*table.notes, note),
    )


def table_of(source: Source, *, choose: Any = None) -> Table:
    """Read a file by what it is.

    Raises
    ------
    InputError
        The file cannot be used at all.
    """
    kind = source.kind
    if kind == "gzip":
        source = source.unpacked()
        kind = source.kind
        if kind != "text":
            raise source.refused("the gzip file holds no CSV", code="file.type")
    if kind == "text":
        return read_csv(source, choose=choose)
    if kind == "json":
        from geo._geojson import read_geojson

        return read_geojson(source)
    if kind == "sqlite":
        from geo._geopackage import read_geopackage

        return read_geopackage(source)
    if kind == "parquet":
        from geo._parquet import read_parquet

        return read_parquet(source, choose=choose)
    if kind == "xlsx":
        from geo._workbook import read_workbook

        return read_workbook(source)
    raise source.refused(
        "a zip is read for offences only, as data.police.uk makes it",
        code="zip.kind",
        hint="Unpack it and load the files.",
    )


ENDINGS = {
    "text": (".csv", ".tsv", ".txt"),
    "gzip": (".gz",),
    "json": (".geojson", ".json"),
    "sqlite": (".gpkg",),
    "parquet": (".parquet", ".geoparquet"),
    "xlsx": (".xlsx",),
    "zip": (".zip",),
}
_SHOWN = {
    "text": "text",
    "gzip": "a gzip file",
    "json": "GeoJSON",
    "sqlite": "a GeoPackage",
    "parquet": "Parquet",
    "xlsx": "an Excel workbook",
    "zip": "a zip",
}


def _name_note(source: Source) -> tuple[Note, ...]:
    """Say where the name of a file does not tell what it is."""
    if not source.named or source.name.lower().endswith(ENDINGS[source.kind]):
        return ()
    return (
        Note(
            f"By its content the file is {_SHOWN[source.kind]}, whatever its name says.",
            code="file.name",
            warning=True,
        ),
    )
