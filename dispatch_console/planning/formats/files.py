"""Problem and solution files on disk, whatever their family."""

import json
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning import codec
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.formats import vroom, vroom_solution, vrp
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution, Term

MOST_BYTES = 1 << 30


class Family(StrEnum):
    """Whose file format."""

    OWN = "own"
    VROOM = "vroom"
    VRPLIB = "vrplib"


def load_problem(path: Path, family: Family) -> Problem:
    """Read a problem file. Raises `file.*` for the file itself and `format.*` for what it says."""
    if family is Family.VRPLIB:
        return vrp.read(_text(path))
    document = _json(path)
    if family is Family.VROOM:
        return vroom.read(document)
    return codec.problem_from_json(document)


def load_solution(path: Path, family: Family, problem: Problem) -> Solution:
    """Read a solution file of the problem; errors as for `load_problem`."""
    if family is Family.VRPLIB:
        return _timed(problem, vrp.read_routes(_text(path)))
    document = _json(path)
    if family is Family.VROOM:
        return vroom_solution.read(problem, document)
    return codec.solution_from_json(document)


def save_solution(path: Path, family: Family, problem: Problem, solution: Solution) -> None:
    """Write a solution file; raises `file.unwritable`."""
    if family is Family.VRPLIB:
        routes = {route.shift: route.tickets for route in solution.routes}
        text = vrp.write(problem, routes, solution.objective.terms.get(Term.TRAVEL, 0.0))
    elif family is Family.VROOM:
        text = json.dumps(vroom_solution.write(problem, solution))
    else:
        text = json.dumps(codec.solution_to_json(solution), indent=1)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise DomainError("file.unwritable", path=str(path), reason=error.strerror) from error


def _timed(problem: Problem, routes: list[list[int]]) -> Solution:
    """The routes with the earliest times at which they can be driven, one shift each."""
    if len(routes) > len(problem.shifts):
        raise DomainError("format.routes", routes=len(routes), shifts=len(problem.shifts))
    known = {ticket.id for ticket in problem.tickets}
    named = {ticket for route in routes for ticket in route}
    if named - known:
        raise DomainError("format.ticket_unknown", ticket=min(named - known))
    evaluator = Evaluator(problem)
    planned = tuple(
        evaluator.schedule(shift.id, tickets).route
        for shift, tickets in zip(problem.shifts, routes, strict=False)
    )
    unserved = tuple(sorted(known - named))
    return Solution(planned, unserved, evaluator.objective(planned))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise DomainError("file.too_large", path=str(path), limit="1 GiB")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DomainError("file.not_text", path=str(path)) from error
    except OSError as error:
        raise DomainError("file.unreadable", path=str(path), reason=error.strerror) from error


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document = json.loads(_text(path))
    except (json.JSONDecodeError, RecursionError) as error:
        raise DomainError("file.not_json", path=str(path), detail=str(error)) from error
    if not isinstance(document, dict):
        raise DomainError("file.not_json", path=str(path), detail="{…}")
    return document
