"""Definitions of types of tickets, their workflows and custom fields."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy import Row as DbRow

from dispatch_console.domain.custom import Choice, CustomField, FieldKind, Target
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import WorkflowId
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Reason, TicketType, Transition, Trigger, Workflow
from dispatch_console.storage import schema

_T, _W, _F = schema.ticket_type, schema.workflow, schema.custom_field


class Workflows:
    """Editions of workflows are only ever added; see `domain.workflow`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def definitions(self) -> Definitions:
        """All there are."""
        types = self._connection.execute(select(_T).order_by(_T.c.position, _T.c.id))
        workflows = self._connection.execute(select(_W).order_by(_W.c.id))
        fields = self._connection.execute(select(_F).order_by(_F.c.id))
        return Definitions(
            types=tuple(map(_type, types)),
            workflows={WorkflowId(row.id): _workflow(row) for row in workflows},
            fields=tuple(map(_field, fields)),
        )

    def my_role(self) -> Role | None:
        """The role of whoever is logged in; None for who owns the tables."""
        found = self._connection.scalar(text("SELECT role FROM my_seat()"))
        return None if found is None else Role(found)

    def add_type(self, type_: TicketType) -> None:
        """A type that was not there."""
        self._connection.execute(insert(_T).values(**_type_values(type_)))

    def update_type(self, type_: TicketType) -> None:
        """Write the type of that code. Raises `type.changed_meanwhile` where its version is
        another one now."""
        statement = update(_T).where(_T.c.code == type_.code, _T.c.version == type_.version)
        if not self._connection.execute(statement.values(**_type_values(type_))).rowcount:
            raise DomainError("type.changed_meanwhile", type=type_.code)

    def place_types(self, places: Mapping[str, int]) -> None:
        """Offer them in this order."""
        for code, place in places.items():
            moved = update(_T).where(_T.c.code == code, _T.c.position != place)
            self._connection.execute(moved.values(position=place))

    def publish(self, workflow: Workflow, who: str, at: datetime) -> WorkflowId:
        """A new edition of the type's workflow, in force at once."""
        statement = insert(_W).values(
            type=workflow.type,
            edition=workflow.edition,
            definition=to_json(workflow),
            published_at=at,
            published_by=who,
        )
        return WorkflowId(self._connection.execute(statement.returning(_W.c.id)).scalar_one())

    def users(self) -> dict[WorkflowId | None, int]:
        """How many tickets go by each edition; under None those that came before there were any."""
        found = self._connection.execute(
            select(schema.ticket.c.workflow_id, func.count())
            .where(schema.ticket.c.crew_of.is_(None))
            .group_by(schema.ticket.c.workflow_id)
        )
        return {None if key is None else WorkflowId(key): count for key, count in found}

    def add_field(self, field: CustomField) -> int:
        """A field that was not there; its id."""
        statement = insert(_F).values(**_field_values(field))
        return self._connection.execute(statement.returning(_F.c.id)).scalar_one()

    def update_field(self, field: CustomField) -> None:
        """Write it. Raises `field.changed_meanwhile` where its version is another one now."""
        statement = (
            update(_F)
            .where(_F.c.id == field.id, _F.c.version == field.version)
            .values(**_field_values(field))
        )
        if self._connection.execute(statement).rowcount != 1:
            raise DomainError("field.changed_meanwhile", field=field.code)


def to_json(workflow: Workflow) -> dict[str, Any]:
    """What the database keeps of it, and judges steps by."""
    return {
        "steps": [_step_json(step) for step in workflow.transitions],
        "children_first": workflow.children_first,
        "ended_outside": workflow.ended_outside,
    }


def _step_json(step: Transition) -> dict[str, Any]:
    return {
        "before": step.before.value,
        "after": step.after.value,
        "roles": sorted(role.value for role in step.roles),
        "needs": list(step.needs),
        "reason": step.reason,
        "reasons": [[reason.name_en, reason.name_zh] for reason in step.reasons],
        "signature": step.signature,
        "triggers": [trigger.value for trigger in step.triggers],
        "after_days": step.after_days,
        "undoable": step.undoable,
    }


def _step(found: Mapping[str, Any]) -> Transition:
    return Transition(
        before=Status(found["before"]),
        after=Status(found["after"]),
        roles=frozenset(map(Role, found["roles"])),
        needs=tuple(found["needs"]),
        reason=found["reason"],
        reasons=tuple(Reason(*names) for names in found["reasons"]),
        signature=found["signature"],
        triggers=tuple(map(Trigger, found["triggers"])),
        after_days=found["after_days"],
        undoable=found["undoable"],
    )


def _workflow(row: DbRow[Any]) -> Workflow:
    return Workflow(
        id=WorkflowId(row.id),
        type=row.type,
        edition=row.edition,
        transitions=tuple(map(_step, row.definition["steps"])),
        children_first=row.definition["children_first"],
        ended_outside=row.definition["ended_outside"],
        published_at=row.published_at,
        published_by=row.published_by,
    )


def _type(row: DbRow[Any]) -> TicketType:
    return TicketType(
        row.code,
        row.name_en,
        row.name_zh,
        active=row.active,
        position=row.position,
        version=row.version,
    )


def _type_values(type_: TicketType) -> dict[str, Any]:
    return {
        "code": type_.code,
        "name_en": type_.name_en,
        "name_zh": type_.name_zh,
        "active": type_.active,
        "position": type_.position,
    }


def _field_values(field: CustomField) -> dict[str, Any]:
    return {
        "type": field.type,
        "code": field.code,
        "name_en": field.name_en,
        "name_zh": field.name_zh,
        "kind": field.kind.value,
        "choices": [[one.code, one.name_en, one.name_zh] for one in field.choices],
        "target": None if field.target is None else field.target.value,
        "required_in": _values(field.required_in),
        "searchable": field.searchable,
        "preset": field.default,
        "position": field.position,
        "active": field.active,
    }


def _field(row: DbRow[Any]) -> CustomField:
    return CustomField(
        id=row.id,
        type=row.type,
        code=row.code,
        name_en=row.name_en,
        name_zh=row.name_zh,
        kind=FieldKind(row.kind),
        choices=tuple(Choice(*names) for names in row.choices),
        target=None if row.target is None else Target(row.target),
        required_in=frozenset(map(Status, row.required_in)),
        searchable=row.searchable,
        default=row.preset,
        position=row.position,
        active=row.active,
        version=row.version,
    )


def _values(statuses: Iterable[Status]) -> list[str]:
    return sorted(status.value for status in statuses)
