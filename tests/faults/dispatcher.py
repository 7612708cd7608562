"""A dispatcher at a console, who does whatever comes to mind, beside others who do the same."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from dispatch_console.domain.board import Board, apply
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.plan import Absence
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services import absences, dispatch
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.editing import edit
from dispatch_console.services.intake import Booking, take
from dispatch_console.services.parts.moving import Item, transfer
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.publishing import publish
from dispatch_console.services.tickets import NewTicket, add_note, set_ties
from dispatch_console.services.undo import undo
from dispatch_console.services.watch import Watcher
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.faults.journal import Journal
from tests.faults.service import Depot
from tests.faults.worker import patiently
from tests.services.company import proposal

POLL_S = 1.0
LONGEST_PAUSE_S = 0.4
QUIET_READS = 3
"""Reads that find nothing, one after the other, before a board counts as caught up."""
QUIET_S = 60

STEPS = (Status.ACCEPTED, Status.ON_HOLD, Status.EN_ROUTE, Status.IN_PROGRESS, Status.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Where a dispatcher works, and for how long."""

    url: str
    name: str
    journal: Path
    seed: int
    seconds: float
    depot: Depot


def work(shift: Shift, pipe: Connection) -> None:
    """Work through the shift, then tell the runner what the board shows once all are quiet."""
    console = _Console(shift.url, shift.name)
    mind = _Mind(console, random.Random(shift.seed), shift.depot)
    end = time.monotonic() + shift.seconds
    with Journal(shift.journal) as journal:
        while time.monotonic() < end:
            mind.act(journal)
    pipe.send(("quiet", mind.done))
    pipe.recv()
    pipe.send(("board", console.settled()))
    console.close()


class _Console:
    """Database, watcher and the board that the watcher keeps: a console but for its window."""

    def __init__(self, url: str, name: str) -> None:
        self.database = patiently(lambda: Database.open(url))
        self.ctx = Context(database=self.database, user=name, clock=lambda: NOW)
        self._board = patiently(lambda: load(self.ctx))
        self._reads = 0
        self._lock = threading.Condition()
        self._watcher = Watcher(url, user=name, poll_s=POLL_S)
        self._watcher.start(self._catch_up)

    @property
    def board(self) -> Board:
        """As of the last catching up, which may be a moment ago."""
        return self._board

    def settled(self) -> Board:
        """The board after some more reads of the watcher's."""
        with self._lock:
            wanted = self._reads + QUIET_READS
            self._lock.wait_for(lambda: self._reads >= wanted, QUIET_S)
            return self._board

    def close(self) -> None:
        self._watcher.stop()
        self.database.close()

    def _catch_up(self) -> None:
        try:
            patch = read_changes(self.ctx, self._board.cursor)
            board = apply(self._board, patch)
        except DomainError as error:
            if error.code != "board.reload":
                raise
            board = load(self.ctx)
        with self._lock:
            self._board = board
            self._reads += 1
            self._lock.notify_all()


class _Mind:
    """Thinks of something to do, does it, and remembers how many of each kind were done."""

    def __init__(self, console: _Console, rng: random.Random, depot: Depot) -> None:
        self._console, self._rng, self._depot = console, rng, depot
        self._mine: list[tuple[UUID, str]] = []
        self.done: dict[str, int] = {}
        self._deeds: tuple[Callable[[UUID], tuple[dict[str, Any], Callable[[], Any]]], ...] = (
            *(self._note, self._edit, self._edit, self._assign, self._assign, self._assign),
            *(self._unassign, self._lock, self._step, self._call, self._ties, self._priority),
            *(self._undo, self._undo, self._publish, self._sick, self._back),
            self._parts,
        )

    def act(self, journal: Journal) -> None:
        """One command, from thought to answer."""
        command, rng = uuid4(), self._rng
        time.sleep(rng.uniform(0, LONGEST_PAUSE_S))
        try:
            deed, act = patiently(lambda: rng.choice(self._deeds)(command))
        except _NothingToDo:
            return
        journal.mean(command, deed)
        try:
            patiently(act)
        except DomainError as refusal:
            journal.refuse(command, refusal.code)
            return
        journal.acknowledge(command)
        self.done[deed["do"]] = self.done.get(deed["do"], 0) + 1
        if deed["do"] not in ("undo", "parts"):
            self._mine.append((command, deed["do"]))

    def _tickets(self, most: int) -> list[TicketId]:
        there = sorted(self._console.board.tickets)
        return self._rng.sample(there, min(len(there), self._rng.randint(1, most)))

    def _engineer(self) -> EngineerId:
        return self._rng.choice(sorted(self._console.board.engineers))

    @property
    def _ctx(self) -> Context:
        return self._console.ctx

    def _note(self, command: UUID) -> Any:
        key = self._tickets(1)[0]
        # Of a crew, the note stands on the ticket that the others belong to.
        whole = self._console.board.tickets[key].whole
        deed = {"do": "note", "ticket": whole, "token": str(command)}
        return deed, lambda: add_note(self._ctx, command, key, str(command))

    def _edit(self, command: UUID) -> Any:
        key = self._tickets(1)[0]
        base = self._console.board.tickets[key]
        if base.crew_of is not None:
            raise _NothingToDo
        wanted = replace(
            base,
            description=f"{base.description} {command}".strip(),
            address=f"{self._rng.randrange(100)} Some Road",
            duration_s=60 * self._rng.choice((30, 45, 60)),
        )
        deed = {"do": "edit", "ticket": key, "token": str(command)}
        return deed, lambda: edit(self._ctx, command, base, wanted)

    def _assign(self, command: UUID) -> Any:
        keys, who = self._tickets(2), self._engineer()
        start = NOW + timedelta(minutes=15 * self._rng.randrange(2, 30))
        at = self._rng.choice((None, None, start))
        pin = self._rng.random() < 0.1
        deed = {"do": "assign", "tickets": keys}
        return deed, lambda: dispatch.assign(self._ctx, command, keys, who, at, pin=pin)

    def _unassign(self, command: UUID) -> Any:
        keys = self._tickets(2)
        deed = {"do": "unassign", "tickets": keys}
        return deed, lambda: dispatch.unassign(self._ctx, command, keys)

    def _lock(self, command: UUID) -> Any:
        keys, lock = self._tickets(3), self._rng.choice((Lock.NONE, *Lock))
        deed = {"do": "lock", "tickets": keys}
        return deed, lambda: dispatch.set_lock(self._ctx, command, keys, lock)

    def _step(self, command: UUID) -> Any:
        keys, status = self._tickets(1), self._rng.choice(STEPS)
        deed = {"do": "step", "tickets": keys}
        return deed, lambda: dispatch.set_status(self._ctx, command, keys, status)

    def _call(self, command: UUID) -> Any:
        new = NewTicket(
            title=f"Call {command}",
            description=str(command),
            external_id=str(command),
            customer_name=f"Customer {self._rng.randrange(20)}",
            phone="13800138000",
            duration_s=1800,
        )
        at = NOW + timedelta(minutes=15 * self._rng.randrange(2, 30))
        booking = Booking(self._engineer(), at)
        deed = {"do": "call", "external": str(command)}
        return deed, lambda: take(self._ctx, command, new, booking)

    def _ties(self, command: UUID) -> Any:
        key, size = self._tickets(1)[0], self._rng.choice((1, 1, 2))
        if self._console.board.tickets[key].crew_of is not None:
            raise _NothingToDo
        deed = {"do": "ties", "ticket": key}
        return deed, lambda: set_ties(self._ctx, command, key, size, (), False)

    def _priority(self, command: UUID) -> Any:
        keys, priority = self._tickets(4), self._rng.choice(list(Priority))
        deed = {"do": "priority", "tickets": keys}
        return deed, lambda: set_priority(self._ctx, command, keys, priority)

    def _undo(self, command: UUID) -> Any:
        if not self._mine:
            raise _NothingToDo
        undone, what = self._mine.pop()
        deed = {"do": "undo", "undone": str(undone)}
        return deed, lambda: undo(self._ctx, command, undone, what)

    def _publish(self, command: UUID) -> Any:
        if self._rng.random() < 0.7:
            raise _NothingToDo
        plan = proposal(self._ctx)
        return {"do": "publish"}, lambda: publish(self._ctx, command, plan)

    def _sick(self, command: UUID) -> Any:
        if self._rng.random() < 0.8:
            raise _NothingToDo
        start = NOW + timedelta(hours=self._rng.randrange(1, 6))
        absence = Absence(engineer_id=self._engineer(), start=start)
        plan = replace(proposal(self._ctx), absence=absence)
        return {"do": "sick"}, lambda: publish(self._ctx, command, plan)

    def _parts(self, command: UUID) -> Any:
        source, target = self._rng.sample(self._depot.places, 2)
        items = [Item(self._depot.part, Decimal(self._rng.randint(1, 40)))]
        deed = {"do": "parts"}
        return deed, lambda: transfer(self._ctx, command, source, target, items)

    def _back(self, command: UUID) -> Any:
        who = self._engineer()
        return {"do": "back"}, lambda: absences.end(self._ctx, command, who)


class _NothingToDo(Exception):  # noqa: N818 - it is none
    """The thought leads nowhere just now."""
