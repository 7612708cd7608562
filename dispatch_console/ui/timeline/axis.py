"""The time axis as a person set it: a zoom step or a free scale, over a horizon. No Qt here."""

from zoneinfo import ZoneInfo

from dispatch_console.ui.timeline.layout import Horizon
from dispatch_console.ui.timeline.scale import Scale, Span, fitting
from dispatch_console.ui.timeline.zoom import STEP, Zoom, zoom_span


class Axis:
    """`scale` maps time to pixels; `zoom` is the step it fits, None after free zooming."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zoom: Zoom | None = Zoom.DAY
        self.scale = Scale(1, 60)
        self._zone = zone

    def fit(self, horizon: Horizon, folds: tuple[Span, ...], around: float, width: float) -> float:
        """Scale to the zoom step about a moment; the second its span begins at.

        After free zooming the scale stays, but is never so small that the horizon leaves a gap.
        """
        if self.zoom is None:
            self._rescale(horizon.length_s, folds, self.scale.px_per_hour, width)
            return around
        around = min(max(0.0, around), max(0, horizon.length_s - 1))
        span = zoom_span(self.zoom, horizon, around, self._zone)
        wanted = fitting(horizon.length_s, folds, span, width)
        self._rescale(horizon.length_s, folds, wanted, width)
        return span[0]

    def zoom_by(self, steps: float, width: float) -> None:
        """Zoom in (out, if negative) by steps of the free kind."""
        self.zoom = None
        scale = self.scale
        self._rescale(scale.length_s, scale.folds, scale.px_per_hour * STEP**steps, width)

    def _rescale(
        self, length_s: int, folds: tuple[Span, ...], px_per_hour: float, width: float
    ) -> None:
        least = fitting(length_s, folds, (0, length_s), width)
        self.scale = Scale(length_s, max(px_per_hour, least), folds)
