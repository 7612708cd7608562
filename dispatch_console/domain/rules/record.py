"""What the database keeps of rules at work: the log, older versions, deeds still to be done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch_console.domain.ids import RuleId, TicketId
from dispatch_console.domain.rules.effects import Effect
from dispatch_console.domain.rules.rule import Event
from dispatch_console.domain.rules.running import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One line of the log. `ticket` is the number, where it was read."""

    rule: RuleId
    version: int
    name: str
    ticket_id: TicketId
    event: Event
    outcome: Outcome
    at: datetime | None = None
    ticket: str = ""
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    deeds: tuple[Effect, ...] = ()
    stopped: bool = False
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """Something a rule wants done that takes a transaction of its own, under one command's id."""

    id: int = 0
    command: UUID | None = None
    rule: RuleId
    version: int
    name: str
    ticket_id: TicketId
    event: Event
    deed: Effect
    chain: tuple[RuleId, ...] = ()
    depth: int = 0
    tries: int = 0
