"""What is offered can be kept, at the price that was told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Problem, TicketSpec, Window
from dispatch_console.planning.slots import offers
from dispatch_console.planning.solution import Term
from tests.planning.instances import DAY, HOUR, field_service
from tests.planning.test_insertion import filled, known, problems, put
from tests.planning.town import ENGINEER, SHIFT, town


def promised(problem: Problem, ticket: int, window: Window) -> Evaluator:
    """The same with the ticket to start in the window, and in its own ones if it has any."""

    def bound(spec: TicketSpec) -> TicketSpec:
        own = spec.windows or (window,)
        cut = tuple((max(a, window[0]), min(b, window[1])) for a, b in own)
        return replace(spec, windows=tuple(w for w in cut if w[0] <= w[1]))

    tickets = tuple(bound(t) if t.id == ticket else t for t in problem.tickets)
    return Evaluator(replace(problem, tickets=tickets))


@given(problems, st.sampled_from([HOUR, 2 * HOUR, 4 * HOUR]))
@settings(max_examples=80, deadline=None)
def test_an_offer_taken_breaks_no_rule_and_costs_exactly_its_delta(problem: Problem, width: int):
    evaluator = Evaluator(problem)
    insertion = filled(evaluator, leaving=1)
    ticket = problem.tickets[0].id
    before = evaluator.solution(insertion.plan).objective.total
    for offer in offers(insertion, ticket, width_s=width, step_s=HOUR, limit=4):
        if offer.best is None:
            continue
        then = promised(problem, ticket, offer.window)
        after = put(insertion.plan, ticket, offer.best.shift, offer.best.position)
        start = next(
            stop.start
            for stop in then.routes(after)[offer.best.shift].stops
            if stop.ticket == ticket
        )
        assert offer.window[0] <= start == offer.best.start <= offer.window[1]
        assert not known(then.violations(after)) - known(evaluator.violations(insertion.plan))
        delta = then.solution(after).objective.total - before
        assert offer.best.delta.total == pytest.approx(delta, rel=1e-9, abs=1e-3)
        engineer = evaluator.lookup.shifts[offer.best.shift].engineer
        assert offer.engineers[0] == engineer


def test_the_best_of_every_half_day_comes_before_the_second_best_of_any():
    problem = field_service(40, 8, 3, 2, seed=4)
    (ticket, *_) = (t.id for t in problem.tickets if not t.windows)
    found = offers(filled(Evaluator(problem)), ticket, first=8 * HOUR, days=3)
    open_ = [offer for offer in found if offer.best]
    halves = [offer.window[0] * 2 // DAY for offer in open_]
    count = len(set(halves))
    assert count >= 5
    assert len(set(halves[:count])) == count
    for part in (open_[:count], open_[count:]):
        costs = [offer.best.delta.total for offer in part if offer.best]
        assert costs == sorted(costs)


def test_a_window_in_which_nobody_has_room_is_full_and_comes_last():
    # One engineer, ten hours; B fills hours two to eight, A takes half an hour.
    problem = town(b={"service_s": 6 * HOUR, "windows": ((2 * HOUR, 2 * HOUR),)})
    found = offers(Insertion(Evaluator(problem), {7: (2,)}), 1, width_s=HOUR, step_s=HOUR)
    assert [offer.window[0] // HOUR for offer in found if offer.full] == [2, 3, 4, 5, 6, 7]
    assert sorted(o.window[0] // HOUR for o in found if not o.full) == [0, 1, 8, 9]
    assert found[-1].full
    assert not found[0].full


def test_only_windows_on_the_grid_and_in_working_hours_are_offered():
    insertion = Insertion(Evaluator(town(shift={"start": 1800, "end": 1800 + 4 * HOUR})), {})
    found = offers(insertion, 1, width_s=HOUR, step_s=HOUR)
    assert sorted(offer.window for offer in found) == [
        (hour * HOUR, (hour + 1) * HOUR) for hour in (1, 2, 3)
    ]
    found = offers(insertion, 1, width_s=HOUR, step_s=HOUR, midnight=1800, first=5400)
    assert sorted(offer.window[0] for offer in found) == [5400, 9000, 12600]


def test_a_window_outside_the_customers_own_is_not_offered():
    insertion = Insertion(Evaluator(town(a={"windows": ((2 * HOUR, 3 * HOUR - 1),)})), {})
    (offer,) = offers(insertion, 1, width_s=HOUR - 1, step_s=HOUR)
    assert offer.window[0] == 2 * HOUR
    assert offer.best is not None
    assert offer.best.start == 2 * HOUR


def test_an_engineer_without_the_skill_offers_nothing():
    assert offers(Insertion(Evaluator(town(a={"skills": {"lift": 1}})), {}), 1) == ()


def test_no_more_open_windows_than_asked_for_and_days_end_the_search():
    problem = town(
        shifts=tuple(replace(SHIFT, id=d, start=d * DAY, end=d * DAY + 9 * HOUR) for d in range(5))
    )
    insertion = Insertion(Evaluator(problem), {})
    assert len(offers(insertion, 1, limit=3)) == 3
    assert {o.window[0] // DAY for o in offers(insertion, 1, days=2, limit=99)} == {0, 1}


def test_offers_for_an_unknown_ticket_are_refused():
    with pytest.raises(DomainError, match=r"plan\.ticket"):
        offers(Insertion(Evaluator(town()), {}), 99)


@given(problems)
@settings(max_examples=60, deadline=None)
def test_a_crew_begins_at_once_breaks_no_rule_and_costs_what_its_places_cost(problem: Problem):
    problem = replace(problem, links=(), depots=(), max_changes=None, max_disturbed=None)
    insertion = filled(Evaluator(problem), leaving=1)
    ticket, plan = problem.tickets[0], insertion.plan
    twin = replace(ticket, id=max(one.id for one in problem.tickets) + 1)
    both = replace(problem, tickets=(*problem.tickets, twin))
    before = Evaluator(both)
    for offer in offers(insertion, ticket.id, crew=2, width_s=2 * HOUR, step_s=HOUR, limit=4):
        if offer.full:
            continue
        first, second = offer.places
        moment = (first.start, first.start)
        assert offer.window[0] <= first.start == second.start <= offer.window[1]
        came = [before.lookup.shifts[place.shift].engineer for place in offer.places]
        assert list(offer.engineers[:2]) == came
        assert len(set(offer.engineers)) == len(offer.engineers)
        then = promised(promised(both, ticket.id, moment).problem, twin.id, moment)
        after = put(plan, ticket.id, first.shift, first.position)
        after = put(after, twin.id, second.shift, second.position)
        served = {s.ticket: s.start for r in then.routes(after).values() for s in r.stops}
        assert served[ticket.id] == served[twin.id] == first.start
        assert not known(then.violations(after)) - known(before.violations(plan))
        if before.pricing.worst_late_rate:
            continue
        was, now = before.solution(plan).objective.terms, then.solution(after).objective.terms
        for term in set(Term) - {Term.UNSERVED}:
            told = sum(place.delta.terms.get(term, 0.0) for place in offer.places)
            assert told == pytest.approx(now.get(term, 0.0) - was.get(term, 0.0), abs=1e-3)


def pair(**a: object) -> Problem:
    """Two engineers, of whom the second is at A from 9060 s on."""
    late = replace(SHIFT, id=8, engineer=6, start=8460)
    return town(a=a, shifts=(SHIFT, late), engineers=(ENGINEER, replace(ENGINEER, id=6, name="Bo")))


def test_a_crew_meets_at_the_soonest_the_last_of_it_is_there():
    insertion = Insertion(Evaluator(pair(windows=((0, 9060),))), {})
    found = offers(insertion, 1, crew=2, width_s=HOUR, step_s=HOUR)
    assert [(o.window[0], o.full) for o in found] == [(2 * HOUR, False), (0, True), (HOUR, True)]
    assert [place.start for place in found[0].places] == [9060, 9060]
    assert found[0].engineers == (5, 6)


def test_nobody_is_two_of_a_crew():
    insertion = Insertion(Evaluator(pair()), {})
    found = offers(insertion, 1, crew=3, width_s=HOUR, step_s=HOUR)
    assert found
    assert all(offer.full for offer in found)
