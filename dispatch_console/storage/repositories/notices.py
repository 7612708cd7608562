"""Console messages as one person's notices, and by which ways each person hears of what."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, text
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.notice import Choice, Contact, Kind, Notice, kind_of
from dispatch_console.storage import schema

_K, _P = schema.notice_choice.c, schema.notice_contact.c

_TO_ME = text(
    "SELECT o.id, o.due_at, o.subject, o.body, o.data, o.ticket_id, r.at IS NOT NULL AS read"
    " FROM outbox o LEFT JOIN notice_read r ON r.outbox_id = o.id AND r.login = :login"
    " LEFT JOIN notice_choice c ON c.login = :login"
    " AND c.kind = CASE WHEN o.data ->> 'kind' = ANY(:kinds) THEN o.data ->> 'kind'"
    " ELSE 'reminder' END"
    " WHERE o.medium = 'console' AND NOT o.held AND o.due_at <= :now"
    " AND o.address = ANY(:addresses) AND coalesce(o.data ->> 'by', '') <> :login"
    " AND coalesce(c.console, true) AND (NOT :unread OR r.at IS NULL)"
    " ORDER BY o.due_at DESC, o.id DESC LIMIT :most"
)


class Notices:
    """What reaches a login: messages to it, to its role and to its queues."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def to(
        self,
        login: str,
        addresses: Iterable[str],
        now: datetime,
        most: int,
        *,
        unread: bool = False,
    ) -> tuple[Notice, ...]:
        """The notices to these addresses that the person wants to see, the newest first."""
        given = {
            "login": login,
            "addresses": list(addresses),
            "kinds": [kind.value for kind in Kind],
            "now": now,
            "most": most,
            "unread": unread,
        }
        return tuple(map(_notice, self._connection.execute(_TO_ME, given)))

    def mark_read(self, login: str, notices: Iterable[int]) -> None:
        """The person has seen them."""
        rows = [{"outbox_id": key, "login": login} for key in notices]
        if rows:
            new = insert(schema.notice_read).values(rows)
            self._connection.execute(new.on_conflict_do_nothing())

    def choices(self, login: str) -> dict[Kind, Choice]:
        """What the person chose; kinds that are not there are as by default."""
        found = self._connection.execute(
            select(_K.kind, _K.console, _K.email, _K.wecom).where(_K.login == login)
        )
        known = {kind.value: kind for kind in Kind}
        return {
            known[row.kind]: Choice(row.console, row.email, row.wecom)
            for row in found
            if row.kind in known
        }

    def choose(self, login: str, choices: Mapping[Kind, Choice]) -> None:
        """Write what the person chose."""
        for kind, choice in choices.items():
            ways = {"console": choice.console, "email": choice.email, "wecom": choice.wecom}
            new = insert(schema.notice_choice).values(login=login, kind=kind.value, **ways)
            self._connection.execute(
                new.on_conflict_do_update(index_elements=["login", "kind"], set_=ways)
            )

    def contact(self, login: str) -> Contact:
        """Where the person is reached; nowhere by default."""
        row = self._connection.execute(
            select(schema.notice_contact).where(_P.login == login)
        ).first()
        if row is None:
            return Contact(login=login)
        return Contact(login=login, email=row.email, wecom=row.wecom, language=row.language)

    def keep_contact(self, contact: Contact) -> None:
        """Write where the person is reached."""
        values = {"email": contact.email, "wecom": contact.wecom, "language": contact.language}
        new = insert(schema.notice_contact).values(login=contact.login, **values)
        self._connection.execute(new.on_conflict_do_update(index_elements=["login"], set_=values))

    def people(self) -> tuple[str, ...]:
        """Every login that is known by some queue or contact."""
        members = select(schema.queue_member.c.login).union(select(_P.login))
        return tuple(sorted(self._connection.scalars(members)))

    def unread(self, login: str, addresses: Iterable[str], now: datetime) -> int:
        """How many the person has not seen, up to a hundred."""
        return len(self.to(login, addresses, now, 100, unread=True))


def _notice(row: Row[Any]) -> Notice:
    data: Mapping[str, Any] = row.data
    return Notice(
        id=row.id,
        at=row.due_at,
        kind=kind_of(data),
        subject=row.subject,
        body=row.body,
        data=data,
        ticket_id=None if row.ticket_id is None else TicketId(row.ticket_id),
        read=row.read,
    )
