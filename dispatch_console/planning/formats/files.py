"""Problem and solution files on disk, whatever their family."""

import json
import os
import tempfile
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning import codec
from dispatch_console.planning.diagnose import require_sound
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.formats import (
    hhcrsp,
    hhcrsp_solution,
    vroom,
    vroom_solution,
    vrp,
)
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution, Term

MOST_BYTES = 1 << 30


class Family(StrEnum):
    """Whose file format."""

    OWN = "own"
    VROOM = "vroom"
    VRPLIB = "vrplib"
    HHCRSP = "hhcrsp"


def family_of(path: Path) -> Family:
    """The family that a problem file seems to be of; `Family.OWN` if there is no telling.

    Raises `file.*` for a file that cannot be read.
    """
    text = _text(path)
    if vrp.looks_like_one(text):
        return Family.VRPLIB
    return _telling(_json(path, text, Family.OWN)) or Family.OWN


def load_problem(path: Path, family: Family) -> Problem:
    """Read a problem file, and find it sound.

    Raises `file.*` for the file itself, `format.*` and `problem.*` for what it says, and
    `format.family` if it seems to be of another family.
    """
    text = _text(path)
    if family is Family.VRPLIB:
        problem = vrp.read(text)
    else:
        document = _json(path, text, family)
        problem = _problem(document, family)
    require_sound(problem)
    return problem


def load_solution(path: Path, family: Family, problem: Problem) -> Solution:
    """Read a solution file of the problem; errors as for `load_problem`."""
    text = _text(path)
    if family is Family.VRPLIB:
        return _timed(problem, vrp.read_routes(text))
    document = _json(path, text, family)
    if family is Family.VROOM:
        return vroom_solution.read(problem, document)
    if family is Family.HHCRSP:
        return hhcrsp_solution.read(problem, document)
    return codec.solution_from_json(document)


def save_solution(path: Path, family: Family, problem: Problem, solution: Solution) -> None:
    """Write a solution file, whole or not at all; raises `file.unwritable`."""
    if family is Family.VRPLIB:
        routes = {route.shift: route.tickets for route in solution.routes}
        text = vrp.write(problem, routes, solution.objective.terms.get(Term.TRAVEL, 0.0))
    elif family is Family.VROOM:
        text = json.dumps(vroom_solution.write(problem, solution), ensure_ascii=False)
    elif family is Family.HHCRSP:
        text = json.dumps(hhcrsp_solution.write(problem, solution), ensure_ascii=False, indent=1)
    else:
        text = json.dumps(codec.solution_to_json(solution), ensure_ascii=False, indent=1)
    write_text(path, text)


def write_text(path: Path, text: str) -> None:
    """Write a text file in one step: what was there stays until all of the new is on the disk.

    Raises `file.unwritable`.
    """
    data = text.encode("utf-8", errors="replace")
    draft = path.with_name(f".{path.name[:40]}.{os.getpid()}")
    try:
        if path.is_symlink() or (path.exists() and not path.is_file()):
            path.write_bytes(data)
            return
        try:
            with draft.open("xb") as file:
                file.write(data)
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def require_writable(path: Path) -> None:
    """Raises what `write_text` would, before any work is done for it.

    `file.no_folder` if there is no such folder, `file.unwritable` else.
    """
    if not path.parent.is_dir():
        raise DomainError("file.no_folder", path=str(path.parent))
    try:
        if path.is_dir():
            raise IsADirectoryError(21, os.strerror(21))
        if not path.exists() or path.is_file():
            with tempfile.TemporaryFile(dir=path.parent):
                pass
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: Exception) -> DomainError:
    return DomainError("file.unwritable", path=str(path), reason=_reason(error))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _problem(document: Mapping[str, Any], family: Family) -> Problem:
    try:
        if family is Family.VROOM:
            return vroom.read(document)
        if family is Family.HHCRSP:
            return hhcrsp.read(document)
        return codec.problem_from_json(document)
    except DomainError as error:
        other = _telling(document)
        if other is not None and other is not family:
            raise DomainError("format.family", wanted=family.value, found=other.value) from error
        raise


def _telling(document: Mapping[str, Any]) -> Family | None:
    """The family whose fields the document has."""
    if hhcrsp.looks_like_one(document):
        return Family.HHCRSP
    if "vehicles" in document:
        return Family.VROOM
    return Family.OWN if "shifts" in document else None


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
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DomainError("file.not_text", path=str(path)) from error
    except (OSError, ValueError) as error:
        raise DomainError("file.unreadable", path=str(path), reason=_reason(error)) from error
    if "\0" in text:
        raise DomainError("file.not_text", path=str(path))
    return text


def _json(path: Path, text: str, family: Family) -> Mapping[str, Any]:
    try:
        document = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        if vrp.looks_like_one(text):
            found = Family.VRPLIB.value
            raise DomainError("format.family", wanted=family.value, found=found) from error
        raise DomainError("file.not_json", path=str(path), detail=str(error)) from error
    if not isinstance(document, dict):
        raise DomainError("file.not_json", path=str(path), detail="{…}")
    return document


def _no_number(name: str) -> float:
    raise ValueError(name)
