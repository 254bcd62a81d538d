"""Pages, maps and charts draw with the colours of `geo.style`, and with no others."""

import re
import tomllib
from pathlib import Path

import pytest

from geo import style

ROOT = Path(__file__).parents[3]
THEMES = {"light": style.LIGHT, "dark": style.DARK}
COLOUR = re.compile(r"(?<!&)#[0-9a-fA-F]{6}\b|(?<!&)#[0-9a-fA-F]{3}\b")
PAIR = re.compile(r"light-dark\(\s*(#\w+)\s*,\s*(#\w+)\s*\)")
DRAWING = sorted(
    path
    for folder in ("geo", "views")
    for path in (ROOT / folder).rglob("*.py")
    if path.parent != ROOT / "geo/style"
)


@pytest.mark.parametrize("name", THEMES)
def test_streamlits_themes_are_made_of_them(name):
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
    given, theme = dict(config["theme"][name]), THEMES[name]
    wanted = {
        "primaryColor": theme.accent,
        "backgroundColor": theme.paper,
        "secondaryBackgroundColor": theme.panel,
        "textColor": theme.ink,
        "linkColor": theme.accent,
        "borderColor": theme.edge,
        "chartCategoricalColors": list(theme.categories),
    }
    for colour, (text, ground) in theme.notices.items():
        wanted |= {f"{colour}TextColor": text, f"{colour}BackgroundColor": ground}
    assert given == wanted


def test_streamlits_sizes_are_theirs():
    theme = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["theme"]
    body = style.TEXT_PX["body"]
    assert theme["baseFontSize"] == body
    sizes = [float(size.removesuffix("rem")) * body for size in theme["headingFontSizes"]]
    assert sizes[0] == pytest.approx(style.TEXT_PX["title"], abs=0.5)
    assert sizes[-1] == pytest.approx(style.TEXT_PX["lead"], abs=0.5)


@pytest.mark.parametrize("path", ["views/look.css", "geo/maps/crackdown.css"])
def test_stylesheets_take_each_colour_for_light_and_dark_pages(path):
    sheet = (ROOT / path).read_text(encoding="utf-8")
    table = style.dark_colours()
    pairs = PAIR.findall(sheet)
    assert pairs
    for light, dark in pairs:
        assert table[light.upper()] == dark
    assert COLOUR.findall(PAIR.sub("", sheet)) == []
    used = set(re.findall(r"var\((--[\w-]+)\)", sheet))
    assert used <= set(re.findall(r"(--[\w-]+):", sheet))


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_drawing_code_has_colours_of_its_own(path):
    known = {*style.dark_colours()}
    found = COLOUR.findall(path.read_text(encoding="utf-8"))
    examples = [colour for colour in found if colour.upper() in known]
    # A docstring may show one of the theme's; nothing else may stand in the code.
    assert found == examples
