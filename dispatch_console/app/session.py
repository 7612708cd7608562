"""Settings and database of one run: the embedded server, or the shared one of the settings."""

import getpass
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dispatch_console.app.terminal import complain
from dispatch_console.domain.errors import DomainError
from dispatch_console.services import rights
from dispatch_console.services.context import Context
from dispatch_console.services.rights import ALL, Rights
from dispatch_console.support.clock import utc_now
from dispatch_console.support.i18n import tr
from dispatch_console.support.settings import Settings, UnfitError, data_dir, read, settings_file

if TYPE_CHECKING:
    import argparse

    from dispatch_console.services.login import Login
    from dispatch_console.storage.database import Database
    from dispatch_console.storage.embedded import EmbeddedServer

log = logging.getLogger(__name__)

DEMO_FOLDER = "demo"
"""The demo company has a server of its own, so that it never mixes with a user's tickets."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open database, what one may do there, and the embedded server to be left when done."""

    database: "Database"
    server: "EmbeddedServer | None"
    rights: Rights = ALL

    @property
    def shared(self) -> bool:
        """Whether others work on it, so that one logs in."""
        return self.server is None

    def close(self) -> None:
        """Close the database; the last user of an embedded server stops it."""
        self.database.close()
        if self.server is not None:
            self.server.close()


def load_settings() -> Settings:
    """The settings as they stand.

    Raises `settings.invalid` naming the field, `settings.unreadable` for a file that is no JSON,
    FileNotFoundError where the user has no folder to keep one in.
    """
    path = settings_file()
    try:
        settings = read()
    except UnfitError as error:
        raise _refused(error) from None
    except (ValueError, TypeError, OSError) as error:
        raise DomainError("settings.unreadable", path=str(path)) from error
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, OSError, KeyError) as error:
        raise _refused(UnfitError("time_zone", settings.time_zone)) from error
    return settings


def _refused(unfit: UnfitError) -> DomainError:
    return DomainError(
        "settings.invalid",
        field=unfit.field,
        value=unfit.value,
        wanted=unfit.wanted,
        path=str(settings_file()),
    )


def user_name(settings: Settings) -> str:
    """Who works here: as set, else the operating system's user."""
    if settings.user:
        return settings.user
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "dispatcher"


def connect(settings: Settings, folder: Path | None = None) -> Connection:
    """The shared database of the settings, else the embedded one in `folder`, started and migrated.

    `folder` is the data folder unless given. Raises the `database.*` errors of `storage`.
    """
    from dispatch_console.storage.database import Database
    from dispatch_console.storage.embedded import EmbeddedServer

    if settings.database_url:
        return _shared(_with_kept_password(settings.database_url))
    server = EmbeddedServer.start(folder or data_dir())
    if server.taken_over:
        complain(taken_over_sentence(server))
    try:
        return Connection(Database.open(server.url), server)
    except BaseException:
        server.close()
        raise


def connect_later(settings: Settings) -> Connection | None:
    """The shared database of the settings without asking its server; None where it is embedded."""
    from dispatch_console.storage.database import Database

    url = settings.database_url
    return Connection(Database.later(_with_kept_password(url)), None) if url else None


def taken_over_sentence(server: "EmbeddedServer") -> str:
    """From which version of PostgreSQL this start has taken the embedded database over."""
    return tr(
        "The database was taken over from PostgreSQL {old}; all rows were compared. "
        "The old files are kept until “admin backups --prune”.",
        old=server.taken_over,
    )


def log_in(login: "Login") -> Connection:
    """The shared database, with the password given; kept in the key store if that is asked for.

    Raises as `connect`, and `login.wait` after too many wrong passwords.
    """
    from dispatch_console.services import keys, patience

    name = login.address.name
    patience.require(name, utc_now())
    try:
        connection = _shared(login.address.url_with(login.password))
    except DomainError as error:
        if error.code == "database.password":
            patience.failed(name, utc_now())
        raise
    patience.passed(name)
    if login.remember:
        keys.keep(name, login.password)
    else:
        keys.forget(name)
    return connection


def _shared(url: str) -> Connection:
    from dispatch_console.storage.database import Database

    database = Database.open(url)
    try:
        return Connection(database, None, rights.read(url))
    except BaseException:
        database.close()
        raise


def _with_kept_password(url: str) -> str:
    from dispatch_console.services import keys
    from dispatch_console.services.login import Address, needs_password

    if not needs_password(url):
        return url
    address = Address.parse(url)
    password = keys.recall(address.name)
    return address.url_with(password) if password else url


@contextmanager
def open_context(arguments: "argparse.Namespace") -> Iterator[Context]:
    """The context for one command, closed afterwards; `arguments.database_url` overrides."""
    settings = with_url(load_settings(), arguments)
    connection = connect(settings)
    try:
        yield Context(database=connection.database, user=user_name(settings), clock=utc_now)
    finally:
        connection.close()


def with_url(settings: Settings, arguments: "argparse.Namespace") -> Settings:
    """The settings with the server named on the command line, if one is."""
    given = getattr(arguments, "database_url", None)
    return replace(settings, database_url=given) if given else settings
