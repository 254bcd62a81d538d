"""The pages behind the scenes of a PDF: headings, paragraphs and tables, one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from briefing._draw_scene import MARGIN
from briefing._drawing import Path, Words, rectangle, segment
from briefing._lay_table import broken, lines_in, share_widths, split_tall
from briefing._scale import cell_text
from briefing._sizes import BODY, NAME, READ, STAGE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from briefing._lay_table import Row
    from briefing._metrics import Metrics
    from briefing._pdf_canvas import Canvas
    from briefing._pdf_tree import Element

__all__ = ["Flow"]

_TOP: Final = 40.0
_BOTTOM: Final = STAGE[1] - 36.0
_WIDE: Final = STAGE[0] - 2 * MARGIN
_ROW: Final = NAME * 1.55
_GAP: Final = 14.0
_LINE: Final = NAME * 1.2
_MOST_LINES: Final = int((_BOTTOM - _TOP - 2 * _ROW) / _LINE)
_HEADER: Final = "<</O /Table /Scope /Column>>"


class Flow:
    """Where the next line goes; a new page begins where there is no room."""

    def __init__(self, canvas: Canvas, *, metrics: Metrics, new_page: Callable[[], None]) -> None:
        self._canvas, self._metrics, self._new_page = canvas, metrics, new_page
        self._y = _BOTTOM

    def page(self) -> None:
        """Begin a new page."""
        self._new_page()
        self._y = _TOP

    def need(self, height: float) -> None:
        """Begin a new page unless there is so much room."""
        if self._y + height > _BOTTOM:
            self.page()

    def heading(self, text: str, *, level: int = 2) -> None:
        """Write a heading, never alone at the foot of a page."""
        size = READ * 1.2 if level <= 2 else BODY  # noqa: PLR2004
        self.need(size * 5)
        self._y += size * 0.5
        shown = self._metrics.shown(text, bold=True)
        lines = self._metrics.wrap(shown, width=_WIDE, size=size, bold=True)
        words = []
        for line in lines:
            self._y += size * 1.25
            words.append(Words(x=MARGIN, y=self._y, text=line, size=size, bold=True))
        with self._canvas.tagged(f"H{level}"):
            self._canvas.draw(words)
        self._y += 4

    def paragraph(self, text: str, *, colour: str = "ink", parent: Element | None = None) -> None:
        """Write a paragraph, over as many pages as it takes."""
        lines = self._metrics.wrap(self._metrics.shown(text), width=_WIDE, size=BODY)
        while lines:
            self.need(BODY * 1.3)
            most = max(int((_BOTTOM - self._y) / (BODY * 1.3)), 1)
            words = [
                Words(
                    x=MARGIN,
                    y=self._y + (at + 0.9) * BODY * 1.3,
                    text=line,
                    size=BODY,
                    colour=colour,
                )
                for at, line in enumerate(lines[:most])
            ]
            with self._canvas.tagged("P", parent):
                self._canvas.draw(words)
            self._y += len(words) * BODY * 1.3
            lines = lines[most:]
        self._y += 5

    def table(self, table: pd.DataFrame) -> None:
        """Write a table, its header again on each page."""
        if not len(table.columns):
            return
        shown = self._metrics.shown
        heads = [shown(name, bold=True) for name in table.columns]
        rows = [
            [shown(cell_text(value)) for value in row]
            for row in table.itertuples(index=False, name=None)
        ]
        right = [
            pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
            for kind in table.dtypes
        ]
        for columns in self._groups(heads, rows):
            self._part(
                [heads[at] for at in columns],
                [[row[at] for at in columns] for row in rows],
                right=[right[at] for at in columns],
            )
        if not rows:
            self.paragraph("No rows.", colour="muted")

    def _part(self, heads: list[str], rows: list[list[str]], *, right: list[bool]) -> None:
        """Write columns that go side by side."""
        widths = self._widths(heads, rows)
        element = self._canvas.tree.branch("Table")
        self.need(_ROW * 4)
        top = broken(heads, widths, size=NAME, metrics=self._metrics, bold=True)
        self._row(element, top, widths, right, head=True)
        for row in rows:
            whole = broken(row, widths, size=NAME, metrics=self._metrics)
            # A cell that is taller than a page goes on in the next row.
            for part in split_tall(whole, most=_MOST_LINES):
                if self._y + _ROW + (lines_in(part) - 1) * _LINE > _BOTTOM:
                    self.page()
                    self._row(element, top, widths, right, head=True)
                self._row(element, part, widths, right)
        self._y += _ROW

    def _groups(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[list[int]]:
        """Return which columns go side by side: as many as have room for 48 units each."""
        most = max(int(_WIDE / (48 + _GAP)), 1)
        every = list(range(len(heads)))
        if len(every) <= most or not rows:
            return [every[at : at + most] for at in range(0, len(every), most)]
        # The first column names the rows: it stands before each group.
        rest = every[1:]
        return [[0, *rest[at : at + most - 1]] for at in range(0, len(rest), most - 1)]

    def _widths(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
        wide = self._metrics.width
        wanted = [
            max(
                wide(heads[at], size=NAME, bold=True),
                max((wide(row[at], size=NAME) for row in rows), default=0.0),
                20.0,
            )
            + 1
            for at in range(len(heads))
        ]
        return share_widths(wanted, _WIDE - _GAP * (len(heads) - 1))

    def _row(
        self,
        table: Element,
        cells: Row,
        widths: Sequence[float],
        right: Sequence[bool],
        *,
        head: bool = False,
    ) -> None:
        tall = _ROW + (lines_in(cells) - 1) * _LINE
        canvas = self._canvas
        with canvas.artifact():
            if head:
                canvas.draw([Path(parts=(rectangle(MARGIN, self._y, _WIDE, tall),), fill="panel")])
            y = self._y + tall
            ends = segment(MARGIN, y, MARGIN + _WIDE, y)
            canvas.draw([Path(parts=(ends,), closed=False, stroke="grid", width=0.7)])
        element = canvas.tree.branch("TR", table)
        x = MARGIN
        for lines, width, is_right in zip(cells, widths, right, strict=True):
            words = [
                Words(
                    x=x + width if is_right else x,
                    y=self._y + NAME * (1.1 + 1.2 * at),
                    text=line,
                    size=NAME,
                    bold=head,
                    anchor="end" if is_right else "start",
                )
                for at, line in enumerate(lines)
            ]
            kind, scope = ("TH", _HEADER) if head else ("TD", None)
            with canvas.tagged(kind, element, a=scope):
                canvas.draw(words)
            x += width + _GAP
        self._y += tall
