"""Where the figures of a briefing come from, so that they can be had again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Provenance"]


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """What a briefing was made from and how; every file that is made of it carries this.

    Attributes
    ----------
    data_version
        The version of the records, as pages state it.
    parameters
        What was asked for: name and value as they read on a page, in the order to show them.
    methods
        Each method that gave a figure, with its version.
    seed
        The seed of whatever drew random numbers; None where nothing did.
    sources
        The files that the records come from, one sentence each.
    made
        A date, if one is to be shown: the day on which the briefing was saved, never the day on
        which a file is made, so that the same briefing gives the same file again.
    software
        The version of Crackdown.

    Examples
    --------
    >>> Provenance(data_version="abc", parameters={"Before": "1999-00"}, seed=7).rows()[:2]
    [('Data version', 'abc'), ('Before', '1999-00')]
    """

    data_version: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    sources: tuple[str, ...] = ()
    made: str = ""
    software: str = VERSION

    def rows(self) -> list[tuple[str, str]]:
        """Return everything as pairs of a name and a value, in the order to show them."""
        return [
            ("Data version", self.data_version),
            *self.parameters.items(),
            *((f"Method: {name}", version) for name, version in self.methods.items()),
            *([("Seed", str(self.seed))] if self.seed is not None else []),
            *(("Source", source) for source in self.sources),
            *([("Saved", self.made)] if self.made else []),
            ("Crackdown", self.software),
        ]
