"""What a chart of a briefing shows, whoever draws it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from briefing._checked import check_columns, check_known

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["ChartMark", "ChartPicture"]

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "bars": ("label", "value"),
        "forest": ("label", "value", "low", "high"),
        "line": ("x", "value"),
        "timeline": ("label", "start"),
        "table": (),
    }
)


@dataclass(frozen=True, kw_only=True)
class ChartMark:
    """A moment worth naming on a line or a timeline: the same kind of value as its ``x``."""

    at: object
    label: str


@dataclass(frozen=True, kw_only=True)
class ChartPicture:
    """A chart: its kind, its rows in the order to show them, and what its axes are.

    Attributes
    ----------
    kind
        "bars": ``label, value`` and, where known, ``low, high``, ``series`` (bars side by side
        under one label) and ``strong`` (true for the few bars that the message is about).
        "forest": ``label, value, low, high`` and, where known, ``firm`` (false for intervals that
        are not calibrated: hollow).
        "line": ``x`` (dates, or labels of periods in order), ``value`` and, where known,
        ``series``, ``low``, ``high``.
        "timeline": ``label``, ``start`` (dates) and, where known, ``end``, ``lane``, ``strong``.
        "table": any columns, shown as they are.
        Missing values leave a gap; they are never zero.
    data
        The rows.
    value_label
        What the values are, with their unit.
    x_label
        What the other axis of a line is.
    unit
        Put behind each number, such as "%".
    digits
        How many decimals the numbers have.
    signed
        Whether the values are changes, shown with their sign.
    reference, reference_label
        A value to compare with, drawn as a line, and its name.
    marks
        Moments on a line or a timeline.
    period, source, attribution, illustrative
        As for a map.
    """

    kind: Literal["bars", "forest", "line", "timeline", "table"]
    data: pd.DataFrame
    value_label: str = ""
    x_label: str = ""
    unit: str = ""
    digits: int = 0
    signed: bool = False
    reference: float | None = None
    reference_label: str = ""
    marks: tuple[ChartMark, ...] = ()
    period: str = ""
    source: str = ""
    attribution: str = ""
    illustrative: str = ""

    def __post_init__(self) -> None:
        check_known(self.kind, tuple(_COLUMNS), parameter="kind")
        check_columns(self.data, _COLUMNS[self.kind], parameter="data")
