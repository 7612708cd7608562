"""Whatever is done to sealed rows of the trail is found; none is left out or sealed twice."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, LiteralString

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import NullPool, create_engine

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Status
from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import downgrade, migrate
from dispatch_console.storage.repositories.seal_chain import Fault, Verdict
from dispatch_console.storage.repositories.seals import Seals
from dispatch_console.storage.url import parse_url
from tests.storage.people import Company, settle

ROWS = "SELECT id FROM audit ORDER BY id"
PER_SEAL = 4

FROM_ELSEWHERE = (
    "UPDATE audit SET xid = (xid::text::bigint + 900000000)::text::xid8"
    " WHERE xid < '900000000' AND NOT EXISTS (SELECT FROM audit_digest d WHERE d.id = audit.id)"
)
"""Gives rows that are not sealed numbers of a server that has counted further."""

Tampering = Callable[["psycopg.Connection[Any]", list[int], int], tuple[int | None, Fault]]


def seal(database: Database, most: int = 1000) -> int:
    with database.unit(user="sealer") as unit:
        done = unit.seals.add(most)
        unit.commit()
    return done


def seal_all(database: Database, most: int = PER_SEAL) -> None:
    while seal(database, most):
        pass


def verify(database: Database, head: str = "") -> Verdict:
    with database.snapshot() as snap:
        return snap.seals.verify(head)


def work(database: Database, company: Company) -> None:
    """A few more transactions."""
    for status in (Status.ON_HOLD, Status.NEW, Status.CANCELLED):
        with database.unit(user="Li", why="because, 因为") as unit:
            unit.tickets.set_status({company.tickets[0].id: status})
            unit.commit()


def seal_of(database: Database, row: int) -> int:
    with psycopg.connect(database.url) as connection:
        found = connection.execute("SELECT seal FROM audit_digest WHERE id = %s", [row]).fetchone()
    assert found is not None
    return found[0]


def test_what_is_sealed_holds_and_says_so(database: Database) -> None:
    company = settle(database)
    work(database, company)
    seal_all(database)
    verdict = verify(database)
    with psycopg.connect(database.url) as connection:
        rows = len(connection.execute(ROWS).fetchall())
    assert verdict.broken is None
    assert (verdict.rows, verdict.unsealed, verdict.erased) == (rows, 0, 0)
    assert verdict.seals == -(-rows // PER_SEAL)
    assert verdict.unguarded == ()


def test_an_empty_trail_and_one_without_seals_hold(database: Database) -> None:
    made = verify(database).unsealed  # what each database begins with
    assert verify(database) == Verdict(unsealed=made)
    assert seal(database) == made
    settle(database)
    assert verify(database).broken is None
    assert verify(database).unsealed > 0


# Tampering, by an owner who has switched the triggers off


def _change(column: LiteralString, value: LiteralString) -> Tampering:
    def tamper(
        connection: "psycopg.Connection[Any]", rows: list[int], at: int
    ) -> tuple[int | None, Fault]:
        statement: LiteralString = f"UPDATE audit SET {column} = {value} WHERE id = %s"
        connection.execute(statement, [rows[at]])
        return rows[at], Fault.CHANGED

    return tamper


def _remove(
    connection: "psycopg.Connection[Any]", rows: list[int], at: int
) -> tuple[int | None, Fault]:
    connection.execute("DELETE FROM audit WHERE id = %s", [rows[at]])
    return rows[at], Fault.MISSING


def _remove_with_its_digest(
    connection: "psycopg.Connection[Any]", rows: list[int], at: int
) -> tuple[int | None, Fault]:
    connection.execute("DELETE FROM audit WHERE id = %s", [rows[at]])
    connection.execute("DELETE FROM audit_digest WHERE id = %s", [rows[at]])
    return None, Fault.MISSING


def _insert(
    connection: "psycopg.Connection[Any]", rows: list[int], at: int
) -> tuple[int | None, Fault]:
    found = connection.execute(
        "INSERT INTO audit (at, who, kind, row_id, before, after, xid)"
        " SELECT at, 'nobody', kind, row_id, before, after, xid FROM audit WHERE id = %s"
        " RETURNING id",
        [rows[at]],
    ).fetchone()
    assert found is not None
    return found[0], Fault.ADDED


def _exchange(
    connection: "psycopg.Connection[Any]", rows: list[int], at: int
) -> tuple[int | None, Fault]:
    """Two rows change places."""
    one, other = rows[at], rows[at - 1]
    for old, new in ((one, -1), (other, one), (-1, other)):
        connection.execute("UPDATE audit SET id = %s WHERE id = %s", [new, old])
    return min(one, other), Fault.CHANGED


def _forge_digest(
    connection: "psycopg.Connection[Any]", rows: list[int], at: int
) -> tuple[int | None, Fault]:
    connection.execute("UPDATE audit_digest SET digest = sha256('x') WHERE id = %s", [rows[at]])
    return rows[at], Fault.CHANGED


TAMPERINGS: tuple[Tampering, ...] = (
    _change("who", "who || 'x'"),
    _change("why", "why || 'x'"),
    _change("at", "at - interval '1 microsecond'"),
    _change("command_id", "gen_random_uuid()"),
    _change("kind", "kind || 'x'"),
    _change("row_id", "row_id + 1"),
    _change("xid", "(xid::text::bigint + 1)::text::xid8"),
    _change("before", "coalesce(before, '{}') || '{\"title\": \"x\"}'"),
    _change("after", "after || '{\"version\": 77}'"),
    _change("after", "NULL"),
    _remove,
    _remove_with_its_digest,
    _insert,
    _exchange,
    _forge_digest,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(tamper=st.sampled_from(TAMPERINGS), place=st.integers(0, 10_000))
def test_any_single_change_to_sealed_rows_is_found_and_named(
    database: Database, tamper: Tampering, place: int
) -> None:
    if not verify(database).seals:
        work(database, settle(database))
        seal_all(database)
    engine = create_engine(parse_url(database.url), poolclass=NullPool)
    with engine.connect() as inside:
        connection = inside.connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        rows = [row for (row,) in connection.execute(ROWS).fetchall()]
        at = place % len(rows)
        number = seal_of(database, rows[at])
        for table in ("audit", "audit_digest"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        row, fault = tamper(connection, rows, at)
        verdict = Seals(inside).verify()
        connection.rollback()
    assert verdict.unguarded == ("audit", "audit_digest")
    assert verdict.broken is not None
    assert (verdict.broken.row, verdict.broken.fault) == (row, fault)
    assert tamper in (_insert, _exchange) or verdict.broken.seal == number


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_seal SET at = now() WHERE number = 2",
        "UPDATE audit_seal SET personal = '{}' WHERE number = 2",
        "UPDATE audit_seal SET row_count = 7 WHERE number = 2",
        "UPDATE audit_seal SET number = 99 WHERE number = 2",
        "UPDATE audit_digest SET seal = 1 WHERE seal = 2",
    ],
)
def test_a_seal_that_was_tampered_with_is_named(
    database: Database, statement: LiteralString
) -> None:
    work(database, settle(database))
    seal_all(database)
    with psycopg.connect(database.url) as connection:
        connection.execute("ALTER TABLE audit_digest DROP CONSTRAINT audit_digest_seal_fk")
        for table in ("audit_seal", "audit_digest"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        connection.execute(statement)
    broken = verify(database).broken
    assert broken is not None
    assert broken.seal in (1, 2)


def test_a_chain_made_anew_from_the_start_is_found_by_the_head_kept_elsewhere(
    database: Database,
) -> None:
    work(database, settle(database))
    seal_all(database)
    head = verify(database).head
    assert verify(database, head).anchored == verify(database).seals
    with database.unit(user="Li") as unit:
        unit.skills.upsert([Skill("piano", "Pianos", "钢琴")])
        unit.commit()
    seal_all(database)
    assert verify(database, head.upper()).anchored == verify(database).seals - 1
    with psycopg.connect(database.url) as connection:
        for table in ("audit", "audit_digest", "audit_seal"):
            connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        connection.execute("DELETE FROM audit_digest")
        connection.execute("DELETE FROM audit_seal")
        connection.execute("UPDATE audit SET who = 'nobody'")
        for table in ("audit", "audit_digest", "audit_seal"):
            for name in ("keep", "keep_all"):
                statement = f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}"
                connection.execute(statement.encode())
    seal_all(database)
    verdict = verify(database, head)
    assert (verdict.broken, verdict.unguarded, verdict.anchored) == (None, (), None)


# The guard


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET who = 'boss'",
        "UPDATE audit SET after = after || '{\"version\": 7}'",
        "DELETE FROM audit WHERE false",
        "TRUNCATE audit",
        "UPDATE audit_seal SET hash = 'x' WHERE false",
        "DELETE FROM audit_seal WHERE false",
        "TRUNCATE audit_seal CASCADE",
        "UPDATE audit_digest SET digest = 'x'",
        "UPDATE audit_digest SET salt = 'x'",
        "DELETE FROM audit_digest WHERE false",
        "TRUNCATE audit_digest",
    ],
)
def test_not_even_the_owner_changes_the_record(
    database: Database, statement: LiteralString
) -> None:
    settle(database)
    seal_all(database)
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


# Erasing


def test_personal_data_can_be_erased_and_the_chain_holds(database: Database) -> None:
    company = settle(database)
    ticket = replace(company.tickets[0], customer_name="王小明", phone="13800138000")
    with database.unit(user="Li") as unit:
        unit.tickets.update([ticket])
        unit.commit()
    seal_all(database)
    head = verify(database).head
    with psycopg.connect(database.url) as connection:
        connection.execute("SELECT erase_from_audit('ticket', %s)", [ticket.id])
        connection.execute("SELECT erase_from_audit('engineer', %s)", [company.engineers[0].id])
    with psycopg.connect(database.url) as connection:
        left = connection.execute(
            "SELECT string_agg(before::text || after::text, ' ') FROM audit"
            " WHERE kind = 'ticket' AND row_id = %s",
            [ticket.id],
        ).fetchone()
        salts = connection.execute(
            "SELECT count(*) FROM audit_digest WHERE salt IS NULL"
        ).fetchone()
    assert left is not None
    assert "王小明" not in left[0]
    assert "13800138000" not in left[0]
    verdict = verify(database, head)
    assert verdict.broken is None
    assert verdict.anchored == verdict.seals
    assert salts == (3,)
    assert verdict.erased == 3


def test_what_is_not_personal_in_an_erased_row_is_still_watched(database: Database) -> None:
    company = settle(database)
    seal_all(database)
    with psycopg.connect(database.url) as connection:
        connection.execute("SELECT erase_from_audit('ticket', %s)", [company.tickets[0].id])
    for change in ('{"priority": 1}', '{"phone": "1"}'):
        with psycopg.connect(database.url) as connection:
            connection.execute("ALTER TABLE audit DISABLE TRIGGER USER")
            connection.execute(
                "UPDATE audit SET after = after || %s::jsonb WHERE kind = 'ticket' AND row_id = %s",
                [change, company.tickets[0].id],
            )
        broken = verify(database).broken
        assert broken is not None
        assert broken.fault is Fault.CHANGED


def test_what_is_erased_before_it_is_sealed_is_sealed_as_it_then_is(database: Database) -> None:
    company = settle(database)
    with psycopg.connect(database.url) as connection:
        connection.execute("SELECT erase_from_audit('ticket', %s)", [company.tickets[0].id])
    seal_all(database)
    assert verify(database).broken is None
    assert verify(database).erased == 0


# Writers at once


def naive_seal(connection: "psycopg.Connection[Any]", last: int) -> tuple[int, set[int]]:
    """The sealer one would write first: it goes on from the highest number it has sealed."""
    found = connection.execute("SELECT id FROM audit WHERE id > %s ORDER BY id", [last]).fetchall()
    rows = {row for (row,) in found}
    return max(rows, default=last), rows


def test_a_row_that_commits_late_is_left_out_by_a_naive_sealer_and_not_by_ours(
    database: Database,
) -> None:
    company = settle(database)
    late, early = company.tickets[0].id, company.tickets[1].id
    with psycopg.connect(database.url, autocommit=True) as connection:
        with database.unit(user="slow") as slow:
            slow.tickets.set_status({late: Status.ON_HOLD})
            with database.unit(user="quick") as quick:
                quick.tickets.set_status({early: Status.ON_HOLD})
                quick.commit()
            last, by_naive = naive_seal(connection, 0)
            seal_all(database)
            assert verify(database).broken is None
            slow.commit()
        by_naive |= naive_seal(connection, last)[1]
        seal_all(database)
        everything = {row for (row,) in connection.execute(ROWS).fetchall()}
    assert by_naive < everything
    verdict = verify(database)
    assert verdict.broken is None
    assert (verdict.rows, verdict.unsealed) == (len(everything), 0)


def test_with_writers_and_sealers_at_once_each_row_is_sealed_once(database: Database) -> None:
    company = settle(database, tickets=6)
    written = threading.Event()

    def write(own: int) -> None:
        keys = [company.tickets[2 * own].id, company.tickets[2 * own + 1].id]
        for number in range(12):
            status = Status.ON_HOLD if number % 2 else Status.NEW
            with database.unit(user=f"writer {own}") as unit:
                for key in keys:
                    unit.tickets.set_status({key: status})
                if number % 3 != own:  # a third of them leaves nothing behind but numbers
                    unit.commit()

    def keep_sealing() -> None:
        while not written.wait(0.01):
            seal(database, PER_SEAL)

    with ThreadPoolExecutor(5) as pool:
        sealers = [pool.submit(keep_sealing) for _ in range(2)]
        writers = [pool.submit(write, own) for own in range(3)]
        try:
            for each in writers:
                each.result()
        finally:
            written.set()
        for each in sealers:
            each.result()
    seal_all(database)
    verdict = verify(database)
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(ROWS).fetchall()
    assert verdict.broken is None
    assert (verdict.rows, verdict.unsealed) == (len(rows), 0)


def test_rows_of_one_transaction_may_come_under_several_seals(database: Database) -> None:
    settle(database, tickets=20)
    seal(database, 7)
    seal(database, 7)
    assert verify(database).rows == 14
    assert verify(database).broken is None
    seal_all(database)
    assert verify(database).unsealed == 0


def test_after_a_restore_on_another_server_the_chain_goes_on(database: Database) -> None:
    """There transactions have other numbers, lower ones than those that were sealed."""
    company = settle(database)
    with psycopg.connect(database.url, autocommit=True) as connection:
        found = connection.execute("SELECT pg_get_functiondef('seal_audit'::regproc)").fetchone()
        assert found is not None
        connection.execute("ALTER TABLE audit DISABLE TRIGGER USER")
        connection.execute(FROM_ELSEWHERE)
        elsewhere = found[0].replace("(SELECT system_identifier FROM pg_control_system())", "42")
        elsewhere = elsewhere.replace(
            "pg_snapshot_xmin(pg_current_snapshot())", "'1000000000'::xid8"
        )
        connection.execute(elsewhere.encode())
        seal_all(database)
        work(database, company)
        connection.execute(FROM_ELSEWHERE)
        connection.execute(found[0].encode())
    first = verify(database)
    assert first.broken is None
    assert first.unsealed > 0
    for _ in range(2):
        work(database, company)
        seal_all(database)
    verdict = verify(database)
    assert verdict.seals > first.seals
    assert verdict.broken is None
    assert verdict.unsealed == 0


def test_rows_from_before_there_were_seals_are_sealed_too(database: Database) -> None:
    company = settle(database)
    work(database, company)
    downgrade(database.url, "0006")
    migrate(database.url)
    seal_all(database)
    verdict = verify(database)
    assert verdict.rows > 0
    assert (verdict.broken, verdict.unsealed, verdict.unguarded) == (None, 0, ())


def test_only_who_sees_all_rows_can_check_them(database: Database) -> None:
    with psycopg.connect(database.url) as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION sees_all() RETURNS boolean LANGUAGE sql AS 'SELECT false'"
        )
    with pytest.raises(DomainError, match=r"audit\.partial"):
        verify(database)
