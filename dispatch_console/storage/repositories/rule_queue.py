"""Events that rules wait for, and deeds they have left to be done: each is taken once."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, text, update

from dispatch_console.domain.ids import RuleId, TicketId
from dispatch_console.domain.rules.effects import effect_from_json, effect_to_json
from dispatch_console.domain.rules.record import Deed
from dispatch_console.domain.rules.rule import Event, Happening
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among

_E, _D = schema.rule_event.c, schema.rule_deed.c

_SPEAK = text(
    "SELECT set_config('dispatch.why', :why, true), set_config('dispatch.rules', :cause, true)"
)
_WHY = text("SELECT coalesce(current_setting('dispatch.why', true), '')")


class RuleQueue:
    """What is taken is gone with the transaction that takes it; given up, it is there again."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, tickets: Iterable[TicketId] | None = None) -> Happening | None:
        """The next event that nobody else has in hand, of these tickets or of any."""
        wanted = select(_E.id).where(_E.due_at <= func.now()).order_by(_E.id).limit(1)
        if tickets is not None:
            wanted = wanted.where(among(_E.ticket_id, tickets))
        one = wanted.with_for_update(skip_locked=True).scalar_subquery()
        taken = delete(schema.rule_event).where(_E.id == one).returning(schema.rule_event)
        row = self._connection.execute(taken).first()
        return None if row is None else _happening(row)

    def put(self, what: Happening) -> None:
        """Have it handled: the time of a rule has come at a ticket."""
        self._connection.execute(
            insert(schema.rule_event).values(
                ticket_id=what.ticket_id, event=what.event.value, at=what.at, rule_id=what.rule
            )
        )

    def put_off(self, event: int, pause: timedelta) -> None:
        """Try again later."""
        self._connection.execute(
            update(schema.rule_event)
            .where(_E.id == event)
            .values(tries=_E.tries + 1, due_at=func.now() + pause)
        )

    def drop(self, event: int) -> None:
        """Give it up."""
        self._connection.execute(delete(schema.rule_event).where(_E.id == event))

    def forget(self, tickets: Iterable[TicketId]) -> None:
        """Drop what waits at these."""
        self._connection.execute(delete(schema.rule_event).where(among(_E.ticket_id, tickets)))

    def leave(self, deeds: Iterable[Deed]) -> None:
        """Have these done after this transaction."""
        rows = [
            {
                "ticket_id": one.ticket_id,
                "rule_id": one.rule,
                "rule_version": one.version,
                "rule_name": one.name,
                "event": one.event.value,
                "deed": effect_to_json(one.deed),
                "chain": list(one.chain),
                "depth": one.depth,
            }
            for one in deeds
        ]
        if rows:
            self._connection.execute(insert(schema.rule_deed), rows)

    def deeds(self, most: int) -> tuple[Deed, ...]:
        """Those that are to be done now."""
        found = select(schema.rule_deed).where(_D.due_at <= func.now()).order_by(_D.id)
        return tuple(map(_deed, self._connection.execute(found.limit(most))))

    def put_off_deed(self, deed: int, pause: timedelta) -> None:
        """Try again later."""
        self._connection.execute(
            update(schema.rule_deed)
            .where(_D.id == deed)
            .values(tries=_D.tries + 1, due_at=func.now() + pause)
        )

    def finish(self, deed: int) -> bool:
        """The deed is done, or given up; whether it was still there."""
        gone = delete(schema.rule_deed).where(_D.id == deed).returning(_D.id)
        return self._connection.execute(gone).first() is not None

    @contextmanager
    def by_rules(self, names: Iterable[str], chain: Iterable[int], depth: int) -> Iterator[None]:
        """What is written meanwhile is the rules' doing: they are the reason in the trail, and
        events that come of it know them."""
        before = self._connection.execute(_WHY).scalar_one()
        cause = f"{depth}:{','.join(map(str, chain))}"
        self._connection.execute(_SPEAK, {"why": "; ".join(names), "cause": cause})
        yield
        self._connection.execute(_SPEAK, {"why": before, "cause": ""})

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails within is undone alone."""
        with self._connection.begin_nested():
            yield


def _happening(row: Row[Any]) -> Happening:
    return Happening(
        id=row.id,
        ticket_id=TicketId(row.ticket_id),
        event=Event(row.event),
        at=row.at,
        fields=frozenset(row.fields),
        before=row.before,
        after=row.after,
        chain=tuple(map(RuleId, row.chain)),
        depth=row.depth,
        rule=None if row.rule_id is None else RuleId(row.rule_id),
        tries=row.tries,
    )


def _deed(row: Row[Any]) -> Deed:
    return Deed(
        id=row.id,
        command=row.command_id,
        rule=RuleId(row.rule_id),
        version=row.rule_version,
        name=row.rule_name,
        ticket_id=TicketId(row.ticket_id),
        event=Event(row.event),
        deed=effect_from_json(row.deed),
        chain=tuple(map(RuleId, row.chain)),
        depth=row.depth,
        tries=row.tries,
    )
