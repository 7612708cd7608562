"""Arrival windows to offer for a new ticket: each at its exact price, the best of the days first.

A ticket that has been promised nothing yet is tried in every window of a grid over the coming
days; one that takes a crew at moments at which all of the crew can begin.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.problem import Window
from dispatch_console.planning.slot_question import Place, Question

DAY_S = 86_400

ENGINEERS = 3
"""How many engineers, or more than a crew takes, are named who could come."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A window in which the visit would begin, both ends included.

    `places` are the cheapest found, one for each of the crew, all to start at one moment; none
    where nobody can come: the window is full. `engineers` are some who could come then, those of
    `places` first.
    """

    window: Window
    places: tuple[Place, ...] = ()
    engineers: tuple[int, ...] = ()

    @property
    def best(self) -> Place | None:
        """Where the first of the crew would go."""
        return self.places[0] if self.places else None

    @property
    def full(self) -> bool:
        """Whether nobody can come then."""
        return not self.places


def offers(
    insertion: Insertion,
    ticket: int,
    *,
    mates: tuple[int, ...] = (),
    crew: int = 1,
    first: int | None = None,
    days: int = 14,
    width_s: int = 7200,
    step_s: int = 7200,
    midnight: int = 0,
    limit: int = 20,
) -> tuple[Offer, ...]:
    """Up to `limit` windows in which the ticket can be served, and after them the full ones.

    First the best of each half day by cost, then the others by cost, the full ones by time. A
    window lies on the grid of `step_s` from `midnight`, begins at `first` (None: with the first
    shift) or later, wholly in some shift, and meets the ticket's own windows if it has any. All
    in problem time units, seconds in the field. Held back to the start of its window, the ticket
    at that place breaks no rule, starts in the window and costs the delta.

    `crew` engineers begin at once, each with a visit like the ticket; every place then costs its
    own delta, reckoned as if the others stayed where they are. `mates` are tickets of the crew
    that the plan knows already: nobody has them while this is asked.
    Raises `plan.ticket` for an unknown id.
    """
    spec = insertion.evaluator.lookup.ticket(ticket)
    day = DAY_S * insertion.evaluator.problem.time_scale
    with ExitStack() as lifted:
        for one in (ticket, *mates):
            lifted.enter_context(insertion.without(one))
        asked = Question(insertion, spec, crew)
        begin = min((s.start for s in insertion.gaps.shifts), default=0) if first is None else first
        grid = range(begin + (midnight - begin) % step_s, begin + days * day, step_s)
        windows = [(at, at + width_s) for at in grid if asked.conceivable((at, at + width_s))]
        tried = {window: asked.best(window) for window in windows}
        open_ = {window: team.cost for window, team in tried.items() if team is not None}
        chosen = _spread(open_, lambda window: (window[0] - midnight) * 2 // day)
        found = [
            Offer(window, asked.places(team), asked.engineers(window, team, ENGINEERS))
            for window in chosen[:limit]
            if (team := tried[window]) is not None
        ]
        return (*found, *(Offer(window) for window, team in tried.items() if team is None))


def _spread(costs: Mapping[Window, float], half_day: Callable[[Window], int]) -> list[Window]:
    """The cheapest window of each half day, then the others; each lot by cost."""
    ranked = sorted(costs, key=lambda window: (costs[window], window))
    best: dict[int, Window] = {}
    for window in ranked:
        best.setdefault(half_day(window), window)
    first = list(best.values())
    return [*first, *(window for window in ranked if window not in set(first))]
