"""What it would take to serve a ticket: one rule eased at a time, each priced by solving anew.

Around the ticket a part is cut out of the plan. There the rule is eased, the ticket is forced in,
and a short search settles everything else; the difference it makes is the price.
"""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.easing import Easing, Kind, easings
from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.messages import Solve
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.search import Search
from dispatch_console.planning.solution import Objective, Term
from dispatch_console.planning.told import placed
from dispatch_console.planning.vicinity import Vicinity

__all__ = ["Kind", "Relaxed", "relaxations"]

_log = logging.getLogger(__name__)

RESOLVE_S = 0.5
"""How long one re-solve may take."""

RESOLVE_STEPS = 300
"""After how many steps it ends."""

FORCED = 100_000_000
"""What leaving out a ticket costs that is to be served whatever it takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """One rule eased, and the plan that serves the ticket then.

    `params` say what is eased: ids of `ticket`, `shift`, `engineer`, a `skill`, a number of
    `minutes`, `level` or `count`. `delta` is the difference of the objective. `served` and
    `dropped` are tickets served now and no longer, `moved` those at another time or engineer.
    `problem` and `plan` are whole, ready to be taken over.
    """

    kind: Kind
    params: Mapping[str, object]
    delta: Objective
    served: tuple[int, ...]
    dropped: tuple[int, ...]
    moved: tuple[int, ...]
    problem: Problem
    plan: Plan


def relaxations(
    evaluator: Evaluator,
    plan: Plan,
    ticket: int,
    *,
    seconds: float = 10.0,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[Relaxed]:
    """What would serve a ticket that is left out, or in time one that is late; as it is found.

    Kinds that ask least of people come first. Raises `plan.ticket` for an unknown id.
    """
    vicinity = Vicinity(Insertion(evaluator, plan), ticket)
    until = time.monotonic() + seconds

    def over() -> bool:
        return cancelled() or time.monotonic() >= until

    for easing in easings(vicinity):
        if over():
            return
        found = _solved(vicinity, easing, over)
        if found is not None:
            yield found


def _solved(vicinity: Vicinity, easing: Easing, over: Callable[[], bool]) -> Relaxed | None:
    """The easing with the plan it makes possible; None if it does not serve the ticket."""
    ticket = vicinity.ticket
    eased = Evaluator(_forced(easing.ease(vicinity.held()), ticket))
    insertion = Insertion(eased, vicinity.standing)
    start = dict(vicinity.standing)
    for place in insertion.candidates(ticket, 1):
        row = start[place.shift]
        start[place.shift] = (*row[: place.position], ticket, *row[place.position :])
    command = Solve(
        problem=eased.problem,
        seconds=RESOLVE_S,
        iterations=RESOLVE_STEPS,
        start=start,
        cores=1,
    )
    plans = [start]
    with Search(command, eased, lambda _solution, _progress: None, over) as search:
        try:
            plans.append(dict(search.run()))
        except DomainError:
            _log.debug("no plan keeps every rule with this easing", exc_info=True)
    sound = [found for found in plans if vicinity.serves(eased, found)]
    if not sound:
        return None
    best = min(sound, key=lambda found: eased.solution(found).objective.total)
    return _told(vicinity, easing, best)


def _told(vicinity: Vicinity, easing: Easing, rows: Plan) -> Relaxed | None:
    """The outcome in the terms of the problem as it is, with the one rule eased."""
    problem = vicinity.insertion.evaluator.problem
    relaxed = problem if easing.kind is Kind.DROP else easing.ease(problem)
    before, after = vicinity.judged(problem), vicinity.judged(relaxed)
    now = {**after.plan, **rows}
    new = {(v.rule, v.ticket, v.shift) for v in after.evaluator.violations(now)}
    if new - {(v.rule, v.ticket, v.shift) for v in before.evaluator.violations(before.plan)}:
        return None
    then, came = before.evaluator.solution(before.plan), after.evaluator.solution(now)
    was, is_ = placed(then.routes), placed(came.routes)
    terms = came.objective.terms
    return Relaxed(
        kind=easing.kind,
        params=easing.params,
        delta=Objective({term: terms[term] - then.objective.terms[term] for term in Term}),
        served=tuple(sorted(is_.keys() - was.keys())),
        dropped=tuple(sorted(was.keys() - is_.keys())),
        moved=tuple(sorted(t for t in was.keys() & is_.keys() if was[t] != is_[t])),
        problem=relaxed,
        plan={**vicinity.insertion.plan, **rows},
    )


def _forced(problem: Problem, ticket: int) -> Problem:
    return replace(
        problem,
        tickets=tuple(
            replace(spec, unserved_cost=FORCED) if spec.id == ticket else spec
            for spec in problem.tickets
        ),
    )
