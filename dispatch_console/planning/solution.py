"""A plan as the solver gives it, and the verdict on one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Rule(StrEnum):
    """The hard rules by name: the same word in solver, checker, drag price and explanation."""

    SKILL = "skill"
    REGION = "region"
    ALLOWED = "allowed"
    SHIFT = "shift"
    BREAK = "break"
    WINDOW = "window"
    LOCK = "lock"
    CAPACITY = "capacity"
    MAX_TICKETS = "max_tickets"
    MAX_TRAVEL = "max_travel"
    MAX_WORK = "max_work"
    PARTS = "parts"
    STOCK = "stock"
    LINK = "link"
    CHANGES = "changes"
    DISTURBED = "disturbed"
    TRAVEL = "travel"
    ONCE = "once"
    UNKNOWN = "unknown"
    TIMES = "times"


class Term(StrEnum):
    """The objective terms by name."""

    UNSERVED = "unserved"
    LATE = "late"
    WORST_LATE = "worst_late"
    PROMISE = "promise"
    TRAVEL = "travel"
    LABOUR = "labour"
    OVERTIME = "overtime"
    LOAD = "load"
    REGION = "region"
    SAME_ENGINEER = "same_engineer"
    SKILL_WASTE = "skill_waste"
    STABILITY = "stability"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken hard rule; `params` fill the sentence (times in problem units)."""

    rule: Rule
    ticket: int | None = None
    shift: int | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The key of the sentence: of a rule that has several, by `why` it is broken."""
        why = self.params.get("why")
        return f"rule.{self.rule.value}_{why}" if why else f"rule.{self.rule.value}"


@dataclass(frozen=True, slots=True)
class Stop:
    """A ticket served, a break taken (`break_index`) or parts picked up at a `depot` (its id).

    `travel_s` / `travel_m` is the leg to this stop; `arrival` ≤ `start`; waiting lies between.
    """

    ticket: int | None
    arrival: int
    start: int
    end: int
    travel_s: int = 0
    travel_m: int = 0
    break_index: int | None = None
    depot: int | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """What one shift does, in order, with the leg home in `back_s` / `back_m`."""

    shift: int
    depart: int
    stops: tuple[Stop, ...]
    finish: int
    back_s: int = 0
    back_m: int = 0

    @property
    def tickets(self) -> tuple[int, ...]:
        """Ids of the tickets served, in order."""
        return tuple(stop.ticket for stop in self.stops if stop.ticket is not None)

    @property
    def starts(self) -> dict[int, int]:
        """Ticket → when its visit starts."""
        return {stop.ticket: stop.start for stop in self.stops if stop.ticket is not None}


@dataclass(frozen=True, slots=True)
class Objective:
    """The objective by term, in objective units; lower is better."""

    terms: Mapping[Term, float]

    @property
    def total(self) -> float:
        """The sum of the terms."""
        return sum(self.terms.values())


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan: the routes that serve something, and the tickets left out."""

    routes: tuple[Route, ...]
    unserved: tuple[int, ...]
    objective: Objective


@dataclass(frozen=True, slots=True)
class Verdict:
    """The independent checker's word on a plan, with the objective as it reckons it."""

    violations: tuple[Violation, ...]
    objective: Objective

    @property
    def feasible(self) -> bool:
        """Whether no hard rule is broken."""
        return not self.violations
