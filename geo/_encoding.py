"""Text as UTF-8, whatever it came as."""

from __future__ import annotations

import codecs

__all__ = ["as_utf8", "is_utf8"]

_CHUNK = 8 * 1024**2


def is_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8, without making a text of all of them."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    try:
        for at in range(0, len(view), _CHUNK):
            decoder.decode(view[at : at + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def as_utf8(line: bytes) -> bytes:
    """Return a line as UTF-8, read as Windows-1252 where it is not UTF-8."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode()
    return line
