"""Why a ticket is nowhere, or where it is."""

import time
from dataclasses import replace

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.explain import (
    Explanation,
    Reason,
    by_engineer,
    differences,
    obstacles,
    unserved,
)
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import EngineerSpec, Link, Problem
from dispatch_console.planning.solution import Rule, Term
from tests.planning.instances import field_service
from tests.planning.test_insertion import filled
from tests.planning.town import ENGINEER, SHIFT, TICKET_A, TICKET_B, town

ANOTHER = replace(SHIFT, id=8, engineer=6)
STAFF = (ENGINEER, EngineerSpec(id=6, name="Wu"))


def why(problem: Problem, plan: dict[int, tuple[int, ...]], ticket: int) -> Explanation:
    return unserved(Insertion(Evaluator(problem), plan), ticket)


def test_an_impossible_ticket_tells_which_rules_shut_out_how_many_engineers():
    short = replace(SHIFT, id=9, engineer=4, end=1000)
    problem = town(
        a={"skills": {"lift": 1}},
        shifts=(SHIFT, replace(SHIFT, id=10), ANOTHER, short),
        engineers=(*STAFF, EngineerSpec(id=4, skills={"lift": 1})),
    )
    found = why(problem, {}, 1)
    assert found.reason is Reason.IMPOSSIBLE
    assert found.obstacles.keys() == {7, 8, 9, 10}
    assert found.shut_out == {Rule.SKILL: 2, Rule.SHIFT: 1}


def test_obstacles_carry_what_their_sentence_needs():
    evaluator = Evaluator(town(a={"skills": {"lift": 2}}))
    (violation,) = obstacles(evaluator, 1)[7]
    assert violation.rule is Rule.SKILL
    assert violation.params["needed"] == 2
    assert obstacles(evaluator, 2) == {}


def test_a_crowded_out_ticket_tells_the_visit_worth_least_that_takes_its_room():
    dear = replace(TICKET_B, id=3, unserved_cost=90_000)
    problem = town(tickets=(TICKET_A, TICKET_B, dear), shift={"max_tickets": 2})
    found = why(problem, {7: (2, 3)}, 1)
    assert (found.reason, found.ousted_by, found.worth) == (Reason.CROWDED_OUT, (2,), 10_000)


def test_as_many_visits_are_told_as_have_to_give_way():
    small = [replace(TICKET_B, id=number, service_s=900) for number in (3, 4, 5)]
    problem = town(tickets=(TICKET_A, *small), a={}, shift={"max_work_s": 2700})
    problem = replace(problem, tickets=(replace(TICKET_A, service_s=1800), *small))
    found = why(problem, {7: (3, 4, 5)}, 1)
    assert len(found.ousted_by) == 2
    assert found.worth == 20_000


def test_where_a_few_visits_do_not_make_room_none_is_blamed():
    small = [replace(TICKET_B, id=number, service_s=900) for number in range(3, 9)]
    problem = town(tickets=(replace(TICKET_A, service_s=5400), *small), shift={"max_work_s": 5400})
    found = why(problem, {7: (3, 4, 5, 6, 7, 8)}, 1)
    assert (found.reason, found.ousted_by) == (Reason.NO_ROOM, ())


def test_a_place_that_would_improve_the_plan_is_told_apart_from_one_that_would_not():
    better = why(town(), {7: (2,)}, 1)
    assert better.reason is Reason.NOT_FOUND
    assert better.place is not None
    assert better.place.delta.total < 0
    assert why(town(a={"unserved_cost": 0}), {}, 1).reason is Reason.NOT_WORTH


def test_a_ticket_that_waits_for_an_unserved_one_is_tied():
    found = why(town(links=(Link(first=2, second=1),)), {}, 1)
    assert found.reason is Reason.TIED
    assert {violation.rule for violation in found.broken} == {Rule.LINK}


def test_an_engineer_is_told_with_the_rules_or_with_the_price_of_the_best_shift():
    later = replace(SHIFT, id=9, start=SHIFT.start + 90_000, end=SHIFT.end + 90_000)
    problem = town(
        a={"skills": {"lift": 2}, "response_due": 3600},
        shifts=(SHIFT, ANOTHER, later),
        engineers=(replace(ENGINEER, skills={"lift": 2}), STAFF[1]),
    )
    insertion = Insertion(Evaluator(problem), {})
    able, unable = by_engineer(insertion, 1, 5), by_engineer(insertion, 1, 6)
    assert able is not None
    assert unable is not None
    assert (able.shift, able.violations) == (7, ())
    assert {violation.rule for violation in unable.violations} == {Rule.SKILL}
    assert by_engineer(insertion, 1, 99) is None


def test_candidates_are_compared_in_the_terms_in_which_they_differ():
    problem = town(
        a={"skills": {"lift": 1}, "load_s": 1800},
        shifts=(SHIFT, ANOTHER),
        engineers=(
            replace(ENGINEER, skills={"lift": 1}),
            replace(STAFF[1], skills={"lift": 3}, past_load_s=3600),
        ),
    )
    first, second = differences(Insertion(Evaluator(problem), {}).candidates(1))
    assert first == {}
    # Two levels wasted; 1.5² - 1² hours of load where the other has 0.5².
    assert second == pytest.approx({Term.SKILL_WASTE: 120, Term.LOAD: 60})


def test_fifty_tickets_of_a_full_plan_are_explained_in_three_seconds():
    problem = field_service(400, 10, 3)
    standing = filled(Evaluator(problem))
    left = [t.id for t in problem.tickets if standing.shift_of(t.id) is None][:50]
    assert len(left) == 50
    begun = time.perf_counter()
    reasons = {unserved(standing, ticket).reason for ticket in left}
    assert time.perf_counter() - begun < 3
    assert Reason.CROWDED_OUT in reasons


def test_an_unknown_ticket_is_refused():
    with pytest.raises(DomainError, match=r"plan\.ticket"):
        why(town(), {}, 99)
