"""What can be read from six metres."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import ParameterError, style


def test_sizes_are_those_of_the_arithmetic_stated():
    # ISO 9241-303:2011, 5.5.4: at least 16 minutes of arc; from 6 m, 6000 mm x tan(16') = 27.9 mm.
    capital_mm = 6000 * math.tan(math.radians(16 / 60))
    assert capital_mm == pytest.approx(27.93, abs=0.01)
    sizes = style.stage_sizes(1200)  # a picture 1,200 mm high: one unit is a millimetre
    assert sizes.mark == pytest.approx(capital_mm)
    assert sizes.text == pytest.approx(capital_mm / 0.7)
    assert sizes.line == pytest.approx(6000 * math.tan(math.radians(2 / 60)))
    assert sizes.message == pytest.approx(1.5 * sizes.text)


@given(st.floats(min_value=1, max_value=1e5))
def test_sizes_grow_with_the_picture(height):
    one, twice = style.stage_sizes(height), style.stage_sizes(2 * height)
    assert twice.text == pytest.approx(2 * one.text)
    assert one.line < one.mark < one.text < one.message < height


@pytest.mark.parametrize("height", [0, -1, math.nan])
def test_a_picture_without_a_height_is_refused(height):
    with pytest.raises(ParameterError, match="needs a height"):
        style.stage_sizes(height)
