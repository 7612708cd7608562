"""Each term once without and once with what it penalises; hand-reckoned amounts."""

from importlib import import_module

import pytest

from dispatch_console.planning.checker import check
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Aim, Problem, ShiftSpec, Weights
from dispatch_console.planning.solution import Term
from tests.planning.town import SHIFT, town

BOTH = {7: (1, 2)}
LOAD = Weights(load=60)
WORST = Weights(worst_late_s=3)
OTHER_DAY = ShiftSpec(id=9, engineer=5, start_place=0, end_place=0, start=100_000, end=130_000)

CASES = [
    (Term.UNSERVED, town(), BOTH, 0.0),
    (Term.UNSERVED, town(), {7: (1,)}, 10_000.0),
    (Term.UNSERVED, town(b={"lock_shift": 7}), {7: (1,)}, 1_010_000.0),
    (Term.LATE, town(a={"response_due": 600}, b={"resolution_due": 6900}), BOTH, 0.0),
    (Term.LATE, town(a={"response_due": 590}, b={"resolution_due": 6880}), BOTH, 60.0),
    (Term.TRAVEL, town(), {7: ()}, 0.0),
    (Term.TRAVEL, town(weights=Weights(travel_s=2, travel_m=0.1)), BOTH, 9000.0),
    (Term.OVERTIME, town(shift={"end": 8400, "overtime_s": 900}), BOTH, 0.0),
    (Term.OVERTIME, town(shift={"end": 8000, "overtime_s": 900}), BOTH, 400.0),
    (Term.LOAD, town(weights=LOAD), BOTH, 0.0),
    (Term.LOAD, town(a={"load_s": 7200}, engineer={"past_load_s": 3600}), BOTH, 540.0),
    (Term.REGION, town(a={"region": 1}, engineer={"regions": (2, 1)}), BOTH, 0.0),
    (Term.REGION, town(a={"region": 1}), BOTH, 0.0),
    (Term.REGION, town(a={"region": 1}, engineer={"regions": (2,)}), BOTH, 300.0),
    (Term.SKILL_WASTE, town(a={"skills": {"x": 2}}, engineer={"skills": {"x": 2}}), BOTH, 0.0),
    (Term.SKILL_WASTE, town(a={"skills": {"x": 2}}, engineer={"skills": {"x": 4}}), BOTH, 120.0),
    (Term.STABILITY, town(a={"current_shift": 7, "current_start": 600}), BOTH, 0.0),
    (Term.STABILITY, town(a={"current_shift": 7, "current_start": 601}), BOTH, 120.0),
    (Term.STABILITY, town(a={"current_shift": 9}, shifts=(SHIFT, OTHER_DAY)), BOTH, 120.0),
    (Term.STABILITY, town(a={"current_shift": 8}), BOTH, 600.0),
    (Term.PROMISE, town(a={"promise": (600, 700)}, b={"promise": (0, 3300)}), BOTH, 0.0),
    (Term.PROMISE, town(a={"promise": (601, 700)}, b={"promise": (0, 3299)}), BOTH, 3600.0),
    (Term.WORST_LATE, town(a={"response_due": 600}, weights=WORST), BOTH, 0.0),
    # A is 10 s late, B is 25 s and by another rule 5 s: the worst is the 30 s of B.
    (
        Term.WORST_LATE,
        town(
            a={"response_due": 590},
            b={"response_due": 3275, "resolution_due": 6895},
            weights=WORST,
        ),
        BOTH,
        90.0,
    ),
    (Term.LABOUR, town(), BOTH, 0.0),
    # Half an hour and an hour at 40 an hour.
    (Term.LABOUR, town(shift={"labour_per_hour": 40}), BOTH, 60.0),
    (Term.SAME_ENGINEER, town(a={"preferred_engineers": frozenset({5, 6})}), BOTH, 0.0),
    (Term.SAME_ENGINEER, town(a={"preferred_engineers": frozenset({6})}), BOTH, 300.0),
]


@pytest.mark.parametrize(("term", "problem", "plan", "amount"), CASES)
def test_a_term_is_what_the_hand_reckons(term: Term, problem: Problem, plan, amount: float):
    solution = Evaluator(problem).solution(plan)
    assert solution.objective.terms[term] == pytest.approx(amount)
    assert check(problem, solution).objective.terms[term] == pytest.approx(amount)


def test_dispersion_of_load_tells_six_six_none_none_from_six_two_two_two():
    pricing = Evaluator(town()).pricing
    hours = ((6, 6, 0, 0), (6, 2, 2, 2))
    uneven, even = (sum(pricing.load(h * 3600) for h in spread) for spread in hours)
    assert even < uneven


def test_priority_outweighs_number_and_number_outweighs_travel_cost():
    problem = town(a={"priority": 3}, b={"priority": 1}, aim=Aim.PRIORITY_THEN_TRAVEL)
    evaluator = Evaluator(problem)
    totals = [evaluator.solution(plan).objective.total for plan in (BOTH, {7: (1,)}, {7: (2,)}, {})]
    assert totals == sorted(totals)
    cost = town(shift={"fixed_cost": 100, "cost_per_km": 50}, aim=Aim.PRIORITY_THEN_TRAVEL)
    terms = Evaluator(cost).solution(BOTH).objective.terms
    assert terms[Term.TRAVEL] == pytest.approx(100 + 3000 + 30 * 50)


def test_the_aim_distance_counts_metres():
    solution = Evaluator(town(aim=Aim.DISTANCE)).solution(BOTH)
    assert solution.objective.total == pytest.approx(30_000)


def test_every_term_is_penalised_once_and_once_is_not():
    amounts = [(term, amount > 0) for term, _, _, amount in CASES]
    assert {(term, yes) for term in Term for yes in (True, False)} == set(amounts)


@pytest.mark.parametrize("term", Term)
def test_every_term_has_a_module_that_says_what_it_protects_and_why_it_is_soft(term: Term):
    text = import_module(f"dispatch_console.planning.terms.{term.value}").__doc__ or ""
    assert "\nProtects: " in text
    assert "\nWhy soft" in text
