"""Units of work: applied once, in whole or not at all, tried again after a clash."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Status
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Unit
from tests.storage.people import AT, settle


def test_a_unit_that_is_not_committed_leaves_nothing(database: Database) -> None:
    company = settle(database)
    with database.unit(user="Li") as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
    with database.snapshot() as snap:
        assert snap.tickets.open()[company.tickets[0].id].visit is None


def test_commit_says_what_changed_and_a_visit_is_a_change_of_its_ticket(
    database: Database,
) -> None:
    company = settle(database)
    with database.unit(user="Li") as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
        unit.engineers.upsert([replace(company.engineers[1], phone="110")])
        changes = unit.commit()
    assert changes.tickets == {company.tickets[0].id}
    assert changes.engineers == {company.engineers[1].id}
    assert not changes.shifts


def test_a_unit_that_changes_nothing_commits_an_empty_change(database: Database) -> None:
    with database.unit(user="Li") as unit:
        assert not unit.commit()


def test_a_command_given_twice_is_applied_once_and_tells_the_same_changes(
    database: Database,
) -> None:
    company = settle(database)
    command = uuid4()
    told = []
    for _ in range(2):
        with database.unit(user="Li", command=command) as unit:
            if not unit.already_done:
                unit.tickets.add([replace(company.tickets[0], number="")])
            told.append(unit.commit())
    assert told[0] == told[1]
    assert len(told[0].tickets) == 1
    with database.snapshot() as snap:
        assert len(snap.tickets.open()) == len(company.tickets) + 1


def test_the_same_command_at_the_same_time_is_applied_once(database: Database) -> None:
    company = settle(database)
    command = uuid4()
    applied: list[bool] = []
    together = threading.Barrier(4)

    def click() -> None:
        together.wait()
        with database.unit(user="Li", command=command) as unit:
            applied.append(not unit.already_done)
            if not unit.already_done:
                unit.tickets.add([replace(company.tickets[0], number="")])
            unit.commit()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [False, False, False, True]


def test_every_change_is_in_the_audit_trail_with_who_which_command_and_why(
    database: Database,
) -> None:
    company = settle(database)
    command = uuid4()
    with database.unit(user="Li", command=command, why="customer called") as unit:
        unit.tickets.set_status({company.tickets[0].id: Status.CANCELLED})
        unit.commit()
    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "SELECT who, why, before->>'status', after->>'status', (after->>'version')::int"
            " FROM audit WHERE command_id = %s",
            [command],
        ).fetchone()
    assert row == ("Li", "customer called", "new", "cancelled", 2)


def test_a_deadlock_is_tried_again_until_both_are_done(database: Database) -> None:
    company = settle(database)
    first, second = company.tickets[0].id, company.tickets[1].id
    together = threading.Barrier(2, timeout=5)
    tries: list[int] = []

    def crosswise(order: tuple[int, int]) -> None:
        met = False

        def work(unit: Unit) -> None:
            nonlocal met
            tries.append(1)
            unit.tickets.lock([order[0]])  # pyright: ignore[reportArgumentType]
            if not met:
                met = True
                together.wait()
            unit.tickets.lock([order[1]])  # pyright: ignore[reportArgumentType]

        database.run(work, user="Li")

    threads = [
        threading.Thread(target=crosswise, args=(order,))
        for order in ((first, second), (second, first))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tries) == 3


def test_a_refusal_is_not_tried_again(database: Database) -> None:
    tries: list[int] = []

    def work(unit: Unit) -> None:
        tries.append(1)
        raise DomainError("ticket.gone", number="T-1")

    with pytest.raises(DomainError, match=r"ticket\.gone"):
        database.run(work, user="Li")
    assert len(tries) == 1


def test_a_connection_cut_in_mid_work_is_tried_again(database: Database) -> None:
    company = settle(database)
    tries: list[int] = []

    def work(unit: Unit) -> None:
        tries.append(1)
        unit.visits.replace([company.visit(0, 0, AT)])
        if len(tries) == 1:
            _cut_all_connections(database.url)
        unit.visits.replace([company.visit(1, 1, AT)])

    _, changes = database.run(work, user="Li", command=uuid4())
    assert len(tries) == 2
    assert len(changes.tickets) == 2


def test_a_connection_cut_before_the_commit_reached_the_server_is_an_error(
    database: Database,
) -> None:
    company = settle(database)
    with pytest.raises(DomainError, match=r"database\.lost"):  # noqa: PT012, SIM117
        with database.unit(user="Li", command=uuid4()) as unit:
            unit.visits.replace([company.visit(0, 0, AT)])
            _cut_all_connections(database.url)
            unit.commit()
    with database.snapshot() as snap:
        assert snap.tickets.open()[company.tickets[0].id].visit is None


def test_a_commit_whose_answer_is_lost_is_looked_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = settle(database)
    with database.unit(user="Li", command=uuid4()) as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
        connection = unit._connection
        really_commit = connection.commit

        def commit_and_lose_the_answer() -> None:
            really_commit()
            _cut_all_connections(database.url)
            connection.exec_driver_sql("SELECT 1")

        monkeypatch.setattr(connection, "commit", commit_and_lose_the_answer)
        assert unit.commit().tickets == {company.tickets[0].id}


def test_a_connection_lost_after_the_last_read_takes_nothing_of_it_away(
    database: Database,
) -> None:
    company = settle(database)
    for _ in range(20):  # More often than there are connections: none may be kept.
        with database.snapshot() as snap:
            read = snap.tickets.open()
            _cut_all_connections(database.url)
        assert company.tickets[0].id in read


def test_a_refusal_is_told_though_the_connection_is_lost_with_it(database: Database) -> None:
    with (  # noqa: PT012
        pytest.raises(DomainError, match=r"ticket\.gone"),
        database.unit(user="Li"),
    ):
        _cut_all_connections(database.url)
        raise DomainError("ticket.gone", number="T-1")


def test_a_snapshot_sees_one_moment_and_cannot_write(database: Database) -> None:
    company = settle(database)
    with database.snapshot() as snap:
        before = snap.tickets.open()
        with database.unit(user="Li") as unit:
            unit.tickets.set_status({company.tickets[0].id: Status.CANCELLED})
            unit.commit()
        assert snap.tickets.open() == before
    with (
        pytest.raises(DomainError, match=r"database\.read_only"),
        database.snapshot() as snap,
    ):
        snap.tickets.set_status({company.tickets[0].id: Status.NEW})


def test_the_server_clock_is_near_ours_and_aware(database: Database) -> None:
    with database.snapshot() as snap:
        assert snap.now().utcoffset() == timedelta(0)


def _cut_all_connections(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
