"""Settings and database of one run: the embedded server, or the shared one of the settings."""

import argparse
import getpass
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from dispatch_console.storage.embedded import EmbeddedServer
from dispatch_console.support.clock import utc_now
from dispatch_console.support.settings import Settings, data_dir, settings_file

log = logging.getLogger(__name__)

DEMO_FOLDER = "demo"
"""The demo company has a server of its own, so that it never mixes with a user's tickets."""


@dataclass(frozen=True, slots=True)
class Connection:
    """An open database, with the embedded server that must be left when done."""

    database: Database
    server: EmbeddedServer | None

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
        settings = Settings()
    except ValidationError as error:
        # The error itself is not kept: its text holds the values, a password among them perhaps.
        first = error.errors()[0]
        raise _refused(".".join(map(str, first["loc"])), first["input"]) from None
    except (ValueError, TypeError, OSError) as error:
        raise DomainError("settings.unreadable", path=str(path)) from error
    try:
        ZoneInfo(settings.time_zone)
    except (ValueError, OSError, KeyError) as error:
        raise _refused("time_zone", settings.time_zone) from error
    return settings


def _refused(field: str, value: object) -> DomainError:
    return DomainError(
        "settings.invalid",
        field=field,
        value=value,
        wanted=_wanted(field),
        path=str(settings_file()),
    )


def _wanted(field: str) -> str:
    """What would be right, without words that need translating."""
    schema = Settings.model_json_schema()["properties"].get(field, {})
    if "enum" in schema:
        return ", ".join(f'"{choice}"' for choice in schema["enum"])
    if "minimum" in schema:
        return f"{schema['minimum']} … {schema['maximum']}"
    return f'"{schema.get("default", "")}"'


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
    if settings.database_url:
        return Connection(Database.open(settings.database_url), None)
    server = EmbeddedServer.start(folder or data_dir())
    try:
        return Connection(Database.open(server.url), server)
    except BaseException:
        server.close()
        raise


@contextmanager
def open_context(arguments: argparse.Namespace) -> Iterator[Context]:
    """The context for one command, closed afterwards; `arguments.database_url` overrides."""
    settings = with_url(load_settings(), arguments)
    connection = connect(settings)
    try:
        yield Context(database=connection.database, user=user_name(settings), clock=utc_now)
    finally:
        connection.close()


def with_url(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """The settings with the server named on the command line, if one is."""
    given = getattr(arguments, "database_url", None)
    return settings.model_copy(update={"database_url": given}) if given else settings
