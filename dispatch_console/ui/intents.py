"""What a person asks for in a view; `shell` hears it, asks a service, and shows the outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services.rights import ALL, Rights
from dispatch_console.ui.writing import WriteGate


@dataclass(frozen=True, slots=True)
class Drop:
    """Tickets put on an engineer at `start`, or (None) where they fit best."""

    tickets: tuple[TicketId, ...]
    engineer: EngineerId
    start: datetime | None


class Intents(QObject):
    """One object per window, given to every panel. Signal arguments carry plain values.

    `assign(ticket ids, engineer id, start)`: start is an aware UTC datetime, or None for the best
    place in that engineer's day; `override(Drop)`: the same against rules. `price_wanted(ticket
    ids, engineer id, start)`: a drag hovers there; the answer comes back through `priced` (see
    `shell.questions`). `row_prices_wanted(ticket ids, engineer ids)`: what each of these rows would
    cost at its best place in the days shown; `rows_priced(ticket ids, {engineer id: price})`
    answers. `carried(ticket ids)`: a view drags these, none once it has let go.
    `choose_engineer(ticket ids)`: ask who is to have them, best candidates first. `set_ties(ticket
    id, crew size, ids of the tickets before, same engineer)`. Of an engineer:
    `sick(id, until further notice)`, `late(id, minutes)`, `back(id)`, `lend(id)`,
    `end_lending(id)`. `open_article(article id)`; `write_article(ticket id)`: from
    what it has taught. `service_report(ticket id, language)`.

    `open_ticket(ticket id)` tells all about a ticket, on the board or not, `open_conversation` what
    is said about it first; `open_number(number)`: of one that is not on the board.
    `step_closed(ticket, status)`: a step of such a one. `merge`, `split` and
    `link(ticket id)` ask for the form about a ticket and others.

    `rights`: what may be asked for at all; `rights_known` once the database has said so. `gate`
    says whether what writes may be asked for now.
    """

    rights_known = Signal()

    assign = Signal(object, object, object)
    override = Signal(object)
    unassign = Signal(object)
    set_lock = Signal(object, object)
    set_status = Signal(object, object)
    set_priority = Signal(object, object)
    set_ties = Signal(object, int, object, bool)
    price_wanted = Signal(object, object, object)
    priced = Signal(object)
    row_prices_wanted = Signal(object, object)
    rows_priced = Signal(object, object)
    carried = Signal(object)
    open_ticket = Signal(object)
    open_conversation = Signal(object)
    open_number = Signal(str)
    edit_ticket = Signal(object)
    step_closed = Signal(object, object)
    merge = Signal(object)
    split = Signal(object)
    link = Signal(object)
    choose_engineer = Signal(object)
    sick = Signal(object, bool)
    late = Signal(object, int)
    back = Signal(object)
    lend = Signal(object)
    end_lending = Signal(object)
    open_article = Signal(object)
    write_article = Signal(object)
    service_report = Signal(object, str)

    rights: Rights = ALL

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.gate = WriteGate(self)

    def set_rights(self, rights: Rights) -> None:
        """From now on these count."""
        self.rights = rights
        self.rights_known.emit()

    def ask_assign(
        self, tickets: Iterable[TicketId], engineer: EngineerId, start: datetime | None
    ) -> None:
        self.assign.emit(tuple(tickets), engineer, start)

    def ask_override(
        self, tickets: Iterable[TicketId], engineer: EngineerId, start: datetime | None
    ) -> None:
        self.override.emit(Drop(tuple(tickets), engineer, start))

    def ask_unassign(self, tickets: Iterable[TicketId]) -> None:
        self.unassign.emit(tuple(tickets))

    def ask_choose_engineer(self, tickets: Iterable[TicketId]) -> None:
        self.choose_engineer.emit(tuple(tickets))

    def ask_lock(self, tickets: Iterable[TicketId], lock: Lock) -> None:
        self.set_lock.emit(tuple(tickets), lock)

    def ask_status(self, tickets: Iterable[TicketId], status: Status) -> None:
        self.set_status.emit(tuple(tickets), status)

    def ask_priority(self, tickets: Iterable[TicketId], priority: Priority) -> None:
        self.set_priority.emit(tuple(tickets), priority)
