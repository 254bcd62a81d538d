"""How areas are filled by their change: rises are hatched, so that grey print tells them."""

from __future__ import annotations

from typing import Any, Final

from geo import style
from geo.maps._hatch import hatch

__all__ = ["CHANGE_HATCHES", "NO_DATA_HATCH", "change_fill", "change_hatch"]

_SAME: Final = 3
_RAMP: Final = style.change_ramp()

NO_DATA_HATCH: Final = hatch(
    "no_data", id="crackdown-hatch-none", colour=style.TINTS["no_data"], ground=style.NO_DATA
)
# Dark lines on the paler rises, and pale ones on the darkest.
CHANGE_HATCHES: Final = {
    at: hatch(
        "rise",
        id=f"crackdown-rise-{at - _SAME}",
        colour=style.RISE[0] if at == len(_RAMP) - 1 else style.RISE[2],
        ground=_RAMP[at],
    )
    for at in range(_SAME + 1, len(_RAMP))
}


def change_hatch(at: int) -> dict[str, Any] | None:
    """Return the hatching of a class: 0 is the largest fall, 6 the largest rise, -1 no data."""
    return NO_DATA_HATCH if at < 0 else CHANGE_HATCHES.get(at)


def change_fill(at: int) -> str:
    """Return what a class is filled with: a colour, or a reference to its hatching."""
    lines = change_hatch(at)
    return _RAMP[at] if lines is None else f"url(#{lines['id']})"
