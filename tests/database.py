"""A PostgreSQL cluster for the tests: our own child, thrown away after the run."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import migrate
from dispatch_console.storage.postgres import (
    child_options,
    hand_over,
    let_pass,
    program,
    run,
)

TEMPLATE = "template_dispatch"
GUARDED = "guarded"
"""The one role that has to give a password, once a test has created it."""

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "log_min_messages": "panic",
}


@dataclass
class TestCluster:
    """A running server; `database()` makes a fresh copy of the migrated template."""

    __test__ = False

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str = "postgres", user: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def execute(self, statement: str) -> None:
        """Run one statement as superuser, outside any transaction."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def make_template(self) -> None:
        """Create and migrate the database the others are copied from."""
        self.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(self.url(TEMPLATE))

    @contextmanager
    def database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a new database, dropped at the end."""
        name = f"test_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        try:
            yield self.url(name)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def prepared(cluster: TestCluster, write: Callable[[Database], object]) -> Iterator[str]:
    """The name of a template that `write` has filled, for tests that all begin from the same."""
    with cluster.database() as url:
        database = Database.open(url)
        try:
            write(database)
        finally:
            database.close()
        yield url.partition("?")[0].rpartition("/")[2]


@contextmanager
def running_cluster() -> Iterator[TestCluster]:
    """Make and start a cluster in a short-named folder; stop and delete it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="dc-", dir=quick_place()))
    try:
        data = make_data(folder)
        _ask_password_of(GUARDED, data / "pg_hba.conf")
        server = start_server(data, {**_SETTINGS, "unix_socket_directories": str(folder)})
        try:
            await_answer(folder, server)
            yield TestCluster(folder)
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def make_data(folder: Path) -> Path:
    """A new cluster's data in the (empty) folder, for the account the server runs under."""
    hand_over(folder)
    let_pass(folder)
    data = folder / "data"
    data.mkdir(mode=0o700)
    hand_over(data)
    run(
        "initdb",
        ["-D", str(data), "-U", "postgres", "--no-sync", "--locale=C", "-E", "UTF8"],
        folder=folder,
        timeout_s=60,
    )
    return data


def _ask_password_of(role: str, access: Path) -> None:
    access.write_text(f"local all {role} scram-sha-256\n{access.read_text()}")


def quick_place() -> Path | None:
    """Memory where there is enough of it: copying a template takes 0.02 s there, 0.5 s on disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2_000_000_000
    return memory if roomy and os.access(memory, os.W_OK) else None


def start_server(data: Path, settings: Mapping[str, str]) -> subprocess.Popen[Any]:
    """A server on this data that ends with this process; it may not answer yet."""
    options = child_options()
    if sys.platform == "linux":
        options["preexec_fn"] = _die_with_parent
    return subprocess.Popen(
        [
            str(program("postgres")),
            "-D",
            str(data),
            *(word for name, value in settings.items() for word in ("-c", f"{name}={value}")),
        ],
        stdin=subprocess.DEVNULL,
        cwd=data,
        **options,
    )


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def await_answer(folder: Path, server: subprocess.Popen[Any]) -> None:
    """Wait until the server answers at its socket in the folder; RuntimeError if it does not."""
    deadline = time.monotonic() + 30
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(f"postgresql://postgres@/postgres?host={folder}").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError("the test server does not start")
