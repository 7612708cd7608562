"""Which day the demo company plays on, and its database."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.app.demo import build, load
from dispatch_console.app.session import user_name
from dispatch_console.services.context import Context
from dispatch_console.storage import embedded
from dispatch_console.storage.database import Database
from dispatch_console.support.clock import utc_now
from dispatch_console.support.settings import Settings, data_dir

LAST_HOUR = 12
"""From noon on the demo plays tomorrow: there is too little left of today to plan."""


def demo_day(now: datetime, zone: ZoneInfo) -> date:
    """The first day of the demo's three: today in the morning, else tomorrow."""
    local = now.astimezone(zone)
    return local.date() if local.hour < LAST_HOUR else local.date() + timedelta(days=1)
