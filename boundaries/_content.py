"""The bytes behind a path, an upload or an open file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from boundaries._formats.layer import MOST_BYTES, too_large
from geo.errors import InputError, ParameterError

if TYPE_CHECKING:
    from typing import BinaryIO

__all__ = ["content_of"]


def content_of(source: str | Path | bytes | BinaryIO) -> tuple[bytes, str | None]:
    """Return the bytes and the name to show. An open file is left at its position."""
    if isinstance(source, bytes | bytearray | memoryview):
        content, name = bytes(source), None
    elif isinstance(source, str | Path):
        content, name = _opened(Path(source)), Path(source).name
    else:
        content, name = _read(source)
    if len(content) > MOST_BYTES:
        raise too_large(name, f"it has more than {MOST_BYTES / 1e6:,.0f} MB")
    return content, name


def _opened(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"the file cannot be opened ({error.strerror})",
            hint="Check the path, and that it is a file that you may read.",
            code="file.missing",
            file=path.name,
        ) from error


def _read(source: BinaryIO) -> tuple[bytes, str | None]:
    content: object = None
    if hasattr(source, "read") and hasattr(source, "seek"):
        position = source.tell()
        source.seek(0)
        content = source.read(MOST_BYTES + 1)
        source.seek(position)
    if not isinstance(content, bytes):
        raise ParameterError(
            "a path, bytes or a file opened in binary mode is needed",
            hint='Open the file with "rb".',
            parameter="source",
            value=type(source).__name__,
        )
    name = getattr(source, "name", None)
    return content, Path(name).name if isinstance(name, str) else None
