"""What is known of tickets, shifts and visits, as far as a report needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.service_level.policy import Goal

Key = int | str | None
"""What a group is known by: an id, a code, or a name where there is no more; None: none."""


class Dimension(StrEnum):
    """What one groups by. All but the time filter, too."""

    TIME = "time"
    REGION = "region"
    TYPE = "type"
    CATEGORY = "category"
    QUEUE = "queue"
    CUSTOMER = "customer"
    ENGINEER = "engineer"


@dataclass(frozen=True, slots=True)
class Name:
    """Of a group in both languages; a name that people gave is the same in either."""

    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Promise:
    """When a goal of the service level was due, and when it was met, if it was."""

    goal: Goal
    due: datetime
    met: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A survey that was sent; without `answered` there are no scores."""

    sent_at: datetime
    answered: bool = False
    csat: int | None = None
    nps: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFact:
    """A ticket with its crew as one. `engineer` is who served it last, else who has it.

    `came` and `left` are when it became open (its creation first) and when it was so no more.
    `first_resolved` is when it was first said to be solved, `reopened` when that was found wrong,
    `resolved` and `closed` when it was so for good: both None while it is not. `visits` are those
    begun before `first_resolved`, a crew's at one time as one; `hands_on_s` is the time on site of
    all visits that took place. `gone` are cancelled and merged ones. `costs` are what it cost the
    company, by currency, of a closed one.
    """

    id: TicketId
    region: RegionId | None = None
    type: str = ""
    category: str = ""
    queue: int | None = None
    customer: Key = None
    engineer: EngineerId | None = None
    created_at: datetime
    came: tuple[datetime, ...] = ()
    left: tuple[datetime, ...] = ()
    first_resolved: datetime | None = None
    reopened: datetime | None = None
    resolved: datetime | None = None
    closed: datetime | None = None
    gone: bool = False
    visits: int = 0
    hands_on_s: int = 0
    promises: tuple[Promise, ...] = ()
    said: Said | None = None
    costs: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])


@dataclass(frozen=True, slots=True)
class Duty:
    """A shift up to where its engineer went off; `region` is the engineer's own."""

    engineer: EngineerId
    region: RegionId | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Worked:
    """A visit that took place, after `travel_s` on the way to it."""

    engineer: EngineerId
    ticket: TicketId
    start: datetime
    end: datetime
    travel_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All there is from `since` to before `until`, as it was at `now`.

    `with_costs` says whether costs were to be seen. `names` are those of groups.
    """

    now: datetime
    since: datetime
    until: datetime
    tickets: tuple[TicketFact, ...] = ()
    duties: tuple[Duty, ...] = ()
    worked: tuple[Worked, ...] = ()
    with_costs: bool = False
    names: Mapping[Dimension, Mapping[Key, Name]] = field(
        default_factory=dict[Dimension, Mapping[Key, Name]]
    )
