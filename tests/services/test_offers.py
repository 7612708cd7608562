"""Windows for a customer on the phone."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.guest import GuestRoom, with_room
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Matrices, Problem
from dispatch_console.services.offers import NOTICE, SlotDesk
from dispatch_console.services.scope import draw_up
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


def crewed(*tickets: Ticket) -> Board:
    """Two engineers on the same days."""
    board = board_of(*tickets)
    second = make_engineer(2)
    shifts = {one.id: one for one in (make_shift(11 + d, 2, day=d) for d in range(3))}
    engineers = {**board.engineers, second.id: second}
    return replace(board, engineers=engineers, shifts={**board.shifts, **shifts})


def pair(number: int) -> tuple[Ticket, Ticket]:
    lead = make_ticket(number, crew_size=2)
    return lead, replace(lead, id=TicketId(number + 100), crew_of=lead.id, crew_place=2)


def test_a_crew_is_offered_windows_in_which_all_of_it_can_begin_at_once():
    # The first engineer is busy until five on this day, the second at other hours.
    busy = [told(number, hours) for number, hours in enumerate((5, 6, 7, 8), start=2)]
    desk = SlotDesk(crewed(*busy), now=NOON, zone=ZONE)
    alone = {offer.start: offer for offer in desk.offers_for(drafted(Location(31.12, 121.32)))}
    crew = desk.offers_for(drafted(Location(31.12, 121.32), crew_size=2))
    today = [offer for offer in crew if offer.start < DAY + timedelta(hours=8)]
    assert today
    assert all(offer.full and offer.crew == 2 for offer in today)
    assert any(not alone[offer.start].full for offer in today)
    later = [offer for offer in crew if not offer.full]
    assert later
    assert all(set(offer.team) == {1, 2} and not offer.others for offer in later)
    assert all(offer.cost > alone[offer.start].cost for offer in later if offer.start in alone)


def test_a_crew_on_the_board_is_offered_what_a_call_for_it_would_be():
    lead, mate = pair(9)
    desk = SlotDesk(crewed(lead, mate, told(2, 5)), now=NOON, zone=ZONE)
    assert lead.location is not None
    call = desk.offers_for(drafted(lead.location, crew_size=2))
    assert any(not offer.full for offer in call)
    assert desk.offers(lead.id) == call


def test_a_crew_of_which_one_is_told_a_time_is_rebooked_as_a_whole():
    lead, mate = pair(9)
    shown = [
        replace(one, status=Status.ASSIGNED, visit=make_visit(one.id, day, who, at, 60))
        for one, day, who in ((lead, 1, 1), (mate, 11, 2))
        for at in [DAY + timedelta(hours=6)]
    ]
    board = crewed(*shown)
    with pytest.raises(DomainError, match=r"offers\.told"):
        SlotDesk(board, now=NOON, zone=ZONE, rebooking=(lead.id,)).offers(lead.id)
    desk = SlotDesk(board, now=NOON, zone=ZONE, rebooking=(lead.id, mate.id))
    found = desk.offers(lead.id)
    assert DAY + timedelta(hours=6) in {offer.arrival for offer in found}


def drafted(where: Location, **more: object) -> Ticket:
    return make_ticket(0, location=where, **more)


@pytest.mark.parametrize("where", [Location(31.12, 121.32), Location(31.1391, 121.3377)])
def test_a_call_is_offered_just_what_its_ticket_would_be(where: Location):
    others = [told(2, 5), told(3, 8), make_ticket(4)]
    ticket = make_ticket(9, location=where, duration_s=5400)
    known = SlotDesk(board_of(ticket, *others), now=NOON, zone=ZONE).offers(ticket.id)
    desk = SlotDesk(board_of(*others), now=NOON, zone=ZONE)
    assert desk.offers_for(drafted(where, duration_s=5400)) == known


def test_one_call_leaves_nothing_behind_for_the_next():
    desk = SlotDesk(board_of(told(2, 5)), now=NOON, zone=ZONE)
    near, far = drafted(Location(31.11, 121.31)), drafted(Location(31.6, 121.9))
    first = desk.offers_for(near)
    assert desk.offers_for(far) != first
    assert desk.offers_for(near) == first


def test_a_call_without_a_place_or_with_windows_too_late_says_why():
    desk = SlotDesk(board_of(), now=NOON, zone=ZONE)
    with pytest.raises(DomainError, match=r"scope\.no_location"):
        desk.offers_for(make_ticket(0, location=None))
    late = DAY + timedelta(days=99)
    with pytest.raises(DomainError, match=r"scope\.window_later"):
        desk.offers_for(make_ticket(0, windows=(TimeWindow(late, late),)))


def test_on_given_roads_a_new_place_is_reckoned_and_a_known_one_is_not():
    times = np.full((2, 2), 600) - 600 * np.eye(2, dtype=int)
    places = ((31.15, 121.35), (31.12, 121.32))
    travel = {"car": Matrices(times, times * 10)}
    problem = with_room(replace(problem_of(board_of(make_ticket(1))), travel=travel))
    assert problem.places[:2] == places
    standing = Insertion(Evaluator(problem), {})
    room, spec = GuestRoom(standing.evaluator), problem.tickets[0]
    way = standing.evaluator.lookup.travel.durations["car"]
    with room.host(places[1], spec) as guest:
        assert standing.evaluator.lookup.tickets[guest].place == 1
    with room.host((31.2, 121.4), spec) as guest:
        assert standing.evaluator.lookup.tickets[guest].place == 2
        assert way[2, 2] == 0
        assert way[0, 2] == way[2, 0] != 600
        assert (way[:2, :2] == times).all()
    assert guest not in standing.evaluator.lookup.tickets


def problem_of(board: Board) -> Problem:
    return draw_up(board, now=NOON, start=NOON, end=NOON + timedelta(days=1)).problem
