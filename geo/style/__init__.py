"""The one visual language of Crackdown: colours by what they mean, hatchings, symbols and sizes.

Pages, maps, charts, pictures and files draw with these and no others. The light colours are derived
from the palette of Okabe and Ito (2008), darkened where needed so that every mark reaches a
contrast of 3:1 on the map's land (WCAG 2.2, 1.4.11), and text 4.5:1; the dark ones keep the same
hues. Colours of one group stay apart under protanopia, deuteranopia, tritanopia and in grey, or
what they colour has a symbol, a border or a hatching of its own; the tests hold all of it, and hold
``.streamlit/config.toml`` and the pages' stylesheet to the same values.

The names in capitals are the light theme's. A picture for a dark page is made in these and turned
by :func:`in_dark`.

Okabe, M. and Ito, K. (2008) Color Universal Design: how to make figures and presentations that
are friendly to colorblind people. https://jfly.uni-koeln.de/color/
"""

from geo.style._change_ramp import change_ramp
from geo.style._in_dark import dark_colours, in_dark
from geo.style._patterns import HATCHES, SYMBOLS, Hatch, Symbol
from geo.style._sizes import FONT, FONTS, SPACE_PX, TEXT_PX, StageSizes, stage_sizes
from geo.style._theme import DARK, LIGHT, Theme

PAPER = LIGHT.paper
INK = LIGHT.ink
MUTED = LIGHT.muted
SURFACE = LIGHT.surface
LAND = LIGHT.land
WATER = LIGHT.water
WATER_NAME = LIGHT.water_name
OUTLINE = LIGHT.outline
NO_DATA = LIGHT.no_data
MARKET_OPEN = LIGHT.market_open
MARKET_CLOSED = LIGHT.market_closed
RAID = LIGHT.raid
DISPOSAL = LIGHT.disposal
PREMISES = LIGHT.premises
CAMPAIGN = LIGHT.campaign
LINK = LIGHT.link
HOTSPOT = LIGHT.hotspot
SELECTED = LIGHT.selected
CASING = LIGHT.casing
TEXTBOOK = LIGHT.textbook
ROLES = LIGHT.roles
TINTS = LIGHT.tints
FALL = LIGHT.fall
SAME = LIGHT.same
RISE = LIGHT.rise
DENSITY = LIGHT.density
AMOUNT = LIGHT.amount
CATEGORIES = LIGHT.categories

__all__ = [
    "AMOUNT",
    "CAMPAIGN",
    "CASING",
    "CATEGORIES",
    "DARK",
    "DENSITY",
    "DISPOSAL",
    "FALL",
    "FONT",
    "FONTS",
    "HATCHES",
    "HOTSPOT",
    "INK",
    "LAND",
    "LIGHT",
    "LINK",
    "MARKET_CLOSED",
    "MARKET_OPEN",
    "MUTED",
    "NO_DATA",
    "OUTLINE",
    "PAPER",
    "PREMISES",
    "RAID",
    "RISE",
    "ROLES",
    "SAME",
    "SELECTED",
    "SPACE_PX",
    "SURFACE",
    "SYMBOLS",
    "TEXTBOOK",
    "TEXT_PX",
    "TINTS",
    "WATER",
    "WATER_NAME",
    "Hatch",
    "StageSizes",
    "Symbol",
    "Theme",
    "change_ramp",
    "dark_colours",
    "in_dark",
    "stage_sizes",
]
