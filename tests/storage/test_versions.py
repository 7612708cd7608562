"""Consoles of several ages on one database: what each may do, held by the server."""

from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import downgrade, migrate
from dispatch_console.storage.url import SCHEMA
from tests.factories import make_ticket
from tests.storage.people import AT, settle

GUARDED = (
    *("skill", "region", "engineer", "shift", "customer", "site", "visit", "ticket"),
    *("command", "plan"),
)


def set_meta(url: str, column: str, value: int) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(f"UPDATE meta SET {column} = {value}".encode())


@pytest.mark.parametrize("table", GUARDED)
def test_the_server_refuses_a_writer_that_is_too_old(database_url: str, table: str) -> None:
    set_meta(database_url, "min_writer", SCHEMA + 1)
    statement = sql.SQL("INSERT INTO {0} (id) SELECT id FROM {0} WHERE false").format(
        sql.Identifier(table)
    )
    for stated in ("", str(SCHEMA), "7"):
        with psycopg.connect(database_url) as connection:
            if stated:
                connection.execute(f"SET dispatch.schema = {stated}".encode())
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
                connection.execute(statement)
    with psycopg.connect(database_url) as connection:
        connection.execute(f"SET dispatch.schema = {SCHEMA + 1}".encode())
        connection.execute(statement)


def test_a_console_from_before_writers_were_told_apart_writes_on(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO customer (name) VALUES ('Wang')")


@pytest.fixture
def surpassed(database_url: str, database: Database) -> Database:
    """A console whose database has meanwhile become too new for it to write."""
    settle(database)
    set_meta(database_url, "min_writer", SCHEMA + 1)
    return database


def test_a_console_that_is_too_old_to_write_reads_and_is_told_why_it_cannot_write(
    surpassed: Database, database_url: str
) -> None:
    anew = Database.open(database_url)
    assert not anew.may_write
    for console in (surpassed, anew):
        with console.snapshot() as snap:
            before = snap.tickets.every()
        ticket = next(iter(before.values()))
        changed = [replace(ticket, title="x")]
        with pytest.raises(DomainError, match=r"database\.console_old"):
            console.run(lambda unit, changed=changed: unit.tickets.update(changed), user="Li")
        with console.snapshot() as snap:
            assert snap.tickets.every() == before
    anew.close()


def test_a_running_console_that_may_no_longer_read_is_told_to_update(
    database_url: str, database: Database
) -> None:
    with database.snapshot() as snap:
        cursor = snap.feed.cursor()
    set_meta(database_url, "min_reader", SCHEMA + 1)
    with database.snapshot() as snap, pytest.raises(DomainError, match=r"database\.schema_newer"):
        snap.feed.since(cursor)


def test_on_a_newer_schema_that_only_adds_an_older_console_works_on(
    database_url: str, database: Database
) -> None:
    company = settle(database)
    with psycopg.connect(database_url) as connection:
        connection.execute("ALTER TABLE ticket ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'")
        connection.execute("ALTER TABLE visit ADD COLUMN weather JSONB")
        connection.execute("CREATE TABLE weather (id BIGINT PRIMARY KEY)")
        connection.execute(f"UPDATE alembic_version SET version_num = '{SCHEMA + 1:04}'".encode())
        connection.execute("UPDATE ticket SET mood = 'cross'")
    older = Database.open(database_url)
    assert older.may_write
    with older.unit(user="Li") as unit:
        (new,) = unit.tickets.add([replace(make_ticket(9), number="")])
        now = unit.tickets.lock([company.tickets[0].id])[company.tickets[0].id]
        unit.tickets.update([replace(now, title="edited")])
        unit.visits.replace([company.visit(1, 0, AT)])
        unit.commit()
    with older.snapshot() as snap:
        found = snap.tickets.every()
    assert found[company.tickets[0].id].title == "edited"
    assert new.id in found
    with psycopg.connect(database_url) as connection:
        moods = connection.execute("SELECT mood FROM ticket ORDER BY id").fetchall()
    assert moods == [("cross",), ("cross",), ("cross",), ("calm",)], "what it does not know stays"
    older.close()


def test_opening_a_shared_database_never_migrates_it(database_url: str) -> None:
    downgrade(database_url, "0005")
    with pytest.raises(DomainError, match=r"database\.schema_old"):
        Database.open(database_url)
    with psycopg.connect(database_url) as connection:
        found = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert found == ("0005",)


def test_a_migration_does_not_wait_for_whoever_holds_a_table(database_url: str) -> None:
    downgrade(database_url, "0005")
    with psycopg.connect(database_url) as somebody:
        somebody.execute("LOCK TABLE meta IN ACCESS SHARE MODE")
        with pytest.raises(DomainError, match=r"migrate\.busy"):
            migrate(database_url)
        row = somebody.execute("SELECT version_num FROM alembic_version").fetchone()
        assert row == ("0005",)
    migrate(database_url)
    Database.open(database_url).close()
