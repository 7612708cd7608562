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
    View,
)
from dispatch_console.ui.bar.lexicon import Known
from dispatch_console.ui.bar.words import Flag, Until, Verb
from dispatch_console.ui.text import queue_name

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
            case Plan(day):
                said = f"{self._verb(Verb.PLAN)} {day.isoformat() if day else ''}".rstrip()
            case GoTo(day):
                said = f"{self._verb(Verb.GO)} {day.isoformat()}"
            case _:
                said = self._staff(command)
        return said

    def _staff(self, command: Sick | Back | Lend | EndLending) -> str:
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
        regions = self._known.board.regions
        said = [self._word(words.FLAGS, Flag.UNASSIGNED)] if command.unassigned else []
        said += [priority.name for priority in sorted(command.priorities)]
        said += [self._word(words.STATES, status) for status in sorted(command.statuses)]
        said += [self._word(words.SLA, state) for state in sorted(command.sla)]
        said += [regions[key].code for key in sorted(command.regions)]
        said += [queue_name(self._known.board.queues[key]) for key in sorted(command.queues)]
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
