"""The picture of a scene: a map or a chart."""

from __future__ import annotations

from briefing._chart_picture import ChartPicture
from briefing._map_picture import MapPicture

__all__ = ["Picture"]

Picture = MapPicture | ChartPicture
