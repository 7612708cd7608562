"""The certificate of a plan: what it is worth, how that is known, and how to get it again.

Whoever has the problem, the plan and the certificate can check every claim but the time used:
`verify` does. Hashes are SHA-256 in hexadecimal of JSON with sorted keys and no spaces.
"""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import version
from typing import Any

from dispatch_console import __version__
from dispatch_console.planning import codec
from dispatch_console.planning.checker import check
from dispatch_console.planning.messages import Bound, Finished, Proof, Solve, Trace
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Objective, Rule, Solution, Term
from dispatch_console.planning.strict_json import from_json, to_json
from dispatch_console.planning.travel import resolve

LIBRARIES = ("numba", "numpy", "ortools")
"""What else a plan depends on."""

AGREED = 1e-6
"""Relative difference up to which two objectives are the same."""


class Claim(StrEnum):
    """What a certificate says that can be checked."""

    PROBLEM = "problem"
    PLAN = "plan"
    TRAVEL = "travel"
    VERDICT = "verdict"
    OBJECTIVE = "objective"
    BOUND = "bound"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What is certified of one plan.

    `problem` and `plan` are hashes, `start` the plan the search began from. `objective` and
    `violations` are the independent checker's word; `baseline` is the objective of the greedy first
    plan. `travel` names the source of each profile's travel times. `seconds` is the time used.
    """

    product: str
    problem: str
    plan: str
    objective: Objective
    violations: tuple[Rule, ...] = ()
    baseline: Objective | None = None
    bound: Bound = field(default_factory=Bound)
    trace: Trace | None = None
    start: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    cores: int = 1
    seconds: float = 0.0
    travel: Mapping[str, str] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)


def make(command: Solve, finished: Finished, bound: Bound | None = None) -> Certificate:
    """The certificate of what came of a command; `bound` where the solver gave none itself."""
    problem, solution = command.problem, finished.solution
    verdict = check(problem, solution)
    libraries = {name: version(name) for name in LIBRARIES}
    return Certificate(
        product=__version__,
        problem=problem_hash(problem),
        plan=plan_hash(solution),
        objective=verdict.objective,
        violations=tuple(violation.rule for violation in verdict.violations),
        baseline=finished.baseline,
        bound=finished.bound or bound or Bound(),
        trace=finished.trace,
        start=command.start,
        cores=command.cores,
        seconds=finished.elapsed_s,
        travel=dict(resolve(problem).sources),
        libraries={"python": platform.python_version(), **libraries},
    )


def to_document(certificate: Certificate) -> dict[str, Any]:
    """The certificate as JSON values."""
    return to_json(certificate)


def from_document(data: object) -> Certificate:
    """The certificate. Raises `problem.field` naming the path of what is wrong, and the like."""
    return from_json(Certificate, data)


def again(certificate: Certificate, problem: Problem, seconds: float) -> Solve | None:
    """The command that repeats the certified search, given so long; None if it is not recorded."""
    if certificate.trace is None:
        return None
    return Solve(
        problem=problem,
        seconds=seconds,
        seed=certificate.trace.seed,
        cores=certificate.cores,
        start=certificate.start,
        trace=certificate.trace,
    )


def verify(certificate: Certificate, problem: Problem, solution: Solution) -> tuple[Claim, ...]:
    """The claims that do not hold of this problem and plan. Raises the faults of the problem."""
    verdict = check(problem, solution)
    rules = tuple(violation.rule for violation in verdict.violations)
    bound, total = certificate.bound, verdict.objective.total
    holds = {
        Claim.PROBLEM: certificate.problem == problem_hash(problem),
        Claim.PLAN: certificate.plan == plan_hash(solution),
        Claim.TRAVEL: certificate.travel == resolve(problem).sources,
        Claim.VERDICT: sorted(certificate.violations) == sorted(rules),
        Claim.OBJECTIVE: _same(certificate.objective, verdict.objective),
        Claim.BOUND: bound.proof is Proof.NONE or _reaches(total, bound.value),
    }
    return tuple(claim for claim, held in holds.items() if not held)


def problem_hash(problem: Problem) -> str:
    """Equal for problems that are equal in everything."""
    return _hash(codec.problem_to_json(problem))


def plan_hash(solution: Solution) -> str:
    """Equal for plans that serve the same tickets in the same shifts at the same times."""
    routes = sorted(
        (route.shift, [(s.ticket, s.start) for s in route.stops if s.ticket is not None])
        for route in solution.routes
        if route.tickets
    )
    return _hash({"routes": routes, "unserved": sorted(solution.unserved)})


def _hash(document: object) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def _same(one: Objective, other: Objective) -> bool:
    """Whether both say so term by term; what is not named is nothing."""
    return all(
        abs(one.terms.get(term, 0.0) - other.terms.get(term, 0.0))
        <= AGREED * max(1.0, abs(other.total))
        for term in Term
    )


def _reaches(total: float, value: float | None) -> bool:
    return value is not None and value <= total + AGREED * max(1.0, abs(total))
