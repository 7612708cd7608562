"""What one frame shows: everything the painting functions may look at."""

from dataclasses import dataclass, field
from enum import Enum, auto
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.ui.timeline.chart import Chart
from dispatch_console.ui.timeline.ink import Ink
from dispatch_console.ui.timeline.view import Hit, View


class Judgement(Enum):
    """What the price of a hovering drop comes to."""

    PENDING = auto()
    FINE = auto()
    COSTLY = auto()
    REFUSED = auto()


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
class Scene:
    """A frame. `pointer_x` is where the mouse stands over the body, None elsewhere."""

    chart: Chart
    view: View
    ink: Ink
    zone: ZoneInfo
    compact: bool = False
    chosen: frozenset[TicketId] = frozenset()
    engineer: EngineerId | None = None
    dimmed: frozenset[TicketId] = frozenset()
    hovered: Hit | None = None
    pointer_x: float | None = None
    ghost: Ghost | None = None
    has_focus: bool = False
    dragged: frozenset[TicketId] = field(default_factory=frozenset)
