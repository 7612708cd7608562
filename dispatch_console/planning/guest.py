"""A ticket that is no part of a problem yet, to be asked about while its caller still talks.

Making a plan of thousands of tickets ready for questions takes seconds. The problem keeps one
place free, and each guest is put there for as long as the question takes.
"""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Matrices, Problem, TicketSpec
from dispatch_console.planning.timetable import Job


def with_room(problem: Problem) -> Problem:
    """The problem with one place more, the last, where nothing is yet."""
    travel = {
        profile: replace(
            given,
            durations=np.pad(given.durations, (0, 1)),
            distances=np.pad(given.distances, (0, 1)),
        )
        if isinstance(given, Matrices)
        else given
        for profile, given in problem.travel.items()
    }
    return replace(problem, places=(*problem.places, (0.0, 0.0)), travel=travel)


class GuestRoom:
    """The free place of a problem made `with_room`. One guest at a time, on one thread."""

    def __init__(self, insertion: Insertion) -> None:
        self._evaluator = insertion.evaluator
        places = insertion.evaluator.problem.places
        self._room = len(places) - 1
        self._known = {place: index for index, place in enumerate(places[:-1])}
        # No two guests share an id: what was reckoned for one must not be taken for another's.
        self._ids = itertools.count(-1, -1)

    @contextmanager
    def host(self, spec: TicketSpec, at: tuple[float, float]) -> Iterator[int]:
        """The ticket as one of the problem, at (lat, lon) in degrees; gives the id it has there.

        Legs to and from a place that the problem knows are the problem's own.
        """
        place = self._known.get(at)
        if place is None:
            place = self._room
            self._evaluator.lookup.travel.move(place, at)
        guest = replace(spec, id=next(self._ids), place=place)
        self._evaluator.lookup.tickets[guest.id] = guest
        self._evaluator.trials.jobs[guest.id] = Job(guest)
        try:
            yield guest.id
        finally:
            del self._evaluator.lookup.tickets[guest.id]
            del self._evaluator.trials.jobs[guest.id]
