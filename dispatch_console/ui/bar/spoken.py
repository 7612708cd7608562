"""A command written out as a sentence that `parse` reads back as the same command."""

from collections.abc import Iterable, Mapping
from typing import TypeVar, assert_never

from dispatch_console.domain.ids import TicketId
from dispatch_console.ui.bar import words
from dispatch_console.ui.bar.commands import (
    Assign,
    Back,
    Command,
    EndLending,
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
from dispatch_console.ui.bar.words import Flag, Until, Verb
from dispatch_console.words.text import queue_name

K = TypeVar("K")


def spoken(command: Command, known: Known, *, chinese: bool) -> str:
    """The sentence; tickets and engineers by their numbers, times in `known.zone`."""
    return _Speaker(known, chinese=chinese).sentence(command)


class _Speaker:
    def __init__(self, known: Known, *, chinese: bool) -> None:
        self._known, self._chinese = known, chinese

    def sentence(self, command: Command) -> str:
        match command:
            case Assign():
                said = self._assign(command)
            case Unassign(tickets):
                said = f"{self._verb(Verb.UNASSIGN)} {self._tickets(tickets)}"
            case SetLock(tickets, lock):
                said = f"{self._word(words.LOCKS, lock)} {self._tickets(tickets)}"
            case SetStatus(tickets, status):
                said = f"{self._word(words.STEPS, status)} {self._tickets(tickets)}"
            case SetPriority(tickets, priority):
                said = f"{self._verb(Verb.PRIORITY)} {self._tickets(tickets)} {priority.name}"
            case Open() | Recall():
                said = f"{self._verb(Verb.OPEN)} {self._opened(command)}"
            case Find(rest) | View(rest):
                verb = Verb.FIND if isinstance(command, Find) else Verb.VIEW
                said = f"{self._verb(verb)} {rest}"
            case Show():
                said = self._show(command)
            case Publish():
                said = self._verb(Verb.PUBLISH)
            case Plan(day) | GoTo(day):
                verb = Verb.PLAN if isinstance(command, Plan) else Verb.GO
                said = f"{self._verb(verb)} {day.isoformat() if day else ''}".rstrip()
            case UseMap():
                said = self._map(command)
            case _:
                said = self._staff(command)
        return said

    def _map(self, command: UseMap) -> str:
        board = self._known.board
        said = [self._word(words.MAP_TOOLS, command.tool)]
        said += [] if command.region is None else [board.regions[command.region].code]
        said += [] if command.engineer is None else [board.engineers[command.engineer].number]
        said += [] if command.ticket is None else [board.tickets[command.ticket].number]
        said += [] if command.minutes is None else [self._minutes(command.minutes)]
        return " ".join(said)

    def _minutes(self, minutes: int) -> str:
        return f"{minutes}分钟" if self._chinese else f"{minutes} min"

    def _staff(self, command: Sick | Back | Lend | EndLending | Late) -> str:
        who = self._known.board.engineers[command.engineer].number
        match command:
            case Sick(_, further):
                until = self._word(words.UNTIL, Until.FURTHER_NOTICE) if further else ""
                said = f"{self._verb(Verb.SICK)} {who} {until}".rstrip()
            case Back():
                said = f"{self._verb(Verb.BACK)} {who}"
            case Lend(_, region):
                where = "" if region is None else self._known.board.regions[region].code
                said = f"{self._verb(Verb.LEND)} {who} {where}".rstrip()
            case EndLending():
                said = f"{self._verb(Verb.END_LENDING)} {who}"
            case Late(_, minutes, ticket):
                which = "" if ticket is None else f" {self._tickets((ticket,))}"
                said = f"{who}{which} {self._verb(Verb.LATE)} {self._minutes(minutes)}"
            case _:
                assert_never(command)
        return said

    def _assign(self, command: Assign) -> str:
        who = self._known.board.engineers[command.engineer].number
        tickets, verb = self._tickets(command.tickets), self._verb(Verb.ASSIGN)
        said = f"把 {tickets} {verb} {who}" if self._chinese else f"{verb} {tickets} to {who}"
        if command.start is not None:
            said += f" {command.start.astimezone(self._known.zone):%Y-%m-%d %H:%M}"
        if command.pin:
            said += " 锁定" if self._chinese else " pin"
        return said

    def _show(self, command: Show) -> str:
        board = self._known.board
        regions, skills, engineers = board.regions, board.skills, board.engineers
        said = [self._word(words.FLAGS, Flag.UNASSIGNED)] if command.unassigned else []
        said += [priority.name for priority in sorted(command.priorities)]
        said += [self._word(words.STATES, status) for status in sorted(command.statuses)]
        said += [self._word(words.SLA, state) for state in sorted(command.sla)]
        said += [regions[key].code for key in sorted(command.regions)]
        said += [queue_name(self._known.board.queues[key]) for key in sorted(command.queues)]
        said += [skills[key].name_en for key in sorted(command.skills)]
        said += [engineers[key].number for key in sorted(command.engineers)]
        said += sorted(command.customers)
        said += [wish.words if wish.value else wish.code for wish in command.fields]
        said += [command.day.isoformat()] if command.day else []
        said = said or [self._word(words.FLAGS, Flag.ALL)]
        return " ".join((self._verb(Verb.SHOW), *said))

    def _opened(self, command: Open | Recall) -> str:
        return command.number if isinstance(command, Recall) else self._tickets((command.ticket,))

    def _tickets(self, tickets: Iterable[TicketId]) -> str:
        known = self._known.board.tickets
        return ("、" if self._chinese else ", ").join(known[key].number for key in tickets)

    def _verb(self, verb: Verb) -> str:
        return self._word(words.VERBS, verb)

    def _word(self, table: Mapping[K, tuple[str, ...]], value: K) -> str:
        return table[value][1 if self._chinese else 0]
