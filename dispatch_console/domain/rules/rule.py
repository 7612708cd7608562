"""A rule, and the events it may wait for."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.rules.effects import Effect, effect_from_json, effect_to_json
from dispatch_console.domain.ticket import Status

ZONE = "Asia/Shanghai"


class Event(StrEnum):
    """What a rule waits for."""

    CREATED = "created"
    CHANGED = "changed"
    """A field has another value."""
    STEP = "step"
    """The status is another one."""
    COMMENT = "comment"
    """Somebody added what was said to the ticket."""
    DUE = "due"
    """A deadline is so many minutes away, or past."""
    STAYS = "stays"
    """The ticket has been in a status for so many minutes."""
    EVERY = "every"
    """Again and again while the ticket is in a status."""


TIMED = frozenset({Event.DUE, Event.STAYS, Event.EVERY})
"""Events that come with time alone."""

DEADLINES = ("response_due", "resolution_due")

WATCHED = (
    *("title", "description", "category", "type", "priority", "impact", "urgency", "region_id"),
    *("skills", "customer_id", "site_id", "asset_id", "queue_id", "owner", "address"),
    *("duration_s", "windows", "custom", "hold_reason", "visit_id", "response_due"),
    *("resolution_due", "crew_size"),
)
"""Columns of a ticket whose change is an event; the trigger of revision 0016 has the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """The event and what narrows it; empty `fields` and `statuses` mean any.

    `minutes`: before the `deadline` (less than 0: after it), in a status, or between two times.
    """

    event: Event
    fields: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    minutes: int = 0
    deadline: str = DEADLINES[0]

    @property
    def waited_in(self) -> frozenset[Status]:
        """The statuses in which time counts; on the board, where none is given."""
        return frozenset(self.statuses) or OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When, if, then. Rules are gone through by `position`; after one with `stop` that fired, the
    rest is left out. Weekdays and hours in the `condition` are those of `zone`.
    """

    id: RuleId
    name: str
    trigger: Trigger
    condition: str = ""
    effects: tuple[Effect, ...] = ()
    stop: bool = False
    active: bool = True
    position: int = 0
    zone: str = ZONE
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One event at one ticket. `chain` are the rules whose effects led to it, `depth` how many
    rounds of them; of a timed event, `rule` is the one whose time has come.
    """

    id: int
    ticket_id: TicketId
    event: Event
    at: datetime
    fields: frozenset[str] = frozenset()
    before: str = ""
    after: str = ""
    chain: tuple[RuleId, ...] = ()
    depth: int = 0
    rule: RuleId | None = None
    tries: int = 0


def waits_for(trigger: Trigger, what: Happening) -> bool:
    """Whether the event is one the trigger means."""
    if trigger.event is not what.event:
        return False
    if what.event is Event.CHANGED:
        return not trigger.fields or bool(what.fields & set(trigger.fields))
    if what.event is Event.STEP:
        return not trigger.statuses or what.after in trigger.statuses
    return True


def zone_of(rule: Rule) -> ZoneInfo:
    """Raises `rules.zone`."""
    try:
        return ZoneInfo(rule.zone)
    except (ValueError, OSError, KeyError) as error:
        raise DomainError("rules.zone", zone=rule.zone) from error


@dataclass(frozen=True, slots=True)
class Definition:
    """What of a rule is kept as JSON."""

    trigger: Trigger
    condition: str = ""
    effects: tuple[Effect, ...] = field(default=())
    stop: bool = False
    zone: str = ZONE


def definition_to_json(rule: Rule) -> dict[str, Any]:
    """As the database keeps it."""
    trigger = rule.trigger
    return {
        "fields": list(trigger.fields),
        "statuses": [status.value for status in trigger.statuses],
        "minutes": trigger.minutes,
        "deadline": trigger.deadline,
        "condition": rule.condition,
        "effects": [effect_to_json(effect) for effect in rule.effects],
        "stop": rule.stop,
        "zone": rule.zone,
    }


def definition_from_json(event: str, given: Any) -> Definition:
    """Raises `rules.definition` for what is none."""
    try:
        trigger = Trigger(
            event=Event(event),
            fields=tuple(map(str, given.get("fields", ()))),
            statuses=tuple(map(Status, given.get("statuses", ()))),
            minutes=int(given.get("minutes", 0)),
            deadline=str(given.get("deadline", DEADLINES[0])),
        )
        return Definition(
            trigger=trigger,
            condition=str(given.get("condition", "")),
            effects=tuple(map(effect_from_json, given.get("effects", ()))),
            stop=bool(given.get("stop", False)),
            zone=str(given.get("zone", ZONE)),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise DomainError("rules.definition", what=str(given)[:80]) from error
