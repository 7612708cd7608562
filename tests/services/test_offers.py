"""Windows for a customer on the phone."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.offers import NOTICE, SlotDesk
from tests.factories import (
    DAY,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOON = DAY + timedelta(hours=4)


def board_of(*tickets: Ticket, days: int = 3) -> Board:
    engineer, region = make_engineer(), make_region()
    return Board(
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={engineer.id: engineer},
        shifts={shift.id: shift for shift in (make_shift(1 + d, day=d) for d in range(days))},
        regions={region.id: region},
        read_at=NOON,
    )


def told(number: int, hours: float) -> Ticket:
    visit = make_visit(number, 1, 1, DAY + timedelta(hours=hours), 60)
    return make_ticket(number, status=Status.ASSIGNED, visit=visit)


def test_windows_lie_on_local_hours_ahead_of_now_and_say_who_comes_when():
    desk = SlotDesk(board_of(make_ticket(1)), now=NOON, zone=ZONE)
    found = desk.offers(TicketId(1))
    assert found
    for offer in found:
        assert offer.start >= NOON + NOTICE
        assert offer.start.astimezone(ZONE).hour % 2 == 0
        assert offer.end - offer.start == timedelta(hours=2)
        assert offer.arrival is not None
        assert offer.start <= offer.arrival <= offer.end
        assert offer.engineers == (1,)
        assert offer.cost > 0


def test_nobody_who_was_told_a_time_is_told_another():
    # Visits on the hour all afternoon leave no hour free before the next day.
    day = [told(number, hours) for number, hours in enumerate((5, 6, 7, 8, 9), start=2)]
    found = SlotDesk(board_of(make_ticket(1), *day), now=NOON, zone=ZONE).offers(TicketId(1))
    today = [offer for offer in found if offer.start < DAY + timedelta(days=1)]
    assert today
    assert all(offer.full for offer in today)
    assert any(not offer.full for offer in found)


def test_a_ticket_with_a_visit_is_offered_windows_only_to_rebook_it():
    board = board_of(told(1, 6))
    with pytest.raises(DomainError, match=r"offers\.told"):
        SlotDesk(board, now=NOON, zone=ZONE).offers(TicketId(1))
    desk = SlotDesk(board, now=NOON, zone=ZONE, rebooking=(TicketId(1),))
    assert len({offer.start for offer in desk.offers(TicketId(1))}) > 3


def test_a_ticket_that_no_plan_can_hold_says_why():
    board = board_of(make_ticket(1, location=None))
    with pytest.raises(DomainError, match=r"scope\.no_location"):
        SlotDesk(board, now=NOON, zone=ZONE).offers(TicketId(1))
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        SlotDesk(board, now=NOON, zone=ZONE).offers(TicketId(9))
