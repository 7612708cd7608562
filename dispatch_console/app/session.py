"""Settings and database of one run: the embedded server, or the shared one of the settings."""

import argparse
import getpass
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.storage import embedded
from dispatch_console.storage.database import Database
from dispatch_console.support.clock import utc_now
from dispatch_console.support.settings import Settings, data_dir, settings_file

log = logging.getLogger(__name__)


def load_settings() -> Settings:
    """The settings as they stand.

    Raises `settings.invalid` naming the field, `settings.unreadable` for a file that is no JSON.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DomainError(
            "settings.invalid", field=field, value=first["input"], path=str(settings_file())
        ) from error
    except (ValueError, OSError) as error:
        raise DomainError("settings.unreadable", path=str(settings_file())) from error


def user_name(settings: Settings) -> str:
    """Who works here: as set, else the operating system's user."""
    return settings.user or getpass.getuser()


def open_database(settings: Settings) -> Database:
    """The shared database of the settings, else the embedded one, started and migrated.

    Raises the `database.*` errors of `storage`.
    """
    if settings.database_url:
        return Database.open(settings.database_url)
    return embedded.open_database(data_dir())


@contextmanager
def open_context(arguments: argparse.Namespace) -> Iterator[Context]:
    """The context for one command, closed afterwards; `arguments` may carry `database_url`."""
    settings = load_settings()
    given = getattr(arguments, "database_url", None)
    if given:
        settings = settings.model_copy(update={"database_url": given})
    database = open_database(settings)
    try:
        yield Context(database=database, user=user_name(settings), clock=utc_now)
    finally:
        database.close()
