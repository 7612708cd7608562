"""Tickets in groups: by region, skill, SLA state or owner. No Qt here."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.sla import SlaState, sla_state
from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui.board.custom import custom_key, custom_texts
from dispatch_console.words import text
from dispatch_console.words.text import queue_name


class GroupBy(StrEnum):
    """What the groups are made by."""

    NONE = "none"
    REGION = "region"
    SKILL = "skill"
    SLA = "sla"
    OWNER = "owner"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Group:
    """Tickets in the order they were given; `key` stays the same while names change."""

    key: str
    name: str
    tickets: tuple[TicketId, ...]


def grouping_name(by: GroupBy) -> str:
    """What the groups are made by, in words."""
    return tr(f"group.{by.value}")


def groups(board: Board, tickets: Iterable[TicketId], by: str, now: datetime) -> tuple[Group, ...]:
    """The tickets of the board, in groups ordered by name, the SLA's by urgency; those without
    come last. A ticket that needs several skills stands under the first. `by`: a `GroupBy`, or the
    name of a custom field, whose groups stand in the order of its values.
    """
    if not isinstance(by, GroupBy):
        return _custom_groups(board, tickets, by)
    key_of = _KEYS[by]
    dealt: dict[str, list[TicketId]] = {}
    for ticket in tickets:
        value = board.tickets.get(ticket)
        if value is not None:
            dealt.setdefault(key_of(value, now), []).append(ticket)
    found = [Group(key, _name(board, by, key), tuple(ids)) for key, ids in dealt.items()]
    return tuple(sorted(found, key=lambda group: (not group.key, _rank(by, group))))


def _custom_groups(board: Board, tickets: Iterable[TicketId], name: str) -> tuple[Group, ...]:
    order = custom_key(board, name)
    dealt: dict[str, list[TicketId]] = {}
    first: dict[str, Ticket] = {}
    for ticket in tickets:
        value = board.tickets.get(ticket)
        if value is not None:
            words = custom_texts(board, value).get(name, "") if value.custom else ""
            dealt.setdefault(words, []).append(ticket)
            first.setdefault(words, value)
    found = [Group(key, key or tr("Not given"), tuple(ids)) for key, ids in dealt.items()]
    return tuple(sorted(found, key=lambda group: (not group.key, order(first[group.key]))))


def _region(ticket: Ticket, now: datetime) -> str:
    return "" if ticket.region_id is None else str(ticket.region_id)


def _skill(ticket: Ticket, now: datetime) -> str:
    return ticket.skills[0].code if ticket.skills else ""


_KEYS: Mapping[GroupBy, Callable[[Ticket, datetime], str]] = {
    GroupBy.NONE: lambda ticket, now: "",
    GroupBy.REGION: _region,
    GroupBy.SKILL: _skill,
    GroupBy.SLA: lambda ticket, now: sla_state(ticket, now).value,
    GroupBy.OWNER: lambda ticket, now: ticket.owner,
    GroupBy.QUEUE: lambda ticket, now: "" if ticket.queue_id is None else str(ticket.queue_id),
}

_BY_URGENCY = (SlaState.BREACHED, SlaState.AT_RISK, SlaState.OK, SlaState.NONE)


def _rank(by: GroupBy, group: Group) -> tuple[int, str]:
    urgency = _BY_URGENCY.index(SlaState(group.key)) if by is GroupBy.SLA else 0
    return urgency, group.name.casefold()


def _name(board: Board, by: GroupBy, key: str) -> str:
    if by is GroupBy.SLA:
        return text.sla_name(SlaState(key))
    if by is GroupBy.QUEUE:
        queues = {str(number): queue for number, queue in board.queues.items()}
        queue = queues.get(key)
        return queue_name(queue) if queue else tr("No queue")
    if by is GroupBy.OWNER:
        return key or tr("No owner")
    if by is GroupBy.SKILL:
        return text.skill_name(board.skills, key) if key else tr("No skill needed")
    regions = {str(number): region for number, region in board.regions.items()}
    return text.region_name(regions[key]) if key in regions else tr("No region")
