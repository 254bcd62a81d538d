"""Tables page by page, as slides show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from briefing._lay_table import broken, lines_in, share_widths, split_tall
from briefing._metrics import plain
from briefing._scale import cell_text
from briefing._sizes import NAME
from briefing._slide_deck import row_height
from geo import safe_cell

if TYPE_CHECKING:
    import pandas as pd

    from briefing._lay_table import Row
    from briefing._metrics import Metrics

__all__ = ["TablePage", "table_pages", "table_texts"]

_TALL: Final = 396.0
_CELL_LINES: Final = 24
_LEAST_COLUMN: Final = 64.0
_ASIDE: Final = 14.0
_INSIDE: Final = 11.0


@dataclass(frozen=True, kw_only=True)
class TablePage:
    """What of a table stands on one slide.

    Attributes
    ----------
    data
        The columns that stand on it, for their kinds.
    heads, widths, rows
        The columns' names and widths, and the lines of each cell.
    """

    data: pd.DataFrame
    heads: list[str]
    widths: list[float]
    rows: list[Row]


def table_texts(table: pd.DataFrame) -> tuple[list[str], list[list[str]]]:
    """Return heads and cells as text that no program takes for a formula."""
    heads = [str(safe_cell(plain(name))) for name in table.columns]
    cells = [
        [str(safe_cell(plain(cell_text(value)))) for value in row]
        for row in table.itertuples(index=False, name=None)
    ]
    return heads, cells


def table_pages(table: pd.DataFrame, *, width: float, metrics: Metrics) -> list[TablePage]:
    """Return a table in pages; a cell that is taller than a slide goes on in the next."""
    most = max(int(width / _LEAST_COLUMN), 1)
    groups = [table.iloc[:, at : at + most] for at in range(0, table.shape[1], most)]
    return [page for group in groups for page in _pages(group, width=width, metrics=metrics)]


def _pages(table: pd.DataFrame, *, width: float, metrics: Metrics) -> list[TablePage]:
    heads, texts = table_texts(table)
    wanted = [
        max(
            metrics.width(heads[at], size=NAME, bold=True),
            *(metrics.width(row[at], size=NAME) for row in texts),
            0.0,
        )
        + _ASIDE
        for at in range(len(heads))
    ]
    widths = share_widths(wanted, width)
    inner = [one - _INSIDE for one in widths]
    shown = [
        metrics.fit(head, width=one, size=NAME, bold=True)
        for head, one in zip(heads, inner, strict=True)
    ]
    pages: list[list[Row]] = [[]]
    used = 0.0
    for text in texts:
        whole = broken(text, inner, size=NAME, metrics=metrics)
        for part in split_tall(whole, most=_CELL_LINES):
            tall = row_height(NAME, lines_in(part))
            if used + tall > _TALL and pages[-1]:
                pages.append([])
                used = 0.0
            pages[-1].append(part)
            used += tall
    return [TablePage(data=table, heads=shown, widths=widths, rows=rows) for rows in pages]
