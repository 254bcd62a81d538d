"""The parts of a page: scenes, tables, and what stands behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from briefing._about import about_rows, caveats_of
from briefing._chart_picture import ChartPicture
from briefing._draw_picture import draw_picture
from briefing._draw_scene import MARGIN, head_lines
from briefing._html_map import html_legend, html_map, variable
from briefing._scale import cell_text
from briefing._sizes import STAGE
from briefing._write_svg import svg_items
from briefing._write_svg import svg_title as text

if TYPE_CHECKING:
    from briefing._briefing import Briefing
    from briefing._metrics import Metrics
    from briefing._picture import Picture
    from briefing._scene import Scene

__all__ = ["html_behind", "html_scene", "html_table", "html_title"]

_CHART = (904.0, 350.0)
_LONG = 110
_WIDE = STAGE[0] - 2 * MARGIN


def html_table(table: pd.DataFrame, *, caption: str) -> str:
    """Return a table that a screen reader can find its way in."""
    heads = "".join(f'<th scope="col">{text(name)}</th>' for name in table.columns)
    is_number = [
        pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
        for kind in table.dtypes
    ]
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=n' if right else ''}>{text(cell_text(value))}</td>"
            for value, right in zip(row, is_number, strict=True)
        )
        + "</tr>"
        for row in table.itertuples(index=False, name=None)
    )
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{text(caption)}"><table>'
        f"<caption>{text(caption)}</caption><thead><tr>{heads}</tr></thead>"
        # On paper an empty foot keeps each page's last row off the marking.
        f"<tbody>{rows}</tbody><tfoot><tr><td></td></tr></tfoot></table></div>"
    )


def html_title(briefing: Briefing) -> str:
    """Return the first scene: what the briefing is, and what it may show."""
    subtitle = f'<p class="subtitle">{text(briefing.subtitle)}</p>' if briefing.subtitle else ""
    return (
        '<section class="scene cover" id="start" tabindex="-1" aria-label="1: Title"><div>'
        f'<h1 id="h-start"{" class=long" if len(briefing.title) > _LONG else ""}>'
        f"{text(briefing.title)}</h1>{subtitle}"
        f'<p class="disclosure">{text(briefing.disclosure)}</p>'
        '<p class="hint">Arrows or a clicker lead from scene to scene; Esc shows them all.</p>'
        "</div></section>"
    )


def html_scene(scene: Scene, *, number: int, metrics: Metrics, has_notes: bool = True) -> str:
    """Return a scene, with the presenter's notes where they may be part of it."""
    title = text(scene.title)
    _, size, _ = head_lines(scene.message, width=_WIDE, metrics=metrics)
    beside = "".join(
        f'<p class="{kind}">{text(said)}</p>'
        for kind, said in (("annotation", scene.annotation), ("caveat", " ".join(scene.caveats)))
        if said
    )
    more = ""
    if len(scene.table.columns):
        table = html_table(scene.table, caption=f"{scene.title}: the numbers")
        more += f"<details><summary>The numbers</summary>{table}</details>"
    if scene.notes and has_notes:
        more += f"<details><summary>Speaker's notes</summary><p>{text(scene.notes)}</p></details>"
    return (
        f'<section class="scene" id="{scene.key}" tabindex="-1"'
        f' aria-label="{number}: {title}"><header><p class="kicker">{title}</p>'
        f'<h2 id="h-{scene.key}" style="--size:{size:g}">{text(scene.message)}</h2></header>'
        f"{_figure(scene, metrics=metrics)}"
        f'<div class="beside">{beside}<div class="behind">{more}</div></div></section>'
    )


def _figure(scene: Scene, *, metrics: Metrics) -> str:
    picture = scene.picture
    if picture is None:
        return f'<div class="stage"><p class="missing">{text(scene.missing)}</p></div>'
    if isinstance(picture, ChartPicture):
        wide, tall = _CHART
        drawn = draw_picture(picture, width=wide, height=tall, metrics=metrics, has_notes=False)
        inner = (
            f'<svg class="chart" viewBox="0 0 {wide:g} {tall:g}" role="img"'
            f' aria-label="{text(scene.alt)}">{svg_items(drawn.items, colour=variable)}</svg>'
        )
        kind = "charted"
    else:
        inner = html_map(picture, key=scene.title, alt=scene.alt, metrics=metrics)
        inner += html_legend(picture)
        kind = "mapped"
    return f'<figure class="stage {kind}">{inner}{_caption(picture)}</figure>'


def _caption(picture: Picture) -> str:
    told = f"<strong>{text(picture.illustrative)}</strong> " if picture.illustrative else ""
    source = f"Source: {text(picture.source).rstrip('.')}. " if picture.source else ""
    return f"<figcaption>{told}{source}{text(picture.attribution)}</figcaption>"


def html_behind(briefing: Briefing) -> str:
    """Return the last scene: method, caveats, disclosure and provenance."""
    caveats = "".join(f"<li>{text(caveat)}</li>" for caveat in caveats_of(briefing))
    rows = [row for row in about_rows(briefing) if row[0] != "Caveat"]
    table = html_table(pd.DataFrame(rows, columns=["What", "Value"]), caption="Provenance")
    return (
        '<section class="scene reading" id="about" tabindex="-1" aria-label="About">'
        '<header><p class="kicker">About</p><h2 id="h-about">Where this comes from, and how far'
        f" to trust it</h2></header><div><ul>{caveats}</ul>"
        f"<p>{text(briefing.disclosure)}</p>{table}</div></section>"
    )
