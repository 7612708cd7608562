"""Zoom steps and the span each one shows. No Qt here."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatch_console.ui.timeline.layout import Horizon
from dispatch_console.ui.timeline.scale import Span

STEP = 1.25
"""Factor of one zoom step by key, button or wheel notch."""

_HOUR_VIEW_S = 4 * 3600


class Zoom(StrEnum):
    """How much time fits the width."""

    HOUR = "hour"
    DAY = "day"
    THREE_DAYS = "three_days"
    WEEK = "week"


_DAYS = {Zoom.DAY: 1, Zoom.THREE_DAYS: 3, Zoom.WEEK: 7}


def about(zoom: Zoom | None, left: float) -> float:
    """The moment about which the span shown begins at `left`."""
    return left + _HOUR_VIEW_S / 2 if zoom is Zoom.HOUR else left


def zoom_span(zoom: Zoom, horizon: Horizon, around: float, zone: ZoneInfo) -> Span:
    """The span to show: hours about `around`, or whole days of the zone from its day on.

    Moved where needed to lie within the horizon, and no longer than it.
    """
    if zoom is Zoom.HOUR:
        return _within(horizon, round(around) - _HOUR_VIEW_S // 2, _HOUR_VIEW_S)
    days = _DAYS[zoom]
    day = (horizon.origin + timedelta(seconds=around)).astimezone(zone).date()
    first = datetime.combine(day, datetime.min.time(), zone)
    last = datetime.combine(day + timedelta(days=days), datetime.min.time(), zone)
    start, end = (horizon.second(moment.astimezone(UTC)) for moment in (first, last))
    return _within(horizon, start, end - start)


def zoom_for(length_s: int) -> Zoom:
    """The step that shows a horizon of this length best."""
    days = length_s / 86400
    if days <= 1.5:
        return Zoom.DAY
    return Zoom.THREE_DAYS if days <= 4 else Zoom.WEEK


def is_longer(zoom: Zoom, length_s: int) -> bool:
    """Whether a step would show more days than a horizon of this length has."""
    steps = list(Zoom)
    return steps.index(zoom) > steps.index(zoom_for(length_s))


def _within(horizon: Horizon, start: int, length: int) -> Span:
    length = min(length, horizon.length_s)
    start = max(0, min(start, horizon.length_s - length))
    return (start, start + length)
