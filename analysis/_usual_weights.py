"""How much each criterion counts unless a planner says otherwise."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["USUAL_WEIGHTS"]

USUAL_WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "open_markets": 10.0,
        "closed_markets": 4.0,
        "persistence": 4.0,
        "in_hotspots": 2.0,
        "hotspot_kept": 0.0,
        "well_graded": 3.0,
        "sources": 2.0,
        "ready": 2.0,
        "next_door": 0.0,
        "past_raids": 0.0,
        "past_effect": 1.0,
        "offences": 2.0,
        "trend": 2.0,
        "harm": 0.0,
    }
)
"""By the names that :func:`analysis.area_criteria` gives them. What police activity makes counts
little, and what it alone makes not at all; a plan should say which weights it used."""
