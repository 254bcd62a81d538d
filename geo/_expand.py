"""The files in a folder that can be imported."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NoReturn

from geo._load import ENDINGS
from geo._text import clean_text
from geo.errors import InputError

__all__ = ["expand"]

_MOST = 10_000
_SUFFIXES = tuple(suffix for suffixes in ENDINGS.values() for suffix in suffixes)


def expand(path: str | os.PathLike[str], *, most: int = _MOST) -> tuple[Path, ...]:
    """Return the files below a folder that look like files of records, or a file itself.

    Looked at are the endings of names alone: what a file really is, `recognise` says. Hidden
    files, and links to a place outside the folder, are passed over; an archive is one file.

    Parameters
    ----------
    path
        A folder or a file on this machine.
    most
        How many files there may be.

    Returns
    -------
    tuple of Path
        In the order of their paths.

    Raises
    ------
    InputError
        ``file.unreadable`` where there is no such path or a folder is closed,
        ``folder.empty`` where a folder holds no such file, ``folder.count`` where
        it holds more than ``most``.

    Examples
    --------
    >>> from pathlib import Path
    >>> [found.name for found in expand(Path("example"))][:3]
    ['area_counts.csv', 'calls.csv', 'campaigns.csv']
    """
    root = Path(path)
    name = clean_text(root.name)
    try:
        inside = root.resolve(strict=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(
            "there is no such file or folder",
            hint="Check the path and the permissions.",
            code="file.unreadable",
            file=name,
        ) from error
    if not inside.is_dir():
        return (root,)
    found: list[Path] = []
    for folder, folders, files in os.walk(root, followlinks=False, onerror=_closed):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for file in files:
            one = Path(folder) / file
            if file.startswith(".") or not file.lower().endswith(_SUFFIXES):
                continue
            if not one.resolve().is_relative_to(inside) or not one.is_file():
                continue
            found.append(one)
            if len(found) > most:
                raise InputError(
                    f"the folder holds more than {most:,} files",
                    hint="Name a smaller folder.",
                    code="folder.count",
                    file=name,
                )
    if not found:
        raise InputError(
            "the folder holds no file that can be imported",
            hint=f"Such files end in {', '.join(sorted(_SUFFIXES))}.",
            code="folder.empty",
            file=name,
        )
    return tuple(sorted(found))


def _closed(error: OSError) -> NoReturn:
    """Refuse what may not be looked into: its files would be lost without a word."""
    raise InputError(
        "the folder cannot be looked into",
        hint="Check its permissions.",
        code="file.unreadable",
        file=clean_text(Path(str(error.filename)).name),
    ) from error
