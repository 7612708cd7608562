"""Which columns of the schema hold words of people, and which of them the entries have reached.

Nobody keeps a list of what is tried: one run of all entries with a mark, and a look at every column
of words there is, says it. A new column is found missing until an entry puts text there, or a
reason says why nobody can.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import ARRAY, Column, Text
from sqlalchemy.dialects.postgresql import JSONB

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.services.importing.fields import Kind
from dispatch_console.storage import schema
from tests.faults.hostile_files import take_in, write_csv
from tests.faults.hostile_house import settle
from tests.faults.hostile_services import ENTRIES

MARK = "Kilroy"

_CODES = "one of a few codes that the program knows"
_OWN = "a code, a currency, a zone or a drawing: the services let nothing else pass"
_COUNTED = "written by the program: numbers, digests, ids, codes of errors"
_LOGIN = "a login; the entry `user` writes one wherever the others have theirs"
_STRUCTURE = "a document of numbers, times and codes"


def _each(reason: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), reason)


EXCUSED: dict[str, str] = {
    **_each(
        _CODES,
        "access_key.kind approval_limit.role article.state article_use.verdict asset.status"
        " attachment.kind audit.kind change_log.kind chore.name contact.language custom_field.kind"
        " custom_field.target custom_field.type customer.language customer.tier data_deed.kind"
        " hand_over.state help_request.state installation.language notice_choice.kind"
        " notice_contact.language occasion.outcome outbox.medium rate.kind rate.scope"
        " record_digest.kind requisition.state retention.kind role_right.right role_right.role"
        " rule.event rule_deed.event rule_event.after rule_event.before rule_event.event"
        " rule_event.fields rule_log.event rule_log.outcome rule_version.event seat.role"
        " signature.way sla_notice.goal sla_notice.media step.after step.before step.hold_reason"
        " stock_move.kind stock_place.kind survey.language survey.medium ticket.channel"
        " ticket.hold_reason ticket.lock ticket.status ticket_link.kind upkeep.unit",
    ),
    **_each("only a mail address is let through", "engineer.email"),
    **_each(
        _OWN,
        "approval_limit.currency calendar.code contract.currency cost_entry.currency"
        " custom_field.code part.currency rate.currency signature.drawing sla_policy.code"
        " part_price.currency stock_line.currency ticket_type.code upkeep.zone workflow.type",
    ),
    **_each(
        _COUNTED,
        "asset.code attachment.sha256 audit_seal.personal"
        " blob.sha256 command.what cost_entry.corrects data_deed.code data_deed.counts"
        " outbox.key plan.figures plan.input_hash requisition.number rule_firing.occasion"
        " rule_log.error sla_clock.failure sla_edition.digest sla_notice.key"
        " ticket.import_digest ticket.number",
    ),
    **_each(
        _LOGIN,
        "data_deed.who hand_over.to_owner notice_read.login plan.published_by presence.who"
        " seat.login",
    ),
    "rule_deed.rule_name": "the rule's own name, for as long as the deed waits",
    **_each(
        _STRUCTURE,
        "custom_field.required_in region.rings shift.breaks ticket.windows workflow.definition",
    ),
}
"""Column → why no words of people come there."""


def columns() -> frozenset[str]:
    """Every column that words may be in, as "table.column"."""
    return frozenset(
        f"{table.name}.{column.name}"
        for table in schema.metadata.sorted_tables
        for column in table.columns
        if _holds_words(column)
    )


def mark_all(ctx: Context, folder: Path, mark: str = MARK) -> int:
    """Put the mark into every field, by somebody of that name; how many fields took it."""
    theirs = replace(ctx, user=mark)
    house, taken = settle(theirs), 0
    for entry in ENTRIES.values():
        with suppress(DomainError):
            entry(theirs, house, mark)
            taken += 1
    path = folder / "marked.csv"
    # What comes from files alone: engineers, and skills, called after their codes.
    for kind in (Kind.ENGINEERS, Kind.TICKETS):
        write_csv(path, kind, {"mark": mark, "han": f"某{mark}"})
        taken += take_in(theirs, path, kind).counts.created
    return taken


def reached(url: str, mark: str = MARK) -> frozenset[str]:
    """The columns with a row that has the mark."""
    with psycopg.connect(url) as connection:
        return frozenset(_marked(connection, columns(), mark))


def _holds_words(column: Column[object]) -> bool:
    kind = column.type
    listed = isinstance(kind, ARRAY) and isinstance(kind.item_type, Text)
    return isinstance(kind, Text | JSONB) or listed


def _marked(connection: psycopg.Connection, names: Iterable[str], mark: str) -> Iterator[str]:
    for name in sorted(names):
        table, column = map(sql.Identifier, name.split("."))
        query = sql.SQL("SELECT 1 FROM {} WHERE strpos(lower({}::text), lower(%s)) > 0 LIMIT 1")
        if connection.execute(query.format(table, column), [mark]).fetchone():
            yield name
