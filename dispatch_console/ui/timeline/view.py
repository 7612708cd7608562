"""Where things are on screen: one frozen value between layout and painting. No Qt here.

The viewport has a frozen header on top and a frozen column of names on the left; the body behind
them scrolls both ways. All results are viewport pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.ui.timeline.layout import Bar, Row
from dispatch_console.ui.timeline.lines import Line, Lines
from dispatch_console.ui.timeline.scale import Scale

HEADER_PX = 46
BAR_GAP_PX = 4
LEAST_BAR_PX = 3.0

Rect = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True, slots=True)
class Hit:
    """What lies under a point: `part` is "header", "names" or "body"."""

    part: str
    line: Line | None = None
    second: float = 0.0
    bar: Bar | None = None

    @property
    def engineer(self) -> EngineerId | None:
        """The engineer whose row it is."""
        return None if self.line is None else self.line.engineer

    @property
    def ticket(self) -> TicketId | None:
        """The ticket whose bar it is."""
        return None if self.bar is None else self.bar.ticket


@dataclass(frozen=True, slots=True)
class View:
    """Scale, bands and scroll position of a viewport of `width` × `height` pixels."""

    scale: Scale = field(default_factory=lambda: Scale(1, 60))
    lines: Lines = field(default_factory=Lines)
    scroll_x: float = 0
    scroll_y: float = 0
    width: int = 0
    height: int = 0
    names_px: int = 0

    @property
    def body(self) -> Rect:
        """The scrolled part."""
        width, height = self.width - self.names_px, self.height - HEADER_PX
        return (self.names_px, HEADER_PX, max(0, width), max(0, height))

    @property
    def seconds(self) -> tuple[int, int]:
        """First and last second in sight."""
        first = self.scale.second(self.scroll_x)
        last = self.scale.second(self.scroll_x + self.body[2])
        return int(first), int(last) + 1

    def x(self, second: float) -> float:
        """The pixel of a moment."""
        return self.names_px + self.scale.x(second) - self.scroll_x

    def second(self, x: float) -> float:
        """The moment of a pixel."""
        return self.scale.second(x - self.names_px + self.scroll_x)

    def top(self, line: Line) -> float:
        """The pixel at which a band begins."""
        return HEADER_PX + line.top - self.scroll_y

    def visible_lines(self) -> Sequence[Line]:
        """The bands in sight."""
        return self.lines.between(self.scroll_y, self.scroll_y + self.body[3])

    def bar_rect(self, line: Line, bar: Bar) -> Rect:
        """A bar in its band: never narrower than can be seen."""
        left = self.x(bar.start)
        width = max(LEAST_BAR_PX, self.x(bar.end) - left)
        room = line.height - 2 * BAR_GAP_PX
        height = room / bar.lanes
        return (left, self.top(line) + BAR_GAP_PX + bar.lane * height, width, height)

    def hit(self, x: float, y: float, rows: dict[EngineerId, Row]) -> Hit:
        """What lies at a point; of overlapping bars the one painted last."""
        if y < HEADER_PX:
            return Hit("header", second=self.second(x))
        line = self.lines.at(y - HEADER_PX + self.scroll_y)
        if x < self.names_px:
            return Hit("names", line)
        if line is None or line.engineer is None:
            return Hit("body", line, self.second(x))
        for bar in reversed(rows[line.engineer].bars):
            left, top, width, height = self.bar_rect(line, bar)
            if left <= x < left + width and top <= y < top + height:
                return Hit("body", line, self.second(x), bar)
        return Hit("body", line, self.second(x))
