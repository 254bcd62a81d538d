"""A PDF that draws our shapes as shapes, keeps text as text, and tags both."""

from __future__ import annotations

import html
import unicodedata
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont
from fpdf.outline import OutlineSection
from fpdf.prefs import ViewerPreferences
from fpdf.syntax import DestinationXYZ

from briefing._drawing import SYMBOLS, Path, Symbol, Words
from briefing._metrics import font_file
from briefing._pdf_tree import Tree
from briefing._sizes import HALO, STAGE
from briefing._theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing._drawing import Item
    from briefing._pdf_tree import Element

__all__ = ["Canvas"]

# PDF wants a date; a fixed one makes the same briefing the same file.
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC)
_JOINED: Final = frozenset({"R", "AL", "AN", "RLE", "RLO"})
_XMP: Final = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


class Canvas(FPDF):
    """Pages of the size of the stage, in its units."""

    def __init__(self, *, title: str, subject: str) -> None:
        super().__init__(unit="pt", format=(STAGE[0], STAGE[1]))
        self.tree = Tree()
        self.struct_builder = self.tree
        self.set_margin(0)
        self.set_auto_page_break(False)
        self.set_creation_date(_NO_DATE)
        self.set_producer("Crackdown")
        self.set_title(title)
        self.set_subject(subject)
        self.set_lang("en-GB")
        self.set_xmp_metadata(_XMP.format(title=html.escape(title)))
        self._set_min_pdf_version("1.7")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_font("DejaVu", "", font_file())
        self.add_font("DejaVu", "B", font_file(bold=True))

    @contextmanager
    def tagged(
        self, kind: str, parent: Element | None = None, *, alt: str = "", a: str | None = None
    ) -> Iterator[None]:
        """Tag what is drawn inside."""
        mcid, spid = self.tree.leaf(kind, self.page, parent, alt=alt, a=a)
        self.pages[self.page].struct_parents = spid
        self._out(f"/{kind} <</MCID {mcid}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Mark what is drawn inside as no part of the text: it repeats on every page."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")

    def close_fonts(self) -> None:
        """Close the fonts' files, of a document that is given up."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.close()

    def bookmark(self, name: str) -> None:
        """Name this page in the outline."""
        destination = DestinationXYZ(self.page, top=self.h_pt)
        self._outline.append(OutlineSection(name, 0, self.page, destination, None))

    def draw(self, items: Iterable[Item]) -> None:
        """Draw items, the lowest first."""
        for item in items:
            if isinstance(item, Symbol):
                for path in SYMBOLS[item.kind]:
                    self._path(path, item.x, item.y)
            elif isinstance(item, Path):
                self._path(item, 0.0, 0.0)
            else:
                self._words(item)

    def _rgb(self, name: str) -> str:
        colour = LIGHT.get(name, name)
        return " ".join(f"{int(colour[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))

    def _path(self, item: Path, x: float, y: float) -> None:
        tall = STAGE[1]
        # Lines end where they end: fpdf2's own longer ends would close the gaps of wide dashes.
        out = ["q 1 j 0 J"]
        if item.fill:
            out.append(f"{self._rgb(item.fill)} rg")
        if item.stroke:
            out.append(f"{self._rgb(item.stroke)} RG {item.width:g} w")
        if item.dash:
            out.append(f"[{' '.join(f'{length:g}' for length in item.dash)}] 0 d")
        for part in item.parts:
            points = [f"{a + x:.2f} {tall - b - y:.2f}" for a, b in part.tolist()]
            if len(points) > 1:
                out.append(f"{points[0]} m {' l '.join(points[1:])} l{' h' if item.closed else ''}")
        paint = {(True, True): "B", (True, False): "f", (False, True): "S"}
        out.append(f"{paint.get((bool(item.fill), bool(item.stroke)), 'n')} Q")
        self._out("\n".join(out))

    def _words(self, item: Words) -> None:
        if not item.text:
            return
        self.set_font("DejaVu", "B" if item.bold else "", item.size)
        if not item.text.isascii() and _is_joined(item.text):
            self._shaped(item)
            return
        wide = self.get_string_width(item.text)
        x = item.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor] * wide
        where = f"{x:.2f} {STAGE[1] - item.y:.2f} Td"
        font: Any = self.current_font
        told = font.encode_text(item.text)
        if not self.current_font_is_set_on_page:
            self._out(self._set_font_for_page(font, self.font_size_pt))
        if item.halo:
            # The halo is the same word once more: it must not be read or copied twice.
            pen = f"q {self._rgb(item.halo)} RG {HALO:g} w 1 j BT 1 Tr {where} {told} ET Q"
            self._out(f"/Span <</ActualText <FEFF>>> BDC {pen} EMC")
        self._out(f"q {self._rgb(item.colour)} rg BT {where} {told} ET Q")

    def _shaped(self, item: Words) -> None:
        """Write a script whose letters join or run leftwards."""
        self.set_text_shaping(use_shaping_engine=True)
        wide = self.get_string_width(item.text)
        x = item.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor] * wide
        colour = LIGHT.get(item.colour, item.colour)
        self.set_text_color(*(int(colour[at : at + 2], 16) for at in (1, 3, 5)))
        # A cell sets its base line 0.8 of the size below its upper edge, plus half of what is left.
        self.set_xy(x, item.y - 0.8 * item.size)
        self.cell(wide, item.size, item.text, new_x=XPos.LEFT, new_y=YPos.TOP)
        self.set_text_color(0, 0, 0)
        self.set_text_shaping(use_shaping_engine=False)


def _is_joined(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in _JOINED for character in text)
