"""Tickets and the visits that serve them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    AssetId,
    CustomerId,
    EngineerId,
    QueueId,
    RegionId,
    ShiftId,
    SiteId,
    SlaPolicyId,
    TicketId,
    VisitId,
    WorkflowId,
)
from dispatch_console.domain.override import Override
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel

LONGEST_TITLE = 200
"""Characters; the database refuses more, too."""


class Status(StrEnum):
    """Where a ticket stands in its life; see `lifecycle` for the legal steps."""

    NEW = "new"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    EN_ROUTE = "en_route"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    ARCHIVED = "archived"
    REOPENED = "reopened"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Priority(IntEnum):
    """P1 is the most urgent."""

    P1 = 1
    P2 = 2
    P3 = 3
    P4 = 4


class Channel(StrEnum):
    """How a ticket came in."""

    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"
    PORTAL = "portal"
    QR = "qr"
    API = "api"
    DEVICE = "device"
    IMPORT = "import"


class HoldReason(StrEnum):
    """What a ticket on hold waits for."""

    NONE = ""
    PART = "part"
    CUSTOMER = "customer"
    SPECIALIST = "specialist"
    OTHER = "other"


class Lock(StrEnum):
    """What of a visit the solver must leave as it is."""

    NONE = "none"
    ENGINEER = "engineer"
    TIME = "time"
    ALL = "all"


LONGEST_WAIT = timedelta(days=365)
"""So long after its part a ticket without windows may start."""
GENERAL = "general"
"""The type of a ticket of which nobody said more."""

LARGEST_CREW = 9
"""Engineers at once; more are a project."""


CustomValue = str | int | float | bool
"""A date is kept in ISO 8601, an amount as its decimal digits, a reference as an id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One engineer at one ticket's site from `start` to `end`; travel is the leg before it.

    With an `override` somebody gave the ticket this visit against rules.
    """

    id: VisitId
    ticket_id: TicketId
    engineer_id: EngineerId
    shift_id: ShiftId
    start: datetime
    end: datetime
    travel_s: int = 0
    travel_m: int = 0
    override: Override | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One request for service and all that happens to it.

    `visit` is the active assignment, if any. `location` is None for a ticket whose place is not
    known yet: it stays on the board but cannot be planned. `plan_version` counts only the changes
    that matter to a plan (place, duration, windows, skills, priority, status, lock, assignment,
    crew, what it comes after).

    `crew_size` engineers are needed at once. The ticket stands for the first of them; each other
    one is a *mate*: a ticket with `crew_of` this one's id that says the same but has a visit,
    status and lock of its own. The ticket starts when those in `after` are done, by one of their
    engineers where `same_engineer` is wanted.

    `type` is the code of its type, `workflow_id` the workflow definition it goes by. `custom` holds
    the values of custom fields by their codes, in order of code. `parent_id` is the ticket it was
    split from, `merged_into` the one that goes on in its stead. It lies in the queue of some
    department, and a login, its `owner`, answers for it. `impact` and `urgency` go from 1, the
    highest, to 3. `not_before` is when the last part is expected that it waits for.
    """

    id: TicketId
    number: str
    title: str
    status: Status = Status.NEW
    priority: Priority = Priority.P3
    channel: Channel = Channel.PHONE
    category: str = ""
    description: str = ""
    external_id: str | None = None
    customer_id: CustomerId | None = None
    customer_name: str = ""
    phone: str = ""
    site_id: SiteId | None = None
    address: str = ""
    location: Location | None = None
    region_id: RegionId | None = None
    skills: tuple[SkillLevel, ...] = ()
    duration_s: int = 3600
    windows: tuple[TimeWindow, ...] = ()
    created_at: datetime
    response_due: datetime | None = None
    resolution_due: datetime | None = None
    lock: Lock = Lock.NONE
    crew_size: int = 1
    crew_of: TicketId | None = None
    crew_place: int = 1
    after: tuple[TicketId, ...] = ()
    same_engineer: bool = False
    not_before: datetime | None = None
    type: str = GENERAL
    workflow_id: WorkflowId | None = None
    custom: tuple[tuple[str, CustomValue], ...] = ()
    parent_id: TicketId | None = None
    merged_into: TicketId | None = None
    hold_reason: HoldReason = HoldReason.NONE
    sla_policy_id: SlaPolicyId | None = None
    asset_id: AssetId | None = None
    queue_id: QueueId | None = None
    owner: str = ""
    impact: int | None = None
    urgency: int | None = None
    visit: Visit | None = None
    version: int = 1
    plan_version: int = 1

    @property
    def open_windows(self) -> tuple[TimeWindow, ...]:
        """When work may start: its windows, from `not_before` on; none: at any time.

        Where all its windows are over by then, any time from then on.
        """
        first = self.not_before
        if first is None:
            return self.windows
        last = first + LONGEST_WAIT
        windows = self.windows or (TimeWindow(first, last),)
        left = tuple(
            TimeWindow(max(first, one.start), one.end) for one in windows if one.end >= first
        )
        return left or (TimeWindow(first, last),)

    @property
    def override(self) -> Override | None:
        """Why the visit stands against rules: for as long as engineer and time are locked."""
        return self.visit.override if self.visit and self.lock is Lock.ALL else None

    @property
    def whole(self) -> TicketId:
        """The ticket that a mate belongs to; any other is itself."""
        return self.id if self.crew_of is None else self.crew_of

    @property
    def whole_number(self) -> str:
        """The number that people know the ticket by; a mate's own says its place too."""
        return self.number if self.crew_of is None else self.number.rpartition("/")[0]


def title_of(words: str) -> str:
    """The words as a title. Raises `ticket.title` without any, `ticket.title_long`."""
    title = words.strip()
    if not title:
        raise DomainError("ticket.title")
    if len(title) > LONGEST_TITLE:
        raise DomainError("ticket.title_long")
    return title


def short_title(words: str) -> str:
    """What a program made of words as a title, cut where it is too long."""
    title = words.strip()
    return title if len(title) <= LONGEST_TITLE else title[: LONGEST_TITLE - 1] + "…"
