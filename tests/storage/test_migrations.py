"""Migrations lead to the tables of `storage.schema`, there and back, one console at a time."""

import threading

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import alembic_config, downgrade, migrate
from dispatch_console.storage.schema import metadata
from dispatch_console.storage.url import SCHEMA, parse_url
from tests.database import TestCluster

EVERYTHING = """
SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname = 'public' AND relname NOT LIKE 'alembic%'
UNION ALL
SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'
"""


def test_the_newest_revision_is_the_schema_this_console_writes() -> None:
    heads = ScriptDirectory.from_config(alembic_config()).get_heads()
    assert [int(head) for head in heads] == [SCHEMA]


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
@pytest.mark.filterwarnings("ignore:Computed default on ticket.visit_active")
def test_the_migrated_database_has_the_tables_of_the_schema(database_url: str) -> None:
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_down_leaves_nothing_and_up_again_works(database_url: str) -> None:
    downgrade(database_url, "base")
    with psycopg.connect(database_url) as connection:
        assert connection.execute(EVERYTHING.encode()).fetchall() == []
    migrate(database_url)
    Database.open(database_url).close()


def test_consoles_that_start_at_once_migrate_once(cluster: TestCluster) -> None:
    failures: list[BaseException] = []

    def start(url: str) -> None:
        try:
            migrate(url)
        except BaseException as error:
            failures.append(error)

    with cluster.database(template="template0") as url:
        threads = [threading.Thread(target=start, args=(url,)) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures
        Database.open(url).close()


def test_a_database_without_the_schema_is_named(cluster: TestCluster) -> None:
    with (
        cluster.database(template="template0") as url,
        pytest.raises(DomainError, match=r"database\.schema_missing"),
    ):
        Database.open(url)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE alembic_version SET version_num = '0000'", r"database\.schema_old"),
        ("UPDATE meta SET min_reader = 99", r"database\.schema_newer"),
    ],
)
def test_a_schema_of_another_age_is_named(database_url: str, statement: str, code: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute(statement.encode())
    with pytest.raises(DomainError, match=code):
        Database.open(database_url)


def test_a_newer_schema_that_still_lets_us_write_is_fine(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0099'")
    migrate(database_url)
    Database.open(database_url).close()
