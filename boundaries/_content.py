"""The bytes behind a path, an upload or an open file."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from boundaries._formats.layer import MOST_BYTES, too_large
from geo._text import clean_text
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["content_of"]


def content_of(source: str | Path | bytes | BinaryIO) -> tuple[bytes, str | None]:
    """Return the bytes and the name to show. An open file is left at its position.

    A stream that cannot go back is read from where it is.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        content, name = bytes(source), None
    elif isinstance(source, str | Path):
        content, name = _opened(Path(source)), _shown(str(source))
    else:
        content, name = _read(source)
    if len(content) > MOST_BYTES:
        raise too_large(name, f"it has more than {MOST_BYTES / 1e6:,.0f} MB")
    return content, name


def _opened(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        # a ValueError is a path with a NUL in it
        why = error.strerror if isinstance(error, OSError) else "that is no path"
        raise InputError(
            f"the file cannot be opened ({why})",
            hint="Check the path, and that it is a file that you may read.",
            code="file.missing",
            file=_shown(str(path)),
        ) from error


def _read(source: Any) -> tuple[bytes, str | None]:
    content: object = None
    if hasattr(source, "read") and not isinstance(source, io.TextIOBase):
        seekable = hasattr(source, "seek") and (
            not hasattr(source, "seekable") or source.seekable()
        )
        position = source.tell() if seekable else 0
        if seekable:
            source.seek(0)
        content = source.read(MOST_BYTES + 1)
        if seekable:
            source.seek(position)
    if not isinstance(content, bytes):
        raise ParameterError(
            "a path, bytes or a file opened in binary mode is needed",
            hint='Open the file with "rb".',
            parameter="source",
            value=type(source).__name__,
        )
    name = getattr(source, "name", None)
    return content, _shown(name) if isinstance(name, str) else None


def _shown(name: str) -> str:
    """Return a name from outside as text to show: without folders, of either kind of slash."""
    return clean_text(re.split(r"[\\/]", name)[-1])
