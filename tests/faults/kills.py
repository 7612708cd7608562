"""Kill -9 at every stage of intake, plan and publish: the console, the solver, the server."""

from collections.abc import Iterator, Sequence
from typing import cast

from tests.faults.server import OwnServer
from tests.faults.solving import BORN
from tests.faults.stages import Stage, When
from tests.faults.tally import Tally
from tests.faults.worker import Deed
from tests.faults.world import World, harm_at, kill_at, words_of, world

SECONDS = 1.0
EVENTS = (BORN, "Started", "Improved")
WHENS = cast(tuple[When, ...], ("before", "after"))


def deeds(place: World) -> Iterator[tuple[str, Deed]]:
    """Intake with a visit, and publishing a plan."""
    yield "publish", {"do": "publish"}
    intake = {"do": "intake", "engineer": place.company.engineers[0], "after": 60}
    words_of(place, intake)  # The customer of all calls is known from the first on.
    yield "intake", intake


def stages_of(words: Sequence[str], every: int = 1) -> Iterator[tuple[str, Stage]]:
    """Before and after each (or each `every`-th) word, named by it; COMMITs are never left out."""
    for number, said in enumerate(words):
        if number % every == 0 or said == "COMMIT":
            for when in WHENS:
                yield f"{when} {number} {said}", Stage(number, when)


def consoles(server: OwnServer, tally: Tally, every: int = 1) -> None:
    """The console dies at each word it says to the server."""
    with world(server, tally) as place:
        for name, deed in deeds(place):
            for stage_name, stage in stages_of(words_of(place, deed), every):
                place.clear()
                kill_at(place, f"console dies, {name}, {stage_name}", deed, stage)


def servers(server: OwnServer, tally: Tally, every: int = 1) -> None:
    """The server dies at each word it is told: alone, one backend, all of it at once."""

    def alone(place: World, _console: int) -> None:
        place.server.kill()
        place.server.start()

    def whole(place: World, _console: int) -> None:
        place.server.kill_all()
        place.server.start()

    def backend(place: World, _console: int) -> None:
        rows = place.server.execute(SESSIONS, place.database)
        place.server.kill_backend(rows[0][0])

    harms = (("server", alone), ("server and backends", whole), ("backend", backend))
    with world(server, tally) as place:
        turn = 0
        for name, deed in deeds(place):
            for stage_name, stage in stages_of(words_of(place, deed), every):
                # Each stage once, each way to die in turn.
                who, harm = harms[turn % len(harms)]
                turn += 1
                place.clear()
                harm_at(place, f"{who} dies, {name}, {stage_name}", deed, stage, harm)


SESSIONS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name LIKE 'dispatch-console%' AND pid <> pg_backend_pid()"
    " ORDER BY state <> 'idle in transaction'"
)
"""The consoles' sessions, the one in a transaction first."""


def terminated(server: OwnServer, tally: Tally, every: int = 1) -> None:
    """An administrator ends the sessions at each word."""

    def end_sessions(place: World, _console: int) -> None:
        ended = SESSIONS.replace("SELECT pid", "SELECT pg_terminate_backend(pid)")
        place.server.execute(ended, place.database)

    with world(server, tally) as place:
        for name, deed in deeds(place):
            for stage_name, stage in stages_of(words_of(place, deed), every):
                place.clear()
                harm_at(place, f"sessions end, {name}, {stage_name}", deed, stage, end_sessions)


def solvers(server: OwnServer, tally: Tally, events: Sequence[str] = EVENTS) -> None:
    """The solver dies, or the console does while its solver works, at each thing it says."""
    with world(server, tally) as place:
        for event in events:
            deed: Deed = {"do": "plan", "seconds": SECONDS}
            place.clear()
            before = len(place.record.refused)
            words_of(place, {**deed, "solver_dies_at": event})
            tally.injected += 1
            if len(place.record.refused) == before:
                tally.skip(f"solver dies at {event}", "it had ended before")
            place.judge(f"solver dies at {event}")
            place.clear()
            note = place.folder / f"child-{event}"
            dying = {**deed, "console_dies_at": event, "child": str(note)}
            kill_at(place, f"console dies with its solver at {event}", dying, None, note)
