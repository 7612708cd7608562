"""The simulation: nothing uncertain is the plan itself; what is known in closed form comes out."""

from dataclasses import replace
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import (
    BreakSpec,
    Engineers,
    EngineerSpec,
    Link,
    Problem,
    Since,
)
from dispatch_console.planning.risks import Origin, ShiftRisk, TicketRisk, Uncertainty
from dispatch_console.planning.simulate import simulate
from dispatch_console.planning.solution import Objective, Route, Solution, Stop
from tests.planning.instances import field_service, wild
from tests.planning.town import SHIFT, A, B, town

CERTAIN = Uncertainty(service_cv=0, travel_cv=0, traffic_cv=0)
NORMAL = NormalDist()


def planned(problem: Problem, *row: int) -> Solution:
    return Evaluator(problem).solution({7: row})


def lived(problem: Problem, model: Uncertainty, *row: int, runs: int = 40_000) -> list[TicketRisk]:
    return list(simulate(problem, planned(problem, *row), runs=runs, model=model).tickets)


def exceeds(by: float, mean: float, cv: float) -> float:
    """The probability that a log-normal duration is longer than its mean by more than `by`."""
    variance = float(np.log1p(cv * cv))
    return 1 - NORMAL.cdf((float(np.log1p(by / mean)) + variance / 2) / variance**0.5)


def late_in_plan(problem: Problem, solution: Solution) -> dict[int, int]:
    """Ticket → by how much the plan misses what is due."""
    specs = {ticket.id: ticket for ticket in problem.tickets}
    found = {}
    for route in solution.routes:
        for stop in route.stops:
            if stop.ticket is None:
                continue
            spec = specs[stop.ticket]
            last = max((window[1] for window in spec.windows), default=None)
            dues = [(stop.start, spec.response_due), (stop.end, spec.resolution_due)]
            dues += [(stop.start, last)]
            lags = [time - due for time, due in dues if due is not None]
            found[stop.ticket] = max(0, max(lags, default=0))
    return found


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_without_chance_the_simulation_is_the_plan(seed: int) -> None:
    problem = wild(seed, 8, 3)
    evaluator = Evaluator(problem)
    solution = evaluator.solution(construct(evaluator))
    found = simulate(problem, solution, runs=3, model=CERTAIN)
    late = late_in_plan(problem, solution)
    specs = {shift.id: shift for shift in problem.shifts}
    locked = {ticket.id for ticket in problem.tickets if ticket.lock_start is not None}
    for risk in found.tickets:
        if risk.ticket not in locked:
            assert risk.mean_late_s == late[risk.ticket]
            assert risk.late == float(late[risk.ticket] > 0)
            assert {cause.origin for cause in risk.causes} <= {Origin.PLAN}
    for risk, route in zip(found.shifts, (r for r in solution.routes if r.stops), strict=True):
        assert risk.mean_overtime_s == max(0, route.finish - specs[route.shift].end)


def test_a_long_visit_delays_the_next_with_the_known_probability() -> None:
    problem = town(b={"response_due": 600 + 1800 + 900 + 400})
    model = replace(CERTAIN, ticket_cv={1: 0.5})
    one, two = lived(problem, model, 1, 2)
    assert two.response == pytest.approx(exceeds(400, 1800, 0.5), abs=0.01)
    assert (one.late, two.resolution, two.late) == (0, 0, two.response)
    assert [(c.origin, c.ticket, c.share) for c in two.causes] == [(Origin.SERVICE, 1, 1.0)]


def test_a_long_way_delays_a_visit_with_the_known_probability() -> None:
    problem = town(a={"response_due": 800})
    (one,) = lived(problem, replace(CERTAIN, travel_cv=0.4), 1)
    assert one.response == pytest.approx(exceeds(200, 600, 0.4), abs=0.01)
    assert [cause.origin for cause in one.causes] == [Origin.TRAVEL]


def test_the_legs_of_an_hour_share_their_traffic() -> None:
    """Two legs of 600 and 900 go together: as one of 1,500."""
    problem = town(b={"response_due": 600 + 1800 + 900 + 300})
    model = replace(CERTAIN, traffic_cv=0.4, traffic_memory=1.0)
    _, two = lived(problem, model, 1, 2)
    assert two.response == pytest.approx(exceeds(300, 1500, 0.4), abs=0.01)


def test_the_mean_of_what_is_drawn_is_what_is_planned() -> None:
    problem = town(b={"resolution_due": 0})
    model = Uncertainty(service_cv=0.5, travel_cv=0.3, traffic_cv=0.3)
    _, two = lived(problem, model, 1, 2)
    assert two.mean_late_s == pytest.approx(600 + 1800 + 900 + 3600, rel=0.01)
    assert two.late == 1
    assert two.causes[0].origin is Origin.PLAN


def test_a_wait_absorbs_a_delay_and_takes_the_blame_off_it() -> None:
    """B opens long after A can be over, and is late only by its own length."""
    problem = town(b={"windows": ((20_000, 20_600),), "resolution_due": 20_000 + 3600})
    _, two = lived(problem, replace(CERTAIN, service_cv=0.3), 1, 2)
    assert two.window == 0
    assert two.resolution == pytest.approx(exceeds(0, 3600, 0.3), abs=0.01)
    assert [(cause.origin, cause.ticket) for cause in two.causes] == [(Origin.SERVICE, 2)]


def test_nobody_starts_before_the_promised_span_or_sooner_than_allowed() -> None:
    due = 600 + 1800 + 900
    promised = town(b={"promise": (due, due + 300)})
    model = replace(CERTAIN, ticket_cv={1: 0.5})
    _, two = lived(promised, model, 1, 2)
    assert two.promise == pytest.approx(exceeds(300, 1800, 0.5), abs=0.01)
    free = town(b={"response_due": due, "resolution_due": due})
    eager = lived(free, model, 1, 2)[1].mean_late_s
    bound = lived(free, replace(model, earliness_s=0), 1, 2)[1].mean_late_s
    assert bound > eager + 100


def test_a_visit_in_vain_ends_sooner() -> None:
    problem = town(b={"response_due": 3300 - 600})
    _, two = lived(problem, replace(CERTAIN, no_show=0.25), 1, 2)
    assert two.response == pytest.approx(0.75, abs=0.01)


def test_a_break_is_taken_where_planned_and_not_before_it_opens() -> None:
    rest = BreakSpec(((2400, 4000),), 1000)
    problem = town(shift={"breaks": (rest,)}, b={"response_due": 4400})
    _, two = lived(problem, replace(CERTAIN, ticket_cv={1: 0.4}), 1, 2)
    assert two.response == pytest.approx(exceeds(100, 1800, 0.4), abs=0.01)


@given(st.integers(0, 1000), st.floats(0.05, 0.4), st.floats(0.1, 0.5))
@settings(max_examples=20, deadline=None)
def test_more_variance_upstream_never_lowers_the_mean_lateness(
    seed: int, cv: float, more: float
) -> None:
    problem = town(b={"response_due": 3300 + seed})
    less = lived(problem, replace(CERTAIN, ticket_cv={1: cv}), 1, 2)[1]
    greater = lived(problem, replace(CERTAIN, ticket_cv={1: cv + more}), 1, 2)[1]
    assert greater.mean_late_s >= less.mean_late_s


def test_the_top_cause_is_the_stop_with_all_the_variance() -> None:
    problem = field_service(40, 5, 1, 2, 4)
    evaluator = Evaluator(problem)
    solution = evaluator.solution(construct(evaluator))
    route = max(solution.routes, key=lambda r: len(r.tickets))
    first = route.tickets[0]
    found = simulate(problem, solution, model=replace(CERTAIN, ticket_cv={first: 1.5}))
    late = [risk for risk in found.tickets if risk.causes and risk.ticket != first]
    assert any(risk.causes[0].ticket == first for risk in late)
    for risk in late:
        assert {c.ticket for c in risk.causes if c.origin is not Origin.PLAN} <= {first}
        assert sum(cause.share for cause in risk.causes) == pytest.approx(1)


def test_overtime_and_going_beyond_the_limit_are_counted() -> None:
    problem = town(shift={"end": 600 + 1800 + 600 + 200, "overtime_s": 400})
    model = replace(CERTAIN, ticket_cv={1: 0.5})
    (risk,) = simulate(problem, planned(problem, 1), runs=40_000, model=model).shifts
    assert risk.overtime == pytest.approx(exceeds(200, 1800, 0.5), abs=0.01)
    assert risk.beyond_limit == pytest.approx(exceeds(600, 1800, 0.5), abs=0.01)
    assert isinstance(risk, ShiftRisk)
    assert risk.mean_overtime_s > 0


def two_engineers(*links: Link, due: int = 10**6) -> Problem:
    """Shift 7 serves A, shift 8 serves B, as `linked` writes it down."""
    base = town(b={"response_due": due})
    other = replace(SHIFT, id=8, engineer=6)
    return replace(
        base,
        shifts=(*base.shifts, other),
        engineers=(*base.engineers, EngineerSpec(id=6)),
        links=links,
    )


def linked(start_a: int, start_b: int) -> Solution:
    one = Stop(1, start_a, start_a, start_a + 1800, 600, 6000)
    two = Stop(2, start_b, start_b, start_b + 3600, 1500, 15_000)
    routes = (
        Route(7, start_a - 600, (one,), start_a + 1800 + 600, 600, 6000),
        Route(8, start_b - 1500, (two,), start_b + 3600 + 1500, 1500, 15_000),
    )
    return Solution(routes, (), Objective({}))


def test_the_second_of_a_link_waits_for_the_first_and_names_it() -> None:
    problem = two_engineers(Link(first=1, second=2), due=2400 + 300)
    model = replace(CERTAIN, ticket_cv={1: 0.5})
    found = simulate(problem, linked(600, 2400), runs=40_000, model=model)
    two = found.tickets[1]
    assert two.response == pytest.approx(exceeds(300, 1800, 0.5), abs=0.01)
    assert (two.causes[0].origin, two.causes[0].ticket) == (Origin.SERVICE, 1)


def test_a_crew_waits_for_its_last_member() -> None:
    crew = Link(
        first=1, second=2, max_gap_s=0, since=Since.START, engineers=Engineers.APART, together=True
    )
    problem = two_engineers(crew, due=1500)
    model = replace(CERTAIN, travel_cv=0.3)
    found = simulate(problem, linked(1500, 1500), runs=40_000, model=model)
    by_a, by_b = exceeds(0, 600, 0.3), exceeds(0, 1500, 0.3)
    assert found.tickets[1].late == pytest.approx(1 - (1 - by_a) * (1 - by_b), abs=0.01)
    assert found.tickets[1].causes[0].share < 0.9


def test_links_in_a_circle_unknown_ids_and_odd_figures_are_refused() -> None:
    circle = two_engineers(Link(first=1, second=2), Link(first=2, second=1))
    with pytest.raises(DomainError, match=r"plan\.cycle"):
        simulate(circle, linked(600, 2400))
    strange = Solution((Route(99, 0, (), 0),), (), Objective({}))
    with pytest.raises(DomainError, match=r"plan\.shift"):
        simulate(town(), strange)
    stranger = Solution((Route(7, 0, (Stop(55, 0, 0, 1),), 1),), (), Objective({}))
    with pytest.raises(DomainError, match=r"plan\.ticket"):
        simulate(town(), stranger)
    with pytest.raises(DomainError, match=r"simulate\.runs"):
        simulate(town(), planned(town(), 1), runs=0)
    with pytest.raises(DomainError, match=r"simulate\.model"):
        simulate(town(), planned(town(), 1), model=Uncertainty(service_cv=-1))


def test_the_same_seed_gives_the_same_risks_and_another_one_others() -> None:
    problem = town(a={"response_due": 500}, b={"response_due": 3500})
    solution = planned(problem, 1, 2)
    one = simulate(problem, solution, runs=500, seed=4)
    assert one == simulate(problem, solution, runs=500, seed=4)
    assert one.tickets != simulate(problem, solution, runs=500, seed=5).tickets


def test_places_of_the_town_are_as_the_figures_assume() -> None:
    route = planned(town(), 1, 2).routes[0]
    assert [(s.start, s.travel_s) for s in route.stops] == [(600, 600), (3300, 900)]
    assert (A, B) == (1, 2)
