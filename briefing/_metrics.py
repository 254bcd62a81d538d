"""How wide text is in the documents' font, where to break it, and what the font cannot show."""

from __future__ import annotations

import io
import unicodedata
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ELLIPSIS", "Metrics", "font_file", "plain"]

ELLIPSIS: Final = "…"
_UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_UNITS: Final = 1000
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = frozenset("\u200c\u200d")
# They modify the character before them: a missing one is no character of its own.
_MARKS: Final = frozenset({"Mn", "Me", "Sk"})


def font_file(*, bold: bool = False) -> Path:
    """Return the font of all documents: the copy of DejaVu Sans that matplotlib carries."""
    import matplotlib as mpl

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(mpl.get_data_path()) / "fonts" / "ttf" / name


def plain(text: object) -> str:
    r"""Return text on one line without characters that no document may hold.

    >>> plain("a\x00b\r\n c\u202e")
    'ab c'
    """
    kept = (
        " "
        if character.isspace()
        else character
        if character in _JOINERS or unicodedata.category(character) not in _DROPPED
        else ""
        for character in str(text)
    )
    return " ".join("".join(kept).split())


class Metrics:
    """The widths of the regular and the bold font, measured once for each character."""

    def __init__(self) -> None:
        self._widths: dict[tuple[str, bool], float] = {}

    @cached_property
    def _fonts(self) -> dict[bool, Any]:
        from matplotlib.ft2font import FT2Font

        # From memory: a font that is thrown away would leave its file open.
        fonts = {
            bold: FT2Font(io.BytesIO(font_file(bold=bold).read_bytes())) for bold in (False, True)
        }
        for font in fonts.values():
            font.set_size(_UNITS, 72)
        return fonts

    def has(self, character: str, *, bold: bool = False) -> bool:
        """Return whether the font shows a character."""
        return bool(self._fonts[bold].get_char_index(ord(character)))

    def shown(self, text: object, *, bold: bool = False) -> str:
        """Return text as the font can show it: a visible sign for each character it lacks.

        >>> Metrics().shown("Ealing \U0001f1ec\U0001f1e7")
        'Ealing \ufffd\ufffd'
        """
        given = plain(text)
        if given.isascii():
            return given
        kept = []
        for character in given:
            if character in _JOINERS or self.has(character, bold=bold):
                kept.append(character)
            elif unicodedata.category(character) not in _MARKS:
                kept.append(_UNKNOWN)
        return "".join(kept)

    def width(self, text: str, *, size: float, bold: bool = False) -> float:
        """Return how wide a line is; joined scripts are never wider."""
        return sum(self._advance(character, bold) for character in text) * size / _UNITS

    def _advance(self, character: str, bold: bool) -> float:  # noqa: FBT001
        known = self._widths.get((character, bold))
        if known is None:
            from matplotlib.ft2font import LoadFlags

            # Text that was not made readable yet is measured as if it were.
            drawn = character if self.has(character, bold=bold) else _UNKNOWN
            glyph = self._fonts[bold].load_char(ord(drawn), LoadFlags.NO_HINTING)
            known = self._widths[character, bold] = glyph.linearHoriAdvance / 65536
        return known

    def fit(self, text: str, *, width: float, size: float, bold: bool = False) -> str:
        """Return a line, shortened with an ellipsis where it is too wide."""
        if self.width(text, size=size, bold=bold) <= width:
            return text
        room = width - self.width(ELLIPSIS, size=size, bold=bold)
        kept, used = [], 0.0
        for character in text:
            used += self._advance(character, bold) * size / _UNITS
            if used > room:
                break
            kept.append(character)
        return "".join(kept).rstrip() + ELLIPSIS

    def wrap(
        self, text: str, *, width: float, size: float, bold: bool = False, most: int | None = None
    ) -> list[str]:
        """Return text in lines, at most so many; a word that is too long is broken."""
        lines: list[str] = []
        line = ""
        for word in self._words(text.split(), width=width, size=size, bold=bold):
            longer = f"{line} {word}" if line else word
            if line and self.width(longer, size=size, bold=bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines += [line] if line else []
        if most is not None and len(lines) > most:
            rest = " ".join(lines[most - 1 :])
            lines = [*lines[: most - 1], self.fit(rest, width=width, size=size, bold=bold)]
        return lines

    def _words(
        self, words: Iterable[str], *, width: float, size: float, bold: bool
    ) -> Iterable[str]:
        for whole in words:
            word = whole
            while self.width(word, size=size, bold=bold) > width and len(word) > 1:
                used, end = 0.0, 0
                while end < len(word):
                    used += self._advance(word[end], bold) * size / _UNITS
                    if used > width:
                        break
                    end += 1
                yield word[: max(end, 1)]
                word = word[max(end, 1) :]
            if word:
                yield word
