"""The one object the page talks to. Ids and small JSON only, and nothing of it is trusted."""

import json
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from dispatch_console.domain.region import Ring


class Bridge(QObject):
    """Page to Qt: slots, passed on as signals with plain ids. Qt to page: `apply` with JSON.

    What does not parse is dropped: the page cannot make the console do more than these signals.
    """

    apply = Signal(str)

    opened = Signal()
    tickets_clicked = Signal(object, bool)
    tickets_boxed = Signal(object, bool)
    ticket_opened = Signal(int)
    engineer_clicked = Signal(int)
    tickets_carried = Signal(object)
    tickets_hover = Signal(object, int, int, int)
    tickets_dropped = Signal(object, int, int, int)
    was_drawn = Signal(int)
    region_changed = Signal(object)
    region_drawn = Signal(object)
    region_cancelled = Signal()
    tool_wanted = Signal(str)
    place_picked = Signal(float, float)
    picking_stopped = Signal()

    def send(self, message: dict[str, object]) -> None:
        """Have the page apply the message (see `delta` for its shape)."""
        self.apply.emit(json.dumps(message, ensure_ascii=False, separators=(",", ":")))

    @Slot()
    def ready(self) -> None:
        self.opened.emit()

    @Slot(str, bool)
    def ticketClicked(self, ids: str, additive: bool) -> None:  # noqa: N802
        self.tickets_clicked.emit(parse_ids(ids), additive)

    @Slot(str, bool)
    def boundsSelected(self, ids: str, additive: bool) -> None:  # noqa: N802
        self.tickets_boxed.emit(parse_ids(ids), additive)

    @Slot(int)
    def ticketOpened(self, ticket: int) -> None:  # noqa: N802
        self.ticket_opened.emit(ticket)

    @Slot(int)
    def engineerClicked(self, engineer: int) -> None:  # noqa: N802
        self.engineer_clicked.emit(engineer)

    @Slot(str)
    def ticketsCarried(self, ids: str) -> None:  # noqa: N802
        self.tickets_carried.emit(parse_ids(ids))

    @Slot(str, int, int, int)
    def ticketHovers(self, ids: str, engineer: int, shift: int, after: int) -> None:  # noqa: N802
        self.tickets_hover.emit(parse_ids(ids), engineer, shift, after)

    @Slot(str, int, int, int)
    def ticketDropped(self, ids: str, engineer: int, shift: int, after: int) -> None:  # noqa: N802
        self.tickets_dropped.emit(parse_ids(ids), engineer, shift, after)

    @Slot(int)
    def drawn(self, asked: int) -> None:
        self.was_drawn.emit(asked)

    @Slot(str)
    def regionChanged(self, state: str) -> None:  # noqa: N802
        self.region_changed.emit(parse_drawing(state))

    @Slot(str)
    def regionDrawn(self, rings: str) -> None:  # noqa: N802
        self.region_drawn.emit(parse_rings(rings))

    @Slot()
    def regionCancelled(self) -> None:  # noqa: N802
        self.region_cancelled.emit()

    @Slot(str)
    def toolWanted(self, name: str) -> None:  # noqa: N802
        self.tool_wanted.emit(name)

    @Slot(float, float)
    def placePicked(self, lat: float, lon: float) -> None:  # noqa: N802
        if abs(lat) <= 90 and abs(lon) <= 180:
            self.place_picked.emit(lat, lon)

    @Slot()
    def pickingStopped(self) -> None:  # noqa: N802
        self.picking_stopped.emit()


@dataclass(frozen=True, slots=True)
class Drawing:
    """How far a drawing is: its corners and rings, whether a ring is being drawn, whether borders
    cross, how many steps can be taken back.
    """

    corners: int = 0
    rings: int = 0
    drawing: bool = False
    crossing: bool = False
    steps: int = 0


def parse_drawing(text: str) -> Drawing:
    """What the page tells of a drawing; an empty one if that makes no sense."""
    try:
        value = json.loads(text)
        return Drawing(
            corners=int(value["corners"]),
            rings=int(value["rings"]),
            drawing=bool(value["drawing"]),
            crossing=bool(value["crossing"]),
            steps=int(value["steps"]),
        )
    except (ValueError, TypeError, KeyError):
        return Drawing()


def parse_rings(text: str) -> tuple[Ring, ...]:
    """Rings of (lon, lat); none at all if anything in them is not a number."""
    try:
        return tuple(
            tuple((float(lon), float(lat)) for lon, lat in ring) for ring in json.loads(text)
        )
    except (ValueError, TypeError):
        return ()


def parse_ids(text: str) -> tuple[int, ...]:
    """The ids of a JSON list; anything else in it, or no list at all, counts for nothing."""
    try:
        value = json.loads(text)
    except ValueError:
        return ()
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, int) and not isinstance(item, bool))
