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
from tests.planning.instances import DAY, HOUR, field_service
from tests.planning.test_insertion import filled, known, problems, put
from tests.planning.town import SHIFT, town


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
