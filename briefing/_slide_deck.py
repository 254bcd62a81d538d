"""Slides with text that can be edited, in units of the stage: points."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from briefing._draw_scene import MARGIN
from briefing._lay_table import lines_in
from briefing._metrics import plain
from briefing._sizes import BODY, NAME, STAGE
from briefing._theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from briefing._lay_table import Row
    from briefing._metrics import Metrics

__all__ = ["Deck", "row_height"]

_FONT: Final = "Arial"
# Zip and Office want a date; a fixed one makes the same briefing the same file.
_NO_DATE: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_WRITTEN: Final = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")
_TITLE_ONLY: Final = 5
_WIDE: Final = STAGE[0] - 2 * MARGIN


def row_height(size: float, lines: int = 1) -> int:
    """Return how tall a row of a table is: its text and the margins that PowerPoint wants.

    >>> row_height(12), row_height(18), row_height(12, 3)
    (22, 33, 51)
    """
    return ceil(size * (1.8 + (lines - 1) * 1.2))


class Deck:
    """A presentation that is being made."""

    def __init__(self, *, title: str, subject: str, banner: str, metrics: Metrics) -> None:
        from pptx import Presentation
        from pptx.util import Pt

        self._banner, self._metrics, self._pt = plain(banner), metrics, Pt
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Pt(STAGE[0]), Pt(STAGE[1])
        about = self._deck.core_properties
        about.title, about.subject = title[:250], subject[:250]
        about.author = about.last_modified_by = "Crackdown"
        about.created = about.modified = _NO_DATE
        about.revision, about.language = 1, "en-GB"

    def slide(self, message: Sequence[str], *, top: float, size: float) -> Any:
        """Return a new slide with its message as its title, and the marking."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[_TITLE_ONLY])
        title = slide.shapes.title
        self._place(title, (MARGIN, top, _WIDE, max(len(message), 1) * size * 1.24 + 4))
        self._write(title.text_frame, [" ".join(message)], size=size, bold=True)
        tall = STAGE[1]
        for y in (3.0, tall - 25.0):
            if self._banner:
                shown = self._metrics.fit(self._banner, width=_WIDE - 160, size=BODY, bold=True)
                box = (MARGIN + 80, y, _WIDE - 160, 22.0)
                self.text(slide, [shown], box=box, size=BODY, bold=True, centred=True)
        number = str(len(self._deck.slides))
        box = (STAGE[0] - MARGIN - 70, tall - 24.0, 70.0, 20.0)
        self.text(slide, [number], box=box, size=NAME, colour="muted", right=True)
        return slide

    def text(
        self,
        slide: Any,
        lines: Sequence[str],
        *,
        box: tuple[float, ...],
        size: float,
        colour: str = "ink",
        bold: bool = False,
        centred: bool = False,
        right: bool = False,
    ) -> Any:
        """Put paragraphs on a slide."""
        made = slide.shapes.add_textbox(*(self._pt(length) for length in box))
        self._write(made.text_frame, lines, size=size, colour=colour, bold=bold)
        from pptx.enum.text import PP_ALIGN

        for paragraph in made.text_frame.paragraphs:
            if centred or right:
                paragraph.alignment = PP_ALIGN.CENTER if centred else PP_ALIGN.RIGHT
        return made

    def _place(self, shape: Any, box: tuple[float, ...]) -> None:
        shape.left, shape.top, shape.width, shape.height = (self._pt(length) for length in box)

    def _write(
        self,
        frame: Any,
        lines: Sequence[str],
        *,
        size: float,
        colour: str = "ink",
        bold: bool = False,
    ) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

        frame.word_wrap = True
        frame.auto_size = MSO_AUTO_SIZE.NONE
        frame.vertical_anchor = MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for at, line in enumerate(lines or [""]):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = plain(line)
            run.font.size, run.font.bold, run.font.name = self._pt(size), bold, _FONT
            run.font.color.rgb = RGBColor.from_string(LIGHT[colour].lstrip("#"))
            run._r.get_or_add_rPr().set("lang", "en-GB")  # noqa: SLF001

    def picture(self, slide: Any, png: bytes, *, box: tuple[float, ...], alt: str) -> None:
        """Put a picture on a slide, with its text alternative."""
        made = slide.shapes.add_picture(io.BytesIO(png), *(self._pt(length) for length in box))
        made._element.nvPicPr.cNvPr.set("descr", plain(alt))  # noqa: SLF001

    def table(
        self,
        slide: Any,
        rows: Sequence[Row],
        *,
        top: float,
        widths: Sequence[float],
        right: Sequence[bool],
        alt: str,
        size: float = NAME,
    ) -> None:
        """Put a table on a slide, each cell in its lines; its first row is its header."""
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        heights = [row_height(size, lines_in(row)) for row in rows]
        made = slide.shapes.add_table(
            len(rows),
            len(widths),
            self._pt(MARGIN),
            self._pt(top),
            self._pt(round(sum(widths))),
            self._pt(sum(heights)),
        )
        made._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt))  # noqa: SLF001
        table = made.table
        for at, width in enumerate(widths):
            table.columns[at].width = self._pt(round(width))
        for number, row in enumerate(rows):
            table.rows[number].height = self._pt(heights[number])
            for at, lines in enumerate(row):
                cell = table.cell(number, at)
                head = number == 0
                self._write(
                    cell.text_frame,
                    [" ".join(lines)],
                    size=size,
                    bold=head,
                    colour="on-accent" if head else "ink",
                )
                cell.margin_left = cell.margin_right = self._pt(5)
                cell.margin_top = cell.margin_bottom = self._pt(2)
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                cell.fill.solid()
                fill = "accent" if head else "panel" if number % 2 == 0 else "paper"
                cell.fill.fore_color.rgb = RGBColor.from_string(LIGHT[fill].lstrip("#"))
                if right[at]:
                    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT

    def notes(self, slide: Any, text: str) -> None:
        """Write what the presenter says."""
        if text:
            slide.notes_slide.notes_text_frame.text = plain(text)

    def saved(self) -> bytes:
        """Return the file, without the time of its making."""
        target = io.BytesIO()
        self._deck.save(target)
        return _timeless(target.getvalue())


def _timeless(archive: bytes) -> bytes:
    """Return a zip, and the workbooks inside it, without dates."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as given,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made,
    ):
        for name in given.namelist():
            content = given.read(name)
            if name.endswith(".xlsx"):
                content = _timeless(content)
            elif name == "docProps/core.xml":
                content = _WRITTEN.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, date_time=_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            made.writestr(entry, content)
    return target.getvalue()
