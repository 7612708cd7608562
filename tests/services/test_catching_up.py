"""Invariant I7: a console that has caught up shows what the database holds.

Several writers keep transactions open across each other; readers sleep as they like and then
catch up. With a reader that goes by the highest transaction alone, the same histories must fail,
or they would prove nothing.
"""

from dataclasses import replace

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from dispatch_console.domain.board import Board, apply
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.trimming import trim
from dispatch_console.storage.database import Database
from dispatch_console.storage.repositories import feed
from dispatch_console.storage.unit_of_work import Unit
from tests.database import TestCluster
from tests.factories import NOW, make_ticket
from tests.services.company import found

WRITERS, READERS, TICKETS = 3, 2, 6
STATES = (Status.NEW, Status.ON_HOLD, Status.CANCELLED)


def caught_up(context: Context, board: Board) -> Board:
    """As the change hub does it."""
    try:
        return apply(board, read_changes(context, board.cursor))
    except DomainError as error:
        if error.code != "board.reload":
            raise
        return load(context)


def shown(board: Board) -> Board:
    """Without what tells when it was read."""
    return replace(board, cursor="", read_at=NOW)


class Consoles(RuleBasedStateMachine):
    """Writers with a transaction each, readers with a board each."""

    cluster: TestCluster

    @initialize()
    def begin(self) -> None:
        self._made = self.cluster.database()
        self.database = Database.open(self._made.__enter__())
        self.context = Context(database=self.database, user="reader", clock=lambda: NOW)
        company = found(self.context, *(make_ticket(n) for n in range(1, TICKETS + 1)))
        self.tickets = company.tickets
        self.writers: dict[int, tuple[Unit, set[TicketId]]] = {}
        self.boards = [load(self.context)] * READERS

    @rule(
        writer=st.integers(0, WRITERS - 1),
        which=st.integers(0, TICKETS - 1),
        to=st.sampled_from(STATES),
    )
    def write(self, writer: int, which: int, to: Status) -> None:
        ticket = self.tickets[which]
        if any(ticket in held for n, (_, held) in self.writers.items() if n != writer):
            return  # it would wait for the other's row lock
        if writer not in self.writers:
            self.writers[writer] = (self.database.unit(user="writer").__enter__(), set())
        unit, held = self.writers[writer]
        unit.tickets.set_status({ticket: to})
        held.add(ticket)

    @precondition(lambda self: self.writers)
    @rule(data=st.data(), keep=st.booleans())
    def finish(self, data: st.DataObject, keep: bool) -> None:
        unit, _ = self.writers.pop(data.draw(st.sampled_from(sorted(self.writers))))
        if keep:
            unit.commit()
        unit.__exit__(None, None, None)

    @rule(reader=st.integers(0, READERS - 1))
    def catch_up(self, reader: int) -> None:
        self.boards[reader] = caught_up(self.context, self.boards[reader])
        assert shown(self.boards[reader]) == shown(load(self.context))

    @rule()
    def trim_the_log(self) -> None:
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            connection.execute("UPDATE change_log SET at = now() - interval '30 days'")
        trim(self.context)

    def teardown(self) -> None:
        if not hasattr(self, "writers"):
            return
        try:
            for unit, _ in self.writers.values():
                unit.commit()
                unit.__exit__(None, None, None)
            for reader in range(READERS):
                self.catch_up(reader)
        finally:
            self.database.close()
            self._made.__exit__(None, None, None)


def run(cluster: TestCluster, examples: int, *phases: Phase, same: bool = False) -> None:
    machine = type("Machine", (Consoles,), {"cluster": cluster})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            derandomize=same,
            phases=phases,
            database=None,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
        ),
    )


def test_a_console_that_has_caught_up_shows_what_the_database_holds(cluster: TestCluster) -> None:
    run(cluster, 20, Phase.generate, Phase.shrink)


NAIVE = text(
    "SELECT kind, row_id FROM change_log WHERE xid >= pg_snapshot_xmax(CAST(:seen AS pg_snapshot))"
)


def test_a_reader_that_goes_by_the_highest_transaction_does_not(
    cluster: TestCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "_SINCE", NAIVE)
    with pytest.raises(AssertionError):
        run(cluster, 200, Phase.generate, same=True)
