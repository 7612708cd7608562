"""Facts for tests: days of March 2026 in Shanghai, where a day begins at 16:00 UTC."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.insight.reports.facts import Duty, Facts, TicketFact, Worked
from dispatch_console.insight.reports.figures import Figure, Sum
from dispatch_console.insight.reports.period import Period
from dispatch_console.insight.reports.report import Query, report

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = Period(date(2026, 3, 9), date(2026, 3, 15))
LATER = datetime(2026, 6, 1, tzinfo=UTC)


def at(day: int, hour: float = 9) -> datetime:
    """That hour of a day of March where the company is."""
    return datetime(2026, 3, 1, tzinfo=ZONE).astimezone(UTC) + timedelta(days=day - 1, hours=hour)


def ticket(number: int = 1, **fields: object) -> TicketFact:
    """Created on the 9th at nine, open ever since unless said otherwise."""
    given: dict[str, object] = {"id": TicketId(number), "created_at": at(9), **fields}
    given.setdefault("came", (given["created_at"],))
    return TicketFact(**given)  # pyright: ignore[reportArgumentType]


def facts(*tickets: TicketFact, now: datetime = LATER, **fields: object) -> Facts:
    """These tickets, seen long after."""
    return Facts(
        now=now,
        since=at(1),
        until=at(31),
        tickets=tickets,
        **fields,  # pyright: ignore[reportArgumentType]
    )


def duty(engineer: int, day: int, first: float = 9, last: float = 17) -> Duty:
    """A shift of that day."""
    return Duty(EngineerId(engineer), None, at(day, first), at(day, last))


def worked(engineer: int, day: int, first: float, last: float, travel_s: int = 0) -> Worked:
    """A visit of that day."""
    who = EngineerId(engineer)
    return Worked(who, TicketId(1), at(day, first), at(day, last), travel_s)


def total(found: Facts, figure: Figure, period: Period = WEEK) -> Sum:
    """The figure of the period."""
    return report(found, Query(period), ZONE).totals[figure].now


def value(found: Facts, figure: Figure, period: Period = WEEK) -> float | None:
    """The same as a number."""
    return total(found, figure, period).value(figure)
