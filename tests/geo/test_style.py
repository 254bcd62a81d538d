"""The palette: enough contrast, and apart for people who do not see red or green."""

from itertools import combinations

import numpy as np
import pytest

from geo import style

# Machado, Oliveira and Fernandes (2009), "A physiologically-based model for simulation of color
# vision deficiency", IEEE TVCG 15(6), table 1: severity 1.0, on linear RGB.
VISION = {
    "usual": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
GROUPS = {
    "roles": [style.ROLES[role] for role in ("treated", "neighbour", "control")],
    "points": [style.MARKET_OPEN, style.MARKET_CLOSED, style.RAID, style.HOTSPOT],
    "change": [*style.change_ramp()],
    "amount": list(style.AMOUNT),
    "categories": list(style.CATEGORIES),
}


def linear(colour):
    part = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    """CIE 1976 L*a*b* for D65."""
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    x, y, z = matrix @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = [t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def contrast(one, other):
    """WCAG 2.2's contrast ratio."""
    weights = np.array([0.2126, 0.7152, 0.0722])
    light, dark = sorted((weights @ linear(one), weights @ linear(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measures_agree_with_published_values():
    # WCAG: black on white is 21:1. Lindbloom: sRGB red is Lab 53.24, 80.09, 67.20.
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.05)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("group", GROUPS)
def test_colours_of_a_group_stay_apart(group, vision):
    seen = [lab(VISION[vision] @ linear(colour)) for colour in GROUPS[group]]
    apart = {
        (GROUPS[group][one], GROUPS[group][other]): float(np.linalg.norm(seen[one] - seen[other]))
        for one, other in combinations(range(len(seen)), 2)
    }
    closest = min(apart, key=apart.get)
    assert apart[closest] > 15, f"{closest} under {vision}: {apart[closest]:.1f}"


@pytest.mark.parametrize(
    "colour",
    [
        style.MARKET_OPEN,
        style.MARKET_CLOSED,
        style.RAID,
        style.HOTSPOT,
        style.ROLES["treated"],
        style.ROLES["neighbour"],
        style.ROLES["control"],
        *style.CATEGORIES,
    ],
)
@pytest.mark.parametrize("ground", [style.LAND, "#FFFFFF"])
def test_marks_stand_out_from_the_ground(colour, ground):
    assert contrast(colour, ground) >= 3


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
@pytest.mark.parametrize("ground", [style.LAND, style.SURFACE, "#FFFFFF"])
def test_text_can_be_read(colour, ground):
    assert contrast(colour, ground) >= 4.5


def test_the_selection_ring_stands_out_from_its_casing():
    assert contrast(style.SELECTED, style.INK) >= 7


def test_no_change_is_the_lightest_and_no_data_is_not_taken_for_it():
    lightness = [lab(linear(colour))[0] for colour in style.change_ramp()]
    assert np.argmax(lightness) == 3
    assert (np.diff(lightness[:4]) > 0).all()
    assert (np.diff(lightness[3:]) < 0).all()
    gap = np.linalg.norm(lab(linear(style.SAME)) - lab(linear(style.NO_DATA)))
    assert gap > 12
