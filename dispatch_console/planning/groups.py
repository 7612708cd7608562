"""What differs between two plans, split into groups of which any can be made and the others left.

The smallest change is a ticket that goes to another shift, or a shift that only gets new times.
Changes become one group where a rule looks at both of them:

- A rule of one route needs every choice among the changes that touch the route to pass the
  checker; changes that do not are joined until it does. Of a route that many changes touch
  neighbours are joined first, so that there are no more choices than can be judged.
- Links: routes with linked tickets are taken over together, whole.
- Stock, change budget, cap on engineers: together and whole, where the worst choice of each route
  would overrun.

So every choice of groups leaves each route in a state that was judged, and all routes together
within what standing or proposed plan keep to. Nothing else is looked at by a hard rule.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, pairwise

from dispatch_console.planning.constraints.changes import changed
from dispatch_console.planning.constraints.disturbed import NOTHING, Day, day, days_told
from dispatch_console.planning.constraints.stock import taken
from dispatch_console.planning.evaluator import Evaluator
from dispatch_console.planning.solution import Route, Solution
from dispatch_console.planning.variants import Change, Made, Variants, row

MOST, JUDGED = 6, 4096
"""So many groups may touch a route, fewer where two to this power for each route are more than may
be judged in all."""


@dataclass(frozen=True, slots=True)
class Group:
    """Changes made together: `tickets` that go to another shift, and the `shifts` they touch."""

    tickets: frozenset[int]
    shifts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Split:
    """The groups, and how each shift's route goes for every choice of those that touch it.

    `variants`: shift → groups made among those that touch it → route, None for an empty one.
    `standing` are the routes of shifts that no group touches.
    """

    groups: tuple[Group, ...]
    variants: Mapping[int, Mapping[Made, Route | None]]
    standing: Mapping[int, Route]

    def touching(self, shift: int) -> Made:
        """The groups that touch the shift."""
        return max(self.variants.get(shift, {frozenset[int](): None}), key=len)

    def routes(self, made: Collection[int]) -> tuple[Route, ...]:
        """The whole plan with these groups made and the others left."""
        found = dict(self.standing)
        for shift, variants in self.variants.items():
            route = variants[self.touching(shift).intersection(made)]
            if route is not None:
                found[shift] = route
        return tuple(found[shift] for shift in sorted(found))


def split(
    evaluator: Evaluator, standing: Solution, proposed: Solution, *, settled: bool = False
) -> Split:
    """The groups of changes that lead from the `standing` plan to the `proposed` one.

    No choice of groups breaks a hard rule that the standing plan keeps to, provided the proposed
    plan does not. If the plans are `settled`, every choice leaves each ticket at the time that one
    of them gives it where it is.
    """
    return _Splitting(evaluator, _routes(standing), _routes(proposed), settled=settled).split()


class _Splitting:
    def __init__(
        self,
        evaluator: Evaluator,
        old: Mapping[int, Route],
        new: Mapping[int, Route],
        *,
        settled: bool,
    ) -> None:
        self.evaluator, self.problem = evaluator, evaluator.problem
        self.old, self.new = old, new
        self.was, self.goes = _where(old), _where(new)
        self.changes = self._changes()
        self.variants = Variants(evaluator, old, new, self.changes, settled=settled)
        self.touching = self.variants.touching
        self.group = list(range(len(self.changes)))
        share = JUDGED // max(1, len(self.touching))
        self._most = max(1, min(MOST, share.bit_length() - 1))

    def split(self) -> Split:
        self._tie_links()
        for shift in self.touching:
            self._settle(shift)
        self._tie_stock()
        self._tie_budget()
        self._tie_disturbed()
        numbers = {root: number for number, root in enumerate(sorted(set(self.group)))}
        groups = tuple(self._grouped(root) for root in numbers)
        variants = {
            shift: {
                frozenset(numbers[self.group[n]] for n in made): self.variants.route(shift, made)
                for made in self._choices(shift)
            }
            for shift in self.touching
        }
        standing = {s: route for s, route in self.old.items() if s not in self.touching}
        return Split(groups, variants, standing)

    def _changes(self) -> list[Change]:
        found: list[Change] = []
        for ticket in sorted(self.was.keys() | self.goes.keys()):
            ends = self.was.get(ticket), self.goes.get(ticket)
            if ends[0] != ends[1]:
                found.append(Change(ticket, frozenset(s for s in ends if s is not None)))
        touched = {shift for change in found for shift in change.shifts}
        retimed = [
            shift
            for shift in sorted(self.old.keys() | self.new.keys())
            if shift not in touched and self.old.get(shift) != self.new.get(shift)
        ]
        return found + [Change(None, frozenset((shift,))) for shift in retimed]

    def _grouped(self, root: int) -> Group:
        mine = [change for n, change in enumerate(self.changes) if self.group[n] == root]
        return Group(
            frozenset(change.ticket for change in mine if change.ticket is not None),
            frozenset(shift for change in mine for shift in change.shifts),
        )

    def _join(self, changes: Iterable[int]) -> None:
        """These changes and all that are one group with any of them become one group."""
        roots = {self.group[n] for n in changes}
        if len(roots) > 1:
            self.group = [min(roots) if root in roots else root for root in self.group]

    def _join_touching(self, shifts: Iterable[int]) -> None:
        self._join(n for shift in shifts for n in self.touching.get(shift, ()))

    def _parts(self, shift: int) -> list[Made]:
        """The changes that touch the shift, by group."""
        by_group: dict[int, set[int]] = {}
        for change in sorted(self.touching[shift]):
            by_group.setdefault(self.group[change], set()).add(change)
        return [frozenset(part) for part in by_group.values()]

    def _choices(self, shift: int) -> Iterator[Made]:
        """Every choice of the groups that touch the shift, as the changes then made in it."""
        parts = self._parts(shift)
        every = chain.from_iterable(combinations(parts, n) for n in range(len(parts) + 1))
        return (frozenset(chain.from_iterable(chosen)) for chosen in every)

    def _tie_links(self) -> None:
        for link in self.problem.links:
            self._join_touching(
                shift
                for where in (self.was, self.goes)
                for ticket in (link.first, link.second)
                if (shift := where.get(ticket)) is not None
            )

    def _settle(self, shift: int) -> None:
        """Join what touches the shift until every choice is legal there."""
        if self._reordered(shift):
            self._join_touching((shift,))
        self._join_neighbours(shift)
        while illegal := [
            made for made in self._choices(shift) if not self.variants.legal(shift, made)
        ]:
            pairs = list(combinations(self._parts(shift), 2))
            self._join(chain(*max(pairs, key=_cutting(illegal))))

    def _join_neighbours(self, shift: int) -> None:
        """Join what lies side by side, the fewest changes first, until few enough are left."""
        rows = row(self.old, shift), row(self.new, shift)
        order = {ticket: at / len(served) for served in rows for at, ticket in enumerate(served)}

        def where(part: Made) -> float:
            return min(order.get(self.changes[n].ticket or 0, 0.0) for n in part)

        while len(parts := sorted(self._parts(shift), key=where)) > self._most:
            self._join(chain(*min(pairwise(parts), key=lambda pair: len(pair[0]) + len(pair[1]))))

    def _reordered(self, shift: int) -> bool:
        """Whether tickets that stay are served in another order."""
        old, new = row(self.old, shift), row(self.new, shift)
        return [t for t in old if t in new] != [t for t in new if t in old]

    def _tie_stock(self) -> None:
        """Join the shifts that draw on a shelf which the worst choice would empty."""
        if not self.problem.depots:
            return
        fixed: Counter[tuple[int, str]] = Counter()
        for shift, route in self.old.items():
            if shift not in self.touching:
                fixed.update(taken(self.evaluator.lookup, route))
        draws = {shift: self._draws(shift) for shift in self.touching}
        worst = fixed.copy()
        for choices in draws.values():
            most: Counter[tuple[int, str]] = Counter()
            for drawn in choices:
                most |= drawn
            worst.update(most)
        for (depot, part), amount in worst.items():
            if amount > self.evaluator.lookup.depots[depot].stock.get(part, 0):
                self._join_touching(
                    s for s, all_ in draws.items() if any(drawn[depot, part] for drawn in all_)
                )

    def _draws(self, shift: int) -> list[Counter[tuple[int, str]]]:
        routes = (self.variants.route(shift, made) for made in self._choices(shift))
        return [taken(self.evaluator.lookup, r) if r is not None else Counter() for r in routes]

    def _tie_budget(self) -> None:
        """Join what changes told times, where the worst choice would be over the budget."""
        limit = self.problem.max_changes
        if limit is None:
            return
        if self._most_changes() > limit:
            for shift in self.touching:
                counts = self._counts(shift)
                if max(counts) > max(counts[0], counts[-1]):
                    self._join_touching((shift,))
        if self._most_changes() > limit:
            self._join_touching(s for s in self.touching if len(set(self._counts(s))) > 1)

    def _most_changes(self) -> int:
        """Told tickets that are not where and when people were told, in the worst choice."""
        known = self.evaluator.lookup.shifts
        astray = sum(
            ticket.current_start is not None and ticket.current_shift not in known
            for ticket in self.problem.tickets
        )
        standing = sum(
            self._count(shift, self.old.get(shift)) for shift in known if shift not in self.touching
        )
        return astray + standing + sum(max(self._counts(shift)) for shift in self.touching)

    def _counts(self, shift: int) -> list[int]:
        """The shift's own changes for each choice; the first is as it stands, the last as new."""
        return [
            self._count(shift, self.variants.route(shift, made)) for made in self._choices(shift)
        ]

    def _count(self, shift: int, route: Route | None) -> int:
        starts = {stop.ticket: (shift, stop.start) for stop in route.stops} if route else {}
        return sum(
            changed(ticket, starts.get(ticket.id))
            for ticket in self.problem.tickets
            if ticket.current_shift == shift
        )

    def _tie_disturbed(self) -> None:
        """Join what now changes a day and now does not, where the worst choice would change those
        of more engineers than the cap allows: then only the two plans are left of it."""
        limit = self.problem.max_disturbed
        if limit is None:
            return
        told = days_told(self.problem)
        seen = {shift.id: self._unsettled(shift.id, told) for shift in self.problem.shifts}
        owner = {shift.id: shift.engineer for shift in self.problem.shifts}
        if len({owner[shift] for shift, states in seen.items() if True in states}) > limit:
            self._join_touching(shift for shift, states in seen.items() if len(states) > 1)

    def _unsettled(self, shift: int, told: Mapping[int, Day]) -> set[bool]:
        """Whether the shift's day is another one than told, in any choice of what touches it."""
        if shift in self.touching:
            routes = [self.variants.route(shift, made) for made in self._choices(shift)]
        else:
            routes = [self.old.get(shift)]
        days = (NOTHING if route is None else day(route) for route in routes)
        return {now != told.get(shift, NOTHING) for now in days}


def _cutting(illegal: Collection[Made]) -> Callable[[tuple[Made, Made]], int]:
    """How many of the illegal choices make one of the two groups without the other."""

    def cut(pair: tuple[Made, Made]) -> int:
        return sum((pair[0] <= made) != (pair[1] <= made) for made in illegal)

    return cut


def _routes(plan: Solution) -> dict[int, Route]:
    return {route.shift: route for route in plan.routes if route.tickets}


def _where(routes: Mapping[int, Route]) -> dict[int, int]:
    return {ticket: shift for shift, route in routes.items() for ticket in route.tickets}
