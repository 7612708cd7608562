"""Service levels: definitions as documents, editions of them, clocks and notices of tickets."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import SlaPolicyId, TicketId
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import among

Document = dict[str, Any]

_BOARDS = text(
    "UPDATE ticket SET sla_policy_id = given.policy, response_due = given.response,"
    " resolution_due = given.resolution"
    " FROM unnest(CAST(:tickets AS bigint[]), CAST(:policies AS bigint[]),"
    "  CAST(:responses AS timestamptz[]), CAST(:resolutions AS timestamptz[]))"
    " AS given (id, policy, response, resolution) WHERE ticket.id = given.id"
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A definition as it is kept."""

    id: int
    code: str
    document: Document
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """A ticket's clock: dues and met moments by goal, and what the policy made of the board's two
    columns."""

    ticket_id: TicketId
    edition_id: int | None = None
    dues: Mapping[str, datetime | None]
    met: Mapping[str, datetime | None]
    board_response: datetime | None = None
    board_resolution: datetime | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """The policy of a ticket and the deadlines its row on the board shows."""

    ticket_id: TicketId
    policy_id: SlaPolicyId | None
    response: datetime | None
    resolution: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """Whom to tell when."""

    ticket_id: TicketId
    key: str
    at: datetime
    goal: str
    escalates: bool
    recipients: tuple[str, ...]
    media: tuple[str, ...]
    done_at: datetime | None = None


_GOALS = ("response", "arrival", "resolution")


class Levels:
    """Definitions, editions, clocks and notices on one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def calendars(self) -> dict[str, Kept]:
        """All calendars by code."""
        return self._kept(schema.calendar)

    def policies(self) -> dict[str, Kept]:
        """All policies by code."""
        return self._kept(schema.sla_policy)

    def save_calendar(self, code: str, document: Document, version: int | None) -> None:
        """Write it; `version` is the one that was edited, None for a new one.

        Raises `definition.changed_meanwhile`, `definition.exists`.
        """
        self._save(schema.calendar, code, document, version)

    def save_policy(self, code: str, document: Document, version: int | None) -> None:
        """As `save_calendar`."""
        self._save(schema.sla_policy, code, document, version)

    def drop_calendar(self, code: str) -> None:
        """Delete it."""
        table = schema.calendar
        self._connection.execute(delete(table).where(table.c.code == code))

    def drop_policy(self, code: str) -> bool:
        """Delete it unless tickets were reckoned by it; whether it is gone."""
        table, edition = schema.sla_policy, schema.sla_edition
        used = select(edition.c.id).where(edition.c.policy_id == table.c.id).exists()
        gone = delete(table).where(table.c.code == code, ~used).returning(table.c.id)
        return self._connection.execute(gone).first() is not None

    def edition(self, policy: SlaPolicyId, definition: Document) -> int:
        """The edition that says just this, made if there is none."""
        text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(f"{policy} {text}".encode()).hexdigest()
        table = schema.sla_edition
        known = select(table.c.id).where(table.c.digest == digest)
        found = self._connection.execute(known).scalar()
        if found is not None:
            return found
        row = {"digest": digest, "policy_id": policy, "definition": definition}
        self._connection.execute(insert(table).values(row).on_conflict_do_nothing())
        return self._connection.execute(known).scalar_one()

    def edition_of(self, ticket: TicketId) -> Document | None:
        """The definition the ticket was reckoned by last."""
        clock, edition = schema.sla_clock.c, schema.sla_edition
        return self._connection.execute(
            select(edition.c.definition).where(
                edition.c.id == clock.edition_id, clock.ticket_id == ticket
            )
        ).scalar()

    def stale(self, most: int) -> list[TicketId]:
        """Tickets whose clock is to be worked out anew, the oldest first."""
        table = schema.sla_stale
        return [
            TicketId(key)
            for key in self._connection.scalars(
                select(table.c.ticket_id).order_by(table.c.ticket_id).limit(most)
            )
        ]

    def settled(self, tickets: Iterable[TicketId]) -> None:
        """Their clocks are right."""
        table = schema.sla_stale
        self._connection.execute(delete(table).where(among(table.c.ticket_id, tickets)))

    def clocks(self, tickets: Iterable[TicketId]) -> dict[TicketId, ClockRow]:
        """The clocks there are."""
        table = schema.sla_clock
        found = self._connection.execute(select(table).where(among(table.c.ticket_id, tickets)))
        return {
            TicketId(row.ticket_id): ClockRow(
                ticket_id=row.ticket_id,
                edition_id=row.edition_id,
                dues={goal: getattr(row, f"{goal}_due") for goal in _GOALS},
                met={goal: getattr(row, f"{goal}_met") for goal in _GOALS},
                board_response=row.board_response,
                board_resolution=row.board_resolution,
                failure=row.failure,
            )
            for row in found
        }

    def put_clocks(self, clocks: Sequence[ClockRow]) -> None:
        """Write them, over what was there."""
        if not clocks:
            return
        rows = [
            {
                "ticket_id": clock.ticket_id,
                "edition_id": clock.edition_id,
                **{f"{goal}_due": clock.dues.get(goal) for goal in _GOALS},
                **{f"{goal}_met": clock.met.get(goal) for goal in _GOALS},
                "board_response": clock.board_response,
                "board_resolution": clock.board_resolution,
                "failure": clock.failure,
            }
            for clock in clocks
        ]
        statement = insert(schema.sla_clock)
        replaced = {
            column.name: statement.excluded[column.name]
            for column in schema.sla_clock.c
            if column.name != "ticket_id"
        }
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["ticket_id"], set_=replaced), rows
        )

    def set_boards(self, boards: Sequence[BoardRow]) -> None:
        """What the tickets themselves say of their deadlines."""
        if boards:
            self._connection.execute(
                _BOARDS,
                {
                    "tickets": [one.ticket_id for one in boards],
                    "policies": [one.policy_id for one in boards],
                    "responses": [one.response for one in boards],
                    "resolutions": [one.resolution for one in boards],
                },
            )

    def plan_notices(self, tickets: Sequence[TicketId], wanted: Sequence[NoticeRow]) -> None:
        """Have just these go out; what went out already does not go out again."""
        table = schema.sla_notice
        keys = [f"{one.ticket_id} {one.key}" for one in wanted]
        name = func.concat(table.c.ticket_id, " ", table.c.key)
        self._connection.execute(
            delete(table).where(
                among(table.c.ticket_id, tickets), table.c.done_at.is_(None), name.not_in(keys)
            )
        )
        if not wanted:
            return
        statement = insert(table)
        told = ("at", "goal", "escalates", "recipients", "media")
        replaced = {column: statement.excluded[column] for column in told}
        self._connection.execute(
            statement.on_conflict_do_update(
                index_elements=["ticket_id", "key"],
                set_=replaced,
                where=table.c.done_at.is_(None)
                & or_(*(table.c[column] != replaced[column] for column in told)),
            ),
            [
                {
                    "ticket_id": one.ticket_id,
                    "key": one.key,
                    "at": one.at,
                    "goal": one.goal,
                    "escalates": one.escalates,
                    "recipients": list(one.recipients),
                    "media": list(one.media),
                }
                for one in wanted
            ],
        )

    def take_due(self, now: datetime, most: int) -> list[NoticeRow]:
        """Notices whose time has come, taken: nobody else gets them, nor anybody again.

        Those that another console is just taking are left to it.
        """
        table = schema.sla_notice
        chosen = (
            select(table.c.id)
            .where(table.c.done_at.is_(None), table.c.at <= now)
            .order_by(table.c.at, table.c.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        taken = update(table).where(table.c.id.in_(chosen)).values(done_at=now).returning(table)
        return sorted(
            map(_notice, self._connection.execute(taken)), key=lambda one: (one.at, one.key)
        )

    def notices(self, ticket: TicketId) -> list[NoticeRow]:
        """All of a ticket's, in order of time."""
        table = schema.sla_notice
        found = self._connection.execute(
            select(table).where(table.c.ticket_id == ticket).order_by(table.c.at, table.c.id)
        )
        return [_notice(row) for row in found]

    def _kept(self, table: Table) -> dict[str, Kept]:
        found = self._connection.execute(select(table).order_by(table.c.code))
        return {row.code: Kept(row.id, row.code, row.definition, row.version) for row in found}

    def _save(self, table: Table, code: str, document: Document, version: int | None) -> None:
        if version is None:
            new = insert(table).values(code=code, definition=document).on_conflict_do_nothing()
            if self._connection.execute(new.returning(table.c.id)).first() is None:
                raise DomainError("definition.exists", name=code)
            return
        row = select(table.c.version).where(table.c.code == code).with_for_update()
        if self._connection.execute(row).scalar() != version:
            raise DomainError("definition.changed_meanwhile", name=code)
        self._connection.execute(
            update(table).where(table.c.code == code).values(definition=document)
        )


def _notice(row: Any) -> NoticeRow:
    return NoticeRow(
        ticket_id=TicketId(row.ticket_id),
        key=row.key,
        at=row.at,
        goal=row.goal,
        escalates=row.escalates,
        recipients=tuple(row.recipients),
        media=tuple(row.media),
        done_at=row.done_at,
    )
