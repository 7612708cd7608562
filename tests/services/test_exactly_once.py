"""A command given over a bad line is done once or not at all, and afterwards it is known which.

Invariants I1, I2 and I6 with a real proxy between console and server: what the console believes
agrees with what the database holds, wherever the line was cut.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.connection import OUTAGE
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import Proposal
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.services.tickets import NewTicket, add_note, create
from dispatch_console.storage import database as databases
from dispatch_console.storage.database import Database
from tests.database import TestCluster
from tests.factories import NOW, make_ticket
from tests.proxy import (
    LOST_AFTER,
    LOST_AT_ONCE,
    LOST_BEFORE,
    PASS,
    UNITS,
    Fate,
    Line,
    Proxy,
    at_commit,
    proxied,
)
from tests.services.company import Company, found, proposal, violations

FATES = pytest.mark.parametrize(
    "fate", [LOST_BEFORE, LOST_AT_ONCE, LOST_AFTER], ids=["before", "at once", "after"]
)
UNKNOWN = "database.commit_unknown"
TICKETS = tuple(make_ticket(number) for number in range(1, 5))


@pytest.fixture
def proxy(cluster: TestCluster) -> Iterator[Proxy]:
    with proxied(cluster.folder) as made:
        yield made


@pytest.fixture
def far(proxy: Proxy, database_url: str) -> Iterator[Context]:
    """The same database as `context`, by way of the proxy."""
    database = Database.open(proxy.url(database_url))
    yield Context(database=database, user="tester", clock=lambda: NOW)
    database.close()


def commands(ctx: Context) -> set[UUID]:
    with psycopg.connect(ctx.database.url) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM command").fetchall()}


def plans(ctx: Context) -> int:
    with psycopg.connect(ctx.database.url) as connection:
        row = connection.execute("SELECT count(*) FROM plan").fetchone()
    assert row is not None
    return int(row[0])


def placed(ctx: Context, wanted: Proposal) -> list[bool]:
    """Of each move, whether the database has it."""
    tickets = load(ctx).tickets
    return [
        (visit := tickets[move.ticket_id].visit) is not None
        and move.after is not None
        and (visit.engineer_id, visit.start) == (move.after.engineer_id, move.after.start)
        for move in wanted.moves
    ]


@FATES
def test_a_line_cut_once_in_the_commit_is_made_good_without_anybody_noticing(
    context: Context, far: Context, proxy: Proxy, fate: Fate
) -> None:
    proxy.rule = at_commit(fate)
    ticket = create(far, uuid4(), NewTicket(title="Lift stuck"))
    assert load(context).tickets.keys() == {ticket.id}
    assert len(commands(context)) == 1


@FATES
def test_with_the_server_gone_after_the_cut_it_is_unknown_and_known_on_return(
    context: Context, far: Context, proxy: Proxy, fate: Fate
) -> None:
    command = uuid4()
    proxy.rule = at_commit(fate, then=proxy.refuse)
    with pytest.raises(DomainError) as refused:
        create(far, command, NewTicket(title="Lift stuck"))
    assert refused.value.code == UNKNOWN
    proxy.come_back()
    told: list[UUID] = []
    far.database.applied = lambda key, _: told.append(key)
    arrived = far.database.arrived(command, user="tester", what="ticket.create")
    if fate is not LOST_AT_ONCE:
        assert arrived == (fate is LOST_AFTER)
    assert arrived == (command in commands(context)) == bool(load(context).tickets)
    assert told == ([command] if arrived else [])
    again = create(far, command, NewTicket(title="Lift stuck"))
    assert load(context).tickets.keys() == {again.id}


@FATES
def test_a_plan_cut_off_in_its_commit_is_in_whole_or_not_at_all(
    context: Context, far: Context, proxy: Proxy, fate: Fate
) -> None:
    found(context, *TICKETS)
    wanted, command = proposal(context), uuid4()
    proxy.rule = at_commit(fate, then=proxy.refuse)
    with pytest.raises(DomainError) as refused:
        publish(far, command, wanted)
    assert refused.value.code == UNKNOWN
    proxy.come_back()
    arrived = far.database.arrived(command, user="tester", what="publish")
    assert placed(context, wanted) == [arrived] * len(wanted.moves)
    assert plans(context) == int(arrived)
    publish(far, command, wanted)
    assert all(placed(context, wanted))
    assert plans(context) == 1
    assert not violations(context)


def test_while_the_server_is_still_at_the_commit_the_answer_waits_for_it(
    context: Context, database_url: str
) -> None:
    """The naive look at the rows says no here, and the change appears a moment later."""
    command = uuid4()
    with psycopg.connect(database_url) as slow:
        slow.execute("INSERT INTO command (id, who, what) VALUES (%s, 'tester', 'slow')", [command])
        assert command not in commands(context), "which is what the naive look goes by"
        with pytest.raises(DomainError) as refused:
            context.database.arrived(command, user="tester", what="slow")
        assert refused.value.code == "database.busy"
        slow.commit()
    assert context.database.arrived(command, user="tester", what="slow")


def test_a_backend_killed_by_the_administrator_costs_no_command(context: Context) -> None:
    killed = []

    def work(unit: object) -> None:
        if not killed:
            with psycopg.connect(context.database.url, autocommit=True) as admin:
                killed.append(
                    admin.execute(
                        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                        " WHERE application_name LIKE '%unit' AND datname = current_database()"
                    ).rowcount
                )

    context.database.run(work, user="tester", command=UUID(int=7), what="nothing")
    assert killed
    assert commands(context) == {UUID(int=7)}


class Scissors:
    """Cuts a line of a unit after so many pieces from the console, once."""

    def __init__(self, pieces: int, fate: Fate, proxy: Proxy, *, gone: bool) -> None:
        self._left, self._fate, self._proxy, self._gone = pieces, fate, proxy, gone

    def __call__(self, line: Line, piece: bytes) -> Fate:
        if UNITS not in line.said:
            return PASS
        self._left -= 1
        if self._left != 0:
            return PASS
        if self._gone:
            self._proxy.refuse()
        return self._fate


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    pieces=st.integers(1, 30),
    fate=st.sampled_from([LOST_BEFORE, LOST_AT_ONCE, LOST_AFTER]),
    gone=st.booleans(),
    single=st.booleans(),
)
def test_wherever_the_line_is_cut_what_is_believed_is_what_is_there(
    cluster: TestCluster, pieces: int, fate: Fate, gone: bool, single: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch, cluster.database() as url:
        patch.setattr(databases, "_FIRST_PAUSE_S", 0.001)
        near = Context(database=Database.open(url), user="tester", clock=lambda: NOW)
        company, command = found(near, *TICKETS), uuid4()
        with proxied(cluster.folder) as proxy:
            far = replace(near, database=Database.open(proxy.url(url)))
            before = load(near)
            work = _note if single else _publish
            proxy.rule = Scissors(pieces, fate, proxy, gone=gone)
            believed = _believes(far, command, proxy, lambda: work(far, command, company, near))
            proxy.come_back()
            assert (command in commands(near)) == believed
            work(far, command, company, near)
            after = load(near)
            if single:
                first = company.tickets[0]
                assert after.tickets[first].description.count("said twice") == 1
                assert after.tickets[first].version == before.tickets[first].version + 1
            else:
                assert plans(near) == 1
                assert not violations(near)
            far.database.close()
        near.database.close()


def _believes(far: Context, command: UUID, proxy: Proxy, work: Callable[[], None]) -> bool:
    """Whether the console takes the command for written, once it could ask."""
    try:
        work()
    except DomainError as error:
        code = error.code
    else:
        return True
    assert code in OUTAGE | {UNKNOWN}
    proxy.come_back()
    return code == UNKNOWN and far.database.arrived(command, user="tester", what="")


def _note(ctx: Context, command: UUID, company: Company, near: Context) -> None:
    add_note(ctx, command, company.tickets[0], "said twice")


def _publish(ctx: Context, command: UUID, company: Company, near: Context) -> None:
    if command not in commands(near):
        publish(ctx, command, proposal(near))


@FATES
def test_a_call_whose_rules_lose_the_line_is_taken_once_all_the_same(
    proxy: Proxy, far: Context, context: Context, fate: Fate
) -> None:
    lost: list[Line] = []

    def rule(line: Line, piece: bytes) -> Fate:
        if b"rule_event" in piece and not lost:
            lost.append(line)
            return fate
        return PASS

    found(context)
    proxy.rule = rule
    command = uuid4()
    made = create(far, command, NewTicket(title="Water leak", description="三楼漏水"))
    assert lost
    assert commands(context) >= {command}
    assert [one.title for one in load(context).tickets.values()] == [made.title]
