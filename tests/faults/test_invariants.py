"""Each invariant is broken on purpose, and found; a database left alone has none broken."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.board import Board, apply
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.ticket import Status
from dispatch_console.services import dispatch
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage.listener import Listener
from dispatch_console.storage.unit_of_work import Unit
from tests.factories import make_ticket
from tests.faults.invariants import Evidence, broken
from tests.faults.journal import Acknowledged, Journal, read
from tests.services.company import Company, found, proposal, ticket

Breaking = Callable[[Context, Company], Evidence | None]
"""Breaks something; returns what is known outside of the database, if that matters."""


@pytest.fixture
def company(context: Context) -> Company:
    """Some tickets with visits, and a history."""
    company = found(context, *(make_ticket(n) for n in range(1, 5)))
    dispatch.assign(context, uuid4(), company.tickets[:2], company.engineers[0], None)
    dispatch.unassign(context, uuid4(), company.tickets[:1])
    return company


def evidence(ctx: Context, **known: object) -> Evidence:
    given: dict[str, object] = {"url": ctx.database.url, "clock": ctx.clock, "deserted": False}
    return Evidence(**(given | known))  # pyright: ignore[reportArgumentType]


UNGUARDED = "ALTER TABLE audit DISABLE TRIGGER USER"
"""What it takes the owner to lay hands on the trail."""


def execute(ctx: Context, *statements: str) -> None:
    with psycopg.connect(ctx.database.url) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def test_work_well_done_breaks_nothing(context: Context, company: Company) -> None:
    before = load(context)
    key, plan = uuid4(), uuid4()
    create(context, key, NewTicket(title="Lift stops", customer_name="Li", phone="138"))
    done = publish(context, plan, proposal(context))
    moved = frozenset(map(int, done.changes.tickets))
    console = apply(before, read_changes(context, before.cursor))
    known = {key: Acknowledged(key), plan: Acknowledged(plan, moved)}
    context.database.close()
    told = evidence(context, acknowledged=known, consoles={"one": console}, deserted=True)
    assert broken(told) == []


def _acknowledge_too_soon(ctx: Context, company: Company) -> Evidence:
    """An acknowledgement that does not wait for the commit."""
    key = uuid4()
    with ctx.database.unit(user="Li", command=key) as unit:
        unit.tickets.set_status({company.tickets[3]: Status.ON_HOLD})
    return evidence(ctx, acknowledged={key: Acknowledged(key)})


def _apply_again(ctx: Context, company: Company) -> None:
    """A command that does not look whether it was applied before."""
    key = uuid4()

    def work(unit: Unit) -> None:
        found = unit.tickets.lock([company.tickets[3]])[company.tickets[3]]
        unit.tickets.update([replace(found, description=found.description + "!")])

    for _ in range(2):
        ctx.database.run(work, user="Li", command=key)


def _book_twice(ctx: Context, company: Company) -> None:
    held = ticket(ctx, company.tickets[1]).visit
    assert held is not None
    twice = PlannedVisit(
        ticket_id=company.tickets[2],
        engineer_id=held.engineer_id,
        shift_id=held.shift_id,
        start=held.start + timedelta(minutes=10),
        end=held.end,
        travel_s=0,
        travel_m=0,
    )
    execute(ctx, "ALTER TABLE visit DROP CONSTRAINT visit_no_double_booking")
    with ctx.database.unit(user="Li") as unit:
        unit.visits.replace([twice])
        unit.commit()


def _lose_a_visit(ctx: Context, company: Company) -> None:
    execute(
        ctx,
        "ALTER TABLE ticket DROP CONSTRAINT ticket_visit_fk",
        f"UPDATE ticket SET visit_id = NULL WHERE id = {company.tickets[1]}",
    )


def _skip_a_version(ctx: Context, company: Company) -> None:
    """A writer that bumps the version by itself, next to the trigger that would."""
    execute(
        ctx,
        "ALTER TABLE ticket DISABLE TRIGGER a_version",
        f"UPDATE ticket SET version = version + 2, title = 'x' WHERE id = {company.tickets[3]}",
    )


def _write_unseen(ctx: Context, company: Company) -> None:
    """A change of which neither trail nor feed know."""
    execute(
        ctx,
        "ALTER TABLE ticket DISABLE TRIGGER record_update",
        f"UPDATE ticket SET title = 'x' WHERE id = {company.tickets[3]}",
    )


def _forge_the_trail(ctx: Context, company: Company) -> None:
    execute(
        ctx,
        UNGUARDED,
        "UPDATE audit SET after = jsonb_set(after, '{title}', '\"x\"')"
        f" WHERE kind = 'ticket' AND row_id = {company.tickets[0]} AND before IS NULL",
    )


def _cut_the_trail(ctx: Context, company: Company) -> None:
    execute(
        ctx,
        UNGUARDED,
        "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit WHERE kind = 'ticket'"
        f" AND row_id = {company.tickets[0]})",
    )


def _publish_half(ctx: Context, company: Company) -> Evidence:
    """A publication that says what it meant to do instead of what it did."""
    key, plan = uuid4(), proposal(ctx)
    moved = sorted(move.ticket_id for move in plan.moves)
    with ctx.database.unit(user="Li", command=key, what="publish") as unit:
        unit.plans.add(key, plan.after, published_by="Li")
        unit.visits.replace([plan.visits[moved[0]]], plan=key)
        unit.commit()
    told = Acknowledged(key, frozenset(map(int, moved)))
    return evidence(ctx, acknowledged={key: told})


def _publish_in_two_transactions(ctx: Context, company: Company) -> None:
    key, plan = uuid4(), proposal(ctx)
    moved = sorted(move.ticket_id for move in plan.moves)
    with ctx.database.unit(user="Li", command=key, what="publish") as unit:
        unit.plans.add(key, plan.after, published_by="Li")
        unit.visits.replace([plan.visits[moved[0]]], plan=key)
        unit.commit()
    with ctx.database.unit(user="Li") as unit:
        unit.visits.replace([plan.visits[moved[1]]], plan=key)
        unit.commit()


def _catch_up_naively(ctx: Context, company: Company) -> Evidence:
    """A console that remembers the highest number it has read of the feed."""
    board, seq = load(ctx), _highest(ctx)
    with ctx.database.unit(user="slow") as slow:
        slow.tickets.set_status({company.tickets[2]: Status.ON_HOLD})
        with ctx.database.unit(user="quick") as quick:
            quick.tickets.set_status({company.tickets[3]: Status.ON_HOLD})
            quick.commit()
        board, seq = _read_naively(ctx, board, seq)
        slow.commit()
    board, _ = _read_naively(ctx, board, seq)
    return evidence(ctx, consoles={"naive": board})


def _highest(ctx: Context) -> int:
    with psycopg.connect(ctx.database.url) as connection:
        return connection.execute("SELECT max(seq) FROM change_log").fetchall()[0][0]


def _read_naively(ctx: Context, board: Board, seq: int) -> tuple[Board, int]:
    with psycopg.connect(ctx.database.url) as connection:
        rows = connection.execute(
            "SELECT row_id FROM change_log WHERE kind = 'ticket' AND seq > %s", [seq]
        ).fetchall()
    with ctx.database.snapshot() as snap:
        read = snap.tickets.get([TicketId(row) for (row,) in rows])
    return replace(board, tickets={**board.tickets, **read}), _highest(ctx)


BREAKINGS: tuple[tuple[str, Breaking], ...] = (
    ("I1", _acknowledge_too_soon),
    ("I2", _apply_again),
    ("I3", _book_twice),
    ("I3", _lose_a_visit),
    ("I4", _skip_a_version),
    ("I5", _write_unseen),
    ("I5", _forge_the_trail),
    ("I5", _cut_the_trail),
    ("I6", _publish_half),
    ("I6", _publish_in_two_transactions),
    ("I7", _catch_up_naively),
)


@pytest.mark.parametrize(("invariant", "breaking"), BREAKINGS)
def test_what_is_broken_on_purpose_is_found(
    context: Context, company: Company, invariant: str, breaking: Breaking
) -> None:
    assert broken(evidence(context)) == []
    known = breaking(context, company) or evidence(context)
    assert invariant in {breach.invariant for breach in broken(known)}


def test_a_session_a_lock_a_process_and_a_file_left_behind_are_found(
    context: Context, company: Company, tmp_path: Path
) -> None:
    (tmp_path / "plan.json").touch()
    sleeper = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    listener = Listener.open(context.database.url)
    listener.sit("gone")
    try:
        left = broken(
            evidence(
                context,
                deserted=True,
                processes=[sleeper.pid],
                folders=[tmp_path],
                patience_s=0,
            )
        )
    finally:
        listener.close()
        sleeper.communicate()
    assert {breach.invariant for breach in left} == {"I8"}
    told = " ".join(breach.what for breach in left)
    for what in ("session", "lock", "process", "file"):
        assert f"{what} left behind" in told


def test_a_journal_gives_back_what_was_written_but_for_a_torn_end(tmp_path: Path) -> None:
    path, (one, two, three) = tmp_path / "journal", (uuid4(), uuid4(), uuid4())
    with Journal(path) as journal:
        journal.mean(one, {"do": "publish"})
        journal.acknowledge(one, [3, 1])
        journal.mean(two, {"do": "edit"})
        journal.refuse(two, "ticket.clash")
        journal.mean(three, {"do": "intake"})
        journal.acknowledge(three)
    path.write_bytes(path.read_bytes()[:-1])
    record = read([path])
    assert record.acknowledged == {one: Acknowledged(one, frozenset({1, 3}))}
    assert record.refused == {two: "ticket.clash"}
    assert record.open == {three: {"do": "intake"}}
