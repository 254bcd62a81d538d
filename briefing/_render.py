"""Every file of a briefing, from one description."""

from __future__ import annotations

import hashlib
import importlib
import io
import re
import unicodedata
import zipfile
from typing import TYPE_CHECKING, Final

from geo.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from briefing._briefing import Briefing

__all__ = ["FORMATS", "file_name", "render", "zipped"]

FORMATS: Final = ("html", "pdf", "pptx", "png", "svg", "csv")
# The oldest time that a zip can state: the same content gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_LONGEST = 60
_ONE_FILE = {"html": "to_html", "pdf": "to_pdf", "pptx": "to_slides"}


def render(
    briefing: Briefing,
    *,
    formats: Iterable[str] = FORMATS,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, bytes]:
    """Return the files of a briefing by their names; those of many parts in a folder.

    Parameters
    ----------
    briefing
        What is told.
    formats
        Any of :data:`FORMATS`.
    progress
        Called with how many hundredths are done, and 100; what it raises ends the work.

    Returns
    -------
    dict of str to bytes
        ``NAME.html``, ``NAME.pdf``, ``NAME.pptx``, and below ``NAME-png/``, ``NAME-svg/`` and
        ``NAME-csv/`` a file a scene. The same bytes for the same briefing.

    Raises
    ------
    geo.errors.ParameterError
        If there is no such format.
    """
    wanted = list(dict.fromkeys(formats))
    for one in wanted:
        if one not in FORMATS:
            raise ParameterError(
                "there is no such format",
                hint=f"Use any of {', '.join(FORMATS)}.",
                parameter="format",
                value=one,
            )
    package = importlib.import_module("briefing")
    name = file_name(briefing.name)
    found: dict[str, bytes] = {}
    for at, one in enumerate(wanted):
        within = _part(progress, at, len(wanted))
        if one in _ONE_FILE:
            found[f"{name}.{one}"] = getattr(package, _ONE_FILE[one])(briefing, progress=within)
            continue
        parts: Mapping[str, bytes] = (
            package.to_tables(briefing, progress=within)
            if one == "csv"
            else package.to_pictures(briefing, image=one, progress=within)
        )
        found.update({f"{name}-{one}/{part}": body for part, body in parts.items()})
    if progress is not None:
        progress(100, 100)
    return found


def _part(
    progress: Callable[[int, int], None] | None, at: int, of: int
) -> Callable[[int, int], None] | None:
    if progress is None:
        return None

    def within(done: int, total: int) -> None:
        progress(int(100 * (at + done / max(total, 1)) / of), 100)

    return within


def file_name(name: str) -> str:
    """Return a name as a file may have it on any machine, never empty.

    >>> file_name("Operation Crackdown: week 2"), file_name("../\N{FIRE}")
    ('operation-crackdown-week-2', 'briefing-aa5f8ea1')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    found = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST].strip("-")
    return found or f"briefing-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return files in one zip, the same bytes for the same files.

    >>> zipped({"a.txt": b"a"}) == zipped({"a.txt": b"a"})
    True
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return held.getvalue()
