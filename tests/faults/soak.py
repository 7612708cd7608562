"""Twenty consoles at two hundred tickets for minutes, with accidents, and the reckoning."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import psycopg

from dispatch_console.domain.board import Board
from tests.faults.dispatcher import Shift, work
from tests.faults.invariants import Breach
from tests.faults.journal import Record
from tests.faults.kills import SESSIONS
from tests.faults.server import OwnServer
from tests.faults.service import Depot, breaches, clerk, finish, furnish, key_of
from tests.faults.tally import Tally
from tests.faults.world import Console, World, spawn, world
from tests.services.delivering.servers import web_server

CONSOLES, TICKETS, ENGINEERS, CLERKS = 20, 200, 20, 2
BETWEEN_ACCIDENTS_S = (3.0, 8.0)
SEED = 11


def soak(
    server: OwnServer,
    tally: Tally,
    minutes: float,
    consoles: int = CONSOLES,
    tickets: int = TICKETS,
) -> None:
    """They work; now and then a console, a session or a backend dies; at the end all agree."""
    seconds = 60 * minutes
    with world(server, tally, tickets, ENGINEERS) as place, web_server() as post:
        with place.context() as ctx:
            depot = furnish(ctx, post.port)
        office = _Office(place, seconds, depot)
        for _ in range(consoles):
            office.hire()
        accidents = threading.Thread(target=office.have_accidents, args=(seconds,))
        accidents.start()
        done = office.wait_until_quiet(accidents)
        with place.context() as ctx:
            finish(ctx)
        told = [key_of(body) for _, body in post.posts]
        print(f"told: {len(set(told))} messages, {len(told)} times", flush=True)
        boards = office.boards()
        print("done:", ", ".join(f"{n} {what}" for what, n in sorted(done.items())), flush=True)
        record = place.record
        print("refused:", dict(Counter(record.refused.values())), flush=True)
        tally.add("soak", [*_failures(record), *_lost_words(place, record)])
        tally.add("soak", breaches(place.url, told, depot))
        place.judge("soak", consoles=boards)


class _Office:
    """The consoles at work, and what happens to them."""

    def __init__(self, place: World, seconds: float, depot: Depot) -> None:
        self._depot = depot
        self._place, self._end = place, time.monotonic() + seconds
        self._rng = random.Random(SEED)
        self._hired = 0
        self._working: dict[str, Console] = {}
        self._killed: set[str] = set()
        self._clerks = [spawn(clerk, place.url) for _ in range(CLERKS)]

    def hire(self) -> None:
        """One more dispatcher, for the rest of the time."""
        self._hired += 1
        shift = Shift(
            url=self._place.url,
            name=f"dispatcher {self._hired}",
            journal=self._place.journal(),
            seed=self._hired,
            seconds=max(0.0, self._end - time.monotonic()),
            depot=self._depot,
        )
        self._working[shift.name] = spawn(work, shift)

    def have_accidents(self, seconds: float) -> None:
        """Until shortly before the end; each is one fault injected."""
        end = time.monotonic() + 0.8 * seconds
        kinds: tuple[Callable[[], None], ...] = (
            self._kill_console,
            self._end_sessions,
            self._kill_backend,
        )
        while time.monotonic() < end:
            time.sleep(min(self._rng.uniform(*BETWEEN_ACCIDENTS_S), seconds / 4))
            self._rng.choice(kinds)()
            self._place.tally.injected += 1

    def wait_until_quiet(self, accidents: threading.Thread) -> Counter[str]:
        """Until all who are left have ended their shift; what they did, by kind."""
        accidents.join()
        done: Counter[str] = Counter()
        for name in [name for name in self._working if name not in self._killed]:
            heard = self._working[name].hear()
            if heard is None:
                raise RuntimeError(f"{name} died by itself")
            done.update(heard[1])
        for one in self._clerks:
            one.go_on()
            if one.hear() is None:
                raise RuntimeError("a clerk died by itself")
            one.end()
        return done

    def boards(self) -> dict[str, Board]:
        """What each console shows once it has caught up; they are gone afterwards."""
        left = {k: v for k, v in self._working.items() if k not in self._killed}
        for console in left.values():
            console.go_on()
        found: dict[str, Board] = {}
        for name, console in left.items():
            heard = console.hear()
            if heard is None:
                raise RuntimeError(f"{name} died by itself")
            found[name] = heard[1]
        for console in self._working.values():
            console.end()
        return found

    def _kill_console(self) -> None:
        name = self._rng.choice([name for name in self._working if name not in self._killed])
        self._killed.add(name)
        self._working[name].process.kill()
        self.hire()

    def _end_sessions(self) -> None:
        ended = SESSIONS.replace("SELECT pid", "SELECT pg_terminate_backend(pid)")
        ended = ended.replace("ORDER BY", "AND random() < 0.3 ORDER BY")
        self._place.server.execute(ended, self._place.database)

    def _kill_backend(self) -> None:
        rows = self._place.server.execute(SESSIONS, self._place.database)
        if rows:
            self._place.server.kill_backend(rows[0][0])


def _failures(record: Record) -> list[Breach]:
    """Commands that the database itself refused: those must go through or say something else."""
    codes = Counter(code for code in record.refused.values() if code.startswith("database."))
    return [Breach("I1", f"{n} commands ended with {code}") for code, n in codes.items()]


def _lost_words(place: World, record: Record) -> list[Breach]:
    """What an acknowledged note, edit or call says is in a ticket, once, unless it was undone."""
    undone = {UUID(d["undone"]) for d in record.meant.values() if d["do"] == "undo"}
    with psycopg.connect(place.url) as connection:
        rows = connection.execute(
            "SELECT id, coalesce(external_id, ''), description FROM ticket WHERE crew_of IS NULL"
        ).fetchall()
    descriptions = {key: words for key, _, words in rows}
    calls = Counter(external for _, external, _ in rows)
    found: list[Breach] = []
    for command in record.acknowledged.keys() - undone:
        deed = record.meant[command]
        if "token" in deed and descriptions[deed["ticket"]].count(deed["token"]) != 1:
            found.append(
                Breach("I1", f"the words of {deed['do']} {command} are lost or there twice")
            )
        if deed["do"] == "call" and calls[deed["external"]] != 1:
            found.append(Breach("I1", f"{calls[deed['external']]} tickets of call {command}"))
    return found
