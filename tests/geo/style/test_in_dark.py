"""Turning a picture made in the light colours into one for a dark page."""

from hypothesis import given
from hypothesis import strategies as st

from geo import style


def test_colours_are_found_in_any_case_and_others_stay():
    ink, land = style.LIGHT.ink, style.LIGHT.land
    text = f'{{"a": "{ink.lower()}", "b": "{land}", "c": "#123456", "d": "#FBFAF7FF"}}'
    dark = style.in_dark(text)
    assert dark == (
        f'{{"a": "{style.DARK.ink}", "b": "{style.DARK.land}", "c": "#123456", "d": "#FBFAF7FF"}}'
    )


@given(st.text())
def test_text_without_the_themes_colours_is_left_alone(text):
    if not any(colour in text.upper() for colour in style.dark_colours()):
        assert style.in_dark(text) == text
