"""`simulate`, `replan`, `curve` and `rebalance`: what may become of a plan, and changing it little.

Each takes a problem file and a solution file of it; no database and no display needed.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dispatch_console.app import tool_words
from dispatch_console.app.arguments import seconds, seed, whole
from dispatch_console.app.terminal import say, table
from dispatch_console.domain.errors import DomainError
from dispatch_console.support.i18n import tr

if TYPE_CHECKING:
    from dispatch_console.planning.formats.files import Family
    from dispatch_console.planning.problem import Problem
    from dispatch_console.planning.solution import Solution

MOST_LINES = 20
"""Lines of a table of risks; the rest is as good as safe, and in the file."""

MOST = 1_000_000


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands to the command line."""
    simulate = _command(commands, "simulate", tr("how likely a plan is to come out late, and why"))
    simulate.add_argument("--runs", type=_count, default=10_000, metavar="N", help=tr("how often"))
    simulate.add_argument("--seed", type=seed, default=1, metavar="N", help=tr("same seed, same"))
    simulate.add_argument(
        "--json", type=Path, metavar="FILE", help=tr("where to write all figures")
    )
    simulate.set_defaults(run=run_simulate)

    replan = _command(commands, "replan", tr("mend a plan with the fewest changes"))
    what = replan.add_mutually_exclusive_group(required=True)
    what.add_argument("--sick", type=int, metavar=tr("ENGINEER"), help=tr("who falls ill"))
    what.add_argument("--late", type=int, metavar=tr("SHIFT"), help=tr("which shift is late"))
    what.add_argument("--urgent", type=int, metavar=tr("TICKET"), help=tr("which ticket comes in"))
    replan.add_argument(
        "--by", type=_count, default=1800, metavar="S", help=tr("by how much the shift is late")
    )
    replan.add_argument(
        "--from", dest="now", type=_moment, metavar=tr("TIME"), help=tr("what time it is")
    )
    replan.add_argument(
        "--until", type=_moment, metavar=tr("TIME"), help=tr("when who is ill is back")
    )
    _add_out(replan)
    replan.add_argument(
        "--problem-out", type=Path, metavar="FILE", help=tr("where to write the changed problem")
    )
    replan.set_defaults(run=run_replan)

    curve = _command(commands, "curve", tr("how much better a plan gets with how many changes"))
    curve.add_argument("--budgets", type=_budgets, metavar="N,N,…", help=tr("numbers of changes"))
    curve.add_argument(
        "--engineers",
        type=_engineers,
        metavar="N",
        help=tr("at most so many engineers see their day changed"),
    )
    curve.add_argument(
        "--seconds", type=seconds, default=10.0, metavar="S", help=tr("time to search")
    )
    curve.add_argument("--seed", type=seed, default=1, metavar="N", help=tr("same seed, same"))
    curve.add_argument(
        "--out", type=Path, metavar="FOLDER", help=tr("where to write a solution for each budget")
    )
    curve.set_defaults(run=run_curve)

    rebalance = _command(commands, "rebalance", tr("even out the work with few moves"))
    rebalance.add_argument(
        "--cost-limit",
        type=_amount,
        required=True,
        metavar="X",
        help=tr("what it may cost in all other terms, in objective units"),
    )
    rebalance.add_argument("--moves", type=_count, metavar="N", help=tr("moves at most"))
    _add_out(rebalance)
    rebalance.set_defaults(run=run_rebalance)


def run_simulate(arguments: argparse.Namespace) -> int:
    """Live through the plan many times; the riskiest tickets and shifts on the terminal."""
    from dispatch_console.planning.simulate import simulate
    from dispatch_console.planning.strict_json import to_json

    _require_writable(arguments.json)
    _, problem, solution = _read(arguments)
    found = simulate(problem, solution, runs=arguments.runs, seed=arguments.seed)
    say(tool_words.simulation_line(found))
    _show(tool_words.ticket_head(), tool_words.ticket_rows(problem, found)[:MOST_LINES])
    _show(tool_words.shift_head(), tool_words.shift_rows(problem, found)[:MOST_LINES])
    if arguments.json is not None:
        _write(arguments.json, json.dumps(to_json(found), ensure_ascii=False, indent=1))
    return 0


def run_replan(arguments: argparse.Namespace) -> int:
    """Mend the plan; the changes on the terminal."""
    from dispatch_console.planning import codec
    from dispatch_console.planning.formats.files import save_solution
    from dispatch_console.planning.replan import late, sick_call, urgent

    _require_writable(arguments.out, arguments.problem_out)
    family, problem, solution = _read(arguments)
    now, until = (_units(problem, moment) for moment in (arguments.now, arguments.until))
    if arguments.sick is not None:
        begins = min((shift.start for shift in problem.shifts), default=0)
        at = begins if now is None else now
        found = sick_call(problem, solution, arguments.sick, at, until)
    elif arguments.late is not None:
        delay = arguments.by * problem.time_scale
        found = late(problem, solution, arguments.late, delay, now)
    else:
        found = urgent(problem, solution, arguments.urgent, now)
    say(tr("Changes: {count}", count=len(found.changes)))
    _show(tool_words.change_head(), tool_words.change_rows(problem, found.changes))
    if found.unserved:
        names = [tool_words.ticket_name(problem, ticket) for ticket in found.unserved]
        say(tr("Without a place: {tickets}", tickets=tr("list.comma").join(names)))
    if arguments.out is not None:
        save_solution(arguments.out, family, found.problem, found.solution)
        say(tr("Written to {path}", path=arguments.out))
    if arguments.problem_out is not None:
        text = json.dumps(codec.problem_to_json(found.problem), ensure_ascii=False, indent=1)
        _write(arguments.problem_out, text)
    return 0


def run_curve(arguments: argparse.Namespace) -> int:
    """A plan for each number of changes; objective and saving on the terminal."""
    from dispatch_console.planning.curve import curve
    from dispatch_console.planning.formats.files import save_solution

    if arguments.out is not None and not arguments.out.is_dir():
        raise DomainError("file.no_folder", path=str(arguments.out))
    family, problem, solution = _read(arguments)
    points = curve(
        problem,
        solution,
        arguments.budgets,
        engineers=arguments.engineers,
        seconds=arguments.seconds,
        seed=arguments.seed,
    )
    _show(tool_words.point_head(), tool_words.point_rows(points))
    if arguments.out is not None:
        for point in points:
            budget = "all" if point.budget is None else str(point.budget)
            save_solution(arguments.out / f"plan-{budget}.json", family, problem, point.solution)
        say(tr("Written to {path}", path=arguments.out))
    return 0


def run_rebalance(arguments: argparse.Namespace) -> int:
    """Even out the load; the moves in order on the terminal."""
    from dispatch_console.planning.formats.files import save_solution
    from dispatch_console.planning.rebalance import rebalance

    _require_writable(arguments.out)
    family, problem, solution = _read(arguments)
    limit, most = arguments.cost_limit, arguments.moves
    found = rebalance(problem, solution, cost_limit=limit, max_moves=most)
    say(tool_words.balance_line(found))
    _show(tool_words.move_head(), tool_words.move_rows(problem, found.moves))
    if arguments.out is not None:
        save_solution(arguments.out, family, problem, found.solution)
        say(tr("Written to {path}", path=arguments.out))
    return 0


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("problem", type=Path, metavar=tr("PROBLEM"), help=tr("the problem file"))
    parser.add_argument("solution", type=Path, metavar=tr("SOLUTION"), help=tr("the solution file"))
    return parser


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-o", "--out", type=Path, metavar="FILE", help=tr("where to write the solution")
    )


def _read(arguments: argparse.Namespace) -> "tuple[Family, Problem, Solution]":
    """Both files. Raises `plan.unsound` for a plan that names strangers or anything twice."""
    from dispatch_console.planning.checker import check
    from dispatch_console.planning.formats.files import family_of, load_problem, load_solution
    from dispatch_console.planning.solution import Rule

    family = family_of(arguments.problem)
    problem = load_problem(arguments.problem, family)
    solution = load_solution(arguments.solution, family, problem)
    broken = [v.rule for v in check(problem, solution).violations]
    if Rule.UNKNOWN in broken or Rule.ONCE in broken:
        raise DomainError("plan.unsound", path=str(arguments.solution))
    return family, problem, solution


def _show(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if rows:
        print(table(head, rows))


def _require_writable(*paths: Path | None) -> None:
    from dispatch_console.planning.formats.files import require_writable

    for path in paths:
        if path is not None:
            require_writable(path)


def _write(path: Path, text: str) -> None:
    from dispatch_console.planning.formats.files import write_text

    write_text(path, text)
    say(tr("Written to {path}", path=path))


def _units(problem: "Problem", moment: datetime | int | None) -> int | None:
    """The moment in time units after the problem's origin."""
    if not isinstance(moment, datetime):
        return moment
    from dispatch_console.services.planning import units

    return units(problem, moment)


def _moment(text: str) -> datetime | int:
    """An argument that is a time: with its zone, or in units after the problem's origin."""
    try:
        if text.lstrip("-").isdecimal() and len(text) < 15:
            return int(text)
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise argparse.ArgumentTypeError(
            tr("must be a time with its zone such as 2026-03-02T11:00+08:00, or whole time units")
        )
    return found


def _count(text: str) -> int:
    value = int(text) if text.isdecimal() and len(text) < 10 else 0
    if not 1 <= value <= MOST:
        raise argparse.ArgumentTypeError(
            tr("must be a whole number from {least} to {most}", least=1, most=MOST)
        )
    return value


def _engineers(text: str) -> int:
    return whole(text, 0, MOST)


def _amount(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1e12:
        raise argparse.ArgumentTypeError(tr("must be a number, 0 or more"))
    return value


def _budgets(text: str) -> tuple[int | None, ...]:
    """Whole numbers, and "all" for any number."""
    parts = [part.strip() for part in text.split(",")]
    if not all(part == "all" or (part.isdecimal() and len(part) < 8) for part in parts):
        raise argparse.ArgumentTypeError(tr('must be whole numbers or "all", with commas between'))
    return tuple(None if part == "all" else int(part) for part in parts)
