"""The private server: starts, is shared, survives crashes, says clearly why it cannot start."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage import embedded
from dispatch_console.storage.cluster import Cluster
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from dispatch_console.storage.file_lock import FileLock
from dispatch_console.storage.postgres import MAJOR
from tests.storage.people import settle

CONSOLE = """
import sys
from pathlib import Path
from dispatch_console.storage.embedded import EmbeddedServer
server = EmbeddedServer.start(Path(sys.argv[1]))
print(server.url, flush=True)
sys.stdin.readline()
server.close()
"""


class Console:
    """Another console process that uses the server until told to leave."""

    def __init__(self, data_dir: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CONSOLE, str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)

    def crash(self) -> None:
        self.process.kill()
        self.process.communicate()


class Place(NamedTuple):
    data_dir: Path
    cluster: Cluster

    def server_pid(self) -> int:
        server = self.cluster.postmaster()
        return server.pid if server is not None else 0


@pytest.fixture
def place(data_dir: Path) -> Iterator[Place]:
    """A data folder with a troublesome name; whatever runs there is stopped at the end."""
    data_dir = data_dir / 'data of 王芳 & $HOME `id` "it\'s"'
    found = Place(data_dir, Cluster((data_dir / "postgres").resolve()))
    yield found
    if found.server_pid():
        found.cluster.stop()


def test_the_server_is_shared_outlives_crashes_and_goes_with_the_last_console(
    place: Place,
) -> None:
    first, second = Console(place.data_dir), Console(place.data_dir)
    urls = {first.url(), second.url()}
    assert len(urls) == 1
    database = Database.open(urls.pop())
    company = settle(database)
    pid = place.server_pid()

    second.crash()
    first.leave()
    assert not place.server_pid(), "the last console leaves, the crashed one does not count"

    third = Console(place.data_dir)
    third.url()
    with database.snapshot() as snap:
        assert len(snap.tickets.open()) == len(company.tickets)
    third.crash()
    pid = place.server_pid()
    assert pid, "a crash leaves the server running"

    server = EmbeddedServer.start(place.data_dir)
    assert place.server_pid() == pid, "and the next console attaches to it"
    fourth = Console(place.data_dir)
    fourth.url()
    server.close()
    assert place.server_pid() == pid, "it stays while another console uses it"
    fourth.leave()
    assert not place.server_pid()
    database.close()


def test_after_everything_was_killed_the_data_is_there(place: Place) -> None:
    with EmbeddedServer.start(place.data_dir) as server:
        database = Database.open(server.url)
        company = settle(database)
        database.close()
        _kill_all(place.server_pid())
        pid_file = place.data_dir / "postgres" / str(MAJOR) / "postmaster.pid"
        # The number of the dead server now belongs to somebody else.
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with EmbeddedServer.start(place.data_dir) as server:
        database = Database.open(server.url)
        with database.snapshot() as snap:
            assert len(snap.tickets.open()) == len(company.tickets)
        database.close()


@pytest.mark.skipif(sys.platform == "win32", reason="no sockets with paths there")
def test_a_path_too_long_for_a_socket_is_no_hindrance(data_dir: Path) -> None:
    far_away = data_dir.joinpath(*["a-folder-with-a-long-name"] * 6)
    with EmbeddedServer.start(far_away) as server, psycopg.connect(server.url) as connection:
        row = connection.execute("SHOW unix_socket_directories").fetchone()
        assert row is not None
        sockets = Path(row[0].strip('"'))
        assert not sockets.stat().st_mode & 0o077
    assert not sockets.exists(), "it goes with the server"


def test_a_server_that_cannot_start_names_its_log(place: Place) -> None:
    EmbeddedServer.start(place.data_dir).close()
    settings = place.cluster.folder / "postgresql.conf"
    settings.write_text("nonsense = here\n")
    with pytest.raises(DomainError, match=r"database\.start") as refused:
        EmbeddedServer.start(place.data_dir)
    log = Path(str(refused.value.params["log"]))
    assert "nonsense" in log.read_text()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "data"
    in_the_way.write_text("a file, not a folder")
    with pytest.raises(DomainError, match=r"database\.folder") as refused:
        EmbeddedServer.start(in_the_way)
    assert refused.value.params["folder"] == str(in_the_way)


def test_a_folder_that_somebody_holds_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_WAIT_FOR_LOCK_S", 0.1)
    (tmp_path / "postgres").mkdir()
    lock = FileLock(tmp_path / "postgres" / "start.lock")
    assert lock.take()
    with pytest.raises(DomainError, match=r"database\.locked"):
        EmbeddedServer.start(tmp_path)
    lock.close()


def test_too_little_room_is_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_NEEDED_MB", 10**9)
    with pytest.raises(DomainError, match=r"database\.disk_full"):
        EmbeddedServer.start(tmp_path)
    assert not (tmp_path / "postgres" / str(MAJOR)).exists()


def test_a_file_lock_is_shared_or_alone(tmp_path: Path) -> None:
    one, two = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert one.share(0)
    assert two.share(0)
    assert not one.take()
    two.close()
    assert one.take()
    one.close()


def _kill_all(pid: int) -> None:
    server = psutil.Process(pid)
    everyone = [server, *server.children(recursive=True)]
    for process in everyone:
        process.send_signal(signal.SIGKILL)
    psutil.wait_procs(everyone, timeout=10)
