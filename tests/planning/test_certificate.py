"""A certificate says what holds, is refused where it does not, and leads back to the plan."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning import certificate as cert
from dispatch_console.planning.certificate import Claim
from dispatch_console.planning.codec import problem_from_json, problem_to_json
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.messages import Bound, Finished, Proof, Solve, Trace
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Rule, Solution, Term
from dispatch_console.support.resources import resource
from tests.planning.town import town

TRACE = Trace(seed=4, parts=2, rounds=((1000, 20.5, 0.1), (500, 0.3, 1 / 3)), masters=(0.5, 0.0))


def certified(problem: Problem | None = None) -> tuple[cert.Certificate, Problem, Solution]:
    problem = problem or town()
    solution = Evaluator(problem).solution({7: (1, 2)})
    finished = Finished(solution, 1.5, False, trace=TRACE, baseline=Objective({Term.TRAVEL: 9e9}))
    bound = Bound(Proof.ASSIGNMENT, solution.objective.total / 2, 0.5)
    return cert.make(Solve(problem=problem, cores=2), finished, bound), problem, solution


def test_what_is_written_is_what_is_read():
    made, _, _ = certified()
    assert cert.from_document(json.loads(json.dumps(cert.to_document(made)))) == made


def test_the_published_schema_fits():
    text = resource("schema", "certificate.schema.json").read_text(encoding="utf-8")
    document = json.loads(json.dumps(cert.to_document(certified()[0])))
    Draft202012Validator(json.loads(text)).validate(document)


def test_every_claim_of_a_fresh_certificate_holds():
    assert cert.verify(*certified()) == ()


def test_a_problem_is_the_same_after_the_way_through_a_file():
    problem = town()
    copy = problem_from_json(json.loads(json.dumps(problem_to_json(problem))))
    assert cert.problem_hash(copy) == cert.problem_hash(problem)
    assert cert.problem_hash(town(max_changes=3)) != cert.problem_hash(problem)


def test_a_plan_is_another_with_other_times_or_order():
    evaluator = Evaluator(town())
    plan = evaluator.solution({7: (1, 2)})
    assert cert.plan_hash(plan) == cert.plan_hash(evaluator.solution({7: (1, 2)}))
    assert cert.plan_hash(plan) != cert.plan_hash(evaluator.solution({7: (2, 1)}))
    route = evaluator.schedule(7, (1, 2), {2: 9000}).route
    assert cert.plan_hash(plan) != cert.plan_hash(replace(plan, routes=(route,)))


@pytest.mark.parametrize(
    ("change", "claim"),
    [
        ({"problem": "0"}, Claim.PROBLEM),
        ({"plan": "0"}, Claim.PLAN),
        ({"travel": {"car": "elsewhere"}}, Claim.TRAVEL),
        ({"violations": (Rule.WINDOW,)}, Claim.VERDICT),
        ({"objective": Objective({Term.TRAVEL: 1.0})}, Claim.OBJECTIVE),
        ({"bound": Bound(Proof.COLUMNS, 1e9, 0.0)}, Claim.BOUND),
    ],
)
def test_a_false_claim_is_found(change, claim):
    made, problem, solution = certified()
    assert cert.verify(replace(made, **change), problem, solution) == (claim,)


def test_a_broken_plan_is_certified_as_one():
    made, problem, solution = certified(town(shift={"max_tickets": 1}))
    assert made.violations == (Rule.MAX_TICKETS,)
    assert cert.verify(made, problem, solution) == ()


def test_the_search_is_repeated_as_recorded():
    made, problem, _ = certified()
    command = cert.again(made, problem, 60.0)
    assert command is not None
    assert (command.trace, command.seed, command.cores) == (TRACE, 4, 2)
    assert cert.again(replace(made, trace=None), problem, 60.0) is None


def test_an_unknown_field_is_refused():
    document = cert.to_document(certified()[0]) | {"colour": 1}
    with pytest.raises(DomainError):
        cert.from_document(document)
