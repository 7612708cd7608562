"""A server of our own that can be killed in every way and started again on the same data."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psutil
import psycopg

from dispatch_console.storage.migrate import migrate
from tests.database import TEMPLATE, make_data, quick_place, start_server

_SETTINGS = {
    "listen_addresses": "*",
    "max_connections": "150",
    "log_min_messages": "panic",
    "shared_buffers": "32MB",
    # An acknowledged commit outlives the server, whose files are in memory: only it is killed.
    "synchronous_commit": "on",
    "fsync": "off",
}
_RESTART_S = 30
HOST = "127.0.0.1"


class OwnServer:
    """A PostgreSQL server with durable commits; starts on making."""

    def __init__(self, folder: Path, data: Path, **settings: str) -> None:
        self.folder, self._data = folder, data
        self.port = _free_port()
        self._settings = {
            **_SETTINGS,
            "unix_socket_directories": str(folder),
            "port": str(self.port),
            **settings,
        }
        self._numbers = count()
        self._process: subprocess.Popen[Any] | None = None
        self.start()

    def url(self, database: str = "postgres", *, port: int = 0, host: str = HOST) -> str:
        """The address of a database over TCP, through `port` if a proxy listens there."""
        return f"postgresql://postgres@{host}:{port or self.port}/{database}"

    def start(self) -> None:
        """Start, again if need be, and wait until it answers."""
        end = time.monotonic() + _RESTART_S
        while True:
            process = start_server(self._data, self._settings)
            try:
                self._await(process)
            except RuntimeError:
                # Backends of a killed server keep its memory until they notice.
                process.kill()
                process.wait()
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                self._process = process
                return

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End in order (SIGINT) or at once (SIGQUIT)."""
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait(30)

    @property
    def ended(self) -> bool:
        """Whether it has ended, by itself or by us."""
        return self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """Kill -9 the server itself; its backends are left to notice."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def kill_all(self) -> None:
        """Kill -9 the server and every process of it, as if the machine had lost its memory."""
        assert self._process is not None
        family = [psutil.Process(self._process.pid)]
        family += family[0].children(recursive=True)
        for process in family:
            process.kill()
        self._process.wait()
        psutil.wait_procs(family[1:], timeout=10)

    def kill_backend(self, pid: int) -> None:
        """Kill -9 one backend, at which the server throws out all others and recovers."""
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + _RESTART_S
        while time.monotonic() < end:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the server does not recover")

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as superuser in a session of its own, and what it returns."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def make_template(self) -> None:
        """The database that the others are copied from."""
        self.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate(self.url(TEMPLATE))

    def make_database(self) -> str:
        """The name of a new, migrated, empty database."""
        name = f"faults_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY FILE_COPY")
        return name

    def _await(self, process: subprocess.Popen[Any]) -> None:
        end = time.monotonic() + _RESTART_S
        while process.poll() is None and time.monotonic() < end:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError("the server does not start")


@contextmanager
def own_server(place: Path | None = None, **settings: str) -> Iterator[OwnServer]:
    """A server in a folder of its own (below `place`), both gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="dc-", dir=place or quick_place()))
    try:
        data = make_data(folder)
        with (data / "pg_hba.conf").open("a") as access:
            access.write("host all all 10.0.0.0/8 trust\n")
        server = OwnServer(folder, data, **settings)
        try:
            server.make_template()
            yield server
        finally:
            server.kill_all()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return found.getsockname()[1]
