"""What each ticket costs in each shift whatever the time, and where no rule lets it be.

The rules and terms of a pair are the functions of `constraints` and `objective`, and are called
here alone. Most tickets and engineers are of few kinds, so a pair of kinds is judged once, with a
ticket of that kind from which all that singles it out is taken; the rest is put on top.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

import numpy as np

from dispatch_console.planning.constraints import allowed
from dispatch_console.planning.constraints.rules import may_serve
from dispatch_console.planning.lookup import Lookup
from dispatch_console.planning.objective import Pricing
from dispatch_console.planning.problem import ShiftSpec, TicketSpec

NOBODY = -(1 << 40)
"""The id of a shift and an engineer that no ticket names."""

SingleTerm = Callable[[TicketSpec, ShiftSpec], float]


class Pairs:
    """Pair costs of one problem, in objective units."""

    def __init__(self, lookup: Lookup, pricing: Pricing) -> None:
        self._lookup = lookup
        self._pricing = pricing
        self._shifts = lookup.problem.shifts
        self._staff = _Staff(lookup)
        self._bases: dict[Hashable, np.ndarray] = {}
        self._labour: dict[int, np.ndarray] = {}

    def cost(self, ticket: TicketSpec, shift: ShiftSpec) -> float | None:
        """What the ticket costs in this shift; None where it may not be."""
        if not may_serve(self._lookup, ticket, shift):
            return None
        return sum(self._pricing.pair(ticket, shift))

    def row(self, ticket: TicketSpec) -> np.ndarray:
        """(n_shifts,) float32 in the problem's order, +inf where a rule forbids."""
        if ticket.lock_shift is not None:
            return self._locked(ticket)
        row = self._base(ticket)[self._staff.kind_of_shift]
        if self._pricing.labour_rate:
            row += self._labour_row(ticket)
        if ticket.current_shift is not None:
            told = self._lookup.shifts.get(ticket.current_shift)
            known = () if told is None else (told.engineer,)
            self._single_out(row, ticket, self._pricing.reassign, known)
        if ticket.preferred_engineers:
            known = ticket.preferred_engineers
            self._single_out(row, ticket, self._pricing.same_engineer, known)
        if ticket.allowed_shifts is not None:
            self._shut(row, ticket)
        return row

    def table(self) -> np.ndarray:
        """(n_tickets, n_shifts) float32 in the problem's order, +inf where a rule forbids."""
        tickets = self._lookup.problem.tickets
        found = np.empty((len(tickets), len(self._shifts)), dtype=np.float32)
        for index, ticket in enumerate(tickets):
            found[index] = self.row(ticket)
        return found

    def _base(self, ticket: TicketSpec) -> np.ndarray:
        """(kinds of engineers,): what holds for all tickets with these skills in this region."""
        key = (tuple(sorted(ticket.skills.items())), ticket.region)
        if key not in self._bases:
            plain = replace(
                ticket,
                service_s=0,
                allowed_shifts=None,
                current_shift=None,
                preferred_engineers=frozenset(),
            )
            costs = (self.cost(plain, shift) for shift in self._staff.examples)
            self._bases[key] = np.array([_figure(cost) for cost in costs], dtype=np.float32)
        return self._bases[key]

    def _labour_row(self, ticket: TicketSpec) -> np.ndarray:
        if ticket.service_s not in self._labour:
            costs = {shift.labour_per_hour: shift for shift in self._shifts}
            of_rate = {rate: self._pricing.labour(ticket, shift) for rate, shift in costs.items()}
            row = np.array([of_rate[shift.labour_per_hour] for shift in self._shifts])
            self._labour[ticket.service_s] = row.astype(np.float32)
        return self._labour[ticket.service_s]

    def _single_out(
        self, row: np.ndarray, ticket: TicketSpec, term: SingleTerm, known: Iterable[int]
    ) -> None:
        """Add a term that tells only the engineers of the ticket's own choice from all others."""
        others = term(ticket, self._staff.stranger)
        row += others
        for engineer in known:
            columns = self._staff.columns.get(engineer)
            if columns is not None:
                row[columns] += term(ticket, self._shifts[columns[0]]) - others

    def _shut(self, row: np.ndarray, ticket: TicketSpec) -> None:
        """Forbid by the rule that tells only the shifts a ticket names from all others."""
        named = ticket.allowed_shifts or frozenset()
        position, lookup = self._staff.position, self._lookup
        open_ = [
            position[shift]
            for shift in named
            if shift in position
            and allowed.check(lookup, ticket, self._shifts[position[shift]]) is None
        ]
        kept = row[open_]
        row[:] = np.inf
        row[open_] = kept

    def _locked(self, ticket: TicketSpec) -> np.ndarray:
        """A lock forbids every shift but its own, and waives other rules there."""
        row = np.full(len(self._shifts), np.inf, dtype=np.float32)
        index = self._staff.position.get(ticket.lock_shift)
        if index is not None:
            row[index] = _figure(self.cost(ticket, self._shifts[index]))
        return row


class _Staff:
    """The shifts by position, and by what pair rules see of their engineers.

    `examples` has one shift of each kind of engineer, of an id that no ticket names;
    `kind_of_shift` is (n_shifts,) positions in it; `columns` the positions of each engineer's
    shifts; `stranger` a shift of nobody's.
    """

    def __init__(self, lookup: Lookup) -> None:
        shifts = lookup.problem.shifts
        self.stranger = ShiftSpec(
            id=NOBODY, engineer=NOBODY, start_place=None, end_place=None, start=0, end=0
        )
        self.position: dict[int | None, int] = {s.id: index for index, s in enumerate(shifts)}
        self.columns: dict[int, list[int]] = {}
        self.examples: list[ShiftSpec] = []
        kinds: dict[Hashable, int] = {}
        kind_of_shift = []
        for index, shift in enumerate(shifts):
            self.columns.setdefault(shift.engineer, []).append(index)
            engineer = lookup.engineer_of(shift)
            key = (tuple(sorted(engineer.skills.items())), frozenset(engineer.regions))
            if key not in kinds:
                kinds[key] = len(kinds)
                self.examples.append(replace(shift, id=NOBODY, labour_per_hour=0))
            kind_of_shift.append(kinds[key])
        self.kind_of_shift = np.array(kind_of_shift, dtype=np.int64)


def pair_table(lookup: Lookup, pricing: Pricing) -> np.ndarray:
    """(n_tickets, n_shifts) float32 pair costs in the problem's order, +inf where forbidden."""
    return Pairs(lookup, pricing).table()


def _figure(cost: float | None) -> float:
    return np.inf if cost is None else cost
