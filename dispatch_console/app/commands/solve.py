"""`solve` and `check`: planning problems in files, no database and no display needed."""

import argparse
import logging
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_console.app.arguments import seconds, seed, whole
from dispatch_console.app.certifying import baseline_line, bound_line, certify, verdict_line
from dispatch_console.app.plan_words import (
    objective_terms,
    plan_figures,
    summary,
    travel_source,
    violation_sentence,
)
from dispatch_console.app.terminal import complain, say, watched
from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.messages import Event, Failed, Finished, Improved, Solve
from dispatch_console.support.i18n import tr
from dispatch_console.words.text import remark_sentence

if TYPE_CHECKING:
    from dispatch_console.planning.formats.files import Family
    from dispatch_console.planning.problem import Problem

log = logging.getLogger(__name__)

AUTO = "auto"
MOST_CORES = 64
POLL_S = 0.2
GRACE_S = 10.0
"""How long a cancelled solver may take to hand over its best plan."""


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to the command line."""
    solve = commands.add_parser("solve", help=tr("plan a problem file and write the solution"))
    solve.add_argument("problem", type=Path, metavar=tr("PROBLEM"), help=tr("the problem file"))
    _add_format(solve)
    solve.add_argument(
        "--seconds", type=seconds, default=10.0, metavar="S", help=tr("time to search")
    )
    solve.add_argument(
        "--seed", type=seed, default=1, metavar="N", help=tr("same seed, same start")
    )
    solve.add_argument(
        "--cores", type=_cores, default=2, metavar="C", help=tr("processor cores to use")
    )
    solve.add_argument(
        "-o",
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help=tr("where to write the solution"),
    )
    solve.add_argument(
        "--certificate",
        type=Path,
        metavar="FILE",
        help=tr("where to write what is proven of the solution, and how to find it again"),
    )
    solve.set_defaults(run=run_solve)
    check = commands.add_parser("check", help=tr("judge a solution file by the hard rules"))
    check.add_argument("problem", type=Path, metavar=tr("PROBLEM"), help=tr("the problem file"))
    check.add_argument("solution", type=Path, metavar=tr("SOLUTION"), help=tr("the solution file"))
    _add_format(check)
    check.set_defaults(run=run_check)


def run_solve(arguments: argparse.Namespace) -> int:
    """Plan the file; 0 with a solution written, else a DomainError."""
    from dispatch_console.planning.formats.files import (
        load_problem,
        require_writable,
        save_solution,
    )

    require_writable(arguments.out)
    if arguments.certificate is not None:
        require_writable(arguments.certificate)
    family = _family(arguments)
    problem = load_problem(arguments.problem, family)
    _remark(problem)
    command = Solve(
        problem=problem,
        seconds=arguments.seconds,
        seed=arguments.seed,
        cores=arguments.cores,
    )
    ended = solve_in_child(command)
    save_solution(arguments.out, family, problem, ended.solution)
    if ended.cancelled:
        say(tr("Stopped early: this is the best plan so far."))
    say(summary(problem, ended.solution))
    if ended.baseline is not None:
        say(baseline_line(problem, ended.baseline, ended.solution.objective))
    say(tr("Written to {path}", path=arguments.out))
    if arguments.certificate is not None:
        certificate = certify(arguments.certificate, command, ended)
        say(bound_line(problem, certificate.bound))
        say(verdict_line(certificate))
        say(tr("Certificate written to {path}", path=arguments.certificate))
    return 0


def solve_in_child(command: Solve) -> Finished:
    """Run the solver process to its end, progress on the terminal; Ctrl+C keeps the best so far.

    Raises the DomainError with which it failed.
    """
    from dispatch_console.planning.host import SolverHost

    ended: list[Finished | Failed] = []
    over = threading.Event()

    def hear(event: Event) -> None:
        if isinstance(event, Improved):
            _progress(event)
        elif isinstance(event, Finished | Failed):
            ended.append(event)
            over.set()

    running = SolverHost().solve(command, hear)
    try:
        # In short waits: on Windows a long one would not notice Ctrl+C. And not by joining the
        # reader's thread: Python 3.11 takes it for ended if that is interrupted.
        while not over.wait(POLL_S) and not running.wait(0):
            pass
    except KeyboardInterrupt:
        running.cancel()
        over.wait(GRACE_S)
    finally:
        running.stop()
    if watched():
        print(file=sys.stderr)
    last = ended[-1] if ended else Failed("solver.died", {"exit_code": "?"})
    if isinstance(last, Failed):
        log.error("the solver failed: %s %s", last.code, last.detail)
        raise DomainError(last.code, **last.params)
    return last


def _remark(problem: "Problem") -> None:
    """Say what of the problem cannot be done; raises the first of its faults, if it has any."""
    from dispatch_console.planning.diagnose import diagnose

    source = travel_source(problem)
    if source is not None:
        complain(source)
    for found in diagnose(problem):
        if isinstance(found, DomainError):
            raise found
        complain(remark_sentence(found))


def run_check(arguments: argparse.Namespace) -> int:
    """Judge the solution; 0 if no hard rule is broken, else 1 with every violation in words."""
    from dispatch_console.planning.checker import check
    from dispatch_console.planning.formats.files import load_problem, load_solution

    family = _family(arguments)
    problem = load_problem(arguments.problem, family)
    solution = load_solution(arguments.solution, family, problem)
    verdict = check(problem, solution)
    for violation in verdict.violations:
        say(violation_sentence(problem, violation))
    if verdict.feasible:
        say(tr("Feasible: no hard rule is broken."))
    else:
        say(tr("Not feasible: {count} violations.", count=len(verdict.violations)))
    for name, value in plan_figures(problem, solution, verdict.objective):
        say(f"  {name}: {value}")
    for name, value in objective_terms(problem, verdict.objective):
        say(f"    {name}: {value}")
    return 0 if verdict.feasible else 1


def _cores(text: str) -> int:
    return whole(text, 1, MOST_CORES)


def _progress(event: Improved) -> None:
    if watched():
        line = tr(
            "{percent} %  unserved {unserved}",
            percent=round(event.progress * 100),
            unserved=len(event.solution.unserved),
        )
        print(f"\r{line:<60}", end="", file=sys.stderr, flush=True)


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=(AUTO, "own", "vroom", "vrplib", "hhcrsp"),
        default=AUTO,
        help=tr("the family of both files; auto goes by what the problem file looks like"),
    )


def _family(arguments: argparse.Namespace) -> "Family":
    """The family named, or that of the problem file by the look of it."""
    from dispatch_console.planning.formats.files import Family, family_of

    if arguments.format == AUTO:
        return family_of(arguments.problem)
    return Family(arguments.format)
