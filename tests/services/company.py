"""A small company in the database, and the question every test of this folder ends with."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.plan import Proposal
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.planning.checker import check
from dispatch_console.planning.construct import construct
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.solution import Violation
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.planning import (
    build_problem,
    current_plan,
    current_solution,
    propose,
)
from dispatch_console.services.scope import Scope, draw_up
from tests.factories import DAY, SKILLS, make_engineer, make_region, make_shift, make_ticket

END = DAY + timedelta(days=2)


def command(number: int) -> UUID:
    """A command's id."""
    return UUID(int=number)


@dataclass
class Moment:
    """A clock that tests move by hand."""

    at: datetime

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Company:
    """What `found` put into the database."""

    engineers: tuple[EngineerId, ...]
    tickets: tuple[TicketId, ...]


def scattered(number: int, rng: random.Random) -> Ticket:
    """A ticket somewhere in region 1; two in five have a window of two hours."""
    start = DAY + timedelta(hours=rng.randrange(1, 7))
    return make_ticket(
        number,
        priority=rng.choice(list(Priority)),
        duration_s=60 * rng.choice((30, 45, 60, 90)),
        skills=(SkillLevel(rng.choice(list(SKILLS)), rng.randint(1, 3)),),
        windows=(TimeWindow(start, start + timedelta(hours=2)),) if number % 5 < 2 else (),
        location=Location(31.1 + rng.random() * 0.1, 121.3 + rng.random() * 0.1),
    )


def found(ctx: Context, *tickets: Ticket, engineers: int = 3, days: int = 1) -> Company:
    """One region; engineers with a shift a day; these tickets, new."""
    with ctx.database.unit(user="setup") as unit:
        unit.skills.upsert(list(SKILLS.values()))
        region = unit.regions.add([make_region()])[0].id
        staff = unit.engineers.add(
            [make_engineer(n, regions=(region,)) for n in range(1, engineers + 1)]
        )
        unit.shifts.add(
            [
                replace(make_shift(day=day), engineer_id=engineer.id)
                for engineer in staff
                for day in range(days)
            ]
        )
        rows = unit.tickets.add([replace(t, number="", region_id=region) for t in tickets])
        unit.commit()
    return Company(tuple(e.id for e in staff), tuple(t.id for t in rows))


def ticket(ctx: Context, key: TicketId) -> Ticket:
    """The ticket as it is in the database."""
    with ctx.database.snapshot() as snap:
        return snap.tickets.get([key])[key]


def scope_now(ctx: Context, board: Board | None = None) -> Scope:
    """The whole board as a problem at this moment."""
    return draw_up(board or load(ctx), now=ctx.clock(), start=DAY, end=END)


def violations(ctx: Context) -> tuple[Violation, ...]:
    """What the checker says of the plan in the database, at the very times people were told."""
    scope = scope_now(ctx)
    solution = current_solution(scope.problem)
    told = {t.id: t.current_start for t in scope.problem.tickets if t.current_start is not None}
    starts = {s.ticket: s.start for r in solution.routes for s in r.stops if s.ticket is not None}
    assert starts == told
    assert not scope.eased
    return check(scope.problem, solution).violations


def proposal(ctx: Context, keep: Mapping[int, tuple[int, ...]] | None = None) -> Proposal:
    """A plan of the whole board; `keep` (else what people were told) is left as far as it can."""
    board = load(ctx)
    problem = build_problem(board, now=ctx.clock(), start=DAY, end=END)
    evaluator = Evaluator(problem)
    plan = construct(evaluator, current_plan(problem) if keep is None else keep)
    return propose(board, problem, evaluator.solution(plan), now=ctx.clock())
