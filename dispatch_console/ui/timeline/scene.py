"""What one frame shows: everything the painting functions may look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ties import Ties
from dispatch_console.ui.price_words import Judgement
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.ink import Ink
from dispatch_console.ui.timeline.lines import Line
from dispatch_console.ui.timeline.view import HEADER_PX, Hit, Rect, View

_OVERHANG_PX = 8


@dataclass(frozen=True, slots=True)
class Ghost:
    """A drop under the pointer: where it would land and what that would cost.

    `spans` are the bars in seconds after the origin, one a ticket; empty for "best place in the
    day". `x` / `y` are the pointer in viewport pixels; `title` and `lines` the price in words.
    """

    engineer: EngineerId
    spans: tuple[tuple[int, int], ...]
    title: str
    lines: tuple[str, ...] = ()
    judgement: Judgement = Judgement.PENDING
    x: float = 0
    y: float = 0


@dataclass(frozen=True, slots=True)
class RowMark:
    """What a drag would cost on a row at its best place, in a few words.

    `span` is that place in seconds after the origin, None where there is none; `rank` 1 and up for
    the cheapest rows, 0 for the others.
    """

    judgement: Judgement
    text: str
    span: tuple[int, int] | None = None
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """A frame. `pointer_x` is where the mouse stands over the body, None elsewhere.

    `exposed` is the part of the viewport that is to be painted again.
    """

    chart: Chart
    view: View
    ink: Ink
    zone: ZoneInfo
    ties: Ties
    compact: bool = False
    chosen: frozenset[TicketId] = frozenset()
    engineer: EngineerId | None = None
    dimmed: frozenset[TicketId] = frozenset()
    hovered: Hit | None = None
    pointer_x: float | None = None
    ghost: Ghost | None = None
    dragged: frozenset[TicketId] = frozenset()
    marks: Mapping[EngineerId, RowMark] = field(default_factory=dict)
    exposed: Rect = (0, 0, 0, 0)

    @property
    def lines(self) -> Sequence[Line]:
        """The bands that are to be painted again."""
        _, top, _, height = self.exposed
        start = top - HEADER_PX + self.view.scroll_y
        return self.view.lines.between(max(start, self.view.scroll_y), start + height)

    @property
    def seconds(self) -> tuple[int, int]:
        """First and last second to be painted again, with room for marks that stick out."""
        left, _, width, _ = self.exposed
        first = max(left, self.view.names_px) - _OVERHANG_PX
        last = left + width + _OVERHANG_PX
        return int(self.view.second(first)), int(self.view.second(last)) + 1
