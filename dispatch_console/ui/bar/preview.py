"""What a command will do, in a sentence, before it is done. No Qt here."""

from collections.abc import Sequence
from typing import assert_never

from dispatch_console.domain.ids import TicketId
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui.bar.commands import (
    Assign,
    Back,
    Command,
    EndLending,
    FieldWish,
    Find,
    GoTo,
    Late,
    Lend,
    Open,
    Plan,
    Publish,
    Recall,
    SetLock,
    SetPriority,
    SetStatus,
    Show,
    Sick,
    Unassign,
    UseMap,
    View,
)
from dispatch_console.ui.bar.lexicon import Known
from dispatch_console.ui.bar.tool_names import map_tool_name
from dispatch_console.words import text
from dispatch_console.words.lifecycle import step_name
from dispatch_console.words.text import queue_name

NO_VALUE = "-"
"""What asks for tickets that have nothing in a field."""

NAMED = 3
"""So many tickets are named; of more, how many they are."""


def preview(command: Command, known: Known) -> str:
    """The sentence in the current language; times in `known.zone`."""
    match command:
        case Assign():
            said = _assign(command, known)
        case Unassign(tickets):
            said = tr("Unassign {tickets}", tickets=_tickets(tickets, known))
        case SetLock(tickets, lock):
            said = f"{_tickets(tickets, known)}: {text.lock_name(lock)}"
        case SetStatus(tickets, status):
            said = f"{_tickets(tickets, known)}: {step_name(status)}"
        case SetPriority(tickets, priority):
            said = f"{_tickets(tickets, known)}: {text.priority_name(priority)}"
        case Open() | Recall():
            said = _opening(command, known)
        case Find(words):
            said = tr("Find “{words}” in open and closed tickets", words=words)
        case Show():
            said = tr("Show {what}", what=_shown(command, known))
        case Plan() | Publish() | GoTo():
            said = _planning(command)
        case View(name):
            said = tr("Show the view “{name}”", name=name)
        case UseMap():
            said = _mapping(command, known)
        case _:
            said = _staff(command, known)
    return said


def _mapping(command: UseMap, known: Known) -> str:
    said = map_tool_name(command.tool)
    board = known.board
    if command.region is not None:
        return f"{said}: {text.region_name(board.regions[command.region])}"
    who = board.engineers[command.engineer].name if command.engineer is not None else ""
    about = who or (_named(command.ticket, known) if command.ticket is not None else "")
    long = text.span(60 * command.minutes) if command.minutes is not None else ""
    more = tr("list.comma").join(part for part in (about, long) if part)
    return f"{said}: {more}" if more else said


def _staff(command: Sick | Back | Lend | EndLending | Late, known: Known) -> str:
    who = known.board.engineers[command.engineer].name
    match command:
        case Sick(_, further):
            said = (
                tr("{who} is sick until further notice: find who takes over", who=who)
                if further
                else tr("{who} is sick for the rest of the day: find who takes over", who=who)
            )
        case Back():
            said = tr("{who} is back on duty", who=who)
        case Lend(_, region) if region is not None:
            where = text.region_name(known.board.regions[region])
            said = tr("Lend {who} to {region}…", who=who, region=where)
        case Lend():
            said = tr("Lend {who} to a region…", who=who)
        case EndLending():
            said = tr("End the lending of {who}", who=who)
        case Late(_, minutes, ticket):
            long = text.span(60 * minutes)
            said = (
                tr("{who} is {time} late: find what it changes", who=who, time=long)
                if ticket is None
                else tr(
                    "{who}, who has {ticket}, is {time} late: find what it changes",
                    who=who,
                    ticket=known.board.tickets[ticket].number,
                    time=long,
                )
            )
        case _:
            assert_never(command)
    return said


def _opening(command: Open | Recall, known: Known) -> str:
    if isinstance(command, Recall):
        return tr("Open {number}, which is not on the board", number=command.number)
    return tr("Open {ticket}", ticket=_named(command.ticket, known))


def _planning(command: Plan | Publish | GoTo) -> str:
    if isinstance(command, GoTo):
        return tr("Go to {day}", day=command.day.isoformat())
    if isinstance(command, Publish):
        return tr("Publish the proposal")
    if command.day is None:
        return tr("Plan the days shown")
    return tr("Go to {day} and plan", day=command.day.isoformat())


def _assign(command: Assign, known: Known) -> str:
    who = known.board.engineers[command.engineer].name
    start = command.start
    when = text.day_and_time(start, known.zone) if start else tr("where it fits best")
    tickets = _tickets(command.tickets, known)
    if command.pin:
        return tr(
            "Assign {tickets} to {who}, {when}, and lock it", tickets=tickets, who=who, when=when
        )
    return tr("Assign {tickets} to {who}, {when}", tickets=tickets, who=who, when=when)


def _tickets(tickets: Sequence[TicketId], known: Known) -> str:
    if len(tickets) > NAMED:
        return tr("{count} tickets", count=len(tickets))
    if len(tickets) == 1:
        return _named(tickets[0], known)
    return tr("list.comma").join(known.board.tickets[key].number for key in tickets)


def _named(ticket: TicketId, known: Known) -> str:
    found = known.board.tickets[ticket]
    return f"{found.number} {found.title}"


def _shown(command: Show, known: Known) -> str:
    board = known.board
    regions = board.regions
    said = [tr("Unassigned")] if command.unassigned else []
    said += [text.priority_name(priority) for priority in sorted(command.priorities)]
    said += [text.status_name(status) for status in sorted(command.statuses)]
    said += [text.sla_name(state) for state in sorted(command.sla)]
    said += [text.region_name(regions[key]) for key in sorted(command.regions)]
    said += [queue_name(known.board.queues[key]) for key in sorted(command.queues)]
    said += [text.skill_name(board.skills, key) for key in sorted(command.skills)]
    said += [board.engineers[key].name for key in sorted(command.engineers)]
    said += sorted(command.customers)
    said += [_wished(wish, known) for wish in command.fields]
    said += [command.day.isoformat()] if command.day else []
    return tr("list.comma").join(said) or tr("all tickets")


def _wished(wish: FieldWish, known: Known) -> str:
    fields = known.board.definitions.fields
    field = next((one for one in fields if one.code == wish.code and one.active), None)
    name = pick(field.name_en, field.name_zh) if field else wish.code
    if not wish.value:
        return tr("{field}: any value", field=name)
    if wish.value == NO_VALUE:
        return tr("{field}: no value", field=name)
    return f"{name}: {wish.value}" if wish.sign == ":" else f"{name} {wish.sign} {wish.value}"
