"""Clocks that are wrong, jump, and run apart: only the server's decides between machines."""

from datetime import datetime, timedelta
from uuid import uuid4

from dispatch_console.domain.board import Board, apply
from dispatch_console.domain.errors import DomainError
from dispatch_console.services import dispatch
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.trimming import trim
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.faults.journal import Journal
from tests.faults.server import OwnServer
from tests.faults.tally import Tally
from tests.faults.world import World, world
from tests.services.company import proposal

JUMPS = (
    timedelta(0),
    timedelta(minutes=5),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=-400),
    timedelta(days=4000),
)


class Drifting:
    """A clock that somebody keeps setting."""

    def __init__(self) -> None:
        self.off = timedelta(0)

    def __call__(self) -> datetime:
        return NOW + self.off


def jumps(server: OwnServer, tally: Tally) -> None:
    """One console's clock jumps between all it does, beside another whose clock is right."""
    with world(server, tally) as place, place.context() as right:
        opened = Database.open(place.url)
        clock = Drifting()
        wrong = Context(database=opened, user="wrong", clock=clock)
        boards = {"wrong": load(wrong), "right": load(right)}
        with Journal(place.journal()) as journal:
            for off in JUMPS:
                clock.off = off
                tally.injected += 1
                work(place, wrong, right, journal)
                clock.off = -off
                boards = {
                    "wrong": caught_up(wrong, boards["wrong"]),
                    "right": caught_up(right, boards["right"]),
                }
        # A shift's place on the board goes by the console's own clock: compare at the right time.
        clock.off = timedelta(0)
        boards = {"wrong": load(wrong), "right": caught_up(right, boards["right"])}
        opened.close()
        place.judge("clocks that jump", consoles=boards, deserted=False)


def work(place: World, wrong: Context, right: Context, journal: Journal) -> None:
    tickets, who = place.company.tickets, place.company.engineers[0]
    for ctx in (wrong, right):
        key = uuid4()
        create(ctx, key, NewTicket(title="Call"))
        journal.acknowledge(key)
        _try(journal, lambda key, c=ctx: dispatch.assign(c, key, tickets[:1], who, None))
        _try(journal, lambda key, c=ctx: publish(c, key, proposal(c)))
        _try(journal, lambda key, c=ctx: dispatch.unassign(c, key, tickets[:2]))
        trim(ctx)


def _try(journal: Journal, act: object) -> None:
    key = uuid4()
    try:
        act(key)  # pyright: ignore[reportCallIssue]
    except DomainError as refusal:
        # A clock that is far off finds no shift: refused with a reason, nothing half done.
        if refusal.code.startswith("database."):
            raise
    else:
        journal.acknowledge(key)


def caught_up(ctx: Context, board: Board) -> Board:
    return apply(board, read_changes(ctx, board.cursor))
