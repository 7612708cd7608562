"""The board as of a past moment is the board that was there at that moment."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import psycopg
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.board import Board
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services import board as boards
from dispatch_console.services import past
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Unit
from dispatch_console.support.clock import utc_now
from tests.factories import DAY, make_region, make_ticket
from tests.storage.people import AT, Company, settle

Edit = Callable[[Unit, Company, int, int], object]
"""Of the transaction, the company and two numbers that choose."""


def seen(database: Database, as_of: datetime | None = None) -> Board:
    with database.snapshot(as_of) as snap:
        return boards.read(snap, as_of or snap.now(), DAY)


def _title(unit: Unit, company: Company, one: int, two: int) -> None:
    key = company.tickets[one % len(company.tickets)].id
    unit.tickets.update([replace(unit.tickets.get([key])[key], title=f"Title {two}")])


def _crew(unit: Unit, company: Company, one: int, two: int) -> None:
    key = company.tickets[one % len(company.tickets)].id
    unit.tickets.update([replace(unit.tickets.get([key])[key], crew_size=1 + two % 3)])


def _status(unit: Unit, company: Company, one: int, two: int) -> None:
    key = company.tickets[one % len(company.tickets)].id
    unit.tickets.set_status({key: list(Status)[two % len(Status)]})


def _lock(unit: Unit, company: Company, one: int, two: int) -> None:
    unit.tickets.set_lock([company.tickets[one % 3].id], list(Lock)[two % len(Lock)])


def _visit(unit: Unit, company: Company, one: int, two: int) -> None:
    start = AT + timedelta(minutes=90 * (two % 4))
    visit = company.visit(one % len(company.tickets), two % 2, start)
    unit.visits.replace([replace(visit, travel_s=two)])


def _no_visit(unit: Unit, company: Company, one: int, _: int) -> None:
    unit.visits.replace([], unassign=[company.tickets[one % len(company.tickets)].id])


def _twice(unit: Unit, company: Company, one: int, two: int) -> None:
    _title(unit, company, one, two)
    _lock(unit, company, one, two)


def _new_ticket(unit: Unit, company: Company, one: int, two: int) -> None:
    ticket = make_ticket(50, priority=list(Priority)[two % 4], region_id=company.regions[0].id)
    unit.tickets.add([replace(ticket, number="")])


def _shift(unit: Unit, company: Company, one: int, two: int) -> None:
    engineer = company.engineers[one % 2].id
    if two % 3 == 0:
        unit.shifts.lend(engineer, company.regions[0].id, DAY, DAY + timedelta(days=1))
    elif two % 3 == 1:
        unit.shifts.mark_off(engineer, AT + timedelta(hours=two % 5), None)
    else:
        unit.shifts.mark_back(engineer, DAY)


def _engineer(unit: Unit, company: Company, one: int, two: int) -> None:
    engineer = company.engineers[one % 2]
    unit.engineers.upsert([replace(engineer, active=two % 2 == 0, phone=str(two))])


def _region(unit: Unit, _: Company, one: int, two: int) -> None:
    spare = [region for region in unit.regions.all().values() if region.code == "R2"]
    if spare and two % 2:
        unit.regions.remove(spare[0].id)
    elif spare:
        unit.regions.update(replace(spare[0], name_en=f"Region {one}"))
    else:
        unit.regions.add([make_region(2)])


def _skill(unit: Unit, _: Company, one: int, two: int) -> None:
    unit.skills.upsert([Skill(f"skill{one % 2}", f"Skill {two}", "")])


EDITS: tuple[Edit, ...] = (
    _title,
    _crew,
    _status,
    _lock,
    _visit,
    _no_visit,
    _twice,
    _new_ticket,
    _shift,
    _engineer,
    _region,
    _skill,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(
        st.tuples(st.sampled_from(EDITS), st.integers(0, 9), st.integers(0, 9)),
        min_size=1,
        max_size=12,
    )
)
def test_after_any_history_each_board_is_found_again(
    database: Database, history: list[tuple[Edit, int, int]]
) -> None:
    with database.snapshot() as snap:
        there = snap.tickets.every()
    if there:
        with database.snapshot() as snap:
            company = Company(
                tuple(region for region in snap.regions.every().values() if region.code == "R1"),
                tuple(snap.engineers.every().values()),
                tuple(snap.shifts.every().values()),
                tuple(ticket for ticket in there.values() if ticket.crew_of is None)[:3],
            )
    else:
        company = settle(database)
    recorded = [seen(database)]
    for edit, one, two in history:
        try:
            with database.unit(user="Li") as unit:
                edit(unit, company, one, two)
                unit.commit()
        except DomainError:
            pass  # what the rules refuse leaves no trace
        recorded.append(seen(database))
    for board in recorded:
        assert seen(database, board.read_at) == board


def test_what_was_recorded_before_a_column_was_there_has_its_default(database: Database) -> None:
    company = settle(database)
    before = seen(database)
    with database.unit(user="Li") as unit:
        _title(unit, company, 0, 1)
        _engineer(unit, company, 0, 2)
        unit.commit()
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        connection.execute(
            "UPDATE audit SET before = before"
            " - ARRAY['crew_size', 'crew_place', 'after', 'same_engineer', 'lock', 'regions']"
        )
    found = seen(database, before.read_at)
    assert found.tickets == before.tickets
    for key, engineer in found.engineers.items():
        assert engineer.regions in ((), before.engineers[key].regions)


def test_before_all_began_the_board_is_empty(context: Context) -> None:
    settle(context.database)
    board = past.look(context, DAY - timedelta(days=10_000))
    assert replace(board, definitions=Definitions(), queues={}) == Board(
        read_at=DAY - timedelta(days=10_000)
    )


def test_the_steps_are_the_minutes_after_which_something_is_different(database: Database) -> None:
    ctx = Context(database, "Li", utc_now)
    company = settle(database)
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        for seconds, condition in ((0, "kind = 'region'"), (90, "kind = 'ticket'")):
            connection.execute(
                f"UPDATE audit SET at = %s WHERE {condition}".encode(),
                [AT + timedelta(seconds=seconds)],
            )
        connection.execute(
            "UPDATE audit SET kind = 'customer' WHERE kind NOT IN ('region', 'ticket')"
        )
    one, two = AT, AT + timedelta(minutes=2)
    day = (DAY, DAY + timedelta(days=1))
    assert past.changes(ctx, *day) == (one, two)
    assert past.changes(ctx, one + timedelta(minutes=1), two) == (two,)
    assert past.step(ctx, DAY, forward=True) == one
    assert past.step(ctx, one, forward=True) == two
    assert past.step(ctx, two, forward=True) is None
    assert past.step(ctx, two + timedelta(minutes=5), forward=False) == two
    assert past.step(ctx, two, forward=False) == one
    assert past.step(ctx, one, forward=False) is None
    assert len(past.look(ctx, two).tickets) == len(company.tickets)
    assert not past.look(ctx, two - timedelta(minutes=1)).tickets
