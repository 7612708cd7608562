"""Time on the x axis: seconds after the horizon's start to pixels and back, with nights folded.

No Qt here. Spans in which nobody is on duty shrink to `FOLD_PX`, so that a week of working days
fits where a calendar would spend half its width on nights. The mapping stays strictly increasing.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[int, int]
"""Start and end in seconds after the horizon's start."""

FOLD_PX = 14.0
"""Width of a folded span."""

MIN_PX_PER_HOUR, MAX_PX_PER_HOUR = 2.0, 960.0

_FOLD_MARGIN_S = 1800
_FOLD_LEAST_S = 3 * 3600
_STEPS_MIN = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720)


class Scale:
    """Strictly increasing piecewise linear map between seconds and pixels, 0 to 0."""

    def __init__(self, length_s: int, px_per_hour: float, folds: Sequence[Span] = ()) -> None:
        self.length_s = max(1, length_s)
        self.px_per_hour = min(MAX_PX_PER_HOUR, max(MIN_PX_PER_HOUR, px_per_hour))
        self.folds = tuple(folds)
        self._per_s = self.px_per_hour / 3600
        self._times: list[float] = [0.0]
        self._xs: list[float] = [0.0]
        for start, end in self.folds:
            self._extend_to(start)
            if end > self._times[-1]:
                self._times.append(end)
                self._xs.append(self._xs[-1] + FOLD_PX)
        self._extend_to(self.length_s)

    @property
    def width(self) -> float:
        """Pixels of the whole horizon."""
        return self._xs[-1]

    def x(self, second: float) -> float:
        """The pixel of a moment; outside the horizon the map goes on unfolded."""
        return self._map(second, self._times, self._xs, self._per_s)

    def second(self, x: float) -> float:
        """The moment of a pixel: the inverse of `x`."""
        return self._map(x, self._xs, self._times, 1 / self._per_s)

    def folded(self, second: float) -> Span | None:
        """The fold the moment lies in."""
        return next((fold for fold in self.folds if fold[0] <= second < fold[1]), None)

    def _extend_to(self, second: float) -> None:
        if second > self._times[-1]:
            self._xs.append(self._xs[-1] + (second - self._times[-1]) * self._per_s)
            self._times.append(second)

    @staticmethod
    def _map(value: float, inputs: list[float], outputs: list[float], slope: float) -> float:
        if value <= 0:
            return value * slope
        if value >= inputs[-1]:
            return outputs[-1] + (value - inputs[-1]) * slope
        i = bisect_right(inputs, value)
        share = (value - inputs[i - 1]) / (inputs[i] - inputs[i - 1])
        return outputs[i - 1] + share * (outputs[i] - outputs[i - 1])


def fitting(length_s: int, folds: Sequence[Span], span: Span, width: float) -> float:
    """Pixels per hour at which `span` just fills `width` pixels."""
    start, end = max(0, span[0]), min(length_s, span[1])
    open_s, fold_px = float(end - start), 0.0
    for a, b in folds:
        inside = min(b, end) - max(a, start)
        if inside > 0:
            open_s -= inside
            fold_px += FOLD_PX * inside / (b - a)
    hours = max(open_s, 900.0) / 3600
    return min(MAX_PX_PER_HOUR, max(MIN_PX_PER_HOUR, (width - fold_px) / hours))


def quiet_spans(busy: Iterable[Span], length_s: int) -> tuple[Span, ...]:
    """Spans of at least three hours with nothing in `busy`, half an hour kept on either side."""
    folds: list[Span] = []
    free_from = -_FOLD_MARGIN_S
    for start, end in [*sorted(busy), (length_s + _FOLD_MARGIN_S, length_s + _FOLD_MARGIN_S)]:
        first = max(0, free_from + _FOLD_MARGIN_S)
        last = min(length_s, start - _FOLD_MARGIN_S)
        if last - first >= _FOLD_LEAST_S:
            folds.append((first, last))
        free_from = max(free_from, end)
    whole = len(folds) == 1 and folds[0] == (0, length_s)
    return () if whole else tuple(folds)


def joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis: its second after the origin and its wall-clock time."""

    second: int
    local: datetime


def tick_step(px_per_hour: float, least_px: float) -> int:
    """Minutes between ticks: the finest step that leaves `least_px` between them."""
    for step in _STEPS_MIN:
        if step / 60 * px_per_hour >= least_px:
            return step
    return 1440


def ticks(origin: datetime, first: int, last: int, step_min: int, zone: ZoneInfo) -> list[Tick]:
    """Wall-clock multiples of `step_min` in `zone` between two seconds, both included.

    Days with a clock change keep their labels at the right moment: skipped hours have no tick.
    """
    found: list[Tick] = []
    for day in local_days(origin, first, last, zone):
        for minute in range(0, 1440, step_min):
            local = day + timedelta(minutes=minute)
            moment = local.astimezone(UTC)
            second = round((moment - origin).total_seconds())
            if first <= second <= last and moment.astimezone(zone).time() == local.time():
                found.append(Tick(second, local))
    return found


def local_days(origin: datetime, first: int, last: int, zone: ZoneInfo) -> list[datetime]:
    """Midnights of the zone's days that overlap the seconds `first` to `last`."""
    day = (origin + timedelta(seconds=first)).astimezone(zone).date()
    end = (origin + timedelta(seconds=last)).astimezone(zone).date()
    found: list[datetime] = []
    while day <= end:
        found.append(datetime.combine(day, time(), zone))
        day += timedelta(days=1)
    return found


def snap(moment: datetime, minutes: int = 5) -> datetime:
    """The nearest whole multiple of `minutes`."""
    step = minutes * 60
    return datetime.fromtimestamp(round(moment.timestamp() / step) * step, UTC)
