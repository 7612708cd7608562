"""The network fails: reset at every word, in the commit before its answer, and without a sound."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from tests.faults.kills import deeds, stages_of
from tests.faults.proxy import Line, Proxy
from tests.faults.server import HOST, OwnServer
from tests.faults.stages import Stage
from tests.faults.tally import Tally
from tests.faults.world import World, harm_at, words_of, world

NOTICED_S = 20
"""After so long a silent cut must have been noticed on both sides; `tcp_user_timeout` is 4 s."""


def resets(server: OwnServer, tally: Tally, every: int = 1) -> None:
    """Every connection is reset at each word."""
    with world(server, tally) as place, Proxy(HOST, server.port) as proxy:
        url = server.url(place.database, port=proxy.port)

        def cut(_place: World, _console: int) -> None:
            proxy.cut()

        for name, deed in deeds(place):
            for stage_name, stage in stages_of(words_of(place, deed), every):
                place.clear()
                case = f"connection reset, {name}, {stage_name}"
                harm_at(place, case, deed, stage, cut, url)


def lost_answers(server: OwnServer, tally: Tally) -> None:
    """The commit arrives, its answer does not: the console must find out, and do nothing twice."""
    with world(server, tally) as place, Proxy(HOST, server.port) as proxy:
        url = server.url(place.database, port=proxy.port)
        for name, deed in deeds(place):
            for number, said in enumerate(words_of(place, deed)):
                if said != "COMMIT":
                    continue
                place.clear()
                before = _commands(place)

                def deafen(_place: World, _console: int) -> Callable[[], None]:
                    proxy.line = Line.DEAF
                    return cut_when_done

                def cut_when_done(before: set[UUID] = before) -> None:
                    _await(lambda: _commands(place) > before)
                    proxy.cut()

                stage = Stage(number, "before")
                harm_at(place, f"answer lost, {name}, {number} COMMIT", deed, stage, deafen, url)


def silences(server: OwnServer, tally: Tally) -> None:
    """The cable is pulled: no reset, no answer. Both sides notice, and the locks are let go."""
    with suppress(_NotPermittedError), world(server, tally) as place, _cable(tally) as cable:
        url = server.url(place.database, host=cable.near)
        for name, deed in deeds(place):
            words = words_of(place, deed)
            for number in (_number(words, "INSERT INTO command"), words.index("COMMIT")):
                place.clear()

                def pull(_place: World, _console: int) -> Callable[[], None]:
                    cable.pull()
                    return plug_in

                def plug_in() -> None:
                    _await(lambda: not _in_transaction(place))
                    cable.plug_in()

                stage = Stage(number, "before")
                case = f"cable pulled, {name}, before {words[number]}"
                harm_at(place, case, deed, stage, pull, url, cable.namespace)


def _commands(place: World) -> set[UUID]:
    return {key for (key,) in place.server.execute("SELECT id FROM command", place.database)}


def _in_transaction(place: World) -> bool:
    rows = place.server.execute(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name LIKE 'dispatch-console%' AND xact_start IS NOT NULL"
        " AND client_addr <> '127.0.0.1'",
        place.database,
    )
    return bool(rows)


def _number(words: list[str], start: str) -> int:
    return next(number for number, said in enumerate(words) if said.startswith(start))


def _await(so: Callable[[], bool]) -> None:
    end = time.monotonic() + NOTICED_S
    while not so():
        if time.monotonic() > end:
            raise TimeoutError("what was to happen did not")
        time.sleep(0.05)


class _NotPermittedError(Exception):
    """No network of one's own can be made here."""


class _Cable:
    """A pair of virtual network cards, one of them in a network namespace for the consoles."""

    def __init__(self) -> None:
        # Numbers of this process, so that runs beside each other do not share a cable.
        number = os.getpid() % 16000
        self.namespace = f"dcf{number}"
        self._card, self._far_card = f"dcfn{number}", f"dcff{number}"
        subnet = f"10.{213 + number // 4096}.{number // 64 % 64}.{4 * (number % 64)}"
        base, _, last = subnet.rpartition(".")
        self.near, self.far = f"{base}.{int(last) + 1}", f"{base}.{int(last) + 2}"

    def lay(self) -> None:
        """Make the namespace and the cards."""
        inside = ("-n", self.namespace)
        _ip("netns", "add", self.namespace)
        _ip("link", "add", self._card, "type", "veth", "peer", "name", self._far_card)
        _ip("link", "set", self._far_card, "netns", self.namespace)
        _ip("addr", "add", f"{self.near}/30", "dev", self._card)
        _ip(*inside, "addr", "add", f"{self.far}/30", "dev", self._far_card)
        _ip(*inside, "link", "set", self._far_card, "up")
        self.plug_in()

    def pull(self) -> None:
        _ip("link", "set", self._card, "down")

    def plug_in(self) -> None:
        _ip("link", "set", self._card, "up")

    def remove(self) -> None:
        for words in (("link", "del", self._card), ("netns", "del", self.namespace)):
            with suppress(_NotPermittedError):
                _ip(*words)


@contextmanager
def _cable(tally: Tally) -> Iterator[_Cable]:
    cable = _Cable()
    try:
        cable.lay()
        yield cable
    except _NotPermittedError as error:
        tally.skip("cable pulled", f"no network namespace here ({error})")
        raise
    finally:
        cable.remove()


def _ip(*words: str) -> None:
    try:
        done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    except OSError as error:
        raise _NotPermittedError(str(error)) from None
    if done.returncode:
        raise _NotPermittedError(done.stderr.strip())
