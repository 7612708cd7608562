"""Nobody waits for ever on a line that looks whole and is dead; a long statement is waited for."""

from collections.abc import Iterator
from uuid import UUID

import psycopg
import pytest

from dispatch_console.domain.connection import OUTAGE
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.plan import NO_FIGURES
from dispatch_console.storage import attention
from dispatch_console.storage.database import Database
from dispatch_console.storage.unit_of_work import Unit
from tests.database import TestCluster
from tests.proxy import PASS, SWALLOWED, Fate, Line, Proxy, proxied

COMMAND = UUID(int=7)


@pytest.fixture
def proxy(cluster: TestCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    monkeypatch.setattr(attention, "PATIENCE_S", 0.5)
    monkeypatch.setattr(attention, "GRACE_S", 0.2)
    with proxied(cluster.folder) as made:
        yield made


@pytest.fixture
def far(proxy: Proxy, database_url: str) -> Iterator[Database]:
    """A database by way of the proxy, with a connection waiting in its pool."""
    database = Database.open(proxy.url(database_url))
    yield database
    proxy.thaw()
    database.close()


def publish(database: Database) -> None:
    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.plans.add(COMMAND, NO_FIGURES, published_by="Li")

    database.run(work, user="Li", command=COMMAND, what="publish")


def plans(url: str) -> int:
    with psycopg.connect(url) as connection:
        return len(connection.execute("SELECT FROM plan").fetchall())


def test_a_pooled_line_that_swallows_everything_is_given_up_for_a_new_one(
    proxy: Proxy, far: Database, database_url: str
) -> None:
    dead: list[Line] = []

    def rule(line: Line, piece: bytes) -> Fate:
        """The lines that are there now swallow; those made later do not."""
        if line.said and not dead:
            dead.append(line)
        return SWALLOWED if line in dead else PASS

    proxy.rule = rule
    publish(far)
    assert dead
    assert plans(database_url) == 1


def test_a_commit_that_is_swallowed_is_found_out_about_and_made_once(
    proxy: Proxy, far: Database, database_url: str
) -> None:
    lost: list[Line] = []

    def rule(line: Line, piece: bytes) -> Fate:
        if b"COMMIT\0" in piece and not lost:
            lost.append(line)
        return SWALLOWED if line in lost else PASS

    proxy.rule = rule
    publish(far)
    assert lost
    assert plans(database_url) == 1


def test_a_server_that_is_silent_on_every_line_is_an_outage(proxy: Proxy, far: Database) -> None:
    proxy.freeze()
    with pytest.raises(DomainError) as caught:
        publish(far)
    assert caught.value.code in OUTAGE


def test_a_statement_that_takes_long_is_waited_for(proxy: Proxy, far: Database) -> None:
    engine = far._engine
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT 1 FROM pg_sleep(2)").scalar_one() == 1
