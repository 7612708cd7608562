"""Maintenance plans, and the occasions that were answered."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.ids import CustomerId, UpkeepId
from dispatch_console.domain.ticket import Priority
from dispatch_console.domain.upkeep import Occasion, Outcome, Template, Unit, Upkeep
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.edited import Edited
from dispatch_console.storage.repositories.keyed import Values, among
from dispatch_console.storage.repositories.values import skills_from_json, skills_to_json

_O, _T = schema.occasion.c, schema.upkeep_told.c


class Upkeeps(Edited[UpkeepId, Upkeep]):
    """Maintenance plans."""

    table = schema.upkeep

    def of(self, customers: Iterable[CustomerId]) -> dict[UpkeepId, Upkeep]:
        """All plans of these customers."""
        return self._by_id(self._select().where(among(self.table.c.customer_id, customers)))

    def active(self) -> dict[UpkeepId, Upkeep]:
        """Those not put to rest."""
        return self._by_id(self._select().where(self.table.c.active))

    def answered(self, plans: Iterable[UpkeepId]) -> dict[UpkeepId, int]:
        """How many occasions of each have been answered; a plan without any is not there."""
        statement = (
            select(_O.plan_id, func.max(_O.place) + 1)
            .where(among(_O.plan_id, plans))
            .group_by(_O.plan_id)
        )
        return {UpkeepId(row[0]): row[1] for row in self._connection.execute(statement)}

    def occasions(self, plans: Iterable[UpkeepId]) -> tuple[Occasion, ...]:
        """All that were answered, the last first."""
        rows = self._connection.execute(
            select(schema.occasion)
            .where(among(_O.plan_id, plans))
            .order_by(_O.due_on.desc(), _O.id.desc())
        )
        return tuple(
            Occasion(
                plan_id=UpkeepId(row.plan_id),
                place=row.place,
                due_on=row.due_on,
                value=row.value,
                passed=row.passed,
                outcome=Outcome(row.outcome),
                ticket_id=row.ticket_id,
            )
            for row in rows
        )

    def answer(self, occasion: Occasion) -> bool:
        """Record the answer; False, and nothing changed, where the occasion had one."""
        statement = (
            insert(schema.occasion)
            .values(
                plan_id=occasion.plan_id,
                place=occasion.place,
                due_on=occasion.due_on,
                value=occasion.value,
                passed=occasion.passed,
                outcome=occasion.outcome.value,
                ticket_id=occasion.ticket_id,
            )
            .on_conflict_do_nothing()
            .returning(_O.id)
        )
        return self._connection.execute(statement).first() is not None

    def told(self, plan: UpkeepId) -> int:
        """How many occasions of it people were told of or passed over."""
        last = select(func.max(_T.place)).where(_T.plan_id == plan)
        found = self._connection.scalar(last)
        return 0 if found is None else found + 1

    def tell_once(self, occasion: Occasion) -> bool:
        """Mark that people are told of it; False where they were already."""
        marked = (
            insert(schema.upkeep_told)
            .values(plan_id=occasion.plan_id, place=occasion.place, due_on=occasion.due_on)
            .on_conflict_do_nothing()
            .returning(_T.id)
        )
        return self._connection.execute(marked).first() is not None

    def _values(self, row: Upkeep) -> Values:
        made = row.template
        return {
            "name": row.name,
            "customer_id": row.customer_id,
            "site_id": row.site_id,
            "asset_id": row.asset_id,
            "unit": row.unit.value,
            "every": row.every,
            "starts_on": row.starts_on,
            "ends_on": row.ends_on,
            "meter_id": row.meter_id,
            "starts_at": row.starts_at,
            "lead_days": row.lead_days,
            "zone": row.zone,
            "tell_customer": row.tell_customer,
            "tell_team": row.tell_team,
            "tell_days": row.tell_days,
            "active": row.active,
            "template": {
                "title": made.title,
                "type": made.type,
                "category": made.category,
                "description": made.description,
                "priority": int(made.priority),
                "duration_s": made.duration_s,
                "skills": skills_to_json(made.skills),
                "checklist": list(made.checklist),
            },
        }

    def _row(self, found: DbRow[Any]) -> Upkeep:
        made = found.template
        return Upkeep(
            id=UpkeepId(found.id),
            name=found.name,
            customer_id=found.customer_id,
            site_id=found.site_id,
            asset_id=found.asset_id,
            unit=Unit(found.unit),
            every=found.every,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            meter_id=found.meter_id,
            starts_at=found.starts_at,
            lead_days=found.lead_days,
            zone=found.zone,
            template=Template(
                title=made["title"],
                type=made["type"],
                category=made["category"],
                description=made["description"],
                priority=Priority(made["priority"]),
                duration_s=made["duration_s"],
                skills=skills_from_json(made["skills"]),
                checklist=tuple(made["checklist"]),
            ),
            tell_customer=found.tell_customer,
            tell_team=found.tell_team,
            tell_days=found.tell_days,
            active=found.active,
            version=found.version,
        )
