"""What was given to read: bytes with a name, recognised by content and never by name alone."""

from __future__ import annotations

import codecs
import hashlib
import re
import stat
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from geo._text import clean_text
from geo.errors import InputError

__all__ = ["MAX_BYTES", "Source", "open_source", "too_large"]

MAX_BYTES = 2 * 1024**3
_MAX_RATIO = 200
_RATIO_FLOOR = 10 * 1024**2
_NUL_SHARE = 0.3
_CHUNK = 8 * 1024**2

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
    """The bytes of one file, under a name that is only ever shown."""

    name: str
    data: bytes = field(repr=False)
    named: bool = True

    @cached_property
    def sha256(self) -> str:
        """The checksum of the bytes as they were given."""
        return hashlib.sha256(self.data).hexdigest()

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
        start = self.data[:512]
        for magic, kind in _MAGIC:
            if start.startswith(magic):
                if kind == "zip":
                    return "xlsx" if any(mark in self.data for mark in _OFFICE) else "zip"
                if kind in {"sqlite", "parquet", "gzip"}:
                    return kind
                raise self.refused(f"this is {kind}", code="file.type")
        if _PICKLE.match(start):
            raise self.refused("this is a Python pickle, which is never opened", code="file.type")
        if start.startswith(tuple(mark for mark, _ in _MARKED_ENCODINGS)):
            return "text"
        if b"\x00" in self.data:
            self._refuse_nul()
        text = self.data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
        if not text and not self.data.strip():
            raise InputError("the file is empty", hint=EXPECTED, code="file.empty", file=self.name)
        if text.startswith(b"<") and _MARKUP.match(text):
            raise self.refused("this is a web page or an XML file", code="file.type")
        return "json" if text.startswith((b"{", b"[")) else "text"

    def _refuse_nul(self) -> None:
        start = self.data[:4096]
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
        line = self.data.count(b"\n", 0, self.data.index(b"\x00")) + 1
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
            ``file.encoding`` where a marked encoding does not decode.
        """
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
        if not _is_utf8(data):
            return b"\n".join(_utf8(line) for line in data.split(b"\n")), "Windows-1252"
        return data, None

    def unpacked(self) -> Source:
        """Return the file inside a gzip file, up to a bound.

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
            data = unpacker.decompress(self.data, limit)
        except zlib.error as error:
            raise self.refused(
                "the gzip file is damaged", code="file.corrupt", hint="Fetch it again."
            ) from error
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
        return Source(name=self.name, data=data)


def _is_utf8(data: bytes) -> bool:
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


def _utf8(line: bytes) -> bytes:
    try:
        line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", errors="replace").encode()
    return line


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
        return Source(name="upload", data=bytes(source), named=False)
    return _from_handle(source)


def _from_path(path: Path) -> Source:
    name = clean_text(path.name)
    try:
        found = path.stat()
        _refuse_special(found.st_mode, name)
        if found.st_size > MAX_BYTES:
            raise too_large(name)
        return Source(name=name, data=path.read_bytes())
    except InputError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(
            "the file cannot be opened",
            hint="Check the path and the permissions.",
            code="file.unreadable",
            file=name,
        ) from error


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
    return Source(name=name, data=data)


def too_large(name: str) -> InputError:
    """Return the error for a file that is larger than any that is read."""
    return InputError(
        f"the file is larger than {MAX_BYTES:,} bytes",
        hint="Split it.",
        code="file.size",
        file=name,
    )
