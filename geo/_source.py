"""What was given to read: bytes with a name, recognised by content and never by name alone."""

from __future__ import annotations

import hashlib
import io
import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, BinaryIO

from geo._encoding import as_utf8, is_utf8
from geo.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["EXPECTED", "MAX_BYTES", "Source", "unreadable"]

MAX_BYTES = 2 * 1024**3
_MAX_RATIO = 200
_RATIO_FLOOR = 10 * 1024**2
_NUL_SHARE = 0.3
_CHUNK = 8 * 1024**2
_ZIP_ENDS = 1024**2

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"SQLite format 3\x00", "sqlite"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Office file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"MZ", "a Windows program"),
    (b"\x7fELF", "a program"),
    (b"\x00\x00\x27\x0a", "one part of a shapefile"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x89HDF", "an HDF5 file"),
    (b"ARROW1", "an Arrow file"),
    (b"fgb\x03", "a FlatGeobuf file"),
)
_OFFICE = (b"[Content_Types].xml", b"docProps/app.xml", b"xl/workbook.xml")
_OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument"
_PICKLE = re.compile(rb"\x80[\x02-\x05][\x00-\xff]")
_MARKUP = re.compile(rb"<(?:[!?]|[A-Za-z][\w:.-]*[\s/>])")
_MARKED_ENCODINGS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
EXPECTED = (
    "Expected is a CSV, TSV, Excel .xlsx, GeoJSON, GeoPackage or Parquet file, "
    "or the zip of data.police.uk."
)


@dataclass(frozen=True, kw_only=True)
class Source:
    """The bytes of one file, in memory or on disk, under a name that is only ever shown."""

    name: str
    content: bytes | None = field(default=None, repr=False)
    path: Path | None = field(default=None, repr=False)
    named: bool = True

    @cached_property
    def data(self) -> bytes:
        """All bytes; a large text is better read in `blocks`."""
        if self.content is not None:
            return self.content
        return b"".join(bytes(block) for block in self.blocks())

    @cached_property
    def size(self) -> int:
        """The number of bytes."""
        return self.path.stat().st_size if self.path else len(self.data)

    def blocks(self, start: int = 0) -> Iterator[bytes | memoryview]:
        """Return the bytes from ``start`` piece by piece; from a file, never all of them at once.

        Raises
        ------
        InputError
            ``file.unreadable``.
        """
        if self.path is None:
            view = memoryview(self.data)
            for at in range(start, len(view), _CHUNK):
                yield view[at : at + _CHUNK]
            return
        with self._opened() as file:
            file.seek(start)
            while block := file.read(_CHUNK):
                yield block

    def piece(self, start: int, size: int) -> bytes:
        """Return some of the bytes, from ``start``, which may count from the end."""
        start = max(self.size + start, 0) if start < 0 else start
        if self.path is None:
            return self.data[start : start + size]
        with self._opened() as file:
            file.seek(start)
            return file.read(size)

    def handle(self) -> BinaryIO:
        """Return an open file, to be closed, of the bytes."""
        return io.BytesIO(self.data) if self.path is None else self._opened()

    def _opened(self) -> BinaryIO:
        assert self.path is not None  # noqa: S101
        try:
            return self.path.open("rb")
        except OSError as error:
            raise unreadable(self.name) from error

    @cached_property
    def sha256(self) -> str:
        """The checksum of the bytes as they were given."""
        digest = hashlib.sha256()
        for block in self.blocks():
            digest.update(block)
        return digest.hexdigest()

    @cached_property
    def stem(self) -> str:
        """The name without folders and endings."""
        return re.split(r"[\\/]", self.name)[-1].split(".")[0]

    @cached_property
    def kind(self) -> str:
        """The kind by content: text, json, sqlite, parquet, zip, xlsx or gzip.

        Raises
        ------
        InputError
            ``file.empty``, ``file.type``, ``file.binary`` or ``file.encoding``.
        """
        start = self.piece(0, 512)
        for magic, kind in _MAGIC:
            if start.startswith(magic):
                if kind == "zip" and _OPEN_DOCUMENT in start:
                    raise self.refused(
                        "this is an OpenDocument file",
                        code="file.type",
                        hint="Save the table as an Excel workbook (.xlsx) or as CSV.",
                    )
                if kind == "zip":
                    ends = self.piece(0, _ZIP_ENDS) + self.piece(-_ZIP_ENDS, _ZIP_ENDS)
                    return "xlsx" if any(mark in ends for mark in _OFFICE) else "zip"
                if kind in {"sqlite", "parquet", "gzip"}:
                    return kind
                raise self.refused(f"this is {kind}", code="file.type")
        if _PICKLE.match(start):
            raise self.refused("this is a Python pickle, which is never opened", code="file.type")
        if start.startswith(tuple(mark for mark, _ in _MARKED_ENCODINGS)):
            encoding = next(name for mark, name in _MARKED_ENCODINGS if start.startswith(mark))
            opening = start.decode(encoding, errors="ignore").lstrip()
            return "json" if opening.startswith(("{", "[")) else "text"
        text = self.piece(0, 4096).removeprefix(b"\xef\xbb\xbf").lstrip()
        if text.startswith(b"<") and _MARKUP.match(text):
            raise self.refused("this is a web page or an XML file", code="file.type")
        if not text and not any(bytes(block).strip() for block in self.blocks()):
            raise InputError("the file is empty", hint=EXPECTED, code="file.empty", file=self.name)
        return "json" if text.startswith((b"{", b"[")) else "text"

    def check_text(self) -> None:
        """Refuse a text with NUL bytes in it.

        Raises
        ------
        InputError
            ``file.binary`` or ``file.encoding``.
        """
        if self.piece(0, 4).startswith(tuple(mark for mark, _ in _MARKED_ENCODINGS)):
            return
        before = 0
        for block in self.blocks():
            at = bytes(block).find(b"\x00")
            if at >= 0:
                self._refuse_nul(1 + self._newlines_before(before + at))
            before += len(block)

    def _newlines_before(self, end: int) -> int:
        found = start = 0
        for block in self.blocks():
            found += bytes(block).count(b"\n", 0, max(end - start, 0))
            start += len(block)
        return found

    def _refuse_nul(self, line: int) -> None:
        start = self.piece(0, 4096)
        for offset in (0, 1):
            half = start[offset::2]
            if (
                half
                and half.count(0) / len(half) > _NUL_SHARE
                and not start[1 - offset :: 2].count(0)
            ):
                raise self.refused(
                    "the text is UTF-16 without its mark",
                    code="file.encoding",
                    hint="Save it again as 'CSV UTF-8'.",
                )
        raise self.refused(
            "there are NUL bytes in the text",
            code="file.binary",
            line=line,
            hint="Export the file again; a CSV holds text only.",
        )

    def refused(
        self, problem: str, *, code: str, hint: str = EXPECTED, line: int | None = None
    ) -> InputError:
        """Return the error that names this file."""
        return InputError(problem, hint=hint, code=code, file=self.name, line=line)

    def text_bytes(self) -> tuple[bytes, str | None]:
        """Return the text in UTF-8 without a mark, and the name of the encoding if it is another.

        Raises
        ------
        InputError
            ``file.encoding`` where a marked encoding does not decode, ``file.binary``.
        """
        self.check_text()
        data = self.data.removeprefix(b"\xef\xbb\xbf")
        for mark, encoding in _MARKED_ENCODINGS:
            if data.startswith(mark):
                try:
                    return data.decode(encoding).encode(), encoding.upper()
                except UnicodeError as error:
                    raise self.refused(
                        f"the text is marked {encoding.upper()} and is not",
                        code="file.encoding",
                        hint="Save it again as 'CSV UTF-8'.",
                    ) from error
        if not is_utf8(data):
            return b"\n".join(as_utf8(line) for line in data.split(b"\n")), "Windows-1252"
        return data, None

    def unpacked(self, *, most: int | None = None) -> Source:
        """Return the file inside a gzip file, up to a bound; with ``most``, its beginning.

        Raises
        ------
        InputError
            ``file.type`` where the name does not say gzip, ``zip.ratio`` where it grows too much,
            ``file.corrupt``.
        """
        if not self.name.lower().endswith(".gz"):
            raise self.refused("this is a gzip file under another name", code="file.type")
        limit = min(MAX_BYTES, max(_RATIO_FLOOR, _MAX_RATIO * len(self.data)))
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            data = unpacker.decompress(self.data, most or limit)
        except zlib.error as error:
            raise self.refused(
                "the gzip file is damaged", code="file.corrupt", hint="Fetch it again."
            ) from error
        if most is not None and len(data) == most:
            return Source(name=self.name, content=data[: data.rfind(b"\n") + 1] or data)
        if unpacker.unconsumed_tail:
            raise self.refused(
                f"the gzip file holds more than {limit:,} bytes",
                code="zip.ratio",
                hint="Unpack it and split it.",
            )
        if not unpacker.eof or unpacker.unused_data:
            raise self.refused(
                "the gzip file is cut off or holds more than one file",
                code="file.corrupt",
                hint="Fetch it again.",
            )
        return Source(name=self.name, content=data)


def unreadable(name: str) -> InputError:
    """Return the error for a file that cannot be opened."""
    return InputError(
        "the file cannot be opened",
        hint="Check the path and the permissions.",
        code="file.unreadable",
        file=name,
    )
