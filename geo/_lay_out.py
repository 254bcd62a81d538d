"""What is to be read, laid out where a process of its own finds it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from geo._open_source import too_large
from geo._source import MAX_BYTES
from geo._text import clean_text
from geo.errors import InputError

__all__ = ["lay_out"]


def lay_out(source: Any, folder: Path) -> dict[str, Any]:
    """Put an upload into the folder, and say where the process finds what it is to read."""
    if isinstance(source, (str, Path)):
        return {"path": str(Path(source).absolute()), "name": None, "is_upload": False}
    path = folder / "upload"
    name = None
    try:
        with path.open("wb") as file:
            if isinstance(source, (bytes, bytearray, memoryview)):
                file.write(source)
            else:
                name = clean_text(str(getattr(source, "name", "upload"))) or "upload"
                _copy(source, file, name=name)
    except OSError as error:
        raise InputError(
            "there is no room for the file in the temporary folder",
            hint="Free some space, or set TMPDIR to another folder.",
            code="file.no_room",
            file=name,
        ) from error
    return {"path": str(path), "name": name, "is_upload": True}


def _copy(source: Any, file: Any, *, name: str) -> None:
    if hasattr(source, "getbuffer"):
        with source.getbuffer() as view:
            file.write(view)
        return
    if not hasattr(source, "read"):
        raise InputError(
            "this is neither a path nor bytes nor an open file",
            hint="Give a path, the bytes, or a file opened in binary mode.",
            code="file.kind",
        )
    if isinstance(source.read(0), str):
        raise InputError(
            "the file was opened in text mode",
            hint="Open it in binary mode ('rb').",
            code="file.kind",
            file=name,
        )
    shutil.copyfileobj(source, file, 1024**2)
    if file.tell() > MAX_BYTES:
        raise too_large(name)
