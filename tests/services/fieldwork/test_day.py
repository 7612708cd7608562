"""An engineer's day by the board."""

from datetime import date, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Status
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.fieldwork.day import EngineerDay, read
from tests.factories import DAY
from tests.storage.people import Company, settle

S = Status
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def company(context: Context) -> Company:
    """The first engineer has three visits today, one before that day and one after it."""
    found = settle(context.database, tickets=6)
    hours = (-10, 1, 3, 5, 26)
    with context.database.unit(user="setup", at=DAY - timedelta(days=2)) as unit:
        unit.visits.replace(
            [found.visit(n, 0, DAY + timedelta(hours=hour)) for n, hour in enumerate(hours)]
        )
        unit.visits.replace([found.visit(5, 1, DAY + timedelta(hours=1))])
        unit.commit()
    return found


def today(context: Context, company: Company, day: date | None = None) -> EngineerDay:
    """The first engineer's day in Shanghai."""
    return read(context, company.engineers[0].id, day, SHANGHAI)


def keys(company: Company, *numbers: int) -> list[TicketId]:
    return [company.tickets[n].id for n in numbers]


def test_a_day_is_that_of_the_zone_in_order(context: Context, company: Company) -> None:
    found = today(context, company)
    assert found.day == date(2026, 3, 2)
    assert [stop.ticket.id for stop in found.stops] == keys(company, 1, 2, 3)
    assert [stop.ticket.id for stop in found.left_open] == keys(company, 0)
    assert found.counts == {date(2026, 3, 2): 3, date(2026, 3, 3): 1}
    new_york = read(context, company.engineers[0].id, None, ZoneInfo("America/New_York"))
    assert new_york.day == date(2026, 3, 1)
    assert [stop.ticket.id for stop in new_york.stops] == keys(company, 0, 1, 2)


@pytest.mark.parametrize(
    ("way", "following"),
    [
        ((), 1),
        ((S.ACCEPTED, S.EN_ROUTE), 2),
        ((S.ACCEPTED, S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED), 1),
    ],
)
def test_next_is_what_is_under_way_or_comes_first(
    context: Context, company: Company, way: tuple[Status, ...], following: int
) -> None:
    """What is done, or waits, is not next; on other days nothing is."""
    for status in way:
        set_status(context, uuid4(), keys(company, 2), status)
    found = today(context, company).next
    assert found is not None
    assert found.ticket.id == company.tickets[following].id
    assert today(context, company, date(2026, 3, 3)).next is None


def test_what_is_done_stays_in_sight_that_day(context: Context, company: Company) -> None:
    for status in (S.EN_ROUTE, S.IN_PROGRESS, S.RESOLVED):
        set_status(context, uuid4(), keys(company, 0, 2), status)
    found = today(context, company)
    assert {stop.ticket.status for stop in found.stops} == {S.ASSIGNED, S.RESOLVED}
    assert not found.left_open
