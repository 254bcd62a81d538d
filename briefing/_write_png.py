"""A drawing as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from briefing._drawing import SYMBOLS, Drawing, Path, Symbol, Words
from briefing._metrics import font_file
from briefing._sizes import HALO
from briefing._theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["png_file"]

_RING: Final = [(np.cos(turn), np.sin(turn)) for turn in np.arange(12) * np.pi / 6]


def png_file(
    drawing: Drawing, *, theme: Mapping[str, str] = LIGHT, scale: float = 2.0, alt: str = ""
) -> bytes:
    """Return a drawing as PNG, so many pixels to a unit, with its text alternative inside."""
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    canvas = _Canvas(drawing, theme=theme, scale=scale)
    for item in drawing.items:
        canvas.add(item)
    picture = Image.fromarray(canvas.pixels())
    told = PngInfo()
    if alt:
        told.add_itxt("Description", alt)
    target = io.BytesIO()
    picture.save(target, format="PNG", pnginfo=told, compress_level=6, dpi=(192, 192))
    return target.getvalue()


class _Canvas:
    """Matplotlib's renderer without its figures: no style, date or global state plays a part."""

    def __init__(self, drawing: Drawing, *, theme: Mapping[str, str], scale: float) -> None:
        from matplotlib.backends.backend_agg import RendererAgg
        from matplotlib.colors import to_rgba
        from matplotlib.font_manager import FontProperties
        from matplotlib.transforms import Affine2D

        self._theme, self._scale = theme, scale
        self._rgba = to_rgba
        self._place = Affine2D
        self._height = round(drawing.height * scale)
        # At 72 dots to the inch a font's point is a pixel.
        self._renderer = RendererAgg(round(drawing.width * scale), self._height, 72)
        self._fonts = {
            bold: (lambda size, bold=bold: FontProperties(fname=font_file(bold=bold), size=size))
            for bold in (False, True)
        }
        whole = np.array([[0, 0], [drawing.width, 0], [drawing.width, drawing.height]])
        corners = np.vstack([whole, [[0, drawing.height]]]).astype(float)
        self.add(Path(parts=(corners,), fill="paper"))

    def _colour(self, name: str) -> Any:
        return self._rgba(self._theme.get(name, name))

    def pixels(self) -> Any:
        """Return rows of red, green and blue."""
        return np.ascontiguousarray(np.asarray(self._renderer.buffer_rgba())[:, :, :3])

    def add(self, item: Path | Words | Symbol, *, x: float = 0.0, y: float = 0.0) -> None:
        """Draw an item, moved by x and y."""
        if isinstance(item, Symbol):
            for path in SYMBOLS[item.kind]:
                self.add(path, x=item.x, y=item.y)
        elif isinstance(item, Path):
            self._path(item, x, y)
        else:
            self._words(item)

    def _path(self, item: Path, x: float, y: float) -> None:
        from matplotlib.path import Path as Outline

        vertices, codes = [], []
        for part in item.parts:
            ring = np.vstack([part, part[:1]]) if item.closed else part
            code = np.full(len(ring), Outline.LINETO, dtype=np.uint8)
            code[0] = Outline.MOVETO
            if item.closed:
                code[-1] = Outline.CLOSEPOLY
            vertices.append(ring)
            codes.append(code)
        if not vertices:
            return
        outline = Outline(np.vstack(vertices), np.concatenate(codes))
        scale = self._scale
        place = self._place().translate(x, y).scale(scale, -scale).translate(0, self._height)
        pen = self._renderer.new_gc()
        pen.set_antialiased(True)
        pen.set_linewidth(item.width * scale if item.stroke else 0)
        pen.set_joinstyle("round")
        pen.set_capstyle("butt")
        if item.stroke:
            pen.set_foreground(self._colour(item.stroke), isRGBA=True)
        if item.dash:
            pen.set_dashes(0, [length * scale for length in item.dash])
        fill = self._colour(item.fill) if item.fill else None
        self._renderer.draw_path(pen, outline, place, fill)

    def _words(self, item: Words) -> None:
        if not item.text:
            return
        scale = self._scale
        font = self._fonts[item.bold](item.size * scale)
        wide, _, _ = self._renderer.get_text_width_height_descent(item.text, font, ismath=False)
        x = item.x * scale - {"start": 0.0, "middle": 0.5, "end": 1.0}[item.anchor] * wide
        y = item.y * scale
        pen = self._renderer.new_gc()
        if item.halo:
            pen.set_foreground(self._colour(item.halo), isRGBA=True)
            reach = HALO / 2 * scale
            for across, down in _RING:
                self._renderer.draw_text(
                    pen, x + across * reach, y + down * reach, item.text, font, 0
                )
        pen.set_foreground(self._colour(item.colour), isRGBA=True)
        self._renderer.draw_text(pen, x, y, item.text, font, 0)
