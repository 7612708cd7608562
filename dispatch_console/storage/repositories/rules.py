"""Rules, what they did, and what they go by."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, RuleId, TicketId
from dispatch_console.domain.rules.effects import effect_from_json, effect_to_json
from dispatch_console.domain.rules.record import Logged
from dispatch_console.domain.rules.rule import (
    Event,
    Rule,
    definition_from_json,
    definition_to_json,
)
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among

_log = logging.getLogger(__name__)

_L, _F, _T = schema.rule_log.c, schema.rule_firing.c, schema.rule_turn.c

_FIRST_SEEN = text(
    "SELECT DISTINCT ON (row_id) row_id, after FROM audit"
    " WHERE kind = 'ticket' AND before IS NULL AND row_id = ANY(:ids) ORDER BY row_id, id"
)

# The visits of others at the same device, else of the same customer, the last one first.
_PREVIOUS = text(
    "SELECT v.engineer_id FROM visit v JOIN ticket t ON t.id = v.ticket_id"
    " JOIN ticket now ON now.id = :ticket"
    " WHERE t.id <> now.id AND lower(v.during) < :at"
    "  AND (t.asset_id = now.asset_id OR t.customer_id = now.customer_id)"
    "  AND t.status IN ('in_progress', 'resolved', 'confirmed', 'closed', 'archived', 'reopened')"
    " ORDER BY (t.asset_id = now.asset_id) IS TRUE DESC, lower(v.during) DESC LIMIT 20"
)


class Rules(Keyed[RuleId, Rule]):
    """The definitions, and the tables that the rules at work write."""

    table = schema.rule

    def active(self) -> tuple[Rule, ...]:
        """Those in force, in their order; one whose definition cannot be read is left out."""
        found = self._connection.execute(
            select(self.table)
            .where(self.table.c.active)
            .order_by(self.table.c.position, self.table.c.id)
        )
        rules: list[Rule] = []
        for row in found:
            try:
                rules.append(self._row(row))
            except DomainError as error:
                _log.warning("the rule %s is left out: %s", row.name, error)
        return tuple(rules)

    def ordered(self) -> tuple[Rule, ...]:
        """All of them, in their order."""
        return tuple(sorted(self.every().values(), key=lambda rule: (rule.position, rule.id)))

    def write(self, rule: Rule) -> None:
        """Change a rule that is there. Raises `rules.gone`, `rules.changed_meanwhile`."""
        now = self.lock([rule.id]).get(rule.id)
        if now is None:
            raise DomainError("rules.gone", name=rule.name)
        if now.version != rule.version:
            raise DomainError("rules.changed_meanwhile", name=rule.name)
        self._connection.execute(
            update(self.table).where(self.table.c.id == rule.id).values(**self._values(rule))
        )

    def place(self, positions: Mapping[RuleId, int]) -> None:
        """Say where in the order each stands."""
        for key, position in sorted(positions.items()):
            self._connection.execute(
                update(self.table).where(self.table.c.id == key).values(position=position)
            )

    def remove(self, rule: RuleId) -> None:
        """Delete the definition; its versions and its log stay."""
        self._connection.execute(delete(self.table).where(self.table.c.id == rule))

    def region_codes(self) -> dict[str, RegionId]:
        """Code → id, without the outlines."""
        region = schema.region.c
        return {
            row.code: row.id for row in self._connection.execute(select(region.code, region.id))
        }

    def skill_codes(self) -> frozenset[str]:
        """The catalogue's codes."""
        return frozenset(self._connection.scalars(select(schema.skill.c.code)))

    def log(self, lines: Iterable[Logged]) -> None:
        """Add lines to the log; without a time they are of now."""
        rows = [
            {
                "at": line.at or func.now(),
                "rule_id": line.rule,
                "rule_version": line.version,
                "rule_name": line.name,
                "ticket_id": line.ticket_id,
                "event": line.event.value,
                "outcome": line.outcome.value,
                "changes": {name: list(pair) for name, pair in line.changes.items()},
                "deeds": [effect_to_json(deed) for deed in line.deeds],
                "stopped": line.stopped,
                "error": line.error,
            }
            for line in lines
        ]
        if rows:
            self._connection.execute(insert(schema.rule_log).values(rows))

    def logged(
        self, rule: RuleId | None = None, *, fired_only: bool = False, most: int = 500
    ) -> tuple[Logged, ...]:
        """The log, the last line first: of one rule or of all."""
        statement = (
            select(schema.rule_log, schema.ticket.c.number)
            .join(schema.ticket, schema.ticket.c.id == _L.ticket_id)
            .order_by(_L.id.desc())
            .limit(most)
        )
        if rule is not None:
            statement = statement.where(_L.rule_id == rule)
        if fired_only:
            statement = statement.where(_L.outcome != Outcome.NOT_MET.value)
        return tuple(map(_logged, self._connection.execute(statement)))

    def trim_log(self, before: datetime) -> int:
        """Drop lines of rules whose condition did not hold before then; how many."""
        idle = _L.outcome == Outcome.NOT_MET.value
        gone = delete(schema.rule_log).where(idle & (_L.at < before))
        return self._connection.execute(gone).rowcount

    def latest(self, most: int) -> tuple[TicketId, ...]:
        """The tickets that came in last, the newest first."""
        ticket = schema.ticket.c
        found = select(ticket.id).where(ticket.crew_of.is_(None)).order_by(ticket.id.desc())
        return tuple(map(TicketId, self._connection.scalars(found.limit(most))))

    def first_seen(self, tickets: Iterable[TicketId]) -> dict[TicketId, Mapping[str, Any]]:
        """The rows of these tickets as they came in, by the audit trail; those it still has."""
        found = self._connection.execute(_FIRST_SEEN, {"ids": list(tickets)})
        return {TicketId(row.row_id): row.after for row in found}

    def previous(self, ticket: TicketId, at: datetime) -> tuple[EngineerId, ...]:
        """Who was there before, the best guess first: for its device, then for its customer."""
        found = self._connection.scalars(_PREVIOUS, {"ticket": ticket, "at": at})
        return tuple(dict.fromkeys(map(EngineerId, found)))

    def loads(self, since: datetime) -> dict[EngineerId, float]:
        """Hours of visits and travel that each has before them."""
        visit = schema.visit.c
        span = func.extract("epoch", func.upper(visit.during) - func.lower(visit.during))
        hours = (func.sum(span + visit.travel_s) / 3600).label("hours")
        found = self._connection.execute(
            select(visit.engineer_id, hours)
            .where(visit.active, func.upper(visit.during) > since)
            .group_by(visit.engineer_id)
        )
        return {EngineerId(row.engineer_id): float(row.hours) for row in found}

    def turns(self, rule: RuleId) -> dict[EngineerId, int]:
        """The number of each one's last turn by this rule."""
        found = self._connection.execute(select(_T.engineer_id, _T.turn).where(_T.rule_id == rule))
        return {EngineerId(row.engineer_id): row.turn for row in found}

    def take_turn(self, rule: RuleId, engineer: EngineerId) -> None:
        """It was this one's turn."""
        last = select(func.coalesce(func.max(_T.turn), 0) + 1).where(_T.rule_id == rule)
        turn = upsert(schema.rule_turn).values(
            rule_id=rule, engineer_id=engineer, turn=last.scalar_subquery()
        )
        self._connection.execute(
            turn.on_conflict_do_update(
                index_elements=["rule_id", "engineer_id"], set_={"turn": turn.excluded.turn}
            )
        )

    def fire_once(self, rule: RuleId, ticket: TicketId, occasion: str) -> bool:
        """Whether the rule has not fired at the ticket for this occasion; from now on it has."""
        turn = upsert(schema.rule_firing).values(rule_id=rule, ticket_id=ticket, occasion=occasion)
        taken = turn.on_conflict_do_update(
            index_elements=["rule_id", "ticket_id"],
            set_={"occasion": occasion},
            where=_F.occasion != occasion,
        )
        return self._connection.execute(taken.returning(_F.rule_id)).first() is not None

    def fired(self, rule: RuleId, tickets: Iterable[TicketId]) -> dict[TicketId, str]:
        """The last occasion for which it fired at each of these."""
        found = self._connection.execute(
            select(_F.ticket_id, _F.occasion).where(
                _F.rule_id == rule, among(_F.ticket_id, tickets)
            )
        )
        return {TicketId(row.ticket_id): row.occasion for row in found}

    def waiting(
        self, statuses: Iterable[str]
    ) -> dict[TicketId, tuple[datetime, Mapping[str, Any]]]:
        """Tickets in these statuses: since when, and their deadlines by name."""
        ticket, step = schema.ticket.c, schema.step.c
        last = select(func.max(step.at)).where(step.ticket_id == ticket.id).scalar_subquery()
        found = self._connection.execute(
            select(
                ticket.id,
                func.coalesce(last, ticket.created_at).label("since"),
                ticket.response_due,
                ticket.resolution_due,
            ).where(among(ticket.status, sorted(statuses)), ticket.crew_of.is_(None))
        )
        return {
            TicketId(row.id): (
                row.since,
                {"response_due": row.response_due, "resolution_due": row.resolution_due},
            )
            for row in found
        }

    def _values(self, row: Rule) -> Values:
        return {
            "name": row.name.strip(),
            "position": row.position,
            "active": row.active,
            "event": row.trigger.event.value,
            "definition": definition_to_json(row),
        }

    def _row(self, found: Row[Any]) -> Rule:
        given = definition_from_json(found.event, found.definition)
        return Rule(
            id=RuleId(found.id),
            name=found.name,
            position=found.position,
            active=found.active,
            trigger=given.trigger,
            condition=given.condition,
            effects=given.effects,
            stop=given.stop,
            zone=given.zone,
            version=found.version,
        )


def _logged(row: Row[Any]) -> Logged:
    return Logged(
        rule=RuleId(row.rule_id),
        version=row.rule_version,
        name=row.rule_name,
        ticket_id=TicketId(row.ticket_id),
        ticket=row.number,
        event=Event(row.event),
        outcome=Outcome(row.outcome),
        at=row.at,
        changes={name: (pair[0], pair[1]) for name, pair in row.changes.items()},
        deeds=tuple(map(effect_from_json, row.deeds)),
        stopped=row.stopped,
        error=row.error,
    )
