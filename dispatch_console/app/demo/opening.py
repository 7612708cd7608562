"""Opening the demo company's database: a server of its own, loaded for the day."""

import logging
from zoneinfo import ZoneInfo

from dispatch_console.app.session import DEMO_FOLDER, Connection, connect, load_settings, user_name
from dispatch_console.services.context import Context
from dispatch_console.support.clock import utc_now
from dispatch_console.support.settings import data_dir

log = logging.getLogger(__name__)


def connect_demo() -> Connection:
    """The demo database, holding the company as of today; loads it if it is not there yet.

    A shared server named in the settings is used if it is empty or holds the demo already, else
    `demo.not_empty` is raised.
    """
    from dispatch_console.app.demo.loading import is_loaded, load

    settings = load_settings()
    connection = connect(settings, data_dir() / DEMO_FOLDER)
    try:
        zone = ZoneInfo(settings.time_zone)
        now = utc_now()
        context = Context(database=connection.database, user=user_name(settings), clock=utc_now)
        today = now.astimezone(zone).date()
        if not is_loaded(context, today):
            from dispatch_console.app.demo.company import build

            log.info("demo company loaded: %s", load(context, build(today, now, zone)))
    except BaseException:
        connection.close()
        raise
    return connection
