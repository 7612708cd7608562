"""Least-change re-planning: who is not concerned keeps what they were told."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.checker import check
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import (
    DepotSpec,
    Engineers,
    EngineerSpec,
    Link,
    Problem,
    ShiftSpec,
    Since,
    TicketSpec,
)
from dispatch_console.planning.replan import Replanned, late, sick_call, urgent
from dispatch_console.planning.solution import Solution
from dispatch_console.planning.told import changes, placed
from tests.planning.instances import field_service

HOUR = 3600


def ticket(number: int, skill: str, **more: object) -> TicketSpec:
    spec = TicketSpec(
        id=number, place=0, service_s=HOUR, skills={skill: 1}, unserved_cost=100_000, load_s=HOUR
    )
    return replace(spec, **more)  # pyright: ignore[reportArgumentType]


def staff(tickets: list[TicketSpec], *skills: str, **shift: object) -> Problem:
    """An engineer for each text of one-letter skills, at one place from 0 to 9 hours."""
    spec = ShiftSpec(id=0, engineer=0, start_place=0, end_place=0, start=0, end=9 * HOUR)
    return Problem(
        places=((31.0, 121.0),),
        tickets=tuple(tickets),
        shifts=tuple(
            replace(spec, id=number, engineer=number, **shift)  # pyright: ignore[reportArgumentType]
            for number in range(len(skills))
        ),
        engineers=tuple(
            EngineerSpec(id=number, skills=dict.fromkeys(known, 1))
            for number, known in enumerate(skills)
        ),
    )


def planned(problem: Problem, plan: dict[int, tuple[int, ...]]) -> Solution:
    return Evaluator(problem).solution(plan)


def moved(found: Replanned) -> dict[int, tuple[int | None, int | None]]:
    return {change.ticket: (change.from_shift, change.to_shift) for change in found.changes}


def sound(found: Replanned) -> bool:
    verdict = check(found.problem, found.solution)
    same = verdict.objective.total == pytest.approx(found.objective.total, abs=1e-3)
    return verdict.feasible and same


def test_where_an_orphan_fits_elsewhere_nobody_else_moves() -> None:
    problem = staff([ticket(1, "a"), ticket(2, "a")], "a", "a")
    found = sick_call(problem, planned(problem, {0: (1,), 1: (2,)}), 0, 0)
    assert moved(found) == {1: (0, 1)}
    assert found.unserved == ()
    assert sound(found)


def test_an_orphan_with_no_room_waits_and_nobody_is_moved_for_nothing() -> None:
    problem = staff([ticket(1, "a"), ticket(2, "a")], "a", "a", max_tickets=1)
    found = sick_call(problem, planned(problem, {0: (1,), 1: (2,)}), 0, 0)
    assert moved(found) == {1: (0, None)}
    assert found.unserved == (1,)


def test_where_one_must_give_way_exactly_one_other_changes() -> None:
    problem = staff([ticket(1, "a"), ticket(2, "b")], "a", "ab", "b", max_tickets=1)
    found = sick_call(problem, planned(problem, {0: (1,), 1: (2,)}), 0, 0)
    assert moved(found) == {1: (0, 1), 2: (1, 2)}
    assert sound(found)


def test_a_chain_of_two_is_found() -> None:
    tickets = [ticket(1, "a"), ticket(2, "b"), ticket(3, "c")]
    problem = staff(tickets, "a", "ab", "bc", "c", max_tickets=1)
    found = sick_call(problem, planned(problem, {0: (1,), 1: (2,), 2: (3,)}), 0, 0)
    assert moved(found) == {1: (0, 1), 2: (1, 2), 3: (2, 3)}


def test_nobody_is_moved_for_a_ticket_that_is_not_worth_it() -> None:
    tickets = [ticket(1, "a", unserved_cost=100), ticket(2, "b")]
    problem = staff(tickets, "a", "ab", "b", max_tickets=1)
    found = sick_call(problem, planned(problem, {0: (1,), 1: (2,)}), 0, 0)
    assert moved(found) == {1: (0, None)}


def test_an_urgent_ticket_takes_the_place_of_one_worth_less() -> None:
    problem = staff([ticket(1, "a", unserved_cost=9000)], "a", max_tickets=1)
    found = urgent(problem, planned(problem, {0: (1,)}), ticket(2, "a"))
    assert moved(found) == {1: (0, None), 2: (None, 0)}
    assert sound(found)


def test_an_urgent_ticket_goes_behind_rather_than_delay_anyone() -> None:
    problem = staff([ticket(1, "a"), ticket(2, "a")], "a")
    before = planned(problem, {0: (1, 2)})
    found = urgent(problem, before, ticket(3, "a"))
    assert moved(found) == {3: (None, 0)}
    assert found.solution.routes[0].tickets == (1, 2, 3)


def test_visits_begun_are_finished_and_nobody_is_sent_to_the_past() -> None:
    rows = {0: (1, 2, 3), 1: (4,)}
    problem = staff([ticket(number, "a") for number in (1, 2, 3, 4)], "a", "a")
    now = HOUR + 600
    found = sick_call(problem, planned(problem, rows), 0, now)
    after = placed(found.solution.routes)
    assert after[1] == (0, 0)
    assert after[2] == (0, HOUR)
    assert after[3][0] == 1
    assert after[3][1] >= now + 900
    assert sound(found)


def test_who_comes_back_keeps_the_later_shift() -> None:
    problem = staff([ticket(1, "a"), ticket(2, "a")], "a", "a")
    later = replace(problem.shifts[0], id=9, start=24 * HOUR, end=33 * HOUR)
    problem = replace(problem, shifts=(*problem.shifts, later))
    before = planned(problem, {0: (1,), 9: (2,)})
    assert moved(sick_call(problem, before, 0, 0)).keys() == {1, 2}
    assert moved(sick_call(problem, before, 0, 0, until=20 * HOUR)).keys() == {1}


def test_one_visit_moves_so_that_those_behind_it_stay_on_time() -> None:
    """An hour late, the first visit goes to a colleague and the other three are as told."""
    told = [ticket(number, "a") for number in (1, 2, 3, 4)]
    problem = staff(told, "a", "a")
    found = late(problem, planned(problem, {0: (1, 2, 3, 4)}), 0, HOUR)
    assert moved(found) == {1: (0, 1)}
    assert sound(found)


def test_a_visit_under_way_that_takes_longer_delays_what_follows() -> None:
    problem = staff([ticket(1, "a"), ticket(2, "a")], "a")
    found = late(problem, planned(problem, {0: (1, 2)}), 0, 1800, from_time=60)
    assert placed(found.solution.routes) == {1: (0, 0), 2: (0, HOUR + 1800)}
    assert sound(found)


def test_what_can_no_longer_be_reached_in_time_goes_to_another() -> None:
    told = [ticket(1, "a", windows=((0, 600),)), ticket(2, "a")]
    problem = staff(told, "a", "a")
    found = late(problem, planned(problem, {0: (1, 2)}), 0, 1800)
    assert moved(found) == {1: (0, 1)}


def test_a_crew_is_kept_together_or_not_sent_at_all() -> None:
    crew = Link(
        first=1, second=2, max_gap_s=0, since=Since.START, engineers=Engineers.APART, together=True
    )
    windows = ((2 * HOUR, 4 * HOUR),)
    told = [ticket(1, "a", windows=windows), ticket(2, "a", windows=windows)]
    three = replace(staff(told, "a", "a", "a"), links=(crew,))
    rows = {0: (1,), 1: (2,)}
    found = sick_call(three, planned(three, rows), 0, 0)
    assert moved(found) == {1: (0, 2)}
    assert sound(found)
    two = replace(staff(told, "a", "a"), links=(crew,))
    found = sick_call(two, planned(two, rows), 0, 0)
    assert moved(found) == {1: (0, None), 2: (1, None)}
    assert sound(found)


def test_parts_are_fetched_from_the_depot_that_has_them() -> None:
    told = [ticket(1, "a", parts={"pump": 1})]
    problem = replace(
        staff(told, "a", "a"), depots=(DepotSpec(id=5, place=0, service_s=60, stock={"pump": 1}),)
    )
    found = sick_call(problem, planned(problem, {0: (1,)}), 0, 0)
    assert moved(found) == {1: (0, 1)}
    assert sound(found)


@given(st.integers(0, 10_000), st.integers(0, 8), st.integers(7, 16))
@settings(max_examples=15, deadline=None)
def test_a_mended_plan_is_sound_and_nobody_comes_sooner_than_told(
    seed: int, engineer: int, hour: int
) -> None:
    problem = field_service(45, 9, 1, 3, seed)
    evaluator = Evaluator(problem)
    before = evaluator.solution(construct(evaluator))
    found = sick_call(problem, before, engineer, hour * HOUR)
    assert sound(found)
    old, new = placed(before.routes), placed(found.solution.routes)
    for number, (shift, start) in old.items():
        away = shift == problem.shifts[engineer].id and start >= hour * HOUR
        if start < hour * HOUR:
            assert new[number] == (shift, start)
        elif not away and number in new:
            assert new[number][1] >= start
    assert found.changes == changes(before, found.solution)


@given(st.integers(0, 10_000), st.integers(0, 8))
@settings(max_examples=8, deadline=None)
def test_the_same_call_gives_the_same_plan(seed: int, engineer: int) -> None:
    problem = field_service(40, 9, 1, 3, seed)
    evaluator = Evaluator(problem)
    before = evaluator.solution(construct(evaluator))
    shift = problem.shifts[engineer].id
    assert late(problem, before, shift, HOUR) == late(problem, before, shift, HOUR)


def test_a_cancelled_call_still_gives_a_sound_plan() -> None:
    problem = field_service(40, 9, 1, 3, 2)
    evaluator = Evaluator(problem)
    before = evaluator.solution(construct(evaluator))
    found = sick_call(problem, before, 1, 0, cancelled=lambda: True)
    assert sound(found)
    assert found.unserved


def test_unknown_ids_and_a_ticket_with_a_place_are_refused() -> None:
    problem = staff([ticket(1, "a")], "a")
    before = planned(problem, {0: (1,)})
    with pytest.raises(DomainError, match=r"plan\.engineer"):
        sick_call(problem, before, 99, 0)
    with pytest.raises(DomainError, match=r"plan\.shift"):
        late(problem, before, 99, 60)
    with pytest.raises(DomainError, match=r"plan\.ticket"):
        urgent(problem, before, 99)
    with pytest.raises(DomainError, match=r"plan\.served"):
        urgent(problem, before, 1)
