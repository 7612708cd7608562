"""Why a ticket is where it is, or nowhere: the rules that forbid, or the price by term."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch_console.planning.evaluator import Evaluator, Price
from dispatch_console.planning.insertion import Insertion
from dispatch_console.planning.solution import Rule, Term, Violation

SMALLEST_DIFFERENCE = 1e-6
"""Objective units below which two prices do not differ in a term."""

NEAR_SHIFTS = 15
"""How many of the nearest shifts are searched for visits that crowd a ticket out."""

MOST_OUSTED = 3
"""How many visits are looked at together: more of them explain nothing."""


class Reason(StrEnum):
    """Why a ticket is unserved."""

    IMPOSSIBLE = "impossible"
    """No shift could serve it, had it nothing else to do."""
    TIED = "tied"
    """A shift has room, but a rule over the whole plan forbids it: a link, stock, the budget."""
    CROWDED_OUT = "crowded_out"
    """Some shift could, did it not serve a few others."""
    NO_ROOM = "no_room"
    """Some shift could, but not even without a few of its visits that follow one another."""
    NOT_WORTH = "not_worth"
    """A shift has room, but serving it costs more than leaving it."""
    NOT_FOUND = "not_found"
    """A shift has room, and serving it would be better: the time was too short to see it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why `ticket` is unserved.

    `obstacles` is what each shift that cannot serve it alone breaks, `shut_out` how many engineers
    each rule keeps away for good. `ousted_by` are the visits that crowd it out and `worth` what
    leaving them out would cost. `place` is the best place there is; `broken` what forbids it.
    """

    ticket: int
    reason: Reason
    obstacles: Mapping[int, tuple[Violation, ...]]
    shut_out: Mapping[Rule, int]
    ousted_by: tuple[int, ...] = ()
    worth: float = 0.0
    place: Price | None = None
    broken: tuple[Violation, ...] = field(default=())


def unserved(insertion: Insertion, ticket: int) -> Explanation:
    """The reason why the plan leaves the ticket out. Raises `plan.ticket` for an unknown id."""
    evaluator = insertion.evaluator
    evaluator.lookup.ticket(ticket)
    stops = obstacles(evaluator, ticket)
    shut = shut_out(evaluator, stops)
    able = [shift for shift in evaluator.trials.able_shifts(ticket) if shift not in stops]
    if not able:
        return Explanation(ticket, Reason.IMPOSSIBLE, stops, shut)
    place = next(iter(insertion.candidates(ticket, 1)), None)
    if place is not None:
        reason = Reason.NOT_FOUND if place.delta.total < 0 else Reason.NOT_WORTH
        return Explanation(ticket, reason, stops, shut, place=place)
    room = next(insertion.ranked(ticket), None)
    if room is not None:
        broken = insertion.price(ticket, room).violations
        return Explanation(ticket, Reason.TIED, stops, shut, broken=broken)
    ousted, worth = next(crowders(insertion, ticket, able[:NEAR_SHIFTS]), ((), 0.0))
    reason = Reason.CROWDED_OUT if ousted else Reason.NO_ROOM
    return Explanation(ticket, reason, stops, shut, ousted, worth)


def obstacles(evaluator: Evaluator, ticket: int) -> dict[int, tuple[Violation, ...]]:
    """Shift → the rules broken if it served this ticket and nothing else; only shifts that do."""
    found: dict[int, tuple[Violation, ...]] = {}
    for shift in evaluator.problem.shifts:
        if evaluator.trials.cost(shift.id, (ticket,)) is None:
            found[shift.id] = evaluator.schedule(shift.id, (ticket,)).violations
    return found


def shut_out(evaluator: Evaluator, stops: Mapping[int, tuple[Violation, ...]]) -> dict[Rule, int]:
    """Rule → how many engineers it keeps away on all their shifts.

    Of an engineer's shifts the one counts that breaks fewest rules.
    """
    rules: defaultdict[int, list[frozenset[Rule]]] = defaultdict(list)
    for shift in evaluator.problem.shifts:
        broken = frozenset(violation.rule for violation in stops.get(shift.id, ()))
        rules[shift.engineer].append(broken)
    return dict(Counter(rule for sets in rules.values() for rule in min(sets, key=len)))


def crowders(
    insertion: Insertion, ticket: int, shifts: Iterable[int]
) -> Iterator[tuple[tuple[int, ...], float]]:
    """Visits following one another in one of the shifts without which the ticket has room, and
    what leaving them out would cost: the fewest first, of equally many those worth least."""
    evaluator = insertion.evaluator
    rows = [(shift, insertion.plan[shift]) for shift in shifts]
    for size in range(1, MOST_OUSTED + 1):
        runs = [(worth_of(evaluator, run), shift, run) for shift, run in _runs(rows, size)]
        for worth, shift, run in sorted(runs):
            rest = tuple(other for other in insertion.plan[shift] if other not in run)
            if evaluator.trials.best_position(shift, rest, ticket) is not None:
                yield run, worth


def worth_of(evaluator: Evaluator, tickets: Iterable[int]) -> float:
    """What leaving the tickets out would cost."""
    return sum(map(evaluator.pricing.unserved, map(evaluator.lookup.ticket, tickets)))


def by_engineer(insertion: Insertion, ticket: int, engineer: int) -> Price | None:
    """The ticket on the best shift of the engineer: what that breaks, and the price by term.

    None for an engineer without shifts.
    """
    prices = [
        insertion.price(ticket, shift.id)
        for shift in insertion.evaluator.problem.shifts
        if shift.engineer == engineer
    ]
    return min(prices, key=lambda p: (len(p.violations), p.delta.total, p.shift), default=None)


def differences(prices: Sequence[Price]) -> tuple[Mapping[Term, float], ...]:
    """For each price, the terms in which it differs from the first, and by how much."""
    return tuple(
        {
            term: price.delta.terms[term] - value
            for term, value in prices[0].delta.terms.items()
            if abs(price.delta.terms[term] - value) > SMALLEST_DIFFERENCE
        }
        for price in prices
    )


def _runs(
    rows: Iterable[tuple[int, tuple[int, ...]]], size: int
) -> Iterator[tuple[int, tuple[int, ...]]]:
    for shift, row in rows:
        for first in range(len(row) - size + 1):
            yield shift, row[first : first + size]
