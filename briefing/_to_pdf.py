"""A briefing as a tagged PDF."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from briefing._about import about_rows, caveats_of
from briefing._draw_scene import MARGIN, cover_lines, draw_scene, marking_items
from briefing._drawing import Path, Words, rectangle
from briefing._metrics import Metrics, plain
from briefing._progress import told
from briefing._sizes import STAGE

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing._briefing import Briefing
    from briefing._pdf_canvas import Canvas
    from briefing._progress import Progress
    from briefing._scene import Scene

__all__ = ["to_pdf"]


def to_pdf(briefing: Briefing, *, progress: Progress | None = None) -> bytes:
    """Return a briefing as PDF: a title, a page for each scene, and all that stands behind them.

    Pages are 16:9. The marking stands above and below on each. Maps and charts are drawn as lines
    and letters, sharp at any size. Headings, paragraphs, pictures with their text alternatives
    and tables with their headers are tagged as PDF/UA-1 asks, and language and title are set.
    The font has Latin, Greek, Cyrillic, Arabic and Hebrew letters; a sign stands for others.

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
    >>> to_pdf(told)[:5]
    b'%PDF-'
    """
    return _Document(briefing).made(progress)


class _Document:
    def __init__(self, briefing: Briefing) -> None:
        from briefing._pdf_canvas import Canvas
        from briefing._pdf_flow import Flow

        self._briefing = briefing
        self._metrics = Metrics()
        self._shortened: set[str] = set()
        self._canvas: Canvas = Canvas(
            title=plain(briefing.title) or plain(briefing.name), subject=plain(briefing.subtitle)
        )
        self._flow = Flow(self._canvas, metrics=self._metrics, new_page=self._page)

    def made(self, progress: Progress | None) -> bytes:
        scenes = self._briefing.scenes
        steps: list[Callable[[], None]] = [
            self._title,
            *(partial(self._scene, scene) for scene in scenes),
            self._behind,
            *(partial(self._numbers, scene) for scene in scenes),
            self._about,
        ]
        try:
            for step in told(steps, progress, more=1):
                step()
        except BaseException:
            # Output closes the fonts' files; without one they would stay open.
            self._canvas.close_fonts()
            raise
        self._mark()
        content = bytes(self._canvas.output())
        if progress is not None:
            progress(len(steps) + 1, len(steps) + 1)
        return content

    def _page(self) -> None:
        self._canvas.add_page()

    def _mark(self) -> None:
        """Put the marking on each page, once it is known how many there are."""
        pages = self._canvas.pages_count
        for page in range(1, pages + 1):
            self._canvas.page = page
            self._canvas.current_font_is_set_on_page = False
            with self._canvas.artifact():
                self._canvas.draw(
                    marking_items(
                        self._briefing.banner, metrics=self._metrics, number=page, of=pages
                    )
                )

    def _title(self) -> None:
        self._page()
        self._canvas.bookmark(plain(self._briefing.title))
        wide = STAGE[0] - 2 * MARGIN
        parts = cover_lines(self._briefing, width=wide, metrics=self._metrics)
        tall = sum(len(lines) * size * 1.25 + 12 for lines, size in parts)
        y = min(STAGE[1] * 0.3, STAGE[1] - 44 - tall)
        with self._canvas.artifact():
            self._canvas.draw([Path(parts=(rectangle(MARGIN, y - 16, 72, 7),), fill="accent")])
        for (lines, size), kind in zip(parts, ("H1", "P", "P"), strict=True):
            words = []
            for line in lines:
                y += size * 1.25
                words.append(Words(x=MARGIN, y=y, text=line, size=size, bold=kind == "H1"))
            if words:
                with self._canvas.tagged(kind):
                    self._canvas.draw(words)
            y += 12

    def _scene(self, scene: Scene) -> None:
        self._page()
        self._canvas.bookmark(plain(scene.title) or scene.key)
        page = draw_scene(scene, self._briefing, metrics=self._metrics)
        if page.is_shortened:
            self._shortened.add(scene.key)
        # The message is what the page says, so it is the heading; the title leads to it.
        for kind, words in (("P", page.title), ("H2", page.message)):
            with self._canvas.tagged(kind):
                self._canvas.draw(words)
        if scene.picture is None:
            with self._canvas.tagged("P"):
                self._canvas.draw(page.picture)
        else:
            with self._canvas.tagged("Figure", alt=plain(scene.alt), a=_whole_page()):
                self._canvas.draw(page.picture)
        if page.beside:
            with self._canvas.tagged("P"):
                self._canvas.draw(page.beside)

    def _behind(self) -> None:
        self._flow.page()
        self._canvas.bookmark("Method and caveats")
        self._flow.heading("Method and caveats")
        for caveat in caveats_of(self._briefing):
            self._flow.paragraph(caveat)
        self._flow.heading("What may be shown", level=3)
        self._flow.paragraph(self._briefing.disclosure)

    def _numbers(self, scene: Scene) -> None:
        """Write the table behind a scene, and its words in full."""
        is_told = not scene.annotation and scene.key not in self._shortened
        if not len(scene.table.columns) and is_told:
            return
        self._flow.heading(f"{scene.title}: the numbers")
        self._flow.paragraph(scene.message)
        if scene.annotation:
            self._flow.paragraph(scene.annotation)
        self._flow.table(scene.table)

    def _about(self) -> None:
        self._flow.page()
        self._canvas.bookmark("Where this comes from")
        self._flow.heading("Where this comes from")
        rows = [row for row in about_rows(self._briefing) if row[0] != "Caveat"]
        self._flow.table(pd.DataFrame(rows, columns=["What", "Value"]))


def _whole_page() -> str:
    """Return the attributes that PDF/UA wants of a figure: where on the page it is."""
    return f"<</O /Layout /BBox [0 0 {STAGE[0]:g} {STAGE[1]:g}]>>"
