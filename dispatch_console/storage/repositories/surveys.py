"""Surveys, how they are sent, and the secret that signs their links."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row as DbRow
from sqlalchemy import Select, select, text, update
from sqlalchemy.dialects.postgresql import insert

from dispatch_console.domain.ids import EngineerId, RegionId, SurveyId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.survey import Answer, Survey, SurveySettings
from dispatch_console.storage import schema
from dispatch_console.storage.repositories.keyed import Keyed, Values, among

_CLOSED = text(
    "SELECT DISTINCT s.ticket_id FROM step s JOIN ticket t ON t.id = s.ticket_id"
    " WHERE s.after = 'closed' AND t.crew_of IS NULL AND t.status IN ('closed', 'archived')"
    " AND s.at >= greatest(:since, (SELECT since FROM survey_setting))"
    " AND NOT EXISTS (SELECT FROM survey y WHERE y.ticket_id = s.ticket_id)"
    " ORDER BY s.ticket_id"
)

_RESOLVED = text(
    "SELECT DISTINCT ON (s.ticket_id) s.id, s.ticket_id FROM step s"
    " JOIN ticket t ON t.id = s.ticket_id"
    " WHERE s.after = 'resolved' AND t.status = 'resolved' AND t.crew_of IS NULL"
    " AND s.at >= greatest(:since, (SELECT since FROM survey_setting))"
    " AND NOT EXISTS (SELECT FROM outbox o WHERE o.key = 'confirm:' || s.id)"
    " ORDER BY s.ticket_id, s.id DESC"
)

_STANDING = text(
    "SELECT s.ticket_id FROM step s WHERE s.id = :step AND NOT EXISTS ("
    "SELECT FROM step later WHERE later.ticket_id = s.ticket_id AND later.id > s.id)"
    " AND NOT EXISTS (SELECT FROM outbox o WHERE o.key = 'confirm:' || s.id || '\\:answer')"
)

_SAID = text(
    "SELECT y.id, y.ticket_id, t.number, t.title, t.customer_name, t.category, t.region_id,"
    " v.engineer_id FROM survey y JOIN ticket t ON t.id = y.ticket_id"
    " LEFT JOIN LATERAL (SELECT engineer_id FROM visit WHERE visit.ticket_id = t.id"
    "  AND lower(during) <= y.created_at ORDER BY lower(during) DESC LIMIT 1) AS v ON true"
    " WHERE NOT y.skipped AND y.created_at >= :since ORDER BY y.id DESC"
)


_LETTER = text(
    "SELECT medium, address, created_at, sent_at FROM outbox WHERE key = (SELECT 'confirm:' ||"
    " max(id) FROM step WHERE ticket_id = :ticket AND after = 'resolved')"
)


@dataclass(frozen=True, slots=True)
class Letter:
    """One to a requester; `sent_at` is None while it waits in the outbox."""

    medium: Medium
    address: str
    written_at: datetime
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A survey with what it was about. The engineer is the one of the last visit before it."""

    survey: Survey
    number: str
    title: str
    customer: str
    category: str
    region: RegionId | None
    engineer: EngineerId | None


class Surveys(Keyed[SurveyId, Survey]):
    """Surveys, one for a ticket."""

    table = schema.survey

    def of_ticket(self, ticket: TicketId) -> Survey | None:
        """The ticket's survey."""
        chosen = self._select().where(self.table.c.ticket_id == ticket)
        return next(iter(self._by_id(chosen).values()), None)

    def closed_since(self, since: datetime) -> list[TicketId]:
        """Tickets closed from then on that nobody was asked about."""
        return list(self._connection.scalars(_CLOSED, {"since": since}))

    def resolved_since(self, since: datetime) -> dict[int, TicketId]:
        """Steps by which tickets were resolved from then on, of which nobody was told yet."""
        rows = self._connection.execute(_RESOLVED, {"since": since})
        return {row.id: TicketId(row.ticket_id) for row in rows}

    def standing(self, step: int) -> TicketId | None:
        """The ticket whose last step that is; None if it has gone on since, or the requester's
        answer is with the dispatchers."""
        return self._connection.scalar(_STANDING, {"step": step})

    def letter_to_confirm(self, ticket: TicketId) -> Letter | None:
        """The letter that asked whether it is solved, since the ticket was resolved last."""
        row = self._connection.execute(_LETTER, {"ticket": ticket}).first()
        if row is None:
            return None
        return Letter(Medium(row.medium), row.address, row.created_at, row.sent_at)

    def asked_since(self, people: Iterable[str], since: datetime) -> frozenset[str]:
        """Those of the people who were asked from then on."""
        column = self.table.c
        asked = select(column.person).where(
            among(column.person, people), column.created_at >= since, ~column.skipped
        )
        return frozenset(self._connection.scalars(asked))

    def start(self, surveys: Sequence[Survey]) -> tuple[Survey, ...]:
        """Those that are new; one whose ticket has a survey is not."""
        if not surveys:
            return ()
        rows = [self._values(row) for row in surveys]
        made = insert(self.table).on_conflict_do_nothing(index_elements=["ticket_id"])
        ids = self._connection.scalars(made.returning(self.table.c.id), rows).all()
        return tuple(self.get(SurveyId(key) for key in ids).values())

    def to_remind(self, now: datetime, most: int, every: timedelta) -> tuple[Survey, ...]:
        """Open ones that were asked, by letter, longer ago than `every`, at most so many times;
        locked."""
        column = self.table.c
        chosen = self._select().where(
            ~column.skipped,
            column.answered_at.is_(None),
            column.medium != Medium.CONSOLE.value,
            column.reminders < most,
            column.asked_at <= now - every,
            column.expires_at > now,
        )
        return tuple(self._by_id(chosen.with_for_update(key_share=True, skip_locked=True)).values())

    def reminded(self, surveys: Iterable[SurveyId], now: datetime) -> None:
        """They were reminded once more."""
        column = self.table.c
        self._connection.execute(
            update(self.table)
            .where(among(column.id, surveys))
            .values(reminders=column.reminders + 1, asked_at=now)
        )

    def answer(self, key: SurveyId, answer: Answer, at: datetime, by: str) -> None:
        """Keep what was said."""
        said = {"csat": answer.csat, "nps": answer.nps, "words": answer.words}
        self._connection.execute(
            update(self.table)
            .where(self.table.c.id == key)
            .values(answered_at=at, answered_by=by, **said)
        )

    def said_since(self, since: datetime) -> tuple[Said, ...]:
        """All that were sent from then on, the newest first."""
        rows = self._connection.execute(_SAID, {"since": since}).all()
        surveys = self.get(SurveyId(row.id) for row in rows)
        return tuple(
            Said(
                surveys[SurveyId(row.id)],
                row.number,
                row.title,
                row.customer_name,
                row.category,
                row.region_id,
                row.engineer_id,
            )
            for row in rows
        )

    def settings(self) -> SurveySettings:
        """How surveys are sent."""
        return self._settings(select(schema.survey_setting))

    def lock_settings(self) -> SurveySettings:
        """The same, kept from others until the unit ends."""
        return self._settings(select(schema.survey_setting).with_for_update())

    def _settings(self, chosen: Select[Any]) -> SurveySettings:
        row = self._connection.execute(chosen).one()
        return SurveySettings(
            active=row.active,
            base_url=row.base_url,
            expires_days=row.expires_days,
            reminders=row.reminders,
            reminder_days=row.reminder_days,
            quiet_days=row.quiet_days,
            low_csat=row.low_csat,
            reopen=row.reopen,
            texts=row.texts,
            version=row.version,
        )

    def set_settings(self, given: SurveySettings) -> None:
        """Send them so from now on."""
        names = ("active", "base_url", "expires_days", "reminders", "reminder_days")
        more = ("quiet_days", "low_csat", "reopen", "texts")
        values = {name: getattr(given, name) for name in (*names, *more)}
        self._connection.execute(update(schema.survey_setting).values(**values))

    def secret(self) -> bytes:
        """What signs the links."""
        return bytes(self._connection.scalars(select(schema.survey_secret.c.secret)).one())

    def _values(self, row: Survey) -> Values:
        return {
            "ticket_id": row.ticket_id,
            "person": row.person,
            "medium": row.medium.value,
            "address": row.address,
            "language": row.language,
            "created_at": row.created_at,
            "expires_at": row.expires_at,
            "skipped": row.skipped,
            "reminders": row.reminders,
            "asked_at": row.asked_at,
            "answered_at": row.answered_at,
            "answered_by": row.answered_by,
            "csat": row.csat,
            "nps": row.nps,
            "words": row.words,
        }

    def _row(self, found: DbRow[Any]) -> Survey:
        return Survey(
            id=SurveyId(found.id),
            ticket_id=TicketId(found.ticket_id),
            person=found.person,
            medium=Medium(found.medium),
            address=found.address,
            language=found.language,
            created_at=found.created_at,
            expires_at=found.expires_at,
            skipped=found.skipped,
            reminders=found.reminders,
            asked_at=found.asked_at,
            answered_at=found.answered_at,
            answered_by=found.answered_by,
            csat=found.csat,
            nps=found.nps,
            words=found.words,
            version=found.version,
        )
