"""A shared database with roles, and one whose restored-over copies are gone after the test."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from dispatch_console.storage.backup import contents
from dispatch_console.storage.backup.aside import beside, drop, kept_aside, unfinished_name
from tests.storage.test_rights import office as office


def name_of(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@pytest.fixture
def replaced(database_url: str) -> Iterator[str]:
    """The database's address; what restores put aside is dropped afterwards."""
    yield database_url
    with beside(database_url) as connection:
        for aside in kept_aside(connection, name_of(database_url)):
            drop(connection, aside.name)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.dispatch-backup"


def state(url: str) -> dict[str, object]:
    """The digest of every table that is kept, the numbers given, and which database it is."""
    with psycopg.connect(url) as connection:
        contents.use_common_forms(connection)
        found: dict[str, object] = {
            name: contents.digest(connection, table)
            for name, table in contents.tables(connection).items()
        }
        found |= contents.sequences(connection)
        epoch = connection.execute("SELECT db_epoch FROM meta").fetchone()
        return found | {"epoch": epoch}


def rows_only(found: dict[str, object]) -> dict[str, object]:
    """The state without which life of the database it is, or how far its feed has come."""
    return {key: value for key, value in found.items() if key != "epoch"}


def leftovers(url: str) -> list[str]:
    """Databases of this one that a restore left behind unfinished."""
    with beside(url) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname = %s", [unfinished_name(name_of(url))]
        )
        return [row[0] for row in found]
