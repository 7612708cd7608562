"""What planning goes by: legs learned from a provider, and reckoned ones where none are known."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.problem import Matrices, Travel
from dispatch_console.planning.travel import CALIBRATED, UNREACHABLE, legs
from dispatch_console.services.travel.hours import pace
from dispatch_console.services.travel.known import UNKNOWN, Block, Key, Known, key_of
from dispatch_console.services.travel.leg_file import LegFile
from dispatch_console.services.travel.provider import Place, TravelProvider, portions
from dispatch_console.support.clock import Clock, utc_now

log = logging.getLogger(__name__)

AGE_LIMIT = timedelta(days=30)
"""Roads change: legs older than this are asked for again."""

LEARN_S = 120.0
"""How long a plan waits for road times; what is missing then is reckoned, and learned next time."""


@dataclass(frozen=True, slots=True)
class TravelNotice:
    """Why `reckoned` of `legs` are reckoned as the crow flies although a provider is set."""

    cause: DomainError
    reckoned: int
    legs: int


class RoadBook:
    """Travel times of the provider that `connect` gives, kept in `folder`; None: all are reckoned.

    `travel` and `pace` answer at once, on any thread. `recall` and `learn` open the provider, read
    the file and ask, and belong off the GUI thread. With a `zone` traffic slows people down.
    """

    def __init__(
        self,
        connect: Callable[[], TravelProvider] | None = None,
        *,
        folder: Path | None = None,
        zone: ZoneInfo | None = None,
        clock: Clock = utc_now,
        learn_s: float = LEARN_S,
    ) -> None:
        self._connect, self._folder, self._zone = connect, folder, zone
        self._clock, self._learn_s = clock, learn_s
        self._provider: TravelProvider | None = None
        self._file: LegFile | None = None
        self._known = Known.nothing()
        self._lock = threading.Lock()

    @property
    def asks(self) -> bool:
        """Whether there is a provider to learn from."""
        return self._connect is not None

    def pace(self, start: datetime, end: datetime) -> float:
        """The share of the free speed that traffic leaves from `start` to `end`."""
        return 1.0 if self._zone is None else pace(start, end, self._zone)

    def travel(self, places: Sequence[Place]) -> Travel:
        """Travel between the places without traffic: as learned, reckoned where it is not."""
        known, provider = self._known, self._provider
        if provider is None or not known.keys:
            return CALIBRATED
        durations, distances = known.legs(places)
        holes = durations == UNKNOWN
        missing = int(holes.sum())
        if missing == len(places) * (len(places) - 1):
            return CALIBRATED
        source = f"{provider.name}, {known.since(places):%Y-%m-%d}"
        if missing:
            times, ways = legs(CALIBRATED, places, places)
            durations[holes], distances[holes] = times[holes], ways[holes]
            source += f"; {missing} of {holes.size} legs reckoned"
        return Matrices(durations, distances, source)

    def recall(self) -> TravelNotice | None:
        """Read what earlier consoles learned; what is wrong with the provider is told."""
        return self.learn(())

    def times_from(self, origin: Place, places: Sequence[Place]) -> np.ndarray:
        """(n,) seconds by road without traffic to places that are asked for once: none is kept.

        Belongs off the GUI thread. Raises what a `TravelProvider` does; with none to ask, reckons.
        """
        if self._connect is None:
            return legs(CALIBRATED, [origin], places)[0][0]
        with self._lock:
            cause = self._open(self._connect)
            if cause is not None or self._provider is None:
                raise cause or DomainError("travel.no_address")
            found = np.full(len(places), UNREACHABLE, dtype=np.int32)
            asked = [origin, *places]
            for _, ends, some in portions(self._provider, asked, [0], range(1, len(asked))):
                found[np.asarray(ends) - 1] = some.durations[0]
            return found

    def learn(self, places: Sequence[Place]) -> TravelNotice | None:
        """Ask the provider for the legs between the places that are unknown or too old.

        Where it fails, what it answered before that is kept, and the rest is told.
        """
        if self._connect is None:
            return None
        wanted = {key_of(place): place for place in places}
        with self._lock:
            cause = self._open(self._connect) or self._learn(wanted)
        if cause is None:
            return None
        log.warning("road times are missing: %s %s", cause.code, cause.params)
        durations, _ = self._known.legs(places)
        return TravelNotice(cause, int((durations == UNKNOWN).sum()), durations.size)

    def _open(self, connect: Callable[[], TravelProvider]) -> DomainError | None:
        if self._provider is None:
            try:
                provider = connect()
            except DomainError as error:
                return error
            if self._folder is not None:
                self._file = LegFile(self._folder, provider.identity)
            self._provider = provider
        if self._file is not None and self._file.changed():
            self._known = self._known.joined(self._file.read())
        return None

    def _learn(self, wanted: Mapping[Key, Place]) -> DomainError | None:
        now = self._clock()
        since = (now - AGE_LIMIT).timestamp()
        known = self._known.with_room(wanted, since, now.timestamp())
        blocks = known.gaps(tuple(wanted))
        if not blocks[0][0]:
            return None
        answers, cause = self._ask(known, wanted, blocks)
        if answers:
            if self._file is not None:
                if self._file.changed():
                    known = self._file.read().joined(known)
                self._file.write(known)
            self._known = known
        return cause

    def _ask(
        self, known: Known, wanted: Mapping[Key, Place], blocks: Iterable[Block]
    ) -> tuple[int, DomainError | None]:
        """Write the answers into `known`; how many came, and why no more did."""
        assert self._provider is not None
        keys, places = tuple(wanted), list(wanted.values())
        until, answers = time.monotonic() + self._learn_s, 0

        def needed(starts: Sequence[int], ends: Sequence[int]) -> bool:
            return bool(known.unknown(keys, starts, ends).any())

        try:
            for starts, ends in blocks:
                for some, to, found in portions(self._provider, places, starts, ends, needed):
                    known.write(keys, some, to, found)
                    answers += 1
                    if time.monotonic() > until:
                        name, waited = self._provider.name, round(self._learn_s)
                        raise DomainError("travel.slow", server=name, seconds=waited)
        except DomainError as error:
            return answers, error
        return answers, None
