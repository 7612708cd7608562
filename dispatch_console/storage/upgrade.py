"""Taking the embedded cluster of an older PostgreSQL over into one of this console's version.

By pg_upgrade, which copies: the old folder stays as it is and usable. (The wheel's own `upgrade_db`
works in the old folder and under another account.) The new cluster is made aside, its rows are
compared with the old one's, and only then it takes its name; the old folder is renamed and kept.
"""

import logging
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import psycopg

from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.backup import contents
from dispatch_console.storage.cluster import Cluster, ran_out_of_disk
from dispatch_console.storage.postgres import (
    ADMIN,
    MAJOR,
    PostgresError,
    account,
    hand_over,
    let_pass,
    make_readable,
    programs,
    run,
)
from dispatch_console.storage.url import plain_url

_KEPT = ".before-"
_UPGRADE_S = 3600
_SPARE_BYTES = 200_000_000

_log = logging.getLogger(__name__)

State = dict[str, tuple[dict[str, str], dict[str, int]]]
"""Database → digest of each table, last number of each sequence."""


def upgrade_older(home: Path) -> int:
    """Take over the newest older cluster of the folder; gives its version, 0 if there is none.

    For a folder without a cluster of this version, whose lock the caller holds alone. Raises
    `upgrade.no_programs`, `upgrade.newer`, `upgrade.failed`, `database.disk_full`.
    """
    majors = sorted(
        int(path.parent.name) for path in home.glob("*/PG_VERSION") if path.parent.name.isdecimal()
    )
    if not majors:
        return 0
    if majors[-1] > MAJOR:
        raise DomainError("upgrade.newer", folder=str(home), found=majors[-1], known=MAJOR)
    old = Cluster(home, majors[-1])
    new = Cluster(home, MAJOR, f"{MAJOR}.new")
    tree = programs(old.major).parent
    if account() is not None:
        make_readable(tree)
    _require_room(old)
    _log.warning("taking %s over from PostgreSQL %d to %d", home, old.major, MAJOR)
    try:
        _take_over(old, new)
    except (PostgresError, psycopg.Error, OSError) as failure:
        _give_up(old, new, failure)
    new.folder.rename(home / str(MAJOR))
    old.folder.rename(home / f"{old.major}{_KEPT}{MAJOR}")
    _log.warning("taken over, all rows compared; the old folder is kept in %s", home)
    return old.major


def kept(home: Path) -> list[tuple[Path, datetime]]:
    """Folders of older clusters that were taken over, and when."""
    return [
        (path, datetime.fromtimestamp(path.stat().st_ctime).astimezone())
        for path in sorted(home.glob(f"*{_KEPT}*"))
    ]


def _take_over(old: Cluster, new: Cluster) -> None:
    with _running(old):
        before = _state(old)
        checksums = _setting(old, "data_checksums") == "on"
    new.make("--encoding=UTF8", "--data-checksums" if checksums else "--no-data-checksums")
    # Names relative to `home`; what pg_upgrade itself writes goes into the new cluster.
    words = [
        *("-b", str(programs(old.major)), "-d", old.folder.name),
        *("-B", str(programs()), "-D", new.folder.name),
        *("-U", ADMIN),
    ]
    with _sockets() as where:
        run(
            "pg_upgrade",
            [*words, *where],
            folder=new.home,
            timeout_s=_UPGRADE_S,
            password=new.password,
        )
    with _running(new):
        if _state(new) != before:
            raise PostgresError("pg_upgrade", "the rows are not those of the old cluster")
        for database in before:
            with _connected(new, database) as connection:
                connection.execute("ANALYZE")


def _give_up(old: Cluster, new: Cluster, failure: Exception) -> None:
    """Leave the old cluster alone there, and say where to read why."""
    _log.error("%s", failure)
    said = failure.output if isinstance(failure, PostgresError) else str(failure)
    full = ran_out_of_disk(PostgresError("pg_upgrade", said), old.log)
    old.note(said)
    shutil.rmtree(new.folder, ignore_errors=True)
    if full:
        raise DomainError("database.disk_full", server=str(old.home)) from failure
    raise DomainError("upgrade.failed", old=old.major, new=MAJOR, log=str(old.log)) from failure


@contextmanager
def _sockets() -> Iterator[list[str]]:
    """A private folder for sockets: pg_upgrade trips over characters that `home` may have."""
    if sys.platform == "win32":
        yield []
        return
    with tempfile.TemporaryDirectory(prefix="dispatch-upgrade-") as folder:
        hand_over(Path(folder))
        let_pass(Path(folder))
        yield ["-s", folder]


@contextmanager
def _running(cluster: Cluster) -> Iterator[None]:
    cluster.start()
    try:
        yield
    finally:
        cluster.stop()


def _state(cluster: Cluster) -> State:
    with _connected(cluster, "postgres") as connection:
        names = connection.execute(
            "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"
        ).fetchall()
    found: State = {}
    for (name,) in names:
        with _connected(cluster, name) as connection:
            contents.use_common_forms(connection)
            digests = {
                table.name: contents.digest(connection, table)
                for table in contents.tables(connection).values()
            }
            found[name] = digests, contents.sequences(connection)
    return found


def _setting(cluster: Cluster, name: str) -> str:
    with _connected(cluster, "postgres") as connection:
        row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    return str(row[0]) if row else ""


@contextmanager
def _connected(cluster: Cluster, database: str) -> Iterator[contents.Connection]:
    server = cluster.postmaster()
    if server is None:
        raise PostgresError("postgres", "it has gone")
    with psycopg.connect(
        plain_url(cluster.url(server, database)), connect_timeout=30
    ) as connection:
        yield connection


def _require_room(old: Cluster) -> None:
    size = sum(path.stat().st_size for path in old.folder.rglob("*") if path.is_file())
    if shutil.disk_usage(old.home).free < size + _SPARE_BYTES:
        raise DomainError("database.disk_full", server=str(old.home))
