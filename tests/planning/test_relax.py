"""What it would take, where the answer can be worked out by hand."""

from dataclasses import replace

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import EngineerSpec, Problem
from dispatch_console.planning.relax import Kind, Relaxed, relaxations
from dispatch_console.planning.solution import Term
from tests.planning.instances import field_service
from tests.planning.test_insertion import filled
from tests.planning.town import ENGINEER, SHIFT, town

B_FROM_START = {"windows": ((1500, 1500),)}
"""B is served from 1500 to 5100, A can be reached fifteen minutes later, at 6000."""


def relaxed(problem: Problem, plan: dict[int, tuple[int, ...]], ticket: int) -> dict[Kind, Relaxed]:
    """What is found for the ticket, by kind, each proved to be as it says."""
    evaluator = Evaluator(problem)
    found: dict[Kind, Relaxed] = {}
    for one in relaxations(evaluator, plan, ticket, seconds=20):
        found.setdefault(one.kind, one)
        after = Evaluator(one.problem)
        solution = after.solution(one.plan)
        assert check(one.problem, solution).feasible
        assert ticket not in solution.unserved
        delta = solution.objective.total - evaluator.solution(plan).objective.total
        assert one.delta.total == pytest.approx(delta, abs=1e-3)
    return found


def test_ten_minutes_more_of_the_window_serve_the_ticket():
    problem = town(a={"windows": ((5000, 5400),)}, b=B_FROM_START)
    found = relaxed(problem, {7: (2,)}, 1)[Kind.LATER]
    assert found.params == {"ticket": 1, "minutes": 10}
    assert found.served == (1,)
    assert found.dropped == found.moved == ()
    assert found.delta.terms[Term.UNSERVED] == -10_000
    assert found.plan[7] == (2, 1)
    assert found.problem.tickets[0].windows == ((5000, 6000),)


def test_a_window_that_opened_sooner_would_serve_the_ticket():
    # A ends by 2700 at the latest to be in time for B at 3600: it would have to start at 900.
    problem = town(a={"windows": ((1200, 1200),)}, b={"windows": ((3600, 3600),)})
    found = relaxed(problem, {7: (2,)}, 1)[Kind.EARLIER]
    assert found.params == {"ticket": 1, "minutes": 10}
    assert found.plan[7] == (1, 2)


def test_overtime_by_the_minutes_that_lack_serves_the_ticket():
    # Both take two legs of 600 and 900, 90 minutes of work, and 1500 home: 8400 s.
    problem = town(shift={"end": 8000})
    found = relaxed(problem, {7: (2,)}, 1)[Kind.OVERTIME]
    assert found.params == {"shift": 7, "minutes": 7}
    assert found.problem.shifts[0].overtime_s == 420
    assert found.delta.terms[Term.OVERTIME] == 400


def test_one_ticket_more_a_day_serves_the_ticket():
    found = relaxed(town(shift={"max_tickets": 1}), {7: (2,)}, 1)
    assert found[Kind.MAX_TICKETS].params == {"shift": 7, "count": 1}
    assert found[Kind.DROP].params == {"tickets": (2,)}
    assert found[Kind.DROP].dropped == (2,)
    assert found[Kind.DROP].problem == town(shift={"max_tickets": 1})


def test_some_more_work_a_day_serves_the_ticket():
    found = relaxed(town(shift={"max_work_s": 5000}), {7: (2,)}, 1)[Kind.MAX_WORK]
    assert found.params == {"shift": 7, "minutes": 7}


def test_a_lower_level_or_training_serves_the_ticket():
    problem = town(a={"skills": {"lift": 3}}, engineer={"skills": {"lift": 2}})
    found = relaxed(problem, {7: (2,)}, 1)
    assert found[Kind.LEVEL].params == {"ticket": 1, "skill": "lift", "level": 2}
    assert found[Kind.TRAINING].params == {"engineer": 5, "skill": "lift", "level": 3}
    assert found.keys() == {Kind.LEVEL, Kind.TRAINING}


def test_an_exclusive_region_opened_to_one_engineer_serves_the_ticket():
    problem = town(a={"region": 4}, exclusive_regions=frozenset({4}))
    found = relaxed(problem, {7: (2,)}, 1)
    assert found.keys() == {Kind.REGION}
    assert found[Kind.REGION].params == {"engineer": 5, "region": 4}


def test_a_lock_broken_serves_the_ticket():
    absent = replace(SHIFT, id=8, engineer=6, start=90_000, end=91_000)
    staff = (ENGINEER, EngineerSpec(id=6))
    problem = town(a={"lock_shift": 8}, shifts=(SHIFT, absent), engineers=staff)
    found = relaxed(problem, {7: (2,)}, 1)
    assert found[Kind.UNLOCK].params == {"ticket": 1}
    assert found[Kind.UNLOCK].plan[7] in {(1, 2), (2, 1)}


def test_another_ticket_pushed_back_serves_the_ticket():
    # A holds the only moment at which B could start; pushed after B it starts at 6000.
    windows = ((1500, 1500),)
    problem = town(a={"windows": ((600, 600),)}, b={"windows": windows})
    found = relaxed(problem, {7: (1,)}, 2)[Kind.PUSH]
    assert found.params == {"ticket": 1, "minutes": 90}
    assert found.moved == (1,)


def test_a_larger_change_budget_serves_the_ticket():
    problem = town(
        a={"windows": ((600, 900),)},
        b={"current_shift": 7, "current_start": 1500},
        max_changes=0,
    )
    found = relaxed(problem, {7: (2,)}, 1)[Kind.CHANGES]
    assert found.params == {"count": 1}
    assert found.moved == (2,)


def test_a_larger_cap_on_engineers_serves_the_ticket():
    problem = town(b={"current_shift": 7, "current_start": 1500}, max_disturbed=0)
    found = relaxed(problem, {7: (2,)}, 1)[Kind.DISTURBED]
    assert found.params == {"count": 1}


def test_a_late_ticket_is_brought_in_time():
    problem = town(a={"response_due": 900}, b=B_FROM_START)
    found = relaxed(problem, {7: (2, 1)}, 1)[Kind.DROP]
    assert found.dropped == (2,)
    assert found.delta.terms[Term.LATE] == -2 * (6000 - 900)


def test_nothing_more_is_told_once_cancelled_or_out_of_time():
    evaluator = Evaluator(town(shift={"max_tickets": 1}))
    assert list(relaxations(evaluator, {7: (2,)}, 1, cancelled=lambda: True)) == []
    assert list(relaxations(evaluator, {7: (2,)}, 1, seconds=0)) == []


def test_in_a_real_day_what_is_told_holds_in_the_whole_plan():
    problem = field_service(90, 6, 1, 3, seed=2)
    insertion = filled(Evaluator(problem), leaving=0)
    left = [t.id for t in problem.tickets if insertion.shift_of(t.id) is None]
    assert relaxed(problem, insertion.plan, left[0])


def test_an_unknown_ticket_is_refused():
    with pytest.raises(DomainError, match=r"plan\.ticket"):
        list(relaxations(Evaluator(town()), {}, 99))
