"""From whatever was given to read to a source: a path, bytes, or an open file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from geo._source import MAX_BYTES, Source, unreadable
from geo._text import clean_text
from geo.errors import InputError

__all__ = ["open_source", "too_large"]


def open_source(source: Any) -> Source:
    """Take a path, bytes or a binary file object, and hold its bytes.

    A name that came from outside is text: cleaned, cut, and never used as a path.

    Raises
    ------
    InputError
        ``file.unreadable``, ``file.size`` or, for anything else, ``file.kind``.
    """
    if isinstance(source, Source):
        return source
    if isinstance(source, (str, Path)):
        return _from_path(Path(source))
    if isinstance(source, (bytes, bytearray, memoryview)):
        return Source(name="upload", content=bytes(source), named=False)
    return _from_handle(source)


def _from_path(path: Path) -> Source:
    name = clean_text(path.name)
    try:
        found = path.stat()
        _refuse_special(found.st_mode, name)
        if found.st_size > MAX_BYTES:
            raise too_large(name)
        os.close(os.open(path, os.O_RDONLY))
        return Source(name=name, path=path)
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise unreadable(name) from error


def _refuse_special(mode: int, name: str) -> None:
    if not stat.S_ISREG(mode):
        raise InputError(
            "this is no plain file", hint="Give a file.", code="file.unreadable", file=name
        )


def _from_handle(source: Any) -> Source:
    name = clean_text(str(getattr(source, "name", "upload"))) or "upload"
    if hasattr(source, "getvalue"):
        data = source.getvalue()
    elif hasattr(source, "read"):
        data = source.read(MAX_BYTES + 1)
    else:
        raise InputError(
            "this is neither a path nor bytes nor an open file",
            hint="Give a path, the bytes, or a file opened in binary mode.",
            code="file.kind",
        )
    if not isinstance(data, bytes):
        raise InputError(
            "the file was opened in text mode",
            hint="Open it in binary mode ('rb').",
            code="file.kind",
            file=name,
        )
    if len(data) > MAX_BYTES:
        raise too_large(name)
    return Source(name=name, content=data)


def too_large(name: str) -> InputError:
    """Return the error for a file that is larger than any that is read."""
    return InputError(
        f"the file is larger than {MAX_BYTES:,} bytes",
        hint="Split it.",
        code="file.size",
        file=name,
    )
