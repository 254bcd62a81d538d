"""What the store keeps of each kind of record, column by column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geo.errors import ParameterError

__all__ = ["KINDS", "Field", "Kind", "kind_of"]

Sort = Literal[
    "text", "flag", "moment", "list", "count", "number", "whole", "point", "period", "polygon"
]
Rule = Literal["first", "conflict", "latest", "layer"]


@dataclass(frozen=True)
class Field:
    """One column of a reader's frame, and what it holds; later ones were not in version 1."""

    name: str
    sort: Sort = "text"
    is_later: bool = False

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns of the table that hold it."""
        if self.sort == "point":
            return ("x", "y")
        if self.sort == "period":
            return ("day", "precision")
        return ("shape",) if self.sort == "polygon" else (self.name,)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of record.

    ``rule`` says what happens where a key is already in the store: the ``first`` stays, the row is
    refused as a ``conflict`` unless it says the same, the ``latest`` wins, or every batch is a
    ``layer`` of its own. ``first`` and ``last`` are the columns of the time of a record; one that
    ``is_open_ended`` goes on where it has no last day. ``counted_by`` are the texts that, with the
    time, say what a count is of. ``placed_by`` are the columns of the codes of its areas.
    """

    name: str
    fields: tuple[Field, ...]
    rule: Rule
    identity: str = ""
    first: str = ""
    last: str = ""
    precision: str = ""
    categories: tuple[str, ...] = ()
    is_open_ended: bool = False
    counted_by: tuple[str, ...] = ()
    placed_by: tuple[str, ...] = ("area_code",)

    @property
    def stored(self) -> tuple[str, ...]:
        """The columns of the table that hold what the reader gave."""
        return tuple(name for field in self.fields for name in field.stored)

    @property
    def has_period(self) -> bool:
        """Whether its times are periods; such records come in the greatest numbers."""
        return any(field.sort == "period" for field in self.fields)

    @property
    def has_content(self) -> bool:
        """Whether the same key can come with other values."""
        return self.rule in {"conflict", "latest"}


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


_POINT = Field("geometry", "point")
_SIMULATED = Field("illustrative", "flag")
_COARSE = Field("low_precision", "flag")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            name="markets",
            rule="conflict",
            identity="market_id",
            first="first_seen",
            last="last_seen",
            precision="last_seen_precision",
            is_open_ended=True,
            fields=(
                *_texts("market_id", "kind"),
                _POINT,
                Field("first_seen", "moment"),
                Field("first_seen_precision"),
                Field("last_seen", "moment"),
                Field("last_seen_precision"),
                Field("re_emerged", "moment", is_later=True),
                Field("re_emerged_precision", is_later=True),
                *_texts("name", "borough", "status"),
                Field("drugs", "list"),
                *_texts("source", "grade", "tenure", "area_code"),
                _SIMULATED,
                _COARSE,
            ),
        ),
        Kind(
            name="raids",
            rule="conflict",
            identity="raid_id",
            first="date",
            last="date",
            precision="date_precision",
            fields=(
                Field("raid_id"),
                Field("date", "moment"),
                Field("date_precision"),
                _POINT,
                *_texts("operation", "market_id", "tactic"),
                Field("arrests", "count"),
                Field("disposals", "count"),
                Field("premises_secured", "count"),
                Field("forensic_hits", "count"),
                *_texts("borough", "area_code"),
                _SIMULATED,
                _COARSE,
            ),
        ),
        Kind(
            name="offences",
            rule="first",
            first="day",
            last="day",
            precision="precision",
            categories=("category",),
            fields=(
                Field("category"),
                Field("period", "period"),
                _POINT,
                Field("weight", "number"),
                Field("area_code"),
                Field("snap_point", "flag"),
                _COARSE,
            ),
        ),
        Kind(
            name="area_counts",
            rule="latest",
            first="day",
            last="day",
            precision="precision",
            categories=("category", "subcategory"),
            counted_by=("area_code", "category", "subcategory"),
            fields=(
                *_texts("area_code", "area_name"),
                Field("period", "period"),
                *_texts("category", "subcategory"),
                Field("count", "whole"),
            ),
        ),
        Kind(
            name="operations",
            rule="conflict",
            identity="operation_id",
            first="start",
            last="end",
            precision="end_precision",
            placed_by=("areas",),
            fields=(
                *_texts("operation_id", "name"),
                Field("start", "moment"),
                Field("start_precision"),
                Field("end", "moment"),
                Field("end_precision"),
                Field("areas", "list"),
                Field("cost", "number"),
                Field("notes"),
                _SIMULATED,
            ),
        ),
        Kind(
            name="disposals",
            rule="latest",
            first="day",
            last="day",
            precision="precision",
            categories=("drug", "disposal"),
            counted_by=("area_code", "drug", "disposal"),
            fields=(
                *_texts("area_code", "area_name"),
                Field("period", "period"),
                *_texts("drug", "disposal"),
                Field("count", "whole"),
                _SIMULATED,
            ),
        ),
        Kind(
            name="links",
            rule="latest",
            first="month",
            last="month",
            precision="month_precision",
            categories=("kind",),
            counted_by=("from_code", "to_code", "kind"),
            placed_by=("from_code", "to_code"),
            fields=(
                *_texts("from_code", "from_name", "to_code", "to_name"),
                Field("month", "moment"),
                *_texts("month_precision", "kind"),
                Field("count", "whole"),
                _SIMULATED,
            ),
        ),
        Kind(
            name="premises",
            rule="conflict",
            identity="premises_id",
            first="date",
            last="date",
            precision="date_precision",
            fields=(
                Field("premises_id"),
                Field("date", "moment"),
                *_texts("date_precision", "area_code", "area_name", "tenure", "measure"),
                Field("re_emerged", "moment"),
                *_texts("re_emerged_precision", "outcome", "operation", "market_id"),
                _SIMULATED,
            ),
        ),
        Kind(
            name="campaigns",
            rule="conflict",
            identity="campaign_id",
            first="start",
            last="end",
            precision="end_precision",
            is_open_ended=True,
            placed_by=("areas",),
            fields=(
                *_texts("campaign_id", "name"),
                Field("start", "moment"),
                Field("start_precision"),
                Field("end", "moment"),
                Field("end_precision"),
                Field("areas", "list"),
                Field("channel", "list"),
                _SIMULATED,
            ),
        ),
        Kind(
            name="calls",
            rule="latest",
            first="start",
            last="start",
            precision="start_precision",
            counted_by=("area_code", "hotline"),
            fields=(
                *_texts("area_code", "area_name"),
                Field("start", "moment"),
                *_texts("start_precision", "hotline"),
                Field("count", "whole"),
                _SIMULATED,
            ),
        ),
        Kind(
            name="areas",
            rule="layer",
            identity="code",
            placed_by=("code",),
            fields=(*_texts("code", "name"), Field("geometry", "polygon")),
        ),
    )
}


def kind_of(name: str) -> Kind:
    """Return a kind by its name.

    Raises
    ------
    ParameterError
        There is no such kind.
    """
    if name not in KINDS:
        raise ParameterError(
            "the store has no such kind of record",
            hint=f"Take one of {', '.join(KINDS)}.",
            parameter="kind",
            value=name,
        )
    return KINDS[name]
