"""Commands and plans are not changed by anybody unnoticed, and none is sealed twice or left out."""

from typing import Any, LiteralString
from uuid import UUID

import psycopg
import pytest

from dispatch_console.domain.plan import NO_FIGURES
from dispatch_console.storage.database import Database
from dispatch_console.storage.repositories.seal_chain import Broken, Fault, Verdict

FROM_ELSEWHERE = (
    "UPDATE {} SET xid = (xid::text::bigint + 900000000)::text::xid8"
    " WHERE NOT EXISTS (SELECT FROM record_digest d WHERE d.id = {}.id)"
)
"""Gives rows that are not sealed numbers of a server that has counted further."""


def seal(database: Database) -> int:
    with database.unit(user="sealer") as unit:
        done = unit.record_seals.add()
        unit.commit()
    return done


def verify(database: Database, head: str = "") -> Verdict:
    with database.snapshot() as snap:
        return snap.record_seals.verify(head)


def work(database: Database, *numbers: int) -> None:
    """A command that publishes a plan, for each number."""
    for number in numbers:
        with database.unit(user="Li", command=UUID(int=number), what="publish, 发布") as unit:
            unit.plans.add(UUID(int=number), NO_FIGURES, published_by="Li")
            unit.commit()


def tampering(database: Database) -> "psycopg.Connection[Any]":
    """A superuser who has switched the triggers off."""
    connection = psycopg.connect(database.url, autocommit=True)
    for table in ("command", "plan", "record_seal", "record_digest"):
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    return connection


@pytest.fixture
def sealed(database: Database) -> Database:
    """Commands and plans 1 to 3 under one seal, 4 and 5 under another."""
    work(database, 1, 2, 3)
    assert seal(database) == 6
    work(database, 4, 5)
    assert seal(database) == 4
    assert seal(database) == 0
    return database


def test_what_is_sealed_holds_and_says_so(sealed: Database) -> None:
    verdict = verify(sealed)
    assert (verdict.broken, verdict.unguarded) == (None, ())
    assert (verdict.seals, verdict.rows, verdict.unsealed) == (2, 10, 0)
    work(sealed, 6)
    assert verify(sealed).unsealed == 2
    seal(sealed)
    assert verify(sealed, verdict.head).anchored == 2
    assert verify(sealed, "ab").anchored is None


@pytest.mark.parametrize(
    ("statement", "kind", "fault"),
    [
        ("UPDATE command SET who = 'nobody' WHERE id = %s", "command", Fault.CHANGED),
        ("UPDATE command SET at = at - interval '1 us' WHERE id = %s", "command", Fault.CHANGED),
        ("UPDATE command SET what = 'assign' WHERE id = %s", "command", Fault.CHANGED),
        ("DELETE FROM command WHERE id = %s", "command", Fault.MISSING),
        ("UPDATE plan SET published_by = 'nobody' WHERE id = %s", "plan", Fault.CHANGED),
        (
            "UPDATE plan SET figures = figures || '{\"late\": 9}' WHERE id = %s",
            "plan",
            Fault.CHANGED,
        ),
        ("UPDATE plan SET objective = 1 WHERE id = %s", "plan", Fault.CHANGED),
        ("UPDATE plan SET input_hash = 'x' WHERE id = %s", "plan", Fault.CHANGED),
        ("DELETE FROM plan WHERE id = %s", "plan", Fault.MISSING),
    ],
)
def test_a_change_by_a_superuser_is_found_and_named(
    sealed: Database, statement: LiteralString, kind: str, fault: Fault
) -> None:
    with tampering(sealed) as connection:
        connection.execute(statement, [UUID(int=4)])
    verdict = verify(sealed)
    assert verdict.broken == Broken(2, UUID(int=4), fault, kind)
    assert verdict.unguarded == ("command", "plan", "record_seal", "record_digest")


def test_a_command_that_never_was_is_found(sealed: Database) -> None:
    with tampering(sealed) as connection:
        connection.execute(
            "INSERT INTO command (id, who, at, what, xid)"
            " SELECT %s, 'nobody', at, what, xid FROM command WHERE id = %s",
            [UUID(int=9), UUID(int=2)],
        )
    assert verify(sealed).broken == Broken(1, UUID(int=9), Fault.ADDED, "command")


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE record_seal SET row_count = row_count + 1 WHERE number = 1", Fault.CHANGED),
        (
            "WITH gone AS (DELETE FROM command WHERE id ="
            " '00000000-0000-0000-0000-000000000001') DELETE FROM record_digest"
            " WHERE kind = 'command' AND id = '00000000-0000-0000-0000-000000000001'",
            Fault.MISSING,
        ),
    ],
)
def test_a_seal_that_no_longer_fits_is_found(
    sealed: Database, statement: LiteralString, fault: Fault
) -> None:
    with tampering(sealed) as connection:
        connection.execute(statement)
    assert verify(sealed).broken == Broken(1, None, fault)


def test_a_chain_made_anew_lacks_the_head_that_was_kept(sealed: Database) -> None:
    head = verify(sealed).head
    with tampering(sealed) as connection:
        connection.execute("DELETE FROM record_digest")
        connection.execute("DELETE FROM record_seal")
        connection.execute("UPDATE command SET who = 'nobody'")
    seal(sealed)
    verdict = verify(sealed, head)
    assert (verdict.broken, verdict.anchored) == (None, None)


@pytest.mark.parametrize("table", ["command", "plan", "record_seal", "record_digest"])
@pytest.mark.parametrize(
    "how", ["UPDATE {} SET xid = xid", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_not_even_the_owner_changes_them(sealed: Database, table: str, how: str) -> None:
    column = {"record_seal": "number", "record_digest": "kind"}.get(table, "xid")
    statement = how.format(table).replace("xid", column)
    with psycopg.connect(sealed.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_what_commits_late_comes_under_a_later_seal(database: Database) -> None:
    with database.unit(user="slow", command=UUID(int=1), what="edit") as slow:
        slow.plans.add(UUID(int=1), NO_FIGURES, published_by="slow")
        work(database, 2)
        seal(database)
        assert verify(database).broken is None
        slow.commit()
    seal(database)
    verdict = verify(database)
    assert (verdict.broken, verdict.rows, verdict.unsealed) == (None, 4, 0)


def test_on_another_server_it_goes_on(sealed: Database) -> None:
    work(sealed, 6)
    with tampering(sealed) as connection:
        for table in ("command", "plan"):
            connection.execute(FROM_ELSEWHERE.format(table, table).encode())
        connection.execute("UPDATE record_seal SET cluster = cluster + 1")
        connection.execute("DELETE FROM record_digest")
        connection.execute("DELETE FROM record_seal WHERE number > 1")
    # The seal is not this server's any more: all there is comes under the next one, once.
    assert seal(sealed) == 12
    work(sealed, 7)
    assert seal(sealed) == 2
    assert seal(sealed) == 0
