"""A briefing as slides."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from briefing._about import about_rows, caveats_of
from briefing._chart_picture import ChartPicture
from briefing._draw_picture import draw_picture
from briefing._draw_scene import (
    MARGIN,
    annotation_lines,
    cover_lines,
    head_lines,
    some_caveats,
    title_line,
)
from briefing._draw_table import fit_table
from briefing._metrics import Metrics, plain
from briefing._progress import told
from briefing._scale import cell_text, number
from briefing._sizes import BODY, NAME, NOTE, READ, STAGE
from briefing._slide_chart import add_chart, has_native
from briefing._slide_deck import Deck
from briefing._slide_tables import TablePage, table_pages, table_texts
from briefing._write_png import png_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing._briefing import Briefing
    from briefing._progress import Progress
    from briefing._scene import Scene

__all__ = ["to_slides"]

_WIDE: Final = STAGE[0] - 2 * MARGIN
_TOP: Final = 56.0
_ROWS: Final = 18
_MOST_PAGES: Final = 40


def to_slides(briefing: Briefing, *, progress: Progress | None = None) -> bytes:
    """Return a briefing as a PowerPoint file of 16:9 slides that can be edited.

    Charts and tables are PowerPoint's own; maps are pictures with a text alternative, two frames
    side by side. Each slide has its message as its title, the marking above and below, and the
    presenter's notes where they may be handed over. No cell of a table or of a chart's workbook is
    taken for a formula.

    Parameters
    ----------
    briefing
        What is told.
    progress
        Told how many parts are done, of how many; what it raises stops the export.

    Returns
    -------
    bytes
        The same for the same briefing.

    Examples
    --------
    >>> from briefing import Briefing, Provenance, Scene
    >>> told = Briefing(name="a", title="A", provenance=Provenance(data_version="1"),
    ...     disclosure="No counts.", scenes=(Scene(key="x", title="X", message="Y", missing="Z"),))
    >>> to_slides(told)[:2]
    b'PK'
    """
    slides = _Slides(briefing)
    steps: list[Callable[[], None]] = [
        slides.title,
        *(partial(slides.scene, scene) for scene in briefing.scenes),
        slides.method,
        *(partial(slides.numbers, scene) for scene in briefing.scenes),
        slides.about,
    ]
    for step in told(steps, progress, more=1):
        step()
    content = slides.deck.saved()
    if progress is not None:
        progress(len(steps) + 1, len(steps) + 1)
    return content


def _reference(picture: ChartPicture) -> str:
    """Return a chart's reference with as many decimals as it has, up to two."""
    value = picture.reference or 0.0
    digits = next((at for at in range(2) if round(value, at) == value), 2)
    return number(value, digits=digits, unit=picture.unit, signed=picture.signed)


class _Slides:
    def __init__(self, briefing: Briefing) -> None:
        self._briefing = briefing
        self._metrics = Metrics()
        self.deck = Deck(
            title=plain(briefing.title) or plain(briefing.name),
            subject=plain(briefing.subtitle),
            banner=briefing.banner,
            metrics=self._metrics,
        )

    def _lines(self, text: str, *, size: float, most: int) -> list[str]:
        return self._metrics.wrap(plain(text), width=_WIDE, size=size, most=most)

    def title(self) -> None:
        """Add the first slide."""
        (lines, size), *rest = cover_lines(self._briefing, width=_WIDE, metrics=self._metrics)
        tall = sum(len(found) * one * 1.26 + 12 for found, one in [(lines, size), *rest])
        y = min(150.0, STAGE[1] - 40 - tall)
        slide = self.deck.slide(lines, top=y, size=size)
        y += len(lines) * size * 1.24 + 16
        for found, one in rest:
            if found:
                box = (MARGIN, y, _WIDE, len(found) * one * 1.26)
                self.deck.text(slide, [" ".join(found)], box=box, size=one)
                y += len(found) * one * 1.26 + 12

    def scene(self, scene: Scene) -> None:
        """Add the slide of a scene."""
        lines, size, is_cut = head_lines(scene.message, width=_WIDE, metrics=self._metrics)
        slide = self.deck.slide(lines, top=_TOP, size=size)
        kicker, small = title_line(scene.title, width=_WIDE, metrics=self._metrics)
        self.deck.text(slide, [kicker], box=(MARGIN, 31, _WIDE, 24), size=small, colour="muted")
        y = _TOP + len(lines) * size * 1.24 + 12
        annotation, own, is_less = annotation_lines(
            scene.annotation, width=_WIDE, metrics=self._metrics
        )
        caveats, _ = some_caveats(scene.caveats, width=_WIDE, metrics=self._metrics)
        bottom = STAGE[1] - 30.0
        for found, one in ((caveats, BODY), (annotation, own)):
            if found:
                bottom -= len(found) * one * 1.26
                box = (MARGIN, bottom, _WIDE, len(found) * one * 1.26)
                self.deck.text(slide, [" ".join(found)], box=box, size=one)
        self._picture(slide, scene, top=y, bottom=bottom - 6)
        notes = scene.notes if self._briefing.hands_over_notes else ""
        cut = [scene.message] * is_cut + [scene.annotation] * is_less
        cut += [scene.title] * (kicker != self._metrics.shown(scene.title))
        said = [notes, *cut, *scene.caveats]
        self.deck.notes(slide, " ".join(part for part in said if part))

    def _picture(self, slide: Any, scene: Scene, *, top: float, bottom: float) -> None:
        picture, tall = scene.picture, max(bottom - top, 60.0)
        if picture is None:
            found = self._lines(scene.missing, size=READ, most=8)
            box = (MARGIN, top + 40, _WIDE, len(found) * READ * 1.26)
            self.deck.text(slide, [" ".join(found)], box=box, size=READ, colour="muted")
        elif isinstance(picture, ChartPicture) and (
            has_native(picture) or picture.kind == "table" or picture.data.empty
        ):
            self._chart(slide, picture, scene, top=top, bottom=bottom)
        else:
            drawn = draw_picture(picture, width=_WIDE, height=tall, metrics=self._metrics)
            box = (MARGIN, top, _WIDE, tall)
            self.deck.picture(slide, png_file(drawn, alt=scene.alt), box=box, alt=scene.alt)

    def _chart(
        self, slide: Any, picture: ChartPicture, scene: Scene, *, top: float, bottom: float
    ) -> None:
        head = ", ".join(part for part in (picture.value_label, picture.period) if part)
        if head:
            lines = self._metrics.wrap(plain(head), width=_WIDE, size=READ, bold=True, most=2)
            box = (MARGIN, top, _WIDE, 24.0 * len(lines))
            self.deck.text(slide, [" ".join(lines)], box=box, size=READ, bold=True)
            top += 4 + 24 * len(lines)
        source = f"Source: {picture.source.rstrip('.')}." if picture.source else ""
        notes = [
            (picture.illustrative, NAME, True),
            (f"{source} {picture.attribution}".strip(), NOTE, False),
        ]
        for text, size, bold in reversed(notes):
            found = self._lines(text, size=size, most=2)
            if found:
                bottom -= len(found) * size * 1.28
                box = (MARGIN, bottom, _WIDE, len(found) * size * 1.28)
                self.deck.text(
                    slide,
                    [" ".join(found)],
                    box=box,
                    size=size,
                    bold=bold,
                    colour="ink" if bold else "muted",
                )
        if picture.kind == "table" or picture.data.empty:
            self._shown_table(slide, picture.data, scene, top=top, bottom=bottom)
            return
        marks = "; ".join(f"{mark.label}: {cell_text(mark.at)}" for mark in picture.marks)
        if picture.reference is not None and picture.reference_label:
            told_ = f"{picture.reference_label}: {_reference(picture)}"
            marks = "; ".join(part for part in (told_, marks) if part)
        if marks:
            shown = self._metrics.fit(plain(marks), width=_WIDE, size=READ)
            box = (MARGIN, top, _WIDE, 24)
            self.deck.text(slide, [shown], box=box, size=READ, colour="muted")
            top += 28
        box = (MARGIN, top, _WIDE, bottom - 4 - top)
        add_chart(slide, picture, box=box, alt=plain(scene.alt))

    def _shown_table(
        self, slide: Any, data: pd.DataFrame, scene: Scene, *, top: float, bottom: float
    ) -> None:
        if data.empty:
            said = "There are no rows to show."
            self.deck.text(slide, [said], box=(MARGIN, top, _WIDE, 24), size=READ, colour="muted")
            return
        heads, rows = table_texts(data)
        widest = [self._metrics.shown(name, bold=True) for name in heads]
        size, widths, shown = fit_table(
            rows, widest, width=_WIDE, height=bottom - top, metrics=self._metrics, row=1.8,
            aside=14.0,
        )  # fmt: skip
        page = TablePage(data=data, heads=heads, widths=widths, rows=shown)
        self._table(slide, page, top=top, alt=scene.alt, size=size)
        if len(shown) < len(rows):
            said = f"and {len(rows) - len(shown):,} more rows in the numbers"
            box = (MARGIN, bottom - size * 1.6, _WIDE, size * 1.4)
            self.deck.text(slide, [said], box=box, size=size, colour="muted")

    def _table(
        self, slide: Any, page: TablePage, *, top: float, alt: str, size: float = NAME
    ) -> None:
        rows = [[[head] for head in page.heads], *page.rows]
        right = [
            pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
            for kind in page.data.dtypes
        ]
        self.deck.table(slide, rows, top=top, widths=page.widths, right=right, alt=alt, size=size)

    def method(self) -> None:
        """Add what must be said about the method, over as many slides as it takes."""
        parts = list(dict.fromkeys([*caveats_of(self._briefing), self._briefing.disclosure]))
        page: list[str] = []
        used = 0
        for part in parts:
            lines = len(self._lines(part, size=READ, most=12))
            if used + lines > _ROWS - 1 and page:
                self._words("Method and caveats", page, used)
                page, used = [], 0
            page.append(" ".join(self._lines(part, size=READ, most=12)))
            used += lines
        self._words("Method and caveats", page, used)

    def _words(self, heading: str, page: list[str], lines: int) -> None:
        slide = self.deck.slide([heading], top=40.0, size=24.0)
        box = (MARGIN, 84.0, _WIDE, lines * READ * 1.26)
        self.deck.text(slide, page, box=box, size=READ)

    def numbers(self, scene: Scene) -> None:
        """Add the table behind a scene, over as many slides as it takes."""
        if len(scene.table.columns):
            self._pages(f"{scene.title}: the numbers", scene.table)

    def _pages(self, heading: str, table: pd.DataFrame) -> None:
        pages = table_pages(table, width=_WIDE, metrics=self._metrics)
        for at, page in enumerate(pages[:_MOST_PAGES]):
            of = f" ({at + 1} of {len(pages)})" if len(pages) > 1 else ""
            left = len(pages) - _MOST_PAGES
            if left > 0 and at == _MOST_PAGES - 1:
                of = f"; {left} more pages are in the CSV"
            wide = self._metrics.width(f"{plain(heading)}{of}", size=24.0, bold=True)
            size = max(min(24.0, 24.0 * _WIDE / wide), READ)
            room = _WIDE - self._metrics.width(of, size=size, bold=True)
            shown = self._metrics.fit(plain(heading), width=room, size=size, bold=True)
            slide = self.deck.slide([f"{shown}{of}"], top=40.0, size=size)
            self._table(slide, page, top=80.0, alt=f"{heading}{of}")

    def about(self) -> None:
        """Add where the figures come from."""
        rows = [row for row in about_rows(self._briefing) if row[0] != "Caveat"]
        self._pages("Where this comes from", pd.DataFrame(rows, columns=["What", "Value"]))
