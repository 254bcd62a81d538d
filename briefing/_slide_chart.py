"""Charts as PowerPoint's own, so that they can be edited."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from briefing._metrics import plain
from briefing._scale import scale_over, shown_number
from briefing._sizes import READ
from briefing._theme import LIGHT, line
from geo import safe_cell

if TYPE_CHECKING:
    from briefing._chart_picture import ChartPicture

__all__ = ["add_chart", "has_native"]

_FONT: Final = "Arial"
_DAY_ZERO: Final = pd.Timestamp("1899-12-30")
_MOST_ROWS: Final = 14
_MOST_POINTS: Final = 200
_ENDS: Final = ("value", "low", "high")


def has_native(picture: ChartPicture) -> bool:
    """Return whether PowerPoint has a chart for this: it has none for spans of time."""
    if picture.data.empty or picture.kind == "table":
        return False
    return not (picture.kind == "timeline" and "end" in picture.data)


def _text(value: Any) -> str:
    return str(safe_cell(plain(value))) or " "


def _value(value: Any) -> float | None:
    return None if pd.isna(value) or not math.isfinite(float(value)) else float(value)


def _form(picture: ChartPicture) -> str:
    """Return the number format that a chart's cells and labels have."""
    digits = "0" if not picture.digits else f"0.{'0' * picture.digits}"
    unit = f'"{picture.unit}"' if picture.unit else ""
    whole = f"#,##{digits}{unit}"
    return f"+{whole};\N{MINUS SIGN}{whole};0{unit}" if picture.signed else whole


def _colour(name: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(LIGHT[name].lstrip("#"))


def add_chart(slide: Any, picture: ChartPicture, *, box: tuple[float, ...], alt: str) -> int:
    """Put a chart on a slide, in points; return how many rows are left to the table."""
    from pptx.util import Pt

    make = {"bars": _bars, "forest": _bars, "line": _lines, "timeline": _timeline}[picture.kind]
    kind, data, left = make(picture)
    frame = slide.shapes.add_chart(kind, *(Pt(round(length)) for length in box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", alt)  # noqa: SLF001
    chart = frame.chart
    chart.font.size, chart.font.name = Pt(READ), _FONT
    chart.font.color.rgb = _colour("ink")
    chart.has_title = False
    several = len(chart.plots[0].series) > 1 if picture.kind != "timeline" else True
    chart.has_legend = several
    if several:
        from pptx.enum.chart import XL_LEGEND_POSITION

        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    style = {"bars": _style_bars, "forest": _style_bars, "line": _style_lines}
    style.get(picture.kind, _style_timeline)(chart, picture)
    return left


def _bars(picture: ChartPicture) -> tuple[Any, Any, int]:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    rows = picture.data
    labels = list(dict.fromkeys(rows["label"].astype(str)))
    shown = labels[:_MOST_ROWS]
    data = CategoryChartData(number_format=_form(picture))
    data.categories = [_text(_label(label, rows, picture)) for label in shown]
    names = list(dict.fromkeys(rows["series"].astype(str))) if "series" in rows else [""]
    for name in names:
        own = rows[rows["series"].astype(str) == name] if "series" in rows else rows
        values = dict(zip(own["label"].astype(str), own["value"], strict=True))
        title = _text(name or picture.value_label or "Value")
        data.add_series(title, [_value(values.get(label)) for label in shown])
    return XL_CHART_TYPE.BAR_CLUSTERED, data, len(labels) - len(shown)


def _label(label: str, rows: pd.DataFrame, picture: ChartPicture) -> str:
    """Return a row's name, with its interval where it has one, and what is not shown."""
    own = rows[rows["label"].astype(str) == label]
    if own["value"].isna().all():
        return f"{label} (not shown)"
    if "series" in rows or not {"low", "high"} <= set(rows.columns):
        return label
    value, low, high = (shown_number(picture, own.iloc[0][name]) for name in _ENDS)
    not_sure = "" if bool(own.iloc[0].get("firm", True)) else ", not calibrated"
    return f"{label}: {value} ({low} to {high}{not_sure})"


def _lines(picture: ChartPicture) -> tuple[Any, Any, int]:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    rows = picture.data
    is_dates = pd.api.types.is_datetime64_any_dtype(rows["x"])
    points = list(dict.fromkeys(rows["x"].dropna()))[:_MOST_POINTS]
    points = sorted(points) if is_dates else points
    data = CategoryChartData(number_format=_form(picture))
    data.categories = [x.date() if is_dates else _text(x) for x in points]
    names = list(dict.fromkeys(rows["series"].astype(str))) if "series" in rows else [""]
    for name in names:
        own = rows[rows["series"].astype(str) == name] if "series" in rows else rows
        values = dict(zip(own["x"], own["value"], strict=True))
        title = _text(name or picture.value_label or "Value")
        data.add_series(title, [_value(values.get(x)) for x in points])
    return XL_CHART_TYPE.LINE_MARKERS, data, 0


def _timeline(picture: ChartPicture) -> tuple[Any, Any, int]:
    from pptx.chart.data import XyChartData
    from pptx.enum.chart import XL_CHART_TYPE

    rows = picture.data
    lane = rows["lane" if "lane" in rows else "label"].astype(str)
    lanes = list(dict.fromkeys(lane))
    data = XyChartData()
    for at, name in enumerate(lanes[:_MOST_ROWS]):
        series = data.add_series(_text(name))
        for start in pd.to_datetime(rows.loc[lane == name, "start"]).dropna():
            series.add_data_point((start - _DAY_ZERO).days, min(len(lanes), _MOST_ROWS) - at)
    return XL_CHART_TYPE.XY_SCATTER, data, max(len(lanes) - _MOST_ROWS, 0)


def _quiet_axes(chart: Any) -> None:
    for axis in (chart.category_axis, chart.value_axis):
        axis.has_major_gridlines = False
        axis.format.line.color.rgb = _colour("outline")


def _style_bars(chart: Any, picture: ChartPicture) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_TICK_LABEL_POSITION

    _quiet_axes(chart)
    plot = chart.plots[0]
    plot.gap_width = 45
    plot.vary_by_categories = False
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = False
    has_range = {"low", "high"} <= set(picture.data.columns)
    plot.has_data_labels = not has_range
    if not has_range:
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = _form(picture), False
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
    else:
        ends = [value for name in _ENDS for value in picture.data[name]]
        scale, _ = scale_over(ends, start=0, end=1, zero=True)
        chart.value_axis.minimum_scale = scale.low
        chart.value_axis.maximum_scale = scale.high
        chart.value_axis.visible = True
        ticks = chart.value_axis.tick_labels
        ticks.number_format, ticks.number_format_is_linked = _form(picture), False
    many = len(plot.series) > 1
    for at, series in enumerate(plot.series):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _colour(line(at) if many else "strong")
        series.invert_if_negative = False
    if not many:
        _pick_out(plot.series[0], picture)
        if has_range:
            _error_bars(plot.series[0], picture)
            plot.series[0].format.fill.fore_color.rgb = _colour("treated-tint")


def _pick_out(series: Any, picture: ChartPicture) -> None:
    rows = picture.data.iloc[:_MOST_ROWS]
    strong = rows["strong"].fillna(value=False).astype(bool).tolist() if "strong" in rows else []
    if any(strong):
        for at, is_strong in enumerate(strong):
            if not is_strong:
                fill = series.points[at].format.fill
                fill.solid()
                fill.fore_color.rgb = _colour("bar")


def _error_bars(series: Any, picture: ChartPicture) -> None:
    """Add the intervals, which python-pptx has no call for."""
    from pptx.oxml import parse_xml

    rows = picture.data.iloc[:_MOST_ROWS]
    space = "http://schemas.openxmlformats.org/drawingml/2006/chart"
    ink = LIGHT["ink"].lstrip("#")

    def lengths(tag: str, ends: Any) -> str:
        found = "".join(
            f'<c:pt idx="{at}"><c:v>{abs(float(end) - float(value)):.6g}</c:v></c:pt>'
            for at, (end, value) in enumerate(zip(ends, rows["value"], strict=True))
            if pd.notna(end) and pd.notna(value)
        )
        return (
            f'<c:{tag}><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val="{len(rows)}"/>'
            f"{found}</c:numLit></c:{tag}>"
        )

    bars = parse_xml(
        f'<c:errBars xmlns:c="{space}" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006'
        '/main"><c:errBarType val="both"/><c:errValType val="cust"/><c:noEndCap val="0"/>'
        f"{lengths('plus', rows['high'])}{lengths('minus', rows['low'])}"
        f'<c:spPr><a:ln w="28575"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill></a:ln>'
        "</c:spPr></c:errBars>"
    )
    element = series._element  # noqa: SLF001
    element.find(f"{{{space}}}cat").addprevious(bars)


def _style_lines(chart: Any, picture: ChartPicture) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    _quiet_axes(chart)
    chart.value_axis.has_major_gridlines = True
    chart.value_axis.major_gridlines.format.line.color.rgb = _colour("grid")
    ticks = chart.value_axis.tick_labels
    ticks.number_format, ticks.number_format_is_linked = _form(picture), False
    shapes = (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.SQUARE, XL_MARKER_STYLE.TRIANGLE)
    for at, series in enumerate(chart.plots[0].series):
        series.smooth = False
        series.format.line.color.rgb = _colour(line(at))
        series.format.line.width = Pt(3)
        series.marker.style, series.marker.size = shapes[at % len(shapes)], 9
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(line(at))
        series.marker.format.line.color.rgb = _colour(line(at))


def _style_timeline(chart: Any, picture: ChartPicture) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    del picture
    _quiet_axes(chart)
    chart.value_axis.visible = False
    ticks = chart.category_axis.tick_labels
    ticks.number_format, ticks.number_format_is_linked = "d mmm yyyy", False
    shapes = (
        XL_MARKER_STYLE.DIAMOND,
        XL_MARKER_STYLE.CIRCLE,
        XL_MARKER_STYLE.SQUARE,
        XL_MARKER_STYLE.TRIANGLE,
    )
    for at, series in enumerate(chart.plots[0].series):
        series.format.line.fill.background()
        series.marker.style, series.marker.size = shapes[at % len(shapes)], 10
        series.marker.format.fill.solid()
        series.marker.format.fill.fore_color.rgb = _colour(line(at))
        series.marker.format.line.color.rgb = _colour("paper")
