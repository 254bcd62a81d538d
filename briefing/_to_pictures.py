"""Each scene as a picture file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from briefing._checked import check_known
from briefing._draw_scene import draw_scene, page_drawing
from briefing._metrics import Metrics
from briefing._progress import told
from briefing._theme import THEMES
from briefing._write_png import png_file
from briefing._write_svg import svg_file

if TYPE_CHECKING:
    from briefing._briefing import Briefing
    from briefing._progress import Progress

__all__ = ["file_stem", "to_pictures"]


def file_stem(at: int, key: str) -> str:
    """Return the name of a scene's files, without what they end in.

    >>> file_stem(0, "markets")
    '01-markets'
    """
    return f"{at + 1:02}-{key}"


def to_pictures(
    briefing: Briefing,
    *,
    image: Literal["png", "svg"] = "png",
    theme: Literal["light", "dark"] = "light",
    progress: Progress | None = None,
) -> dict[str, bytes]:
    """Return every scene as a picture with its message, its marking and its sources.

    Parameters
    ----------
    briefing
        What is told.
    image
        "png", 1920 pixels wide, or "svg", in which text stays text.
    theme
        On light ground, or on dark.
    progress
        Told how many scenes are done, of how many; what it raises stops the export.

    Returns
    -------
    dict of str to bytes
        A file's name and its content, the same bytes for the same briefing.

    Raises
    ------
    ParameterError
        Where the image or the theme is not known.

    Examples
    --------
    >>> from briefing import Briefing, Provenance, Scene
    >>> told = Briefing(name="a", title="A", provenance=Provenance(data_version="1"),
    ...     disclosure="No counts.", scenes=(Scene(key="x", title="X", message="Y", missing="Z"),))
    >>> {name: picture[:4] for name, picture in to_pictures(told, image="svg").items()}
    {'01-x.svg': b'<svg'}
    """
    check_known(image, ("png", "svg"), parameter="image")
    check_known(theme, tuple(THEMES), parameter="theme")
    metrics, colours = Metrics(), THEMES[theme]
    found = {}
    for at, scene in told(list(enumerate(briefing.scenes)), progress):
        drawing = page_drawing(draw_scene(scene, briefing, metrics=metrics))
        write = png_file if image == "png" else svg_file
        content = write(drawing, theme=colours, alt=scene.alt)
        found[f"{file_stem(at, scene.key)}.{image}"] = content
    return found
