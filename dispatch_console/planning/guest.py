"""A ticket that is no part of a problem yet, to be asked about while its caller still talks.

Making a plan of thousands of tickets ready for questions takes seconds. The problem keeps a few
places free, and each guest is put at one for as long as the question takes.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.problem import Matrices, Problem, TicketSpec
from dispatch_console.planning.timetable import Job


def with_room(problem: Problem, rooms: int = 1) -> Problem:
    """The problem with so many places more, the last ones, where nothing is yet."""
    travel = {
        profile: replace(
            given,
            durations=np.pad(given.durations, (0, rooms)),
            distances=np.pad(given.distances, (0, rooms)),
        )
        if isinstance(given, Matrices)
        else given
        for profile, given in problem.travel.items()
    }
    return replace(problem, places=(*problem.places, *[(0.0, 0.0)] * rooms), travel=travel)


class GuestRoom:
    """The `rooms` free places of a problem made `with_room`; its evaluators. On one thread."""

    def __init__(self, *evaluators: Evaluator, rooms: int = 1) -> None:
        self._evaluators = evaluators
        places = evaluators[0].problem.places
        self._free = list(range(len(places) - rooms, len(places)))
        self._known = {place: index for index, place in enumerate(places[:-rooms])}
        self._travel = {id(one.lookup.travel): one.lookup.travel for one in evaluators}
        # No two guests share an id: what was reckoned for one must not be taken for another's.
        self._ids = itertools.count(-1, -1)

    @contextmanager
    def host(self, at: tuple[float, float], *specs: TicketSpec) -> Iterator[int]:
        """A ticket at (lat, lon) in degrees, as each of the evaluators is to see it; gives its id.

        Legs to and from a place that the problem knows are the problem's own. Guests at one place
        share it; of places not known there are no more than rooms.
        """
        guest, place, room = next(self._ids), self._known.get(at), None
        if place is None:
            place = room = self._known[at] = self._free.pop()
            for travel in self._travel.values():
                travel.move(place, at)
        for evaluator, spec in zip(self._evaluators, specs, strict=True):
            seen = replace(spec, id=guest, place=place)
            evaluator.lookup.tickets[guest] = seen
            evaluator.trials.jobs[guest] = Job(seen)
        try:
            yield guest
        finally:
            for evaluator in self._evaluators:
                del evaluator.lookup.tickets[guest]
                del evaluator.trials.jobs[guest]
            if room is not None:
                del self._known[at]
                self._free.append(room)
