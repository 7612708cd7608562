"""What falls into the days shown, and that the filter follows them."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.ticket import Ticket
from dispatch_console.ui.store import BoardStore, falls_in
from tests.factories import DAY, NOW, make_ticket, make_visit

DAYS = (DAY, DAY + timedelta(days=1))
LATER = DAY + timedelta(days=5)
FREE: dict[str, object] = {"response_due": None, "resolution_due": None}


def ticket(**fields: object) -> Ticket:
    return make_ticket(1, **(FREE | fields))


def test_due_planned_or_wanted_within_the_days() -> None:
    inside = DAY + timedelta(hours=3)
    assert falls_in(DAYS, ticket(resolution_due=inside))
    assert falls_in(DAYS, ticket(resolution_due=DAY - timedelta(days=3)))
    assert falls_in(DAYS, ticket(visit=make_visit(1, 1, 1, inside, 60)))
    assert falls_in(DAYS, ticket(windows=(TimeWindow(inside, LATER),)))


def test_what_lies_outside_does_not() -> None:
    assert not falls_in(DAYS, ticket())
    assert not falls_in(DAYS, ticket(resolution_due=LATER))
    assert not falls_in(DAYS, ticket(visit=make_visit(1, 1, 1, LATER, 60)))


def test_the_filter_follows_the_days_shown(qapp: QApplication) -> None:
    store = BoardStore(
        Board(read_at=NOW, tickets={TicketId(1): ticket(resolution_due=LATER)}), lambda: NOW
    )
    store.set_horizon(*DAYS)
    store.set_filter(due_in_days=True)
    assert store.shown_tickets() == []
    store.set_horizon(DAY, LATER + timedelta(days=1))
    assert store.shown_tickets() == [TicketId(1)]
