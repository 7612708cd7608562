"""When the time of a rule has come at a ticket, and which time that is."""

from datetime import datetime, timedelta

from dispatch_console.domain.rules.rule import Event, Trigger

LATEST = timedelta(days=3)
"""A reminder of a deadline that is later than this, say after an outage, is no use any more."""


def occasion(
    trigger: Trigger, since: datetime, deadline: datetime | None, now: datetime
) -> str | None:
    """The name of the occasion that is due: another one is due again; None: it is not time.

    `since`: from when on the ticket is in its status. After a pause only the last of several
    occasions counts.
    """
    span = timedelta(minutes=trigger.minutes)
    match trigger.event:
        case Event.DUE:
            if deadline is None or not timedelta(0) <= now - (deadline - span) <= LATEST:
                return None
            return deadline.isoformat()
        case Event.STAYS:
            return since.isoformat() if now - since >= span else None
        case Event.EVERY:
            rounds = (now - since) // span
            return f"{since.isoformat()} {rounds}" if rounds >= 1 else None
        case _:
            return None
