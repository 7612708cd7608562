"""Links in the master: which routes of two linked tickets go together, and when they meet.

A route of the pool has its tickets as early as can be, and so two that are to meet seldom do. Each
linked ticket therefore has a start of its own here, within what the route picked for it allows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ortools.sat.python import cp_model

from dispatch_console.planning.evaluator import Evaluator, Plan
from dispatch_console.planning.pool import Column, Visit
from dispatch_console.planning.problem import Engineers, Link, Since, TicketSpec

Linear = cp_model.LinearExprT


class Meetings:
    """Starts of the linked tickets, for one model. `delay` is what later starts cost, in time units
    of lateness."""

    def __init__(
        self,
        evaluator: Evaluator,
        model: cp_model.CpModel,
        columns: Sequence[Column],
        picks: Sequence[cp_model.IntVar],
        serving: Mapping[int, Sequence[int]],
    ) -> None:
        problem = evaluator.problem
        self._evaluator = evaluator
        self._model = model
        self._columns = columns
        self._picks = picks
        self._serving = serving
        self._engineer = {shift.id: shift.engineer for shift in problem.shifts}
        self._horizon = max((s.end + s.overtime_s for s in problem.shifts), default=0)
        self._starts: dict[int, cp_model.IntVar] = {}
        self._served: dict[int, cp_model.IntVar] = {}
        self.delay: list[cp_model.IntVar] = []
        for ticket in sorted({t for link in problem.links for t in (link.first, link.second)}):
            self._place(evaluator.lookup.tickets[ticket])
        for column, pick in zip(columns, picks, strict=True):
            for lead in column.leads:
                later = self._starts[lead.second] >= self._starts[lead.first] + lead.gap
                model.add(later).only_enforce_if(pick)
        for link in problem.links:
            self._tie(link)

    def kept(self, told: Iterable[TicketSpec]) -> list[cp_model.IntVar]:
        """For each linked ticket of those whether it stays where people were told."""
        found: list[cp_model.IntVar] = []
        for ticket in told:
            if ticket.id in self._starts and ticket.current_start is not None:
                stays = self._model.new_bool_var("")
                at = self._starts[ticket.id] == ticket.current_start
                self._model.add(at).only_enforce_if(stays)
                there = (i for i in self._where(ticket.id) if self._in(i, ticket.current_shift))
                self._model.add(stays <= self._sum((i, 1) for i in there))
                found.append(stays)
        return found

    def hint(self, plan: Plan) -> None:
        """Begin from the starts that the plan has."""
        if not self._starts:
            return
        for route in self._evaluator.routes(plan).values():
            for stop in route.stops:
                if stop.ticket in self._starts:
                    self._model.add_hint(self._starts[stop.ticket], stop.start)

    def _place(self, ticket: TicketSpec) -> None:
        """The ticket's start, within what the picked route allows, and what being later costs."""
        where, visits = self._where(ticket.id), self._visits(ticket.id)
        start = self._model.new_int_var(0, self._horizon, "")
        served = self._model.new_bool_var("")
        self._starts[ticket.id], self._served[ticket.id] = start, served
        self._model.add(self._sum((i, 1) for i in where) == served)
        self._model.add(start >= self._sum((i, visits[i].start) for i in where))
        latest = self._sum((i, visits[i].latest) for i in where)
        self._model.add(start <= latest + self._horizon * (1 - served))
        lengths = self._sum((i, visits[i].end - visits[i].start) for i in where)
        for due, moment in ((ticket.response_due, 0), (ticket.resolution_due, 1)):
            if due is not None:
                known = ((i, (visits[i].start, visits[i].end)[moment] - due) for i in where)
                late = self._model.new_int_var(0, self._horizon, "")
                counted = self._sum((i, by) for i, by in known if by > 0)
                self._model.add(late >= start + moment * lengths - due - counted).only_enforce_if(
                    served
                )
                self.delay.append(late)

    def _tie(self, link: Link) -> None:
        first, second = self._starts[link.first], self._starts[link.second]
        base: Linear = first
        if link.since is Since.END:
            visits = self._visits(link.first)
            base = first + self._sum((i, v.end - v.start) for i, v in visits.items())
        served = self._served[link.second]
        self._model.add(second >= base + link.min_gap_s).only_enforce_if(served)
        if link.max_gap_s is not None:
            self._model.add(second <= base + link.max_gap_s).only_enforce_if(served)
        self._model.add_implication(served, self._served[link.first])
        if link.together:
            self._model.add_implication(self._served[link.first], served)
        if link.engineers is not Engineers.ANY:
            self._staff(link)

    def _staff(self, link: Link) -> None:
        """Two engineers, or the same one."""
        firsts, seconds = self._by_engineer(link.first), self._by_engineer(link.second)
        for engineer, second in seconds.items():
            first = firsts.get(engineer, [])
            mine = self._sum((i, 1) for i in second)
            if link.engineers is Engineers.APART:
                self._model.add(mine + self._sum((i, 1) for i in first) <= 1)
            else:
                self._model.add(mine <= self._sum((i, 1) for i in first))

    def _by_engineer(self, ticket: int) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for i in self._where(ticket):
            found[self._engineer[self._columns[i].shift]].append(i)
        return found

    def _where(self, ticket: int) -> Sequence[int]:
        return self._serving.get(ticket, ())

    def _visits(self, ticket: int) -> dict[int, Visit]:
        return {i: self._columns[i].visits[ticket] for i in self._where(ticket)}

    def _in(self, index: int, shift: int | None) -> bool:
        return self._columns[index].shift == shift

    def _sum(self, pairs: Iterable[tuple[int, int]]) -> cp_model.LinearExpr:
        chosen = list(pairs)
        return cp_model.LinearExpr.weighted_sum(
            [self._picks[i] for i, _ in chosen], [amount for _, amount in chosen]
        )
