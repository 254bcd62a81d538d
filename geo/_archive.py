"""What every zip must satisfy before a member of it is read."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

from geo._text import shown_text

if TYPE_CHECKING:
    from geo._source import Source

__all__ = ["ARCHIVE_FAULTS", "check_members", "read_member"]

_MAX_MEMBERS = 5_000
_MAX_BYTES = 4 * 1024**3
_RATIO_FLOOR = 1024**2
_ENCRYPTED = 0x1
_NESTED = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz", ".tgz")
_CHUNK = 1024**2

ARCHIVE_FAULTS = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, LookupError, ValueError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the standard library raises over a zip that is damaged."""


def check_members(source: Source, infos: list[zipfile.ZipInfo], *, ratio: int, hint: str) -> None:
    """Refuse an archive that leads elsewhere, hides something or grows without measure.

    Parameters
    ----------
    source
        The archive.
    infos
        Its members.
    ratio
        How many times larger than its packed bytes a member may be, above one mebibyte.
    hint
        What would mend it.

    Raises
    ------
    InputError
        ``zip.count``, ``zip.path``, ``zip.symlink``, ``zip.encrypted``, ``zip.duplicate``,
        ``zip.nested`` or ``zip.ratio``.
    """
    if len(infos) > _MAX_MEMBERS:
        raise source.refused(
            f"the zip has {len(infos):,} members",
            code="zip.count",
            hint=f"At most {_MAX_MEMBERS:,} are read: split it.",
        )
    seen: set[str] = set()
    total = 0
    for info in infos:
        path = info.filename.replace("\\", "/").lower()
        total += info.file_size
        fault = _fault(info, path, seen)
        if fault:
            problem, code = fault
            raise source.refused(problem, code=code, hint=hint)
        if info.file_size > max(_RATIO_FLOOR, ratio * info.compress_size) or total > _MAX_BYTES:
            raise source.refused(
                "the zip unpacks to far more than such a file holds", code="zip.ratio", hint=hint
            )
        seen.add(path)


def _fault(info: zipfile.ZipInfo, path: str, seen: set[str]) -> tuple[str, str] | None:
    name = shown_text(info.filename, limit=80)
    if path.startswith("/") or re.match(r"[a-z]:", path) or ".." in path.split("/"):
        return f"a member has the path '{name}'", "zip.path"
    if stat.S_ISLNK(info.external_attr >> 16):
        return f"the member '{name}' is a link", "zip.symlink"
    if info.flag_bits & _ENCRYPTED:
        return "the zip is encrypted", "zip.encrypted"
    if path in seen:
        return f"the member '{name}' is there twice", "zip.duplicate"
    if path.endswith(_NESTED):
        return f"the member '{name}' is itself an archive", "zip.nested"
    return None


def read_member(source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a member, and never more than the archive says that it has.

    Raises
    ------
    InputError
        ``zip.corrupt`` where there are more.
    """
    parts, size = [], 0
    with archive.open(info) as handle:
        while part := handle.read(_CHUNK):
            size += len(part)
            if size > info.file_size:
                raise source.refused(
                    "a member is larger than the zip says",
                    code="zip.corrupt",
                    hint="Fetch it again.",
                )
            parts.append(part)
    return b"".join(parts)
