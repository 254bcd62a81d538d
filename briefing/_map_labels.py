"""Names on a map that never touch: the ones that matter first, shorter where they must be."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely

from briefing._drawing import Words
from briefing._sizes import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from briefing._map_ground import Box, Ground
    from briefing._metrics import Metrics

__all__ = ["Taken", "place_names"]

_LINE: Final = 1.08
_ABOVE: Final = 0.76  # of the size, from the base line up
_BELOW: Final = 0.22
_PADDING: Final = 2.0
_SHIFTS: Final = tuple(
    sorted(
        itertools.product((0.0, -8.0, 8.0, -16.0, 16.0), (0.0, -6.0, 6.0, -12.0, 12.0, -20, 20)),
        key=lambda shift: shift[0] ** 2 + 2 * shift[1] ** 2,
    )
)
# How wide a name may be, as a share of the area's width: what matters most may reach out farthest.
_OVER: Final = (1.0, 1.5)
_OVER_FIRST: Final = (1.0, 1.5, 2.2, 3.0)


class Taken:
    """The rectangles of a picture on which something stands."""

    def __init__(self) -> None:
        self._boxes: list[tuple[float, float, float, float]] = []

    def is_free(self, box: tuple[float, float, float, float]) -> bool:
        """Return whether a box touches no other."""
        west, north, east, south = box
        return all(
            east <= other[0] or other[2] <= west or south <= other[1] or other[3] <= north
            for other in self._boxes
        )

    def take(self, box: tuple[float, float, float, float]) -> None:
        """Keep a box free of all that follows."""
        self._boxes.append(box)


def _ways(name: str, metrics: Metrics) -> list[list[str]]:
    """Return a name as it may be written, the best way first."""
    given = metrics.shown(name)
    ways = [[given]]
    short = given.replace(" and ", " & ").replace(" upon ", " u. ")
    words = short.split()
    if len(words) > 1:
        breaks = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
        ways.append(list(min(breaks, key=lambda pair: max(map(len, pair)))))
    if len(words) > 2:  # noqa: PLR2004
        ways.append([words[0]])
    return ways


def _box(
    lines: Sequence[str], x: float, y: float, *, size: float, metrics: Metrics, bold: bool
) -> tuple[float, float, float, float]:
    half = max(metrics.width(line, size=size, bold=bold) for line in lines) / 2 + _PADDING
    top = y - _ABOVE * size - _PADDING
    bottom = y + (len(lines) - 1) * _LINE * size + _BELOW * size + _PADDING
    return (x - half, top, x + half, bottom)


def _order(ground: Ground, roles: Mapping[str, str], focus: Iterable[str]) -> list[int]:
    first = {code: at for at, code in enumerate(focus)}
    rank = {"treated": 0, "neighbour": 1}
    sizes = shapely.area(ground.shapes)
    return sorted(
        range(len(ground.codes)),
        key=lambda at: (
            first.get(ground.codes[at], len(first)),
            rank.get(roles.get(ground.codes[at], ""), 2),
            -sizes[at],
            ground.codes[at],
        ),
    )


def place_names(
    ground: Ground,
    *,
    metrics: Metrics,
    taken: Taken,
    roles: Mapping[str, str],
    focus: Sequence[str] = (),
    signs: Mapping[str, str] | None = None,
    bounds: Box,
) -> tuple[list[Words], list[str]]:
    """Return the names that have room, and the codes of the areas that go without one.

    Each sign stands under its area's name, or alone where the name has no room.
    """
    signs = signs or {}
    placed: list[Words] = []
    without: list[str] = []
    wide = _widths(ground)
    for at in _order(ground, roles, focus):
        code = ground.codes[at]
        bold = roles.get(code) == "treated"
        sign = [signs[code]] if signs.get(code) else []
        ways = [[*way, *sign] for way in _ways(ground.names[at], metrics)]
        is_first = bold or code in focus
        found = _find(
            ways,
            ground.inner[at],
            wide[at],
            over=_OVER_FIRST if is_first else _OVER,
            metrics=metrics,
            taken=taken,
            bold=bold,
            bounds=bounds,
        )
        if found is None:
            without.append(code)
            found = _find(
                [sign] if sign else [],
                ground.inner[at],
                wide[at],
                over=_OVER_FIRST,
                metrics=metrics,
                taken=taken,
                bold=bold,
                bounds=bounds,
            )
        if found is not None:
            lines, x, y = found
            taken.take(_box(lines, x, y, size=NAME, metrics=metrics, bold=bold))
            placed += [
                Words(
                    x=x,
                    y=y + number * _LINE * NAME,
                    text=line,
                    size=NAME,
                    anchor="middle",
                    bold=bold,
                    halo="paper",
                    need="name",
                    key=code,
                    pin=(x, y),
                )
                for number, line in enumerate(lines)
            ]
    return placed, without


def _find(
    ways: list[list[str]],
    centre: NDArray[np.float64],
    width: float,
    *,
    over: Sequence[float],
    metrics: Metrics,
    taken: Taken,
    bold: bool,
    bounds: Box,
) -> tuple[list[str], float, float] | None:
    for share, lines in itertools.product(over, ways):
        first = (_ABOVE - _BELOW) * NAME / 2 - (len(lines) - 1) * _LINE * NAME / 2
        for across, down in _SHIFTS:
            x, y = float(centre[0]) + across, float(centre[1]) + first + down
            box = _box(lines, x, y, size=NAME, metrics=metrics, bold=bold)
            is_inside = (
                box[0] >= bounds.x
                and box[2] <= bounds.x + bounds.width
                and box[1] >= bounds.y
                and box[3] <= bounds.y + bounds.height
            )
            if box[2] - box[0] > width * share or not is_inside:
                continue
            if taken.is_free(box):
                return lines, x, y
    return None


def _widths(ground: Ground) -> NDArray[np.float64]:
    """Return how wide each area is at its inner point."""
    west, _, east, _ = shapely.bounds(ground.shapes).T
    y = ground.inner[:, 1]
    ends = np.stack([np.column_stack([west, y]), np.column_stack([east, y])], 1)
    chords = shapely.intersection(ground.shapes, shapely.linestrings(ends))
    lengths: NDArray[np.float64] = np.maximum(shapely.length(chords), 1.0)
    return lengths
