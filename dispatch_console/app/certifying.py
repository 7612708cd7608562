"""Certificates on disk, and in words."""

import json
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.certificate import Certificate, from_document, make, to_document
from dispatch_console.planning.messages import Bound, Finished, Proof, Solve
from dispatch_console.planning.problem import Aim, Problem
from dispatch_console.planning.solution import Objective, Term
from dispatch_console.support.i18n import tr

BOUND_S = 5.0
"""How long to look for a bound after the search."""


def certify(path: Path, command: Solve, finished: Finished) -> Certificate:
    """Write the certificate of the plan found, with a bound; raises `file.unwritable`."""
    from dispatch_console.planning.bound import lower_bound
    from dispatch_console.planning.evaluator import Evaluator
    from dispatch_console.planning.formats.files import write_text

    bound = finished.bound
    if bound is None:
        plan = {route.shift: route.tickets for route in finished.solution.routes}
        bound = lower_bound(Evaluator(command.problem), plan, seconds=BOUND_S)
    certificate = make(command, finished, bound)
    write_text(path, json.dumps(to_document(certificate), ensure_ascii=False, indent=1))
    return certificate


def load_certificate(path: Path) -> Certificate:
    """Read a certificate. Raises `file.*` for the file, `problem.*` for what it says."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DomainError("file.not_text", path=str(path)) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise DomainError("file.unreadable", path=str(path), reason=reason) from error
    except (ValueError, RecursionError) as error:
        raise DomainError("file.not_json", path=str(path), detail=str(error)) from error
    return from_document(document)


def baseline_line(problem: Problem, baseline: Objective, objective: Objective) -> str:
    """What the search made of the greedy first plan."""
    greedy, found = baseline.total, objective.total
    if problem.aim is not Aim.FIELD:
        if baseline.terms.get(Term.UNSERVED, 0.0) > objective.terms.get(Term.UNSERVED, 0.0):
            return tr("The greedy first plan leaves more out.")
        greedy, found = (each.terms.get(Term.TRAVEL, 0.0) for each in (baseline, objective))
    scale = _scale(problem)
    return tr(
        "Greedy first plan {greedy}, this plan {value}: {saved} % less",
        greedy=f"{greedy / scale:,.0f}",
        value=f"{found / scale:,.0f}",
        saved=f"{100 * (1 - found / greedy) if greedy else 0.0:.1f}",
    )


def verdict_line(certificate: Certificate) -> str:
    """What the independent checker says."""
    if certificate.violations:
        return tr("Checker: {count} violations.", count=len(certificate.violations))
    return tr("Checker: feasible, no hard rule is broken.")


def bound_line(problem: Problem, bound: Bound) -> str:
    """What is proven of the plan's objective."""
    if bound.proof is Proof.NONE or bound.value is None:
        return tr("No useful bound is proven.")
    return tr(
        "Proven: no plan costs less than {value}; at most {gap} % of this one could be saved"
        " ({how}).",
        value=f"{bound.value / _scale(problem):,.0f}",
        gap=f"{100 * (bound.gap or 0.0):.1f}",
        how=tr(f"proof.{bound.proof.value}"),
    )


def _scale(problem: Problem) -> int:
    """Objective units in what people are shown: lengths are in the units of their file."""
    return problem.time_scale if problem.aim is Aim.DISTANCE else 1
