"""A console without a window: the real services on a real connection, in a process of its own.

What it means to do and what it was told is done goes into its journal. Where the connection fails
it does as a dispatcher does: the same command again.
"""

import ctypes
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID, uuid5

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId
from dispatch_console.domain.place import Location
from dispatch_console.domain.plan import Proposal
from dispatch_console.services.context import Context
from dispatch_console.services.intake import Booking, take
from dispatch_console.services.merging import Dropped
from dispatch_console.services.publishing import publish
from dispatch_console.services.tickets import NewTicket
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.faults.journal import Journal, read
from tests.faults.solving import killing, solved
from tests.faults.stages import Stage, Stages
from tests.services.company import proposal

AGAIN = frozenset(
    {
        "database.lost",
        "database.unreachable",
        "database.nobody_there",
        "database.starting",
        "database.commit_unknown",
        "database.busy",
        "database.too_many",
        "database.disk_full",
    }
)
"""Refusals that say nothing of the command itself: a person sends it again."""

DEATHS = frozenset({"solver_dies_at", "console_dies_at"})
"""What an heir leaves out of a deed."""

_NETWORK = 0x40000000

PATIENCE_S = 240
PAUSE_S = 0.1

Deed = Mapping[str, Any]
"""What is to be done, as the journal keeps it: `do` and what it takes."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a console is to do, and at which stage it dies (`kill`) or waits for its runner."""

    url: str
    user: str
    journal: Path
    command: UUID | None = None
    deed: Deed | None = None
    stage: Stage | None = None
    then: Literal["kill", "wait"] = "kill"
    namespace: str = ""
    """The network namespace it lives in; empty: that of its runner."""


def console(orders: Orders, pipe: Connection) -> None:
    """Finish what the journal has open, do the deed, and tell the runner what was said meanwhile.

    The runner hears `("stage", …)` and has to answer, at last `("words", …)`.
    """

    def happen() -> None:
        if orders.then == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        pipe.send(("stage", os.getpid()))
        pipe.recv()

    if orders.namespace:
        _move_to(orders.namespace)
    database = patiently(lambda: Database.open(orders.url))
    ctx = Context(database=database, user=orders.user, clock=lambda: NOW)
    left = read([orders.journal]).open if orders.journal.exists() else {}
    stages = Stages(orders.stage, happen)
    with Journal(orders.journal) as journal:
        for command, deed in left.items():
            do(ctx, journal, command, {k: v for k, v in deed.items() if k not in DEATHS})
        if orders.deed is not None and orders.command is not None:
            stages.watch()
            do(ctx, journal, orders.command, orders.deed)
    database.close()
    pipe.send(("words", stages.words))


def _move_to(namespace: str) -> None:
    """Live in that network namespace from now on."""
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/var/run/netns", namespace).open("rb") as place:
        if libc.setns(place.fileno(), _NETWORK):
            raise OSError(ctypes.get_errno(), "setns")


def do(ctx: Context, journal: Journal, command: UUID, deed: Deed) -> None:
    """Do it, again after a failure that says nothing of it, and write down the answer."""
    try:
        patiently(lambda: _DEEDS[deed["do"]](ctx, journal, command, deed))
    except DomainError as refusal:
        journal.refuse(command, refusal.code)


def patiently(act: Callable[[], Result]) -> Result:
    """What `act` returns, as soon as the database lets it."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            return act()
        except DomainError as error:
            if error.code not in AGAIN or time.monotonic() > end:
                raise
            time.sleep(PAUSE_S)


def _intake(ctx: Context, journal: Journal, command: UUID, deed: Deed) -> None:
    """A call, with a visit at once; one refused for the connection's sake is asked for again."""
    journal.mean(command, deed)
    told = NewTicket(
        title=f"Call {command}",
        external_id=str(command),
        customer_name="Li",
        phone="13800138000",
        duration_s=1800,
        location=Location(31.15, 121.35),
        # Random, or it would be compressed.
        description=os.urandom(deed.get("words_kb", 0) * 500).hex(),
    )
    booking = Booking(EngineerId(deed["engineer"]), NOW + timedelta(minutes=deed["after"]))
    taken = take(ctx, command, told, booking)
    if taken.refused is not None and taken.refused.code in AGAIN:
        raise taken.refused
    journal.acknowledge(command)
    if taken.refused is None:
        journal.acknowledge(uuid5(command, "visit"))


def _publish(ctx: Context, journal: Journal, command: UUID, deed: Deed) -> None:
    """A plan made here, without a solver."""
    _send(ctx, journal, command, deed, proposal(ctx, keep={}))


def _plan(ctx: Context, journal: Journal, command: UUID, deed: Deed) -> None:
    """A plan of the solver's, which may be killed, or be the moment at which this console is."""
    journal.mean(command, deed)
    heard = killing(deed["solver_dies_at"]) if "solver_dies_at" in deed else _dying(deed)
    _send(ctx, journal, command, deed, solved(ctx, deed["seconds"], heard))


def _dying(deed: Deed) -> Callable[[str, int], None]:
    def heard(event: str, child: int) -> None:
        if event == deed.get("console_dies_at"):
            Path(deed["child"]).write_text(str(child), encoding="ascii")
            os.kill(os.getpid(), signal.SIGKILL)

    return heard


def _send(ctx: Context, journal: Journal, command: UUID, deed: Deed, plan: Proposal) -> None:
    """Publish, the very same plan until there is an answer; a predecessor may have got it done."""
    with ctx.database.snapshot() as snap:
        there = snap.feed.changes_of_command(command)
    moves = deed["moves"] if there else sorted(move.ticket_id for move in plan.moves)
    journal.mean(command, {**deed, "moves": moves})
    done = patiently(lambda: publish(ctx, command, plan))
    # Nobody else is at work: what this command did not do now, it did before.
    refused = {key for key, why in done.dropped.items() if why != Dropped.EARLIER}
    journal.acknowledge(command, set(moves) - refused)


_DEEDS = {"intake": _intake, "publish": _publish, "plan": _plan}
