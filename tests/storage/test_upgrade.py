"""A cluster of the older PostgreSQL that the wheel brings is taken over with all its rows."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage import upgrade
from dispatch_console.storage.cluster import Cluster
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import DATABASE, EmbeddedServer
from dispatch_console.storage.file_lock import FileLock
from dispatch_console.storage.migrate import downgrade, migrate
from dispatch_console.storage.postgres import MAJOR, PostgresError, account, make_readable, programs
from dispatch_console.storage.upgrade import kept
from dispatch_console.storage.url import plain_url
from tests.storage.backup.conftest import rows_only, state
from tests.storage.people import AT, settle

OLD = 16


class Former(NamedTuple):
    """What an older console has left: its folder, its cluster, and all the rows in it."""

    data_dir: Path
    cluster: Cluster
    rows: dict[str, object]

    def url(self) -> str:
        server = self.cluster.postmaster()
        assert server is not None
        return plain_url(self.cluster.url(server, DATABASE))


@pytest.fixture
def former(data_dir: Path) -> Iterator[Former]:
    """A data folder with a troublesome name and a company in a cluster of PostgreSQL 16."""
    data_dir = data_dir / 'data of 王芳 & $HOME `id` "it\'s"'
    home = data_dir / "postgres"
    home.mkdir(parents=True)
    if account() is not None:
        make_readable(programs(OLD).parent)
    cluster = Cluster(home.resolve(), OLD)
    cluster.make("--encoding=UTF8", "--locale=C")
    cluster.start()
    found = Former(data_dir, cluster, {})
    with psycopg.connect(found.url().replace(f"/{DATABASE}", "/postgres"), autocommit=True) as one:
        one.execute(f"CREATE DATABASE {DATABASE}".encode())
    migrate(found.url())
    database = Database.open(found.url())
    company = settle(database)
    with database.unit(user="setup") as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
        unit.commit()
    database.close()
    found.rows.update(state(found.url()))
    cluster.stop()
    yield found
    for folder in (str(MAJOR), f"{MAJOR}.new", str(OLD)):
        left = Cluster(cluster.home, OLD if folder == str(OLD) else MAJOR, folder)
        if left.postmaster() is not None:
            left.stop()


def test_all_rows_come_along_and_the_old_folder_is_kept(former: Former) -> None:
    with EmbeddedServer.start(former.data_dir) as server:
        assert server.taken_over == OLD
        assert state(server.url) == former.rows
        with psycopg.connect(server.url) as connection:
            assert connection.info.server_version // 10_000 == MAJOR
        database = Database.open(server.url)
        with database.unit(user="Li") as unit:
            unit.engineers.lock([next(iter(unit.engineers.active()))])
        database.close()
    (old,) = (path for path, _ in kept(former.cluster.home))
    assert (old / "PG_VERSION").read_text().strip() == str(OLD)
    with EmbeddedServer.start(former.data_dir) as server:
        assert not server.taken_over
        assert rows_only(state(server.url)) == rows_only(former.rows)


def tickets(url: str) -> list[tuple[object, ...]]:
    """What every schema knows of the tickets."""
    with psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT number, title, status, priority, lat, lon, visit_id, version FROM ticket"
            " ORDER BY id"
        )
        return found.fetchall()


def test_an_older_schema_is_migrated_on_the_way(former: Former) -> None:
    former.cluster.start()
    told = tickets(former.url())
    downgrade(former.url(), "0005")
    former.cluster.stop()
    with EmbeddedServer.start(former.data_dir) as server:
        Database.open(server.url).close()
        assert tickets(server.url) == told


def test_a_failure_in_the_middle_leaves_the_old_usable_and_the_next_start_does_it(
    former: Former, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> str:
        raise PostgresError("pg_upgrade", "the power went off")

    with monkeypatch.context() as broken:
        broken.setattr(upgrade, "run", fails)
        with pytest.raises(DomainError, match=r"upgrade\.failed") as refused:
            EmbeddedServer.start(former.data_dir)
    assert "the power went off" in Path(str(refused.value.params["log"])).read_text()
    assert not (former.cluster.home / f"{MAJOR}.new").exists()
    former.cluster.start()
    assert state(former.url()) == former.rows
    former.cluster.stop()
    with EmbeddedServer.start(former.data_dir) as server:
        assert state(server.url) == former.rows


def test_rows_that_did_not_come_along_are_noticed(
    former: Former, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = upgrade.run

    def loses_a_row(*words: object, **options: object) -> str:
        said = run(*words, **options)  # pyright: ignore
        new = Cluster(former.cluster.home, MAJOR, f"{MAJOR}.new")
        new.start()
        server = new.postmaster()
        assert server is not None
        with psycopg.connect(plain_url(new.url(server, DATABASE))) as connection:
            connection.execute("DELETE FROM skill WHERE code = 'network'")
        new.stop()
        return said

    monkeypatch.setattr(upgrade, "run", loses_a_row)
    with pytest.raises(DomainError, match=r"upgrade\.failed"):
        EmbeddedServer.start(former.data_dir)
    former.cluster.start()
    assert state(former.url()) == former.rows


def test_while_an_older_console_works_there_nothing_is_done(former: Former) -> None:
    users = FileLock(former.cluster.home / "users.lock")
    assert users.share(0)
    with pytest.raises(DomainError, match=r"database\.locked"):
        EmbeddedServer.start(former.data_dir)
    users.close()
    assert former.cluster.exists()


def test_too_little_room_is_named_before_anything_is_written(
    former: Former, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrade, "_SPARE_BYTES", 10**18)
    with pytest.raises(DomainError, match=r"database\.disk_full"):
        EmbeddedServer.start(former.data_dir)
    assert not (former.cluster.home / f"{MAJOR}.new").exists()


@pytest.mark.parametrize(
    ("major", "code"), [(11, r"upgrade\.no_programs"), (99, r"upgrade\.newer")]
)
def test_a_cluster_of_a_version_that_is_not_at_hand_is_left_alone(
    data_dir: Path, major: int, code: str
) -> None:
    folder = data_dir / "postgres" / str(major)
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text(f"{major}\n")
    with pytest.raises(DomainError, match=code):
        EmbeddedServer.start(data_dir)
    assert [path.name for path in folder.iterdir()] == ["PG_VERSION"]
    shutil.rmtree(folder)
