"""The private PostgreSQL server in the user's data folder.

It starts by itself and belongs to all consoles that work on the folder: each holds a shared lock
on ``users.lock`` while it runs, and the last one to leave stops the server. A console that crashes
lets go of its lock and leaves the server running; the next one finds it by its pid file and
attaches. Starting and stopping hold ``start.lock``, so that two consoles starting at once make one
server. Nobody but the operating system's user can reach it (see `cluster`).
"""

import errno
import logging
import shutil
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.cluster import Cluster, ran_out_of_disk, tail
from dispatch_console.storage.errors import translated
from dispatch_console.storage.file_lock import FileLock
from dispatch_console.storage.migrate import migrate
from dispatch_console.storage.postgres import PostgresError
from dispatch_console.storage.upgrade import upgrade_older
from dispatch_console.storage.url import plain_url

DATABASE = "dispatch"
_NEEDED_MB = 200
_WAIT_FOR_LOCK_S = 150
_WAIT_FOR_ANSWER_S = 60
_WAIT_FOR_ORPHANS_S = 20

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)

_log = logging.getLogger(__name__)


class EmbeddedServer:
    """A running server, as one of its users; `url` is the address of the database.

    `taken_over` is the version of PostgreSQL from which this very start took it over, else 0.
    """

    def __init__(self, cluster: Cluster, users: FileLock, url: str, taken_over: int = 0) -> None:
        self._cluster = cluster
        self._users = users
        self.url = url
        self.taken_over = taken_over

    @classmethod
    def start(cls, data_dir: Path) -> Self:
        """Attach to the folder's server or start it; the database is there and migrated.

        Raises `DomainError`: ``database.folder`` (cannot be written), ``database.locked`` (in use
        by something that does not answer), ``database.disk_full``, ``database.start`` (params:
        log), or what `upgrade_older` and `migrate` raise.
        """
        cluster = Cluster(home(data_dir))
        starting = _lock(cluster.home / "start.lock")
        users = _lock(cluster.home / "users.lock")
        try:
            if not starting.take(_WAIT_FOR_LOCK_S):
                raise DomainError("database.locked", folder=str(data_dir))
            url, taken_over = _running(cluster, users, data_dir)
            users.share(timeout_s=1)
            _prepare(cluster, users, url)
        except PostgresError as failure:
            users.close()
            _log.error("%s", failure)
            raise _start_error(failure, cluster) from failure
        except BaseException:
            users.close()
            raise
        finally:
            starting.close()
        return cls(cluster, users, url, taken_over)

    def close(self) -> None:
        """Stop using the server; the last user stops it."""
        starting = _lock(self._cluster.home / "start.lock")
        try:
            if starting.take(_WAIT_FOR_LOCK_S) and self._users.take():
                self._cluster.stop()
        except PostgresError as failure:
            # It goes on running, which harms nothing: the next console attaches.
            _log.warning("%s", failure)
        finally:
            self._users.close()
            starting.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _running(cluster: Cluster, users: FileLock, data_dir: Path) -> tuple[str, int]:
    """The address of the database on the folder's server, which is started if need be.

    And the version from which it was taken over just now, else 0.
    """
    taken_over = 0
    server = cluster.postmaster()
    if server is not None and not _answers(cluster):
        # It lives but cannot be reached, for example because its socket was cleaned away.
        if not users.take():
            raise DomainError("database.locked", folder=str(data_dir))
        cluster.stop()
    server = cluster.postmaster()
    if server is None:
        if not cluster.exists():
            taken_over = _take_over(cluster, users, data_dir)
        if not cluster.exists():
            _require_room(cluster.home)
            cluster.create()
        _start(cluster)
        server = cluster.postmaster()
    if server is None:
        raise PostgresError("postgres", "it ended as soon as it had started")
    return plain_url(cluster.url(server, DATABASE)), taken_over


def _take_over(cluster: Cluster, users: FileLock, data_dir: Path) -> int:
    """Upgrade what a console with an older PostgreSQL has left, unless one still works there."""
    if not users.take():
        raise DomainError("database.locked", folder=str(data_dir))
    return upgrade_older(cluster.home)


def _prepare(cluster: Cluster, users: FileLock, url: str) -> None:
    try:
        _ensure_database(cluster)
        migrate(url)
    except BaseException:
        if users.take():
            cluster.stop()
        raise


def _answers(cluster: Cluster) -> bool:
    deadline = time.monotonic() + _WAIT_FOR_ANSWER_S
    while time.monotonic() < deadline:
        server = cluster.postmaster()
        if server is None:
            return False
        if cluster.answers(server):
            return True
        time.sleep(0.1)
    return False


def _start(cluster: Cluster) -> None:
    deadline = time.monotonic() + _WAIT_FOR_ORPHANS_S
    while True:
        try:
            return cluster.start()
        except PostgresError:
            # A console that crashed while starting it may have been faster than it seemed.
            if cluster.postmaster() is not None and _answers(cluster):
                return None
            # Killed alone, a server leaves backends that take a moment to notice.
            orphans = "pre-existing shared memory block" in tail(cluster.log, 600)
            if not orphans or time.monotonic() > deadline:
                raise
        time.sleep(0.3)


def _ensure_database(cluster: Cluster) -> None:
    server = cluster.postmaster()
    if server is None:
        raise PostgresError("postgres", "it has gone")
    address = cluster.url(server, "postgres")
    with translated(address), psycopg.connect(plain_url(address), autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
        if known.fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}".encode())


def _require_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < _NEEDED_MB * 1_000_000:
        raise DomainError("database.disk_full", server=str(folder))


def _start_error(failure: PostgresError, cluster: Cluster) -> DomainError:
    if ran_out_of_disk(failure, cluster.log):
        return DomainError("database.disk_full", server=str(cluster.home))
    cluster.note(failure.output)
    return DomainError("database.start", log=str(cluster.log))


def home(data_dir: Path) -> Path:
    """Where the clusters of a data folder are. Raises as `EmbeddedServer.start`."""
    folder = data_dir / "postgres"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _folder_error(error, data_dir) from error
    return folder.resolve()


def _lock(path: Path) -> FileLock:
    try:
        return FileLock(path)
    except OSError as error:
        raise _folder_error(error, path.parent) from error


def _folder_error(error: OSError, folder: Path) -> DomainError:
    if error.errno in _NO_ROOM:
        return DomainError("database.disk_full", server=str(folder))
    return DomainError("database.folder", folder=str(folder))
