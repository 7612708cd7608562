"""The database holds who writes, who publishes and who says what of articles, whatever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import LiteralString

import psycopg
import pytest

from dispatch_console.domain.roles import Role, Seat
from dispatch_console.storage import rights
from dispatch_console.storage.database import Database
from tests.database import TestCluster
from tests.storage.people import settle

PASSWORD = "long enough words"
NEW: LiteralString = "INSERT INTO article (content) VALUES ('{}')"


@dataclass
class Desk:
    """A shared database with a writer, a publisher and one who only looks."""

    cluster: TestCluster
    url: str
    name: str

    def login(self, role: Role) -> str:
        return f"{role}_kb_{self.name}"

    @contextmanager
    def as_(self, role: Role) -> Iterator["psycopg.Connection"]:
        address = self.cluster.url(self.name, self.login(role))
        with psycopg.connect(address, autocommit=True) as connection:
            yield connection


@pytest.fixture
def desk(cluster: TestCluster, database_url: str, database: Database) -> Iterator[Desk]:
    settle(database)
    rights.apply(database_url)
    made = Desk(cluster, database_url, database_url.partition("?")[0].rpartition("/")[2])
    roles = (Role.VIEWER, Role.SPECIALIST, Role.DISPATCHER, Role.SUPERVISOR)
    for role in roles:
        rights.add(database_url, Seat(made.login(role), role), PASSWORD)
    yield made
    database.close()
    for role in roles:
        rights.drop(database_url, made.login(role))
    with psycopg.connect(database_url) as connection:
        for role in Role:
            group = rights.group_name(made.name, role)
            connection.execute(f'DROP OWNED BY "{group}"'.encode())
            connection.execute(f'DROP ROLE "{group}"'.encode())


REFUSED: tuple[LiteralString, ...] = (
    "UPDATE article SET state = 'published', edition = 1",
    "UPDATE article SET state = 'retired'",
    "INSERT INTO article_edition (article_id, edition, content) VALUES (1, 1, '{}')",
    "INSERT INTO article_words VALUES (1, '', 1)",
    "DELETE FROM article",
    "DELETE FROM article_use",
)


@pytest.mark.parametrize("statement", REFUSED)
def test_who_writes_neither_publishes_nor_deletes(desk: Desk, statement: LiteralString) -> None:
    for role in (Role.SPECIALIST, Role.DISPATCHER):
        with desk.as_(role) as connection:
            connection.execute(NEW)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


IMPOSSIBLE: tuple[LiteralString, ...] = (
    "INSERT INTO article (content, state) VALUES ('{}', 'published')",
    "INSERT INTO article (content, edition) VALUES ('{}', 3)",
    "UPDATE article SET edition = 5",
    "UPDATE article SET state = 'published'",
    "UPDATE article SET state = 'review', content = '[]'",
    "INSERT INTO article_edition (article_id, edition, content) VALUES (1, 1, '{}')",
    "UPDATE article SET state = 'lost'",
)


@pytest.mark.parametrize("statement", IMPOSSIBLE)
def test_not_even_a_supervisor_leaves_the_way_of_an_article(
    desk: Desk, statement: LiteralString
) -> None:
    with desk.as_(Role.SUPERVISOR) as connection:
        connection.execute(NEW)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute(statement)


def test_an_edition_is_for_good_and_signed_by_who_logged_in(desk: Desk) -> None:
    with desk.as_(Role.SUPERVISOR) as connection:
        connection.execute(NEW)
        connection.execute("UPDATE article SET state = 'published', edition = 1")
        connection.execute(
            "INSERT INTO article_edition (article_id, edition, content, published_by)"
            " VALUES (1, 1, '{}', 'boss')"
        )
        found = connection.execute("SELECT published_by FROM article_edition").fetchall()
        assert found == [(desk.login(Role.SUPERVISOR),)]
    for change in ("UPDATE article_edition SET content = '[]'", "DELETE FROM article_edition"):
        with (
            psycopg.connect(desk.url) as owner,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            owner.execute(change.encode())


def test_everybody_speaks_for_oneself(desk: Desk) -> None:
    say: LiteralString = (
        "INSERT INTO article_use (article_id, ticket_id, who, verdict)"
        " VALUES (1, (SELECT min(id) FROM ticket), 'boss', 'helped')"
    )
    with desk.as_(Role.SPECIALIST) as connection:
        connection.execute(NEW)
        connection.execute(say)
        found = connection.execute("SELECT who FROM article_use").fetchall()
        assert found == [(desk.login(Role.SPECIALIST),)]
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(say)
    with (
        desk.as_(Role.DISPATCHER) as other,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        other.execute("UPDATE article_use SET verdict = 'not_helped'")


def test_who_only_looks_reads_articles_and_writes_none(desk: Desk) -> None:
    with desk.as_(Role.VIEWER) as connection:
        assert connection.execute("SELECT FROM article").rowcount == 0
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(NEW)
