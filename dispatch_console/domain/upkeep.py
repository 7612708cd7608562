"""Preventive maintenance: plans by the calendar or by a meter, and what is owed by them.

A plan's occasions are numbered from 0. Each is answered once, by a ticket or by a reason for none,
whoever asks and however often.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatch_console.domain.asset import Reading
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, MeterId, SiteId, TicketId, UpkeepId
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority

MOST_LEAD_DAYS = 366
FURTHEST = timedelta(days=3660)
"""What a meter reaches only later than that is not foreseen."""


class Unit(StrEnum):
    """What a plan counts in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    METER = "meter"


class Outcome(StrEnum):
    """What became of an occasion."""

    MADE = "made"
    OPEN = "open"
    """No ticket: the one before was still open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What the tickets of a plan say. `type` is a ticket type's code."""

    title: str
    type: str = "general"
    category: str = ""
    description: str = ""
    priority: Priority = Priority.P3
    duration_s: int = 3600
    skills: tuple[SkillLevel, ...] = ()
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """A maintenance plan for a device or a site.

    By the calendar: first on `starts_on`, then every `every` days, weeks or months; a month without
    that day has it on its last. By `meter_id`: first at `starts_at`, then every `every` units. The
    ticket is there `lead_days` ahead. The last day it may be due on is `ends_on`. Days are those of
    `zone`.

    Of each occasion the customer and a team (an address of the outbox, such as ``queue:7``; empty
    for none) are told `tell_days` before.
    """

    id: UpkeepId
    name: str
    customer_id: CustomerId
    site_id: SiteId | None = None
    asset_id: AssetId | None = None
    unit: Unit = Unit.MONTH
    every: int = 1
    starts_on: date
    ends_on: date | None = None
    meter_id: MeterId | None = None
    starts_at: Decimal = Decimal(0)
    lead_days: int = 7
    zone: str = "Asia/Shanghai"
    template: Template
    tell_customer: bool = False
    tell_team: str = ""
    tell_days: int = 7
    active: bool = True
    version: int = 1

    @property
    def tells(self) -> bool:
        """Whether anybody is told."""
        return self.tell_customer or bool(self.tell_team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One time a plan comes round; `value` is what the meter will have run (see `going_on`) then,
    for one that goes by a meter.

    `passed` occasions before it came to nothing, for it had come too by the time somebody looked.
    """

    plan_id: UpkeepId
    place: int
    due_on: date
    value: Decimal | None = None
    passed: int = 0
    outcome: Outcome = Outcome.MADE
    ticket_id: TicketId | None = None


def require_sound(plan: Upkeep) -> None:
    """Raises `upkeep.` and ``name``, ``title``, ``target``, ``every``, ``dates``, ``lead``,
    ``tell``, ``meter``, ``duration`` or ``zone``."""
    if not plan.name.strip():
        raise DomainError("upkeep.name")
    if not plan.template.title.strip():
        raise DomainError("upkeep.title")
    if plan.asset_id is None and plan.site_id is None:
        raise DomainError("upkeep.target")
    if plan.every < 1:
        raise DomainError("upkeep.every")
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        raise DomainError("upkeep.dates", start=plan.starts_on, end=plan.ends_on)
    if not 0 <= plan.lead_days <= longest_lead(plan):
        raise DomainError("upkeep.lead", most=longest_lead(plan))
    if plan.tells and not 0 <= plan.tell_days <= longest_lead(plan):
        raise DomainError("upkeep.tell", most=longest_lead(plan))
    if plan.unit is Unit.METER and (plan.meter_id is None or plan.asset_id is None):
        raise DomainError("upkeep.meter")
    if plan.template.duration_s <= 0:
        raise DomainError("upkeep.duration")
    try:
        ZoneInfo(plan.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise DomainError("upkeep.zone", value=plan.zone) from None


def longest_lead(plan: Upkeep) -> int:
    """Days ahead a ticket may be there: fewer than lie between two, so that never two are ready."""
    days = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 28}.get(plan.unit)
    return MOST_LEAD_DAYS if days is None else min(MOST_LEAD_DAYS, plan.every * days - 1)


def due_day(plan: Upkeep, place: int) -> date:
    """The day of a calendar plan's occasion. Raises OverflowError beyond the year 9999."""
    steps = place * plan.every
    match plan.unit:
        case Unit.DAY:
            return plan.starts_on + timedelta(days=steps)
        case Unit.WEEK:
            return plan.starts_on + timedelta(weeks=steps)
        case _:
            months = plan.starts_on.year * 12 + plan.starts_on.month - 1 + steps
            year, month = divmod(months, 12)
            if year > date.max.year:
                raise OverflowError
            last = monthrange(year, month + 1)[1]
            return date(year, month + 1, min(plan.starts_on.day, last))


def last_by(plan: Upkeep, day: date) -> int:
    """The number of a calendar plan's last occasion up to that day; -1 before the first."""
    days = (day - plan.starts_on).days
    if days < 0:
        return -1
    match plan.unit:
        case Unit.DAY:
            return days // plan.every
        case Unit.WEEK:
            return days // (7 * plan.every)
        case _:
            months = (day.year - plan.starts_on.year) * 12 + day.month - plan.starts_on.month
            place = months // plan.every
            return place if due_day(plan, place) <= day else place - 1


def going_on(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    """The readings in order of time, of a meter that was never set back.

    One that shows less than before was set back to 0, or another was put in: what it shows is
    counted on top of what there was.
    """
    found: list[Reading] = []
    before = gone = Decimal(0)
    for one in sorted(readings, key=lambda reading: reading.at):
        if one.value < before:
            gone += before
        before = one.value
        found.append(replace(one, value=gone + one.value))
    return tuple(found)


def foreseen(readings: Iterable[Reading], value: Decimal) -> datetime | None:
    """When a meter comes to a value, going on as fast as it did over its readings.

    The moment of the first reading there where it has been reached; None where nothing can be said.
    """
    known = going_on(readings)
    reached = next((reading.at for reading in known if reading.value >= value), None)
    if reached is not None or len(known) < 2:
        return reached
    first, last = known[0], known[-1]
    span, gained = last.at - first.at, last.value - first.value
    if gained <= 0 or span <= timedelta(0):
        return None
    ratio = float((value - last.value) / gained)
    return last.at + span * ratio if ratio < FURTHEST / span else None


def coming(
    plan: Upkeep, answered: int, today: date, readings: Iterable[Reading] = ()
) -> Occasion | None:
    """The next occasion a plan comes to, the first `answered` having been; None for none.

    Of several that lie behind, the last. A plan that has been put to rest has none.
    """
    if not plan.active:
        return None
    known = tuple(readings)
    if plan.unit is Unit.METER:
        run = going_on(known)
        passed = int((run[-1].value - plan.starts_at) // plan.every) if run else -1
        place = max(answered, passed)
        value = plan.starts_at + place * plan.every
        moment = foreseen(known, value)
        if moment is None:
            return None
        day = moment.astimezone(ZoneInfo(plan.zone)).date()
    else:
        value = None
        until = today if plan.ends_on is None else min(today, plan.ends_on)
        place = max(answered, last_by(plan, until))
        try:
            day = due_day(plan, place)
        except OverflowError:
            return None
    if plan.ends_on is not None and day > plan.ends_on:
        return None
    return Occasion(plan_id=plan.id, place=place, due_on=day, value=value, passed=place - answered)


def to_announce(
    plan: Upkeep, told: int, now: datetime, readings: Iterable[Reading] = ()
) -> Occasion | None:
    """What people are to be told of now, the first `told` occasions having been; None for nothing.

    Of several that nobody was told of, the last.
    """
    if not plan.tells:
        return None
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    ready = today + timedelta(days=plan.tell_days)
    found = coming(plan, told, ready, readings)
    return None if found is None or found.due_on > ready else found


def owed(
    plan: Upkeep,
    answered: int,
    now: datetime,
    readings: Iterable[Reading] = (),
    *,
    still_open: bool = False,
) -> Occasion | None:
    """What is to be answered now, the first `answered` occasions having been; None for nothing.

    Of several that have come at once (nobody looked for a while) only the last counts: the others
    are `passed` over. It is `OPEN` while the ticket of one before is `still_open`.
    """
    known = tuple(readings)
    today = now.astimezone(ZoneInfo(plan.zone)).date()
    ready = today + timedelta(days=plan.lead_days)
    # What is ready ahead of its day comes before what lies behind: the later one counts.
    found = coming(plan, answered, ready, known)
    if found is None or found.due_on > ready:
        return None
    return replace(found, outcome=Outcome.OPEN if still_open else Outcome.MADE)
