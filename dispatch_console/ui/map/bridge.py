"""The one object the page talks to. Ids and small JSON only, and nothing of it is trusted."""

import json

from PySide6.QtCore import QObject, Signal, Slot


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
    tickets_hover = Signal(object, int, int, int)
    tickets_dropped = Signal(object, int, int, int)
    was_drawn = Signal(int)

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

    @Slot(str, int, int, int)
    def ticketHovers(self, ids: str, engineer: int, shift: int, after: int) -> None:  # noqa: N802
        self.tickets_hover.emit(parse_ids(ids), engineer, shift, after)

    @Slot(str, int, int, int)
    def ticketDropped(self, ids: str, engineer: int, shift: int, after: int) -> None:  # noqa: N802
        self.tickets_dropped.emit(parse_ids(ids), engineer, shift, after)

    @Slot(int)
    def drawn(self, asked: int) -> None:
        self.was_drawn.emit(asked)


def parse_ids(text: str) -> tuple[int, ...]:
    """The ids of a JSON list; anything else in it, or no list at all, counts for nothing."""
    try:
        value = json.loads(text)
    except ValueError:
        return ()
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value if isinstance(item, int) and not isinstance(item, bool))
