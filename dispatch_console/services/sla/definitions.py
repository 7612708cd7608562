"""Calendars and policies: read, checked, written, and tried out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import CustomerId, SlaPolicyId, TicketId
from dispatch_console.domain.service_level.choosing import Bonds, Choice, choose
from dispatch_console.domain.service_level.clock import Deadline, deadlines
from dispatch_console.domain.service_level.policy import Policy
from dispatch_console.domain.service_level.reading import CODE, policy_from
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.worktime.calendar import always
from dispatch_console.domain.worktime.days import Days
from dispatch_console.domain.worktime.reading import calendar_from
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.levels import Document, Kept
from dispatch_console.storage.unit_of_work import Repositories, Unit

ELAPSED = ""
"""The calendar of a target that names none."""


@dataclass(frozen=True, slots=True)
class Levels:
    """All definitions in force; `documents` are the calendars as they are written."""

    policies: tuple[Policy, ...]
    calendars: Mapping[str, Days]
    ids: Mapping[str, SlaPolicyId]
    policy_documents: Mapping[str, Document]
    calendar_documents: Mapping[str, Document]

    def edition(self, policy: Policy) -> Document:
        """The policy with its calendars, as it is kept with the tickets reckoned by it."""
        used = sorted({target.calendar for target in policy.targets.values()} - {ELAPSED})
        return {
            "policy": self.policy_documents[policy.code],
            "calendars": {code: self.calendar_documents[code] for code in used},
        }


@dataclass(frozen=True, slots=True)
class Listed:
    """All definitions as people edit them."""

    calendars: tuple[Kept, ...]
    policies: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a ticket would have: its policy and deadlines; None without a policy for it."""

    choice: Choice | None
    deadlines: tuple[Deadline, ...]
    calendars: Mapping[str, Days]


def load(snap: Repositories) -> Levels:
    """The definitions as they are."""
    return _levels(snap.levels.calendars(), snap.levels.policies())


def listed(ctx: Context) -> Listed:
    """All definitions, by code."""
    with ctx.database.snapshot() as snap:
        calendars, policies = snap.levels.calendars(), snap.levels.policies()
    return Listed(tuple(calendars.values()), tuple(policies.values()))


def save_calendar(
    ctx: Context, command_id: UUID, code: str, document: object, version: int | None
) -> ChangeSet:
    """Write a calendar; `version` is the one that was edited, None for a new one.

    Raises ``calendar.…`` for what is no calendar, `policy.code`, `definition.exists`,
    `definition.changed_meanwhile`.
    """
    _require_code(code)
    calendar_from(document)
    assert isinstance(document, dict)

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.levels.save_calendar(code, document, version)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="sla.calendar")[1]


def save_policy(ctx: Context, command_id: UUID, document: object, version: int | None) -> ChangeSet:
    """Write a policy under the code it says. Raises ``policy.…`` and as `save_calendar`."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            policy = policy_from(document, unit.levels.calendars())
            assert isinstance(document, dict)
            unit.levels.save_policy(policy.code, document, version)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="sla.policy")[1]


def drop_calendar(ctx: Context, command_id: UUID, code: str) -> ChangeSet:
    """Delete a calendar. Raises `calendar.used` while a policy counts by it."""

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        levels = load(unit)
        for policy in levels.policies:
            if any(target.calendar == code for target in policy.targets.values()):
                raise DomainError("calendar.used", name=code, policy=policy.code)
        unit.levels.drop_calendar(code)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="sla.calendar")[1]


def drop_policy(ctx: Context, command_id: UUID, code: str) -> ChangeSet:
    """Delete a policy. Raises `policy.used` once tickets were reckoned by it."""

    def work(unit: Unit) -> None:
        if not unit.already_done and not unit.levels.drop_policy(code):
            raise DomainError("policy.used", name=code)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="sla.policy")[1]


def preview(
    ctx: Context,
    ticket: Ticket,
    policy: object | None = None,
    calendar: tuple[str, object] | None = None,
) -> Preview:
    """What `ticket` would have if it came as it is, with a policy or a calendar as edited.

    The ticket is of a customer, contract and device that the edited policy names.
    Raises ``policy.…``, ``calendar.…``.
    """
    with ctx.database.snapshot() as snap:
        levels = load(snap)
    if calendar is not None:
        code, document = calendar
        levels = replace(
            levels, calendars={**levels.calendars, code: Days(calendar_from(document))}
        )
    policies, bonds = levels.policies, Bonds()
    if policy is not None:
        edited = policy_from(policy, levels.calendars)
        policies = (*(one for one in policies if one.code != edited.code), edited)
        applies = edited.applies
        customer = next(iter(sorted(applies.customers)), None)
        ticket = replace(ticket, customer_id=customer and CustomerId(customer))
        bonds = Bonds(applies.assets, applies.contracts)
    choice = choose(policies, ticket, bonds)
    found = () if choice is None else deadlines(choice.policy, levels.calendars, ticket, ())
    return Preview(choice, found, levels.calendars)


def days_of(documents: Mapping[str, Document]) -> dict[str, Days]:
    """The calendars of an edition, and elapsed time. Raises ``calendar.…``."""
    return {ELAPSED: _ALWAYS} | {code: _days(_text(found)) for code, found in documents.items()}


_ALWAYS = Days(always())


def _levels(calendars: Mapping[str, Kept], policies: Mapping[str, Kept]) -> Levels:
    documents = {code: kept.document for code, kept in calendars.items()}
    return Levels(
        policies=tuple(
            _policy(_text(kept.document), tuple(calendars)) for kept in policies.values()
        ),
        calendars=days_of(documents),
        ids={code: SlaPolicyId(kept.id) for code, kept in policies.items()},
        policy_documents={code: kept.document for code, kept in policies.items()},
        calendar_documents=documents,
    )


def _require_code(code: str) -> None:
    if not CODE.fullmatch(code):
        raise DomainError("policy.code", name=code)


def _text(document: Document) -> str:
    return json.dumps(document, sort_keys=True)


@lru_cache(256)
def _days(text: str) -> Days:
    """The days worked out are kept for the next transaction."""
    return Days(calendar_from(json.loads(text)))


@lru_cache(256)
def _policy(text: str, calendars: tuple[str, ...]) -> Policy:
    return policy_from(json.loads(text), calendars)


def sample(created_at: datetime, **traits: Any) -> Ticket:
    """A ticket to try definitions on."""
    made = created_at.astimezone(UTC)
    return Ticket(id=TicketId(0), number="", title="", created_at=made, **traits)
