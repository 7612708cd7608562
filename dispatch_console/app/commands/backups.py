"""`admin backup`, `admin restore`, `admin backups`: the whole database in a file, and back."""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatch_console.app.session import load_settings, user_name, with_url
from dispatch_console.app.terminal import complain, say, table
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.backups import Found, folder, found, new_path
from dispatch_console.storage.backup.aside import beside, drop, kept_aside, unfinished_name
from dispatch_console.storage.backup.making import back_up
from dispatch_console.storage.backup.restoring import Restored, restore
from dispatch_console.storage.embedded import EmbeddedServer, home
from dispatch_console.storage.upgrade import kept as kept_clusters
from dispatch_console.storage.url import parse_url
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings, data_dir
from dispatch_console.words.text import error_sentence, span


def register(tasks: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the three tasks to `admin`."""
    task = tasks.add_parser("backup", help=tr("write the whole database into a file"))
    task.add_argument("file", metavar=tr("FILE"), nargs="?", type=Path)
    _add_url(task)
    task.set_defaults(run=run_backup)
    task = tasks.add_parser("restore", help=tr("put a backup in the place of the database"))
    task.add_argument("file", metavar=tr("FILE"), type=Path)
    task.add_argument(
        "--disconnect", action="store_true", help=tr("end the sessions of running consoles")
    )
    _add_url(task)
    task.set_defaults(run=run_restore)
    task = tasks.add_parser("backups", help=tr("list backups and replaced databases"))
    task.add_argument(
        "--prune", action="store_true", help=tr("delete what restores and upgrades have replaced")
    )
    _add_url(task)
    task.set_defaults(run=run_backups)


def run_backup(arguments: argparse.Namespace) -> int:
    """Make a backup of the shared database, else of the embedded one; consoles work on."""
    settings = with_url(load_settings(), arguments)
    with _server(settings) as url:
        path = _target(settings, arguments.file, parse_url(url).database or "")
        manifest = back_up(url, path, by=user_name(settings))
    say(
        tr(
            "Backed up: {rows} rows in {tables} tables, schema {schema}, {size}.",
            rows=f"{manifest.rows:,}",
            tables=len(manifest.tables),
            schema=manifest.schema,
            size=_size(path.stat().st_size),
        )
    )
    say(path.resolve())
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """Restore, and say what became of the former database and of logins."""
    settings = with_url(load_settings(), arguments)
    with _server(settings) as url:
        restored = restore(url, arguments.file, disconnect=arguments.disconnect)
        database = parse_url(url).database or ""
    _tell(restored, database, ZoneInfo(settings.time_zone))
    return 0


def run_backups(arguments: argparse.Namespace) -> int:
    """List what there is; with ``--prune``, delete replaced databases."""
    settings = with_url(load_settings(), arguments)
    zone = ZoneInfo(settings.time_zone)
    where = folder(settings)
    files = found(where)
    if files:
        print(table(_head(), [_row(file, zone) for file in files]))
    else:
        say(tr("No backups in {path}.", path=where))
    with _server(settings) as url, beside(url) as connection:
        database = parse_url(url).database or ""
        kept = kept_aside(connection, database)
        if arguments.prune:
            drop(connection, unfinished_name(database))
        for aside in kept:
            if arguments.prune:
                drop(connection, aside.name)
            _tell_replaced(aside.name, aside.since, zone, pruned=arguments.prune)
    if not settings.database_url:
        for path, since in kept_clusters(home(data_dir())):
            if arguments.prune:
                shutil.rmtree(path)
            _tell_replaced(str(path), since, zone, pruned=arguments.prune)
    return 0


def _tell(restored: Restored, database: str, zone: ZoneInfo) -> None:
    manifest = restored.manifest
    say(
        tr(
            "Restored: {rows} rows, compared with the backup of {at}.",
            rows=f"{manifest.rows:,}",
            at=_moment(manifest.made_at, zone),
        )
    )
    if restored.aside:
        say(
            tr(
                "The former database is kept as “{name}” until “admin backups --prune”.",
                name=restored.aside,
            )
        )
    if restored.left_out:
        tables = ", ".join(restored.left_out)
        complain(tr("Left out, because not of this program: {tables}.", tables=tables))
    if restored.logins.made:
        complain(
            tr(
                "Made without a password and locked: {logins}. Let them in by “admin user "
                "password” and “admin user unlock”.",
                logins=", ".join(restored.logins.made),
            )
        )
    if restored.logins.shut_out:
        complain(
            tr(
                "Logins without a seat in the backup, which have no role any more: {logins}.",
                logins=", ".join(restored.logins.shut_out),
            )
        )


def _tell_replaced(name: str, since: datetime, zone: ZoneInfo, *, pruned: bool) -> None:
    at = _moment(since, zone)
    if pruned:
        say(tr("Deleted: {name}, replaced {at}.", name=name, at=at))
    else:
        say(tr("Replaced {at}: {name}.", name=name, at=at))


def _head() -> tuple[str, ...]:
    return (
        tr("Made"),
        tr("Age"),
        tr("Size"),
        tr("Schema"),
        tr("Rows"),
        tr("Database"),
        tr("By"),
        tr("File"),
    )


def _row(file: Found, zone: ZoneInfo) -> tuple[str, ...]:
    manifest = file.manifest
    if manifest is None:
        trouble = error_sentence(file.trouble) if file.trouble else ""
        return ("", "", "", "", "", "", "", f"{file.path.name}: {trouble}")
    return (
        _moment(manifest.made_at, zone),
        _age(utc_now() - manifest.made_at),
        _size(file.size),
        str(manifest.schema),
        f"{manifest.rows:,}",
        manifest.database,
        manifest.by,
        file.path.name,
    )


def _target(settings: Settings, given: Path | None, database: str) -> Path:
    """The file to write: as given, or named in the given folder or the one of the settings."""
    if given is None or given.is_dir():
        return new_path(given or folder(settings), database, utc_now())
    if given.exists():
        raise DomainError("backup.exists", path=str(given))
    return given


@contextmanager
def _server(settings: Settings) -> Iterator[str]:
    """The address of the shared database, else of the embedded one, which runs meanwhile."""
    if settings.database_url:
        yield settings.database_url
    else:
        with EmbeddedServer.start(data_dir()) as server:
            yield server.url


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _age(age: timedelta) -> str:
    if age >= timedelta(days=2):
        return tr("{days} days", days=age.days)
    return span(max(age.total_seconds(), 0))


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB" if count >= 1e6 else f"{count / 1e3:,.1f} kB"


def _add_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database-url", metavar="URL", help=tr("the server, instead of the one in the settings")
    )
