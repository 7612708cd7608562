"""Where a case takes place: a company on the server, consoles, and the judge at the end."""

import multiprocessing
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from uuid import uuid4

from dispatch_console.services import dispatch
from dispatch_console.services.board import load
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.faults.invariants import Evidence, broken
from tests.faults.journal import Record, read
from tests.faults.server import OwnServer
from tests.faults.stages import Stage
from tests.faults.tally import Tally
from tests.faults.worker import Deed, Orders, console
from tests.services.company import Company, found, scattered

TICKETS, ENGINEERS = 10, 4
ANSWER_S = 120

_processes: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
# Imported once, so that each console starts in a moment.
_processes.set_forkserver_preload(["tests.faults.preload"])

Fault = Callable[["World", int], Callable[[], None] | None]
"""Does harm while the console with this process id waits at its stage; what it returns is done when
the console goes on."""


@dataclass
class World:
    """A company in a database of its own; the database's name, its people, journals of consoles."""

    server: OwnServer
    tally: Tally
    database: str
    folder: Path
    company: Company
    numbers: Iterator[int]

    @property
    def url(self) -> str:
        """The straight way to the database."""
        return self.server.url(self.database)

    def journal(self) -> Path:
        """The file of the next console."""
        return self.folder / f"console-{next(self.numbers)}"

    @property
    def record(self) -> Record:
        """What all consoles so far meant and were told."""
        return read(sorted(self.folder.glob("console-*")))

    def clear(self) -> None:
        """Nobody has a visit: there is something to publish."""
        with self.context() as ctx:
            held = [key for key, one in load(ctx).tickets.items() if one.visit is not None]
            dispatch.unassign(ctx, uuid4(), held)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """A console of the runner's own, on the straight way."""
        opened = Database.open(self.url)
        try:
            yield Context(database=opened, user="runner", clock=lambda: NOW)
        finally:
            opened.close()

    def judge(self, case: str, **known: Any) -> None:
        """Ask whether everything holds, and note what does not."""
        told = Evidence(
            url=self.url,
            acknowledged=self.record.acknowledged,
            clock=lambda: NOW,
            **known,
        )
        self.tally.add(case, broken(told))


@contextmanager
def world(
    server: OwnServer, tally: Tally, tickets: int = TICKETS, engineers: int = ENGINEERS
) -> Iterator[World]:
    """A company on a database of its own."""
    name = server.make_database()
    folder = Path(tempfile.mkdtemp(prefix="dc-faults-"))
    rng = random.Random(7)
    opened = Database.open(server.url(name))
    try:
        ctx = Context(database=opened, user="setup", clock=lambda: NOW)
        rows = (replace(scattered(n, rng), windows=()) for n in range(1, tickets + 1))
        company = found(ctx, *rows, engineers=engineers)
    finally:
        opened.close()
    try:
        yield World(server, tally, name, folder, company, count())
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Console:
    """A worker process under way, and the runner's end of the pipe to it."""

    process: Any
    pipe: Any

    def hear(self) -> tuple[str, Any] | None:
        """What it says next; None once it is dead."""
        if not self.pipe.poll(ANSWER_S):
            raise TimeoutError("a console does not answer")
        try:
            return self.pipe.recv()
        except EOFError:
            return None

    def go_on(self) -> None:
        """Let it go on from its stage."""
        self.pipe.send("go on")

    def end(self) -> None:
        """Wait until it is gone."""
        self.process.join(ANSWER_S)
        if self.process.is_alive():
            self.process.kill()
            raise TimeoutError("a console does not end")
        self.pipe.close()


def start(orders: Orders) -> Console:
    """A console that follows its orders."""
    return spawn(console, orders)


def spawn(work: Callable[[Any, Any], None], orders: object) -> Console:
    """Someone at work in a process of their own, with a pipe to the runner."""
    ours, theirs = _processes.Pipe()
    process = _processes.Process(target=work, args=(orders, theirs), daemon=True)
    process.start()
    theirs.close()
    return Console(process, ours)


def words_of(place: World, deed: Deed) -> list[str]:
    """Do the deed in peace, on a plan without visits; what is said to the server meanwhile."""
    place.clear()
    orders = Orders(url=place.url, user="Li", journal=place.journal(), command=uuid4(), deed=deed)
    peaceful = start(orders)
    said = peaceful.hear()
    peaceful.end()
    assert said is not None, "a console died in peace"
    return said[1]


def kill_at(
    place: World, case: str, deed: Deed, stage: Stage | None, child: Path | None = None
) -> None:
    """The console dies, by the stage or by the deed; the next one on its journal takes over.

    `child` is where it wrote the number of a process that must not outlive it.
    """
    journal = place.journal()
    dying = start(
        Orders(url=place.url, user="Li", journal=journal, command=uuid4(), deed=deed, stage=stage)
    )
    heard = dying.hear()
    dying.end()
    if heard is None:
        place.tally.injected += 1
    else:
        place.tally.skip(case, "the stage was not reached")
    resume(place, journal)
    processes = [int(child.read_text(encoding="ascii"))] if child and child.exists() else []
    place.judge(case, processes=processes)


def resume(place: World, journal: Path) -> None:
    """A new console that finishes what the journal has open."""
    heir = start(Orders(url=place.url, user="Li", journal=journal))
    assert heir.hear() is not None, "the heir died"
    heir.end()


def harm_at(
    place: World,
    case: str,
    deed: Deed,
    stage: Stage,
    harm: Fault,
    url: str = "",
    namespace: str = "",
) -> None:
    """The console waits at the stage while harm is done to its surroundings, and then goes on."""
    orders = Orders(
        url=url or place.url,
        user="Li",
        journal=place.journal(),
        command=uuid4(),
        deed=deed,
        stage=stage,
        then="wait",
        namespace=namespace,
    )
    working = start(orders)
    heard = working.hear()
    if heard is not None and heard[0] == "stage":
        then = harm(place, heard[1])
        place.tally.injected += 1
        working.go_on()
        if then is not None:
            then()
        heard = working.hear()
    else:
        place.tally.skip(case, "the stage was not reached")
    working.end()
    if heard is None:
        raise RuntimeError(f"a console died by itself: {case}")
    place.judge(case)
