"""When whom to tell of a deadline that comes near or has passed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.service_level.clock import GONE, Deadline
from dispatch_console.domain.service_level.policy import Notice, Policy
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.worktime.count import Pause, add, subtract
from dispatch_console.domain.worktime.days import Days


@dataclass(frozen=True, slots=True)
class Planned:
    """A notice and when it is to go out; `key` is its own within the ticket."""

    key: str
    at: datetime
    notice: Notice


def plan(
    policy: Policy, calendars: Mapping[str, Days], ticket: Ticket, found: Iterable[Deadline]
) -> tuple[Planned, ...]:
    """The notices of the goals that are not met, in order of time.

    None of a goal that is paused for good before the notice would come. Raises ``calendar.…``.
    """
    if ticket.status in GONE:
        return ()
    planned: list[Planned] = []
    for deadline in found:
        if deadline.met_at is not None:
            continue
        days = calendars[deadline.target.calendar]
        for notice in policy.notices:
            if notice.goal is deadline.goal:
                at = _moment(notice, days, ticket.created_at, deadline)
                if at is not None:
                    key = f"{policy.code}/{notice.goal}/{notice.when}"
                    planned.append(Planned(key, at, notice))
    return tuple(sorted(planned, key=lambda one: (one.at, one.key)))


def _moment(notice: Notice, days: Days, created: datetime, deadline: Deadline) -> datetime | None:
    pauses = [Pause(one.start, one.end) for one in deadline.pauses]
    whole = deadline.target.seconds
    ahead = -(notice.offset_s or 0) if notice.share is None else whole - round(notice.share * whole)
    if deadline.agreed is not None:
        if ahead > 0:
            return subtract(days, deadline.agreed, ahead).start
        return add(days, deadline.agreed, -ahead).end
    if ahead > 0:
        return add(days, created, max(0, whole - ahead), pauses).end
    return None if deadline.due is None else add(days, deadline.due, -ahead, pauses).end
