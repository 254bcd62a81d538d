"""The colours by what they mean, once for light pages and print and once for dark ones."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DARK", "LIGHT", "Theme"]


@dataclass(frozen=True, kw_only=True)
class Theme:
    """One set of colours, as hexadecimal text. The parts have the same names in each set.

    Attributes
    ----------
    paper, panel, edge
        The page, its side bar and boxes, and their borders.
    ink, muted
        Text, and secondary text.
    accent
        Buttons, links and what is switched on; ``on_accent`` is text on it.
    surface, land, water, outline
        On a map: what lies outside the areas, the areas, the river, and borders that carry no
        meaning of their own. ``land`` is the ground of pictures too.
    water_name
        The river's name.
    no_data
        Areas without a figure; they are hatched too.
    market_open, market_closed, raid, disposal, premises, campaign, link, hotspot
        Records by kind; each has a symbol of its own in :data:`SYMBOLS`.
    selected, casing
        The ring round what is selected, and what holds the ring off the map.
    textbook
        Intervals that no conclusion rests on.
    roles
        An area's part in an evaluation: treated, neighbour, control, excluded. Each has a border
        of its own.
    tints
        The lighter colour that the hatching of ``neighbour`` and of ``no_data`` is drawn in.
    fall, same, rise
        Changes: falls and rises from small to large, and no change worth naming. Rises are
        hatched on maps: in grey they would look like falls.
    density, amount
        From little to much: of points, and of what areas hold.
    categories
        Classes without an order, in the order in which to use them.
    notices
        Text and ground of badges and boxes by Streamlit's names for their colours.
    """

    paper: str
    panel: str
    edge: str
    ink: str
    muted: str
    accent: str
    on_accent: str
    surface: str
    land: str
    water: str
    water_name: str
    outline: str
    no_data: str
    market_open: str
    market_closed: str
    raid: str
    disposal: str
    premises: str
    campaign: str
    link: str
    hotspot: str
    selected: str
    casing: str
    textbook: str
    roles: Mapping[str, str] = field(hash=False)
    tints: Mapping[str, str] = field(hash=False)
    fall: tuple[str, str, str]
    same: str
    rise: tuple[str, str, str]
    density: tuple[str, ...]
    amount: tuple[str, ...]
    categories: tuple[str, ...]
    notices: Mapping[str, tuple[str, str]] = field(hash=False)

    @property
    def change(self) -> tuple[str, ...]:
        """The seven diverging colours from the largest fall to the largest rise."""
        return (*reversed(self.fall), self.same, *self.rise)


LIGHT: Final = Theme(
    paper="#FFFFFF",
    panel="#F2F5F7",
    edge="#D5DDE3",
    ink="#1F2933",
    muted="#52606D",
    accent="#12547F",
    on_accent="#FFFFFF",
    surface="#E9EDF0",
    land="#FBFAF7",
    water="#B4DEE8",
    water_name="#17586A",
    outline="#A9B2BA",
    no_data="#C5CBD1",
    market_open="#D55E00",
    market_closed="#1B3A57",
    raid="#B5478F",
    disposal="#5C4700",
    premises="#4A3AA8",
    campaign="#A3123A",
    link="#6B4E2E",
    hotspot="#00795A",
    selected="#F0E442",
    casing="#1E2832",
    textbook="#84909B",
    roles=MappingProxyType(
        {"treated": "#0072B2", "neighbour": "#B26A00", "control": "#6B7680", "excluded": "#838C94"}
    ),
    tints=MappingProxyType({"neighbour": "#F0D9B8", "no_data": "#AEB6BE"}),
    fall=("#A9C8E3", "#5E9BCB", "#1D5F9E"),
    same="#F4F2EE",
    rise=("#F3C9A0", "#DD8A3E", "#A34A00"),
    density=("#D3EBDF", "#93CFB4", "#4FAE88", "#0C8360", "#00513C"),
    amount=("#F1EEF6", "#CDC5E0", "#A193C6", "#7259A7", "#462382"),
    categories=(
        "#0072B2",
        "#D55E00",
        "#00795A",
        "#7A1F5C",
        "#7B8894",
        "#5C4700",
        "#1F2933",
    ),
    notices=MappingProxyType(
        {
            "red": ("#8C1D18", "#FBEAE9"),
            "orange": ("#7A3B00", "#FCEBDC"),
            "yellow": ("#664A00", "#FFF6DB"),
            "green": ("#0B5138", "#E3F4EC"),
            "blue": ("#0F4C75", "#E4F0F8"),
            "violet": ("#4A2D83", "#EEE9F7"),
            "gray": ("#3E4C59", "#EDF1F4"),
        }
    ),
)
"""For pages in daylight, for print, and for files."""

DARK: Final = Theme(
    paper="#10171E",
    panel="#19222B",
    edge="#36424D",
    ink="#E8EDF1",
    muted="#AAB7C3",
    accent="#74BBE8",
    on_accent="#0B1116",
    surface="#0B1116",
    land="#1D2731",
    water="#1F6E7A",
    water_name="#C9EEF5",
    outline="#566470",
    no_data="#434F5A",
    market_open="#FF8A3D",
    market_closed="#A6D4F5",
    raid="#E87ACF",
    disposal="#EBDD9A",
    premises="#B3A8FF",
    campaign="#FF8FA6",
    link="#D8B48C",
    hotspot="#43CC9F",
    selected="#F5EB5A",
    casing="#05090C",
    textbook="#7C8995",
    roles=MappingProxyType(
        {"treated": "#56AEE8", "neighbour": "#E9A544", "control": "#8F9CA8", "excluded": "#77848F"}
    ),
    tints=MappingProxyType({"neighbour": "#4F3C20", "no_data": "#5C6975"}),
    fall=("#2B4C6E", "#4C8AC4", "#B0D8FA"),
    same="#29323B",
    rise=("#604224", "#BF7530", "#FFCB96"),
    density=("#16392E", "#1F664F", "#2F9B77", "#67D0A8", "#CDF6E5"),
    amount=("#2B2642", "#493D76", "#715FAC", "#A595DB", "#E1D9F9"),
    categories=(
        "#56AEE8",
        "#FF8A3D",
        "#43CC9F",
        "#D873B4",
        "#73808C",
        "#EBDD9A",
        "#E8EDF1",
    ),
    notices=MappingProxyType(
        {
            "red": ("#FFB4AE", "#43201E"),
            "orange": ("#FFC58F", "#402A15"),
            "yellow": ("#F5DC8C", "#3A3115"),
            "green": ("#9FE3C4", "#153629"),
            "blue": ("#A8D5F5", "#152F43"),
            "violet": ("#D0C0F7", "#2E2447"),
            "gray": ("#D3DBE2", "#27323C"),
        }
    ),
)
"""For dark rooms and dark desktops."""
