"""What administrators lay down: types of tickets, editions of workflows, custom fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.custom import require_sound as require_field_sound
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import WorkflowId
from dispatch_console.domain.workflow import BUILT_IN, TicketType, Workflow
from dispatch_console.domain.workflow_rules import require_sound
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Unit

STEP = 10
"""Between the places of two types."""

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Standing:
    """The definitions, and how many tickets go by each edition (None: by the built-in one)."""

    definitions: Definitions
    users: Mapping[WorkflowId | None, int]


def read(ctx: Context) -> Standing:
    """All as of now."""
    with ctx.database.snapshot() as snap:
        return Standing(snap.workflows.definitions(), snap.workflows.users())


def publish(ctx: Context, command_id: UUID, workflow: Workflow) -> ChangeSet:
    """Put a new edition in force: from now on, new tickets of its type go by it, others by theirs.

    `workflow.edition` is the one it was made from. Raises `workflow.faulty` with its `faults`,
    `ticket.type` for a type there is not, `workflow.published_meanwhile` where somebody else has
    published one since.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = unit.workflows.definitions()
        if workflow.type not in {one.code for one in now.types}:
            raise DomainError("ticket.type", type=workflow.type)
        require_sound(workflow, (field.code for field in now.fields_of(workflow.type)))
        if now.in_force(workflow.type).edition != workflow.edition:
            raise DomainError("workflow.published_meanwhile")
        after = replace(workflow, edition=workflow.edition + 1)
        unit.workflows.publish(after, ctx.user, ctx.clock())

    what = f"workflow.publish {workflow.type}"
    return ctx.database.run(work, user=ctx.user, command=command_id, what=what)[1]


def save_type(
    ctx: Context, command_id: UUID, type_: TicketType, *, new: bool, like: str = BUILT_IN.type
) -> ChangeSet:
    """Name a type, retire it or take it up again. A new one comes behind all others, with the
    workflow and the custom fields of the type `like` to begin with.

    Tickets of one that is retired go on as they were; new ones do not get it. Raises `type.code`,
    `type.name`, `type.exists`, `type.general` for who would retire that one,
    `type.changed_meanwhile`, `ticket.type` for a `like` there is not.
    """
    if not _CODE.fullmatch(type_.code):
        raise DomainError("type.code", type=type_.code)
    if not (type_.name_en.strip() and type_.name_zh.strip()):
        raise DomainError("type.name", type=type_.code)

    if type_.code == BUILT_IN.type and not type_.active:
        raise DomainError("type.general")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        if new:
            _add_type(unit, ctx, type_, like)
        else:
            unit.workflows.update_type(type_)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="type.save")[1]


def _add_type(unit: Unit, ctx: Context, type_: TicketType, like: str) -> None:
    now = unit.workflows.definitions()
    codes = {one.code for one in now.types}
    if type_.code in codes:
        raise DomainError("type.exists", type=type_.code)
    if like not in codes:
        raise DomainError("ticket.type", type=like)
    last = max(one.position for one in now.types)
    unit.workflows.add_type(replace(type_, position=last + STEP))
    first = replace(now.in_force(like), type=type_.code, edition=1)
    unit.workflows.publish(first, ctx.user, ctx.clock())
    # The general type's fields are asked of all tickets as it is.
    for field in now.fields if like != BUILT_IN.type else ():
        if field.type == like:
            unit.workflows.add_field(replace(field, id=0, type=type_.code))


def order_types(ctx: Context, command_id: UUID, order: Sequence[str]) -> ChangeSet:
    """Offer the types in this order; others, made meanwhile, come behind."""

    def work(unit: Unit) -> None:
        if not unit.already_done:
            there = [one.code for one in unit.workflows.definitions().types]
            named = [code for code in order if code in there]
            rest = [code for code in there if code not in named]
            unit.workflows.place_types({c: STEP * n for n, c in enumerate([*named, *rest], 1)})

    return ctx.database.run(work, user=ctx.user, command=command_id, what="type.order")[1]


def save_field(ctx: Context, command_id: UUID, field: CustomField) -> ChangeSet:
    """Write a field of custom values; one with `id` 0 is new. Its kind never changes.

    Raises `field.code`, `field.name`, `field.choices`, `field.target`, `field.kind`, `field.twice`
    where the type (or the general one) has that code, `field.changed_meanwhile`, `ticket.type`.
    """
    require_field_sound(field)

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        now = unit.workflows.definitions()
        if field.type not in {one.code for one in now.types}:
            raise DomainError("ticket.type", type=field.type)
        _require_alone(field, now)
        if not field.id:
            unit.workflows.add_field(field)
            return
        before = next((one for one in now.fields if one.id == field.id), None)
        if before is None or before.version != field.version:
            raise DomainError("field.changed_meanwhile", field=field.code)
        if (before.kind, before.code, before.type) != (field.kind, field.code, field.type):
            raise DomainError("field.kind", field=before.code)
        unit.workflows.update_field(field)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="field.save")[1]


def _require_alone(field: CustomField, now: Definitions) -> None:
    """A code means one thing on a ticket, whichever type lays it down."""
    general = BUILT_IN.type
    for other in now.fields:
        related = field.type == other.type or general in (field.type, other.type)
        if other.id != field.id and other.code == field.code and related:
            raise DomainError("field.twice", field=field.code)
