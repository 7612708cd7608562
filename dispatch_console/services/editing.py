"""Editing a ticket: field by field, so that two people who edit one ticket both get their way.

Only what the editor changed is written. A field that somebody else has changed meanwhile to
something else is a clash, and a person decides.
"""

from dataclasses import replace
from typing import Any
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.custom import merged
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Ticket, title_of
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.context import Context
from dispatch_console.services.sla.settling import settle
from dispatch_console.services.tickets import customer_of, region_at
from dispatch_console.storage.unit_of_work import Unit

FIELDS = (
    "title",
    "type",
    "description",
    "customer_name",
    "phone",
    "address",
    "location",
    "region_id",
    "category",
    "skills",
    "duration_s",
    "windows",
    "response_due",
    "resolution_due",
)
"""What is edited as it stands; status, priority, lock and visit have commands of their own."""


def changes(base: Ticket, wanted: Ticket) -> dict[str, Any]:
    """Field → its new value, of those that differ; each custom field by itself."""
    codes = {code for ticket in (base, wanted) for code, _ in ticket.custom}
    names = (*FIELDS, *(CUSTOM + code for code in sorted(codes)))
    return {
        name: value_of(wanted, name)
        for name in names
        if value_of(wanted, name) != value_of(base, name)
    }


def edit(ctx: Context, command_id: UUID, base: Ticket, wanted: Ticket) -> ChangeSet:
    """Write what differs between the ticket as it was read, `base`, and as it is `wanted`.

    One of another type goes by that type's workflow if it is still new, else by its own to the
    end. Raises as `title_of`, `ticket.duration`, `ticket.gone`, `ticket.type`, what
    `domain.custom.merged` raises; `ticket.clash` with the `fields` that somebody else has changed
    too, `who` did last and `at`.
    """
    asked = changes(base, wanted)
    if "title" in asked:
        title_of(wanted.title)
    if wanted.duration_s <= 0:
        raise DomainError("ticket.duration")

    def work(unit: Unit) -> None:
        if unit.already_done or not asked:
            return
        now = unit.tickets.lock([base.id]).get(base.id)
        if now is None:
            raise DomainError("ticket.gone", number=base.number)
        clash = tuple(
            name
            for name, value in asked.items()
            if value_of(now, name) not in (value_of(base, name), value)
        )
        if clash:
            who, at = unit.trail.last_by("ticket", [base.id])[base.id]
            raise DomainError("ticket.clash", number=now.number, fields=clash, who=who, at=at)
        unit.tickets.update([_followed(unit, now, asked)])
        settle(unit, [now.whole])

    return ctx.database.run(work, user=ctx.user, command=command_id, what="ticket.edit")[1]


def value_of(ticket: Ticket, name: str) -> Any:
    """A field, or the value of a custom one; None where it has none."""
    if name.startswith(CUSTOM):
        return dict(ticket.custom).get(name.removeprefix(CUSTOM))
    return getattr(ticket, name)


def with_values(ticket: Ticket, values: dict[str, Any]) -> Ticket:
    """The ticket with these fields, named as in `changes`."""
    plain = {name: value for name, value in values.items() if not name.startswith(CUSTOM)}
    custom = dict(ticket.custom)
    for name in values.keys() - plain.keys():
        custom[name.removeprefix(CUSTOM)] = values[name]
    kept = {code: value for code, value in custom.items() if value is not None}
    return replace(ticket, **plain, custom=tuple(sorted(kept.items())))


def _followed(unit: Unit, now: Ticket, asked: dict[str, Any]) -> Ticket:
    """The ticket with the fields asked for, and those that follow from them."""
    plain = {name: value for name, value in asked.items() if not name.startswith(CUSTOM)}
    after = replace(now, **plain)
    definitions = unit.workflows.definitions()
    if after.type != now.type and after.type not in definitions.open_types:
        raise DomainError("ticket.type", type=after.type)
    said = {name.removeprefix(CUSTOM): asked[name] for name in asked.keys() - plain.keys()}
    if said:
        fields = definitions.fields_of(after.type)
        after = replace(after, custom=merged(fields, now.custom, said))
    if "location" in asked and "region_id" not in asked:
        after = replace(after, region_id=region_at(unit.regions.all(), after.location))
    if "address" in asked or "location" in asked:
        after = replace(after, site_id=None)
    if "customer_name" in asked:
        after = replace(after, customer_id=customer_of(unit, after.customer_name, after.phone))
    return after
