"""The main job without a window: plan the demo company's days, publish, and say where it all is."""

import json
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from uuid import uuid4
from zoneinfo import ZoneInfo

from dispatch_console.app.certifying import baseline_line, bound_line, certify, verdict_line
from dispatch_console.app.commands.solve import solve_in_child
from dispatch_console.app.demo.opening import connect_demo
from dispatch_console.app.session import load_settings, user_name
from dispatch_console.app.terminal import UNBROKEN, complain, say, table
from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ShiftId
from dispatch_console.domain.plan import PlanFigures, PlannedVisit, planned
from dispatch_console.planning.codec import problem_to_json, solution_to_json
from dispatch_console.planning.formats.files import require_writable, write_text
from dispatch_console.planning.messages import Finished, Solve
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context
from dispatch_console.services.planning import current_plan, planning_scope, propose
from dispatch_console.services.publishing import publish
from dispatch_console.services.travel.in_use import chosen, use
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings
from dispatch_console.ui.shell.horizon import Horizon, Length, today
from dispatch_console.words.text import (
    clock_time,
    kilometres,
    remark_sentence,
    span,
    travel_sentence,
)

RESULTS = (
    "problem.json",
    "plan.json",
    "certificate.json",
    "board.png",
    "timeline.png",
    "map.png",
    "map.html",
)


def do_main_job(out: Path, seconds: float, seed: int) -> int:
    """Load, plan, publish, print the plan, and write `RESULTS` into the folder `out`."""
    _make_folder(out)
    settings = load_settings()
    use(chosen(settings))
    say(tr("Opening the demo company…"))
    connection = connect_demo()
    try:
        context = Context(database=connection.database, user=user_name(settings), clock=utc_now)
        board = _plan_and_publish(context, settings, out, seconds, seed)
    finally:
        connection.close()
    zone = ZoneInfo(settings.time_zone)
    print(table(_head(), _plan_rows(board, zone)))
    say(tr("Drawing board, timeline and map…"))
    from dispatch_console.app.pictures import draw

    draw(board, settings, out)
    say(tr("Results are in {path}:", path=out.resolve()), ", ".join(RESULTS))
    return 0


def _plan_and_publish(
    context: Context, settings: Settings, out: Path, seconds: float, seed: int
) -> Board:
    board = boards.load(context)
    now = context.clock()
    zone = ZoneInfo(settings.time_zone)
    start, end = Horizon(today(now, zone), Length.THREE_DAYS, zone).span
    last = max((shift.end for shift in board.shifts.values()), default=end)
    scope = planning_scope(board, now=now, start=start, end=max(end, last))
    if scope.notice is not None:
        complain(travel_sentence(scope.notice))
    for remark in scope.remarks:
        say(remark_sentence(remark, board.skills))
    _write(out / "problem.json", problem_to_json(scope.problem))
    say(
        tr(
            "Planning {tickets} tickets on {shifts} shifts for {seconds} s…",
            tickets=len(scope.problem.tickets),
            shifts=len(scope.problem.shifts),
            seconds=f"{seconds:g}",
        )
    )
    told = current_plan(scope.problem)
    command = Solve(problem=scope.problem, seconds=seconds, seed=seed, start=told)
    finished = solve_in_child(command)
    solution = finished.solution
    _write(out / "plan.json", solution_to_json(solution))
    proposal = propose(board, scope.problem, solution, now=now, scope=scope)
    published = publish(context, uuid4(), proposal)
    say(_figures(tr("before"), proposal.before))
    say(_figures(tr("after"), proposal.after))
    _certify(out / "certificate.json", command, finished)
    say(
        tr(
            "Published {done} moves; {dropped} dropped because of changes meanwhile; {left} "
            "tickets cannot be planned yet.",
            done=published.done,
            dropped=len(published.dropped),
            left=len(scope.left_out),
        )
    )
    return boards.load(context)


def _certify(path: Path, command: Solve, finished: Finished) -> None:
    """Write the certificate of the plan, and say what is in it."""
    certificate = certify(path, command, finished)
    if finished.baseline is not None:
        say(baseline_line(command.problem, finished.baseline, certificate.objective))
    say(bound_line(command.problem, certificate.bound))
    say(verdict_line(certificate))


def _head() -> tuple[str, ...]:
    return (
        tr("Day"),
        tr("Engineer"),
        tr("From"),
        tr("To"),
        tr("Tickets"),
        tr("On site"),
        tr("Travel"),
        tr("Visits"),
    )


def _plan_rows(board: Board, zone: ZoneInfo) -> list[tuple[str, ...]]:
    """One row a shift with visits, by day and engineer."""
    routes: defaultdict[ShiftId, list[PlannedVisit]] = defaultdict(list)
    for ticket in board.tickets.values():
        visit = planned(ticket)
        if visit is not None:
            routes[visit.shift_id].append(visit)
    rows: list[tuple[datetime, str, tuple[str, ...]]] = []
    for visits in routes.values():
        visits.sort(key=lambda visit: visit.start)
        name = board.engineers[visits[0].engineer_id].name
        on_site = sum((visit.end - visit.start).total_seconds() for visit in visits)
        shown = " ".join(
            f"{clock_time(v.start, zone)}{UNBROKEN}{board.tickets[v.ticket_id].number}"
            for v in visits
        )
        row = (
            visits[0].start.astimezone(zone).strftime("%m-%d"),
            name,
            clock_time(visits[0].start, zone),
            clock_time(visits[-1].end, zone),
            str(len(visits)),
            span(on_site),
            span(sum(visit.travel_s for visit in visits)),
            shown,
        )
        rows.append((visits[0].start, name, row))
    return [row for _, _, row in sorted(rows, key=lambda entry: (entry[2][0], entry[1]))]


def _figures(label: str, figures: PlanFigures) -> str:
    return tr(
        "{label}: {served} planned, {unserved} waiting, {late} late, {travel} of travel "
        "({distance}), load {mean} ± {spread} h per engineer",
        label=label,
        served=figures.served,
        unserved=figures.unserved,
        late=figures.late,
        travel=span(figures.travel_s),
        distance=kilometres(figures.travel_m),
        mean=f"{figures.load_mean_h:.1f}",
        spread=f"{figures.load_spread_h:.1f}",
    )


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DomainError("file.unwritable", path=str(out), reason=error.strerror) from error
    require_writable(out / RESULTS[0])


def _write(path: Path, document: object) -> None:
    write_text(path, json.dumps(document, ensure_ascii=False, indent=1))
