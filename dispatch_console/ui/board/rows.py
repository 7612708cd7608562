"""What the board shows of one ticket, and by what it is sorted. No Qt here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.sla import SlaState, next_deadline, sla_state
from dispatch_console.domain.ticket import Lock, Priority, Status, Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui.board.custom import custom_texts, queue_words
from dispatch_console.ui.theme.palette import sla_mark
from dispatch_console.words import text

DISTANT = datetime.max.replace(tzinfo=UTC)


class Column(StrEnum):
    """The columns in the order they stand in at first."""

    SLA = "sla"
    NUMBER = "number"
    PRIORITY = "priority"
    TITLE = "title"
    STATUS = "status"
    ENGINEER = "engineer"
    START = "start"
    CUSTOMER = "customer"
    REGION = "region"
    SKILLS = "skills"
    WINDOW = "window"
    DURATION = "duration"
    LOCK = "lock"
    QUEUE = "queue"


COLUMNS = tuple(Column)

FIRST = tuple(column for column in Column if column is not Column.QUEUE)
"""Those shown at first; custom fields are asked for too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """One ticket as the board shows it; `cells` is one text a column, in the order of `COLUMNS`,
    `custom` has the texts of custom fields by their names.

    `proposed` says that engineer and start are those of the plan under review and differ from now.
    """

    id: TicketId
    status: Status
    priority: Priority
    lock: Lock
    sla: SlaState
    proposed: bool
    cells: tuple[str, ...]
    custom: Mapping[str, str] = field(default_factory=dict)

    def cell(self, column: str) -> str:
        """The text of one column, or of a custom field by its name."""
        if isinstance(column, Column):
            return self.cells[COLUMNS.index(column)]
        return self.custom.get(column, "")


def prepare(
    board: Board,
    ticket: Ticket,
    visit: PlannedVisit | None,
    now: datetime,
    zone: ZoneInfo,
    crew: str = "",
) -> TicketRow:
    """The ticket as shown at `now`; `visit` is the one views draw, its times in `zone`.

    `crew` names those who come where it takes more than one.
    """
    state = sla_state(ticket, now)
    cells = {
        Column.SLA: _sla_text(ticket, state, now),
        Column.NUMBER: ticket.number,
        Column.PRIORITY: ticket.priority.name,
        Column.TITLE: ticket.title,
        Column.STATUS: text.status_name(ticket.status),
        Column.ENGINEER: crew or _engineer(board, visit),
        Column.START: text.day_and_time(visit.start, zone) if visit else "",
        Column.CUSTOMER: ticket.customer_name,
        Column.REGION: _region(board, ticket),
        Column.SKILLS: text.skill_list(board.skills, ticket.skills),
        Column.WINDOW: _windows(ticket, zone),
        Column.DURATION: text.span(ticket.duration_s),
        Column.LOCK: _lock(ticket),
        Column.QUEUE: queue_words(board, ticket),
    }
    return TicketRow(
        id=ticket.id,
        status=ticket.status,
        priority=ticket.priority,
        lock=ticket.lock,
        sla=state,
        proposed=_differs(ticket, visit),
        cells=tuple(cells[column] for column in COLUMNS),
        custom=custom_texts(board, ticket) if ticket.custom else {},
    )


SortKey = Callable[[Board, Ticket, PlannedVisit | None], object]

SORT_KEYS: dict[Column, SortKey] = {
    Column.SLA: lambda board, ticket, visit: next_deadline(ticket) or DISTANT,
    Column.NUMBER: lambda board, ticket, visit: (len(ticket.number), ticket.number),
    Column.PRIORITY: lambda board, ticket, visit: ticket.priority,
    Column.TITLE: lambda board, ticket, visit: ticket.title.casefold(),
    Column.STATUS: lambda board, ticket, visit: list(Status).index(ticket.status),
    Column.ENGINEER: lambda board, ticket, visit: _last_if_empty(_engineer(board, visit)),
    Column.START: lambda board, ticket, visit: visit.start if visit else DISTANT,
    Column.CUSTOMER: lambda board, ticket, visit: _last_if_empty(ticket.customer_name),
    Column.REGION: lambda board, ticket, visit: _last_if_empty(_region(board, ticket)),
    Column.SKILLS: lambda board, ticket, visit: ticket.skills,
    Column.WINDOW: lambda board, ticket, visit: (
        ticket.windows[0].start if ticket.windows else DISTANT
    ),
    Column.DURATION: lambda board, ticket, visit: ticket.duration_s,
    Column.LOCK: lambda board, ticket, visit: (
        ticket.override is not None,
        list(Lock).index(ticket.lock),
    ),
    Column.QUEUE: lambda board, ticket, visit: _last_if_empty(queue_words(board, ticket)),
}
"""What each column is sorted by; ties keep the order of the ids."""

BY_VISIT = frozenset({Column.ENGINEER, Column.START})
"""Columns whose key needs the visit; the others are given None for it."""


def heading(column: Column) -> str:
    """The column's heading."""
    return tr(f"column.{column.value}")


def _sla_text(ticket: Ticket, state: SlaState, now: datetime) -> str:
    due = next_deadline(ticket)
    left = text.countdown(due, now) if due else text.sla_name(state)
    return f"{sla_mark(state)} {left}"


def _lock(ticket: Ticket) -> str:
    if ticket.override is not None:
        return tr("Against rules")
    return text.lock_name(ticket.lock) if ticket.lock is not Lock.NONE else ""


def _engineer(board: Board, visit: PlannedVisit | None) -> str:
    engineer = board.engineers.get(visit.engineer_id) if visit else None
    return engineer.name if engineer else ""


def _region(board: Board, ticket: Ticket) -> str:
    region = board.regions.get(ticket.region_id) if ticket.region_id is not None else None
    return text.region_name(region) if region else ""


def _windows(ticket: Ticket, zone: ZoneInfo) -> str:
    return tr("list.comma").join(
        f"{text.day_and_time(window.start, zone)}–{text.clock_time(window.end, zone)}"
        for window in ticket.windows
    )


def _differs(ticket: Ticket, visit: PlannedVisit | None) -> bool:
    now = ticket.visit
    if now is None or visit is None:
        return (now is None) != (visit is None)
    return (now.engineer_id, now.start) != (visit.engineer_id, visit.start)


def _last_if_empty(name: str) -> tuple[bool, str]:
    return (not name, name.casefold())
