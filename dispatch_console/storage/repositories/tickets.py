"""Tickets."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy import Row as DbRow

from dispatch_console.domain.customer import Customer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import (
    CustomerId,
    EngineerId,
    TicketId,
    WorkflowId,
)
from dispatch_console.domain.lifecycle import OPEN, WITHOUT_VISIT
from dispatch_console.domain.likeness import Call
from dispatch_console.domain.phone import digits
from dispatch_console.domain.ticket import Lock, Status, Ticket
from dispatch_console.domain.wording import Pieces, Wanted
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among
from dispatch_console.storage.repositories.kin import kin_of
from dispatch_console.storage.repositories.ticket_rows import ticket_of, ticket_select
from dispatch_console.storage.repositories.values import (
    lat_lon,
    phone_digits,
    phone_starts,
    skills_to_json,
    windows_to_json,
)

_DISPATCHED = frozenset(
    {
        *("status", "lock", "number", "channel", "created_at"),
        *("type", "workflow_id", "parent_id", "merged_into", "hold_reason"),
        *("sla_policy_id", "asset_id", "queue_id", "owner", "impact", "urgency"),
    }
)
"""What belongs to the console once a ticket is there: a repeated import leaves it alone."""

NEAR_DEGREES = 0.003
"""A square about a place wide enough for all that counts as near it."""

_SET_STATUS = text(
    "UPDATE ticket SET status = given.status,"
    " visit_id = CASE WHEN given.status = ANY(:without_visit) THEN NULL ELSE visit_id END"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:statuses AS text[])) AS given (id, status)"
    " WHERE ticket.id = given.id"
)

_STANDING = text(
    "SELECT t.id FROM ticket t WHERE t.workflow_id = :workflow AND t.status = :status"
    " AND t.crew_of IS NULL AND coalesce((SELECT max(at) FROM step WHERE ticket_id = t.id"
    " AND after = t.status), t.created_at) <= :since ORDER BY random() LIMIT :most"
)

SEARCHED = func.concat_ws(
    "\n",
    *(
        schema.ticket.c[name]
        for name in ("number", "external_id", "title", "description", "category", "customer_name")
    ),
    schema.ticket.c.address,
    schema.ticket.c.phone,
    func.translate(schema.ticket.c.phone, " -()+", ""),
    schema.engineer.c.name,
    schema.engineer.c.number,
    literal_column(
        "(SELECT string_agg(e.value, chr(10)) FROM jsonb_each_text(ticket.custom) e WHERE e.key"
        " NOT IN (SELECT code FROM custom_field WHERE NOT searchable))"
    ),
)
"""What one searches in of a ticket joined with its visit's engineer."""


class Tickets(Keyed[TicketId, Ticket]):
    """Tickets with their active visit.

    `add` and `upsert` allocate a number where `number` is empty. `upsert` finds a ticket by its
    external id and never touches status, lock, visit, number, channel or creation time of one that
    is there; a row that says what the last upsert said is unchanged, whatever people edited since.
    """

    table = schema.ticket

    def open(self) -> dict[TicketId, Ticket]:
        """All tickets on the board."""
        return self._by_id(self._select().where(among(self.table.c.status, sorted(OPEN))))

    def closed_with(self, words: Wanted, most: int) -> tuple[Ticket, ...]:
        """Those no longer on the board that mention every word, the newest first.

        Reads what `ui.searching` reads of an open one; of 50,000 in a fraction of a second.
        """
        statement = (
            self._select()
            .outerjoin(schema.engineer, schema.engineer.c.id == schema.visit.c.engineer_id)
            .where(
                not_(among(self.table.c.status, sorted(OPEN))),
                *(or_(*(all_in(SEARCHED, way) for way in ways)) for ways in words),
            )
            .order_by(self.table.c.id.desc())
            .limit(most)
        )
        return tuple(self._row(found) for found in self._connection.execute(statement))

    def ending_in(self, digits: str, most: int) -> tuple[Ticket, ...]:
        """Those no longer on the board whose number ends in just these digits, zeros before them
        aside; the newest first."""
        column = self.table.c
        statement = (
            self._select()
            .where(
                not_(among(column.status, sorted(OPEN))),
                column.number.regexp_match(f"(^|[^0-9])0*{digits}$"),
            )
            .order_by(column.id.desc())
            .limit(most)
        )
        return tuple(self._row(found) for found in self._connection.execute(statement))

    def held_by(self, engineers: Iterable[EngineerId]) -> frozenset[TicketId]:
        """Those on the board that have a visit by one of these engineers."""
        ids = (
            select(self.table.c.id)
            .join(schema.visit, schema.visit.c.id == self.table.c.visit_id)
            .where(
                among(self.table.c.status, sorted(OPEN)),
                among(schema.visit.c.engineer_id, engineers),
            )
        )
        return frozenset(map(TicketId, self._connection.scalars(ids)))

    def visited_by(
        self, engineer: EngineerId, since: datetime, until: datetime
    ) -> tuple[Ticket, ...]:
        """Those with a visit by the engineer that begins in that time, its end left out."""
        visit = schema.visit.c
        # As the index has it that keeps engineers from being booked twice.
        whose = func.int8range(visit.engineer_id, visit.engineer_id, "[]")
        chosen = self._select().where(
            visit.active,
            whose.op("&&")(func.int8range(engineer, engineer, "[]")),
            visit.during.op("&&")(func.tstzrange(since, until)),
            func.lower(visit.during) >= since,
        )
        return tuple(self._by_id(chosen).values())

    def crew(self, whole: TicketId) -> tuple[Ticket, ...]:
        """The ticket and its mates, whatever became of them, in the order of their places."""
        chosen = or_(self.table.c.id == whole, self.table.c.crew_of == whole)
        found = self._by_id(self._select().where(chosen)).values()
        return tuple(sorted(found, key=lambda row: row.crew_place))

    def children(self, ticket: TicketId) -> tuple[Ticket, ...]:
        """Those that were split from it, whatever became of them."""
        chosen = self.table.c.parent_id == ticket, self.table.c.crew_of.is_(None)
        return tuple(self._by_id(self._select().where(*chosen)).values())

    def merged_in(self, ticket: TicketId) -> tuple[Ticket, ...]:
        """Those in whose stead it goes on."""
        chosen = self.table.c.merged_into == ticket, self.table.c.crew_of.is_(None)
        return tuple(self._by_id(self._select().where(*chosen)).values())

    def standing_since(
        self, workflow: WorkflowId, status: Status, since: datetime, most: int
    ) -> tuple[TicketId, ...]:
        """Those that go by the workflow and have been in the status since then or longer.

        In no order: however many there are that cannot be taken further, the others get their turn.
        """
        return tuple(
            self._connection.scalars(
                _STANDING,
                {"workflow": workflow, "status": status.value, "since": since, "most": most},
            )
        )

    def kin(self, ids: Iterable[TicketId]) -> frozenset[TicketId]:
        """Those on the board that depend on these or these on them, see `kin_of`."""
        return kin_of(self._connection, ids)

    def calling(self, start: str, limit: int) -> dict[TicketId, Ticket]:
        """Up to `limit` open ones whose number starts with these digits, or does without its area
        code."""
        chosen = among(self.table.c.status, sorted(OPEN)), phone_starts(self.table.c.phone, start)
        return self._by_id(self._select().where(*chosen).limit(limit))

    def open_of(self, customers: Iterable[CustomerId]) -> dict[TicketId, Ticket]:
        """The open ones of these customers."""
        chosen = (
            among(self.table.c.status, sorted(OPEN)),
            among(self.table.c.customer_id, customers),
        )
        return self._by_id(self._select().where(*chosen))

    def about(self, column: str, subject: int, limit: int) -> tuple[Ticket, ...]:
        """The tickets whose `customer_id`, `site_id` or `asset_id` it is, the newest first."""
        chosen = self._select().where(
            self.table.c[column] == subject, self.table.c.crew_of.is_(None)
        )
        newest = chosen.order_by(self.table.c.created_at.desc(), self.table.c.id.desc())
        return tuple(self._row(found) for found in self._connection.execute(newest.limit(limit)))

    def move_customer(self, gone: Customer, stays: Customer) -> None:
        """Have the tickets of the one customer be the other's; those under its name get the new
        one."""
        held = self.table.c.customer_id == gone.id
        renamed = held & (self.table.c.customer_name == gone.name)
        for where, values in (
            (renamed, {"customer_id": stays.id, "customer_name": stays.name}),
            (held, {"customer_id": stays.id}),
        ):
            self._connection.execute(update(self.table).where(where).values(values))

    def ended_near(self, call: Call, since: datetime, limit: int) -> dict[TicketId, Ticket]:
        """Those no longer open, created since then, at the call's site or place or of its phone."""
        alike: list[ColumnElement[bool]] = []
        if call.site_id is not None:
            alike.append(self.table.c.site_id == call.site_id)
        if digits(call.phone):
            alike.append(phone_digits(self.table.c.phone) == digits(call.phone))
        if call.location is not None:
            lat, lon = call.location.lat, call.location.lon
            alike.append(
                self.table.c.lat.between(lat - NEAR_DEGREES, lat + NEAR_DEGREES)
                & self.table.c.lon.between(lon - NEAR_DEGREES, lon + NEAR_DEGREES)
            )
        if not alike:
            return {}
        chosen = self._select().where(
            self.table.c.created_at >= since,
            ~among(self.table.c.status, sorted(OPEN)),
            or_(*alike),
        )
        return self._by_id(chosen.limit(limit))

    def lock(self, ids: Iterable[TicketId]) -> dict[TicketId, Ticket]:
        """Locked in order of id until the unit ends, and then read.

        In one go, a ticket waited for would come as it is now beside its visit as it was before.
        """
        wanted = list(ids)
        self.hold(wanted)
        return self.get(wanted)

    def hold(self, ids: Iterable[TicketId]) -> None:
        """Locked in order of id until the unit ends, and not read."""
        self._connection.execute(
            select(self.table.c.id)
            .where(among(self.table.c.id, ids))
            .order_by(self.table.c.id)
            .with_for_update(key_share=True)
        )

    def update(self, tickets: Sequence[Ticket]) -> dict[TicketId, Ticket]:
        """Write the fields people edit, all but status, lock and visit; returns them as they are.

        `version` is the one the editor saw: raises `ticket.changed_meanwhile` if it is another
        one now, and `ticket.gone` if the ticket is no longer there.
        """
        now = self.lock([ticket.id for ticket in tickets])
        for ticket in sorted(tickets, key=lambda t: t.id):
            if ticket.id not in now:
                raise DomainError("ticket.gone", number=ticket.number)
            if now[ticket.id].version != ticket.version:
                raise DomainError("ticket.changed_meanwhile", number=ticket.number)
            values = self._values(ticket)
            for name in ("status", "lock"):
                del values[name]
            self._connection.execute(
                update(self.table).where(self.table.c.id == ticket.id).values(**values)
            )
        return self.get(now)

    def set_status(self, statuses: Mapping[TicketId, Status]) -> None:
        """Set statuses as they are given (`lifecycle.require_step` is the caller's).

        A ticket that gets to one of `lifecycle.WITHOUT_VISIT` loses its visit.
        """
        free = sorted(key for key, status in statuses.items() if status in WITHOUT_VISIT)
        self._connection.execute(
            update(schema.visit)
            .where(among(schema.visit.c.ticket_id, free), schema.visit.c.active)
            .values(active=False)
        )
        ids = sorted(statuses)
        self._connection.execute(
            _SET_STATUS,
            {
                "ids": ids,
                "statuses": [statuses[key].value for key in ids],
                "without_visit": [status.value for status in WITHOUT_VISIT],
            },
        )

    def set_lock(self, ids: Iterable[TicketId], lock: Lock) -> None:
        """Say what of the tickets' visits the solver must leave as it is."""
        self._connection.execute(
            update(self.table).where(among(self.table.c.id, ids)).values(lock=lock.value)
        )

    def _select(self) -> Select[Any]:
        return ticket_select()

    def _values(self, row: Ticket) -> Values:
        values: Values = {
            "external_id": row.external_id,
            "title": row.title,
            "status": row.status.value,
            "priority": int(row.priority),
            "channel": row.channel.value,
            "category": row.category,
            "description": row.description,
            "customer_id": row.customer_id,
            "customer_name": row.customer_name,
            "phone": row.phone,
            "site_id": row.site_id,
            "address": row.address,
            "region_id": row.region_id,
            "skills": skills_to_json(row.skills),
            "duration_s": row.duration_s,
            "windows": windows_to_json(row.windows),
            "created_at": row.created_at,
            "response_due": row.response_due,
            "resolution_due": row.resolution_due,
            "lock": row.lock.value,
            "crew_size": row.crew_size,
            "after": sorted(row.after),
            "same_engineer": row.same_engineer,
            "type": row.type,
            "workflow_id": row.workflow_id,
            "custom": dict(row.custom),
            "parent_id": row.parent_id,
            "merged_into": row.merged_into,
            "hold_reason": row.hold_reason.value,
            "sla_policy_id": row.sla_policy_id,
            "asset_id": row.asset_id,
            "queue_id": row.queue_id,
            "owner": row.owner,
            "impact": row.impact,
            "urgency": row.urgency,
            **lat_lon(row.location),
        }
        return values | {"number": row.number} if row.number else values

    def _row(self, found: DbRow[Any]) -> Ticket:
        return ticket_of(found)

    def _imported(self, row: Ticket) -> Values:
        values = self._values(row)
        return values | {"import_digest": _digest(values)}

    def _insert(self, rows: Sequence[Values]) -> list[TicketId]:
        nameless = [row for row in rows if "number" not in row]
        numbers = self._connection.scalars(
            text("SELECT ticket_number() FROM generate_series(1, :count)"), {"count": len(nameless)}
        ).all()
        for row, number in zip(nameless, numbers, strict=True):
            row["number"] = number
        return super()._insert(rows)

    def _difference(self, old: Mapping[Any, Any], new: Values) -> Values:
        if new["import_digest"] == old["import_digest"]:
            return {}
        return super()._difference(
            old, {name: value for name, value in new.items() if name not in _DISPATCHED}
        )


def all_in(where: ColumnElement[str], pieces: Pieces) -> ColumnElement[bool]:
    """Whether the text has every piece."""
    return and_(*(where.icontains(piece, autoescape=True) for piece in pieces))


def _digest(values: Values) -> str:
    told = {name: value for name, value in values.items() if name not in _DISPATCHED}
    if not told["custom"]:
        # As it was before files could say anything of custom fields.
        del told["custom"]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)
