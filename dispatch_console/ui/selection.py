"""The one selection of a window: what is chosen in any view is chosen in all."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.ids import EngineerId, TicketId


class Selection(QObject):
    """Selected tickets (in order of choice) and engineer; `changed` fires once per real change."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tickets: tuple[TicketId, ...] = ()
        self._engineer: EngineerId | None = None

    @property
    def tickets(self) -> tuple[TicketId, ...]:
        return self._tickets

    @property
    def engineer(self) -> EngineerId | None:
        return self._engineer

    def select_tickets(self, tickets: Iterable[TicketId]) -> None:
        chosen = tuple(dict.fromkeys(tickets))
        if chosen != self._tickets:
            self._tickets = chosen
            self.changed.emit()

    def select_engineer(self, engineer: EngineerId | None) -> None:
        if engineer != self._engineer:
            self._engineer = engineer
            self.changed.emit()
