"""Why a ticket has no visit, why it has the one it has, and at what price that would change."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Engineer, Shift
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import TimeWindow
from dispatch_console.domain.plan import NO_FIGURES, PlannedVisit, Proposal
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator, moved
from dispatch_console.planning.explain import Reason
from dispatch_console.planning.solution import Rule, Term
from dispatch_console.services.planning import moment
from dispatch_console.services.why import WhyDesk, WhyHere, WhyNot, as_proposed
from tests.factories import (
    DAY,
    NOW,
    SKILLS,
    make_board,
    make_engineer,
    make_region,
    make_shift,
    make_ticket,
    make_visit,
)

T1, T2, T3 = TicketId(1), TicketId(2), TicketId(3)
EXPERT = (SkillLevel("lift", 5),)
NOON = DAY + timedelta(hours=4)


def held(number: int, start: datetime, minutes: int = 60, **fields: object) -> Ticket:
    """A ticket that engineer 1 has."""
    visit = make_visit(number, 1, 1, start, minutes)
    given: dict[str, object] = {"visit": visit, "status": Status.ASSIGNED}
    return make_ticket(number, duration_s=60 * minutes, **(given | fields))


def board(*tickets: Ticket, staff: tuple[Engineer, ...] = (), **fields: object) -> Board:
    """One region; engineers with a shift of the same number."""
    people = staff or (make_engineer(1), make_engineer(2))
    shifts: tuple[Shift, ...] = tuple(make_shift(one.id, one.id) for one in people)
    made = Board(
        read_at=NOW,
        tickets={ticket.id: ticket for ticket in tickets},
        engineers={one.id: one for one in people},
        shifts={shift.id: shift for shift in shifts},
        regions={make_region().id: make_region()},
        skills=SKILLS,
    )
    return replace(made, **fields)  # pyright: ignore[reportArgumentType]


def desk(made: Board, proposal: Proposal | None = None) -> WhyDesk:
    return WhyDesk(made, now=NOW, start=DAY, end=DAY + timedelta(days=1), proposal=proposal)


def why_not(made: Board, ticket: TicketId, proposal: Proposal | None = None) -> WhyNot:
    found = desk(made, proposal).answer(ticket)
    assert isinstance(found, WhyNot)
    return found


def why_here(made: Board, ticket: TicketId, proposal: Proposal | None = None) -> WhyHere:
    found = desk(made, proposal).answer(ticket)
    assert isinstance(found, WhyHere)
    return found


def test_an_impossible_ticket_says_what_keeps_how_many_and_whom_away():
    far = make_engineer(3, skills=EXPERT, active=True)
    staff = (make_engineer(1), make_engineer(2), far)
    made = board(make_ticket(1, skills=EXPERT, duration_s=20 * 3600), staff=staff)
    found = why_not(made, T1)
    assert found.reason is Reason.IMPOSSIBLE
    assert found.kept_away[Rule.SHIFT] == 3
    assert found.kept_away[Rule.SKILL] == 2
    codes = {who: {one.code for one in broken} for who, broken in found.obstacles.items()}
    assert codes[EngineerId(3)] == {"rule.shift"}
    assert codes[EngineerId(1)] == {"rule.shift", "rule.skill"}


def test_a_crowded_out_ticket_names_who_has_its_room_and_what_leaving_them_out_costs():
    window = (TimeWindow(NOON, NOON + timedelta(minutes=30)),)
    busy = held(1, NOON, 120, windows=window)
    found = why_not(board(busy, make_ticket(2, windows=window), staff=(make_engineer(1),)), T2)
    assert (found.reason, found.ousted_by) == (Reason.CROWDED_OUT, (T1,))
    assert found.worth > 0


def test_where_there_is_room_the_best_places_are_told_with_their_prices():
    found = why_not(board(make_ticket(1)), T1)
    assert found.reason is Reason.NOT_FOUND
    assert {place.engineer_id for place in found.places} == {1, 2}
    assert all(place.delta.terms[Term.UNSERVED] < 0 for place in found.places)
    assert all(place.start > NOW for place in found.places)


def test_nobody_is_asked_to_come_sooner_than_told_to_make_a_place():
    later = held(1, NOON)
    found = why_not(board(later, make_ticket(2), staff=(make_engineer(1),)), T2)
    assert found.places[0].moved == ()
    assert Term.STABILITY not in {t for t, value in found.places[0].delta.terms.items() if value}


def test_three_other_places_at_most_and_not_the_one_it_has():
    staff = tuple(make_engineer(number) for number in range(1, 6))
    found = why_here(board(held(1, NOON), staff=staff), T1)
    assert (found.engineer_id, found.start) == (1, NOON)
    assert len(found.alternatives) == 3
    prices = [other.delta.total for other in found.alternatives]
    assert prices == sorted(prices)
    places = {(other.engineer_id, other.start) for other in found.alternatives}
    assert (EngineerId(1), NOON) not in places


def test_a_locked_ticket_has_alternatives_too():
    found = why_here(board(held(1, NOON, lock=Lock.ALL)), T1)
    assert EngineerId(2) in {other.engineer_id for other in found.alternatives}


def test_where_nobody_else_may_come_there_is_no_alternative():
    expert = make_engineer(1, skills=EXPERT)
    window = (TimeWindow(NOON, NOON),)
    made = board(held(1, NOON, skills=EXPERT, windows=window), staff=(expert, make_engineer(2)))
    assert why_here(made, T1).alternatives == ()


def test_under_a_proposal_the_answers_are_about_it():
    visit = make_visit(2, 2, 2, NOON, 60)
    fields = ("ticket_id", "engineer_id", "shift_id", "start", "end", "travel_s", "travel_m")
    proposed = PlannedVisit(**{name: getattr(visit, name) for name in fields})
    proposal = Proposal(
        id=uuid4(),
        made_at=NOW,
        visits={T2: proposed},
        base={T1: 1, T2: 1},
        moves=(),
        before=NO_FIGURES,
        after=NO_FIGURES,
    )
    made = board(held(1, NOON), make_ticket(2))
    assert why_not(made, T2).reason is Reason.NOT_FOUND
    assert why_here(made, T2, proposal).engineer_id == 2
    assert why_not(made, T1, proposal).reason is Reason.NOT_FOUND
    assert as_proposed(made, None) is made
    assert made.tickets[T1].visit is not None


@pytest.mark.parametrize(
    ("ticket", "code"),
    [
        (make_ticket(1, location=None), "scope.no_location"),
        (make_ticket(1, status=Status.ON_HOLD), "scope.status"),
        (held(1, NOW - timedelta(minutes=5)), "scope.begun"),
        (make_ticket(1, windows=(TimeWindow(DAY, NOW),)), "scope.window_past"),
    ],
)
def test_what_is_no_part_of_plans_says_why(ticket: Ticket, code: str):
    with pytest.raises(DomainError) as refused:
        desk(board(ticket)).answer(T1)
    assert refused.value.code == code


def test_an_unknown_ticket_is_refused():
    with pytest.raises(DomainError, match=r"ticket\.gone"):
        desk(board(make_ticket(1))).answer(T3)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10_000))
def test_an_alternative_costs_what_the_checker_finds_once_it_is_forced(seed: int):
    asked = desk(make_board(24, 5, 2, seed=seed))
    plan = asked.standing.plan
    before = check(asked.problem, asked.standing.evaluator.solution(plan)).objective.total
    for key in sorted(t for row in plan.values() for t in row)[:6]:
        try:
            found = asked.answer(TicketId(key))
        except DomainError:
            continue
        assert isinstance(found, WhyHere)
        free = asked.freed(found.ticket_id)
        evaluator = Evaluator(free)
        for other in found.alternatives:
            at = evaluator.price(plan, key, other.shift_id).position
            after = evaluator.solution(moved(plan, key, other.shift_id, at))
            starts = {s.ticket: s.start for route in after.routes for s in route.stops}
            assert moment(free, starts[key]) == other.start
            delta = check(free, after).objective.total - before
            assert other.delta.total == pytest.approx(delta, abs=1e-3)
