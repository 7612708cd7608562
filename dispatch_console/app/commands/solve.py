"""`solve` and `check`: planning problems in files, no database and no display needed."""

import argparse
import sys
from pathlib import Path

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.messages import Event, Failed, Finished, Improved, Solve
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Solution, Verdict, Violation
from dispatch_console.support.i18n import tr
from dispatch_console.ui.text import rule_sentence, span, term_name


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to the command line."""
    solve = commands.add_parser("solve", help=tr("plan a problem file and write the solution"))
    solve.add_argument("problem", type=Path, help=tr("the problem file"))
    _add_format(solve)
    solve.add_argument("--seconds", type=_positive, default=10.0, help=tr("time to search"))
    solve.add_argument("--seed", type=int, default=1, help=tr("same seed, same start"))
    solve.add_argument("--cores", type=int, default=2, help=tr("processor cores to use"))
    solve.add_argument("--out", type=Path, required=True, help=tr("where to write the solution"))
    solve.set_defaults(run=run_solve)
    check = commands.add_parser("check", help=tr("judge a solution file by the hard rules"))
    check.add_argument("problem", type=Path, help=tr("the problem file"))
    check.add_argument("solution", type=Path, help=tr("the solution file"))
    _add_format(check)
    check.set_defaults(run=run_check)


def run_solve(arguments: argparse.Namespace) -> int:
    """Plan the file; 0 with a solution written, else a DomainError."""
    from dispatch_console.planning.formats.files import Family, load_problem, save_solution
    from dispatch_console.planning.host import SolverHost

    family = Family(arguments.format)
    problem = load_problem(arguments.problem, family)
    _require_writable(arguments.out)
    command = Solve(
        problem=problem,
        seconds=arguments.seconds,
        seed=arguments.seed,
        cores=max(1, arguments.cores),
    )
    solution = solve_in_child(SolverHost(), command)
    save_solution(arguments.out, family, problem, solution)
    print(_summary(problem, solution))
    print(tr("Written to {path}", path=arguments.out))
    return 0


def solve_in_child(host: "object", command: Solve) -> Solution:
    """Run the solver process to its end, progress on the terminal; Ctrl+C keeps the best so far.

    Raises the DomainError with which it failed.
    """
    from dispatch_console.planning.host import SolverHost

    assert isinstance(host, SolverHost)
    ended: list[Finished | Failed] = []

    def hear(event: Event) -> None:
        if isinstance(event, Improved):
            _progress(event)
        elif isinstance(event, Finished | Failed):
            ended.append(event)

    running = host.solve(command, hear)
    try:
        running.wait(None)
    except KeyboardInterrupt:
        running.cancel()
        running.wait(10.0)
    finally:
        running.stop()
    if sys.stderr.isatty():
        print(file=sys.stderr)
    if not ended:
        raise DomainError("solver.died")
    last = ended[-1]
    if isinstance(last, Failed):
        raise DomainError(last.code, **last.params)
    return last.solution


def run_check(arguments: argparse.Namespace) -> int:
    """Judge the solution; 0 if no hard rule is broken, else 1 with every violation in words."""
    from dispatch_console.planning.checker import check
    from dispatch_console.planning.formats.files import Family, load_problem, load_solution

    family = Family(arguments.format)
    problem = load_problem(arguments.problem, family)
    verdict = check(problem, load_solution(arguments.solution, family, problem))
    for violation in verdict.violations:
        print(describe(problem, violation))
    print(_verdict_line(verdict))
    for term, value in verdict.objective.terms.items():
        print(f"  {term_name(term)}: {value / problem.time_scale:,.1f}")
    return 0 if verdict.feasible else 1


def describe(problem: Problem, violation: Violation) -> str:
    """A violation as a sentence, with the names the problem gives."""
    engineers = {engineer.id: engineer.name for engineer in problem.engineers}
    names = {ticket.id: ticket.name for ticket in problem.tickets}
    owners = {shift.id: engineers.get(shift.engineer, "") for shift in problem.shifts}
    ticket = (
        "" if violation.ticket is None else f"{violation.ticket} {names.get(violation.ticket, '')}"
    )
    shift = (
        "" if violation.shift is None else f"{violation.shift} {owners.get(violation.shift, '')}"
    )
    return rule_sentence(violation, ticket=ticket.strip(), shift=shift.strip())


def _verdict_line(verdict: Verdict) -> str:
    if verdict.feasible:
        return tr("Feasible: no hard rule is broken.")
    return tr("Not feasible: {count} violations.", count=len(verdict.violations))


def _summary(problem: Problem, solution: Solution) -> str:
    travel = sum(sum(s.travel_s for s in r.stops) + r.back_s for r in solution.routes)
    return tr(
        "{served} of {total} tickets served on {routes} routes, {travel} of travel, "
        "objective {objective}",
        served=len(problem.tickets) - len(solution.unserved),
        total=len(problem.tickets),
        routes=sum(bool(route.tickets) for route in solution.routes),
        travel=span(travel / problem.time_scale),
        objective=f"{solution.objective.total / problem.time_scale:,.1f}",
    )


def _progress(event: Improved) -> None:
    if sys.stderr.isatty():
        line = tr(
            "{percent} %  objective {objective}  unserved {unserved}",
            percent=round(event.progress * 100),
            objective=f"{event.solution.objective.total:,.0f}",
            unserved=len(event.solution.unserved),
        )
        print(f"\r{line:<78}", end="", file=sys.stderr, flush=True)


def _require_writable(path: Path) -> None:
    if not path.parent.is_dir():
        raise DomainError("file.no_folder", path=str(path.parent))


def _add_format(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--format",
        choices=("own", "vroom", "vrplib"),
        default="own",
        help=tr("the family of both files"),
    )


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= 86_400:
        raise argparse.ArgumentTypeError(tr("must be more than 0 and at most 86400"))
    return value
