"""Workflow definitions: for one type of ticket, which step may follow which, who may take it, what
it needs and what it sets off.

A definition never changes once it is published: a new edition is in force for new tickets, and the
others go on by theirs.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import WorkflowId
from dispatch_console.domain.lifecycle import OPEN, STEPS
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import GENERAL, HoldReason, Status, Ticket

if TYPE_CHECKING:
    from dispatch_console.domain.signature import Signature


class Trigger(StrEnum):
    """What a step may set off; features hang their deeds on these in `services.step_hooks`."""

    RELEASE_VISIT = "release_visit"
    """Whoever is expected is expected no more."""
    ASK_SURVEY = "ask_survey"
    NOTIFY_OWNER = "notify_owner"
    NOTIFY_SUPERVISORS = "notify_supervisors"


class Need(StrEnum):
    """Fields of every ticket that a step may ask for; `CUSTOM` and a code names a custom field."""

    HOLD_REASON = "hold_reason"
    CATEGORY = "category"
    DESCRIPTION = "description"
    CUSTOMER_NAME = "customer_name"
    PHONE = "phone"
    ADDRESS = "address"


CUSTOM = "custom."
"""What the name of a needed custom field begins with."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A usual reason, offered by the form of a step."""

    name_en: str
    name_zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A step that a ticket may take.

    Without `roles` everybody may who edits tickets. `needs` are names of `Need` or of custom
    fields. `after_days` in `before`, the step is taken by itself. One that is not `undoable` is
    made good by another step only.
    """

    before: Status
    after: Status
    roles: frozenset[Role] = frozenset()
    needs: tuple[str, ...] = ()
    reason: bool = False
    reasons: tuple[Reason, ...] = ()
    signature: bool = False
    triggers: tuple[Trigger, ...] = ()
    after_days: int | None = None
    undoable: bool = True

    @property
    def asks(self) -> bool:
        """Whether it needs anything at all."""
        return bool(self.needs or self.reason or self.signature)

    def open_to(self, role: Role | None) -> bool:
        """Whether somebody of the role may take it; None is who owns the database."""
        return role is None or not self.roles or role in self.roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """One edition of the life of tickets of one `type`.

    With `children_first` a ticket is not resolved while one that was split from it is open. With
    `ended_outside` the system a ticket was imported from may end it, whatever the steps.
    """

    id: WorkflowId | None = None
    type: str
    edition: int = 1
    transitions: tuple[Transition, ...]
    children_first: bool = True
    ended_outside: bool = False
    published_at: datetime | None = None
    published_by: str = ""

    @property
    def states(self) -> tuple[Status, ...]:
        """The statuses that occur in it, in the order of a ticket's life."""
        found = {status for step in self.transitions for status in (step.before, step.after)}
        return tuple(status for status in Status if status in found)

    def step(self, before: Status, after: Status) -> Transition | None:
        """The step from one to the other, if there is one."""
        found = (t for t in self.transitions if (t.before, t.after) == (before, after))
        return next(found, None)

    def steps_from(self, status: Status) -> tuple[Transition, ...]:
        """What may follow, in the order of a ticket's life."""
        order = list(Status)
        found = (step for step in self.transitions if step.before is status)
        return tuple(sorted(found, key=lambda step: order.index(step.after)))


@dataclass(frozen=True, slots=True)
class TicketType:
    """What kinds of tickets there are. One that is not `active` is for no new ticket.

    They are offered by `position`.
    """

    code: str
    name_en: str
    name_zh: str
    active: bool = True
    position: int = field(default=0, compare=False)
    version: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody says with a step: `fields` by the names of `Need`, `custom` by code."""

    reason: str = ""
    signature: "Signature | None" = None
    hold_reason: HoldReason = HoldReason.NONE
    fields: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, object] = field(default_factory=dict)


NOTHING = Given()

BUILT_IN = Workflow(
    type=GENERAL,
    transitions=tuple(
        Transition(before=before, after=after)
        for before, possible in STEPS.items()
        for after in Status
        if after in possible
    ),
    children_first=False,
    ended_outside=True,
)
"""The life of a ticket of which nobody said more: any step of `lifecycle.STEPS`, by anybody."""


def require_transition(
    workflow: Workflow, now: Status, then: Status, role: Role | None
) -> Transition:
    """The step, or `ticket.step` where there is none and `ticket.step_role` where it is others'."""
    found = workflow.step(now, then)
    if found is None:
        raise DomainError("ticket.step", now=now, then=then)
    if not found.open_to(role):
        raise DomainError("ticket.step_role", now=now, then=then, roles=tuple(sorted(found.roles)))
    return found


def require_way_back(workflow: Workflow, ticket: Ticket, then: Status, role: Role | None) -> None:
    """Raises `undo.step` unless what brought the ticket to its status may be undone.

    It may where the workflow says so of the step, or has one that leads back for this role.
    """
    now = ticket.status
    back, taken = workflow.step(now, then), workflow.step(then, now)
    if back is not None and back.open_to(role):
        return
    if taken is not None and taken.undoable:
        return
    outside = workflow.ended_outside and ticket.external_id is not None
    if not (outside and then in OPEN and now not in OPEN):
        raise DomainError("undo.step", number=ticket.number, now=now, then=then)


def missing(
    step: Transition, ticket: Ticket, given: Given, fields: Iterable[CustomField]
) -> tuple[str, ...]:
    """What the step still lacks: names of fields, ``reason``, ``signature``.

    A field counts that the ticket has already; custom `fields` (those of the ticket's type) that
    are required in the status it gets to are asked for too. A reason to hold is said each time.
    """
    custom = {**dict(ticket.custom), **{k: v for k, v in given.custom.items() if v is not None}}
    lacking: list[str] = []
    for name in asked_fields(step, fields):
        if name.startswith(CUSTOM):
            there = custom.get(name.removeprefix(CUSTOM)) not in (None, "")
        elif name == Need.HOLD_REASON:
            there = given.hold_reason is not HoldReason.NONE
        else:
            there = bool((given.fields.get(name) or getattr(ticket, name)).strip())
        if not there:
            lacking.append(name)
    if step.reason and not given.reason.strip():
        lacking.append("reason")
    if step.signature and given.signature is None:
        lacking.append("signature")
    return tuple(lacking)


def asked_fields(step: Transition, fields: Iterable[CustomField]) -> tuple[str, ...]:
    """The names of the fields that must be filled in for the step, each once."""
    required = (CUSTOM + one.code for one in fields if step.after in one.required_in)
    return tuple(dict.fromkeys((*step.needs, *required)))
