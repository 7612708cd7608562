"""A plan of which only some groups of changes are made: its visits and its figures.

Every route is worked out beforehand for each choice of the groups that touch it; a mix of groups
is then looked up and added up.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

from dispatch_console.domain.board import Board
from dispatch_console.domain.engineer import Shift
from dispatch_console.domain.ids import EngineerId, ShiftId, TicketId
from dispatch_console.domain.lifecycle import PLANNABLE
from dispatch_console.domain.plan import PlanFigures, PlannedVisit, Proposal, planned
from dispatch_console.insight.load import EngineerDay, dispersion, engineer_days
from dispatch_console.planning.groups import Split
from dispatch_console.planning.problem import Problem
from dispatch_console.planning.solution import Route
from dispatch_console.planning.variants import Made
from dispatch_console.services.planning import current_plan, figures, part_of, route_visits

Visits = Mapping[TicketId, PlannedVisit]


@dataclass(frozen=True, slots=True)
class _Tally:
    """What some visits add to the figures of a plan."""

    served: int = 0
    plannable: int = 0
    late: int = 0
    travel_s: int = 0
    travel_m: int = 0
    overtime_s: int = 0
    load_s: int = 0
    work_s: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """Visits with their tally, and whose they are where that is an engineer of the plan."""

    visits: Visits
    tally: _Tally
    engineer: EngineerId | None = None


class Mix:
    """The plan as it stands on `board`, with any of the groups made.

    `proposal` is what it is if all are. To the groups of `split` come, as `given_up`, tickets on
    shifts that are no longer there, which the proposal leaves without a visit: number → ticket.
    """

    def __init__(self, board: Board, problem: Problem, split: Split, proposal: Proposal) -> None:
        self._board = part_of(board, problem, proposal.base)
        self._problem, self._split = problem, split
        told = current_plan(problem)
        self._rows: dict[int, Mapping[Made, _Part]] = {}
        for spec in problem.shifts:
            row = told.get(spec.id, ())
            known = split.variants.get(spec.id, {frozenset[int](): None})
            self._rows[spec.id] = {
                made: self._row(ShiftId(spec.id), row, made, route) for made, route in known.items()
            }
        standing = {t for parts in self._rows.values() for t in parts[frozenset()].visits}
        self._astray = {
            ticket.id: self._part(None, {ticket.id: visit})
            for ticket in self._board.tickets.values()
            if ticket.id not in standing and (visit := planned(ticket)) is not None
        }
        left = sorted(self._astray.keys() - proposal.visits.keys())
        self.given_up = dict(enumerate(left, start=len(split.groups)))
        days = self._days(tuple(self._board.shifts.values()), {})
        self._duty_s = sum(day.duty_s for day in days)
        self._on_duty = tuple(dict.fromkeys(day.engineer_id for day in days))
        self._plannable = _plannable(self._board)

    def visits(self, made: Collection[int]) -> dict[TicketId, PlannedVisit]:
        """The plan's visits with these groups made."""
        return {key: visit for part in self._parts(made) for key, visit in part.visits.items()}

    def figures(self, made: Collection[int]) -> PlanFigures:
        """What the plan comes to with these groups made."""
        loads = dict.fromkeys(self._on_duty, 0)
        total = dict.fromkeys((field.name for field in fields(_Tally)), 0)
        for part in self._parts(made):
            for name in total:
                total[name] += getattr(part.tally, name)
            if part.engineer is not None:
                loads[part.engineer] += part.tally.load_s
        load = dispersion(tuple(loads.values()))
        return PlanFigures(
            served=total["served"],
            unserved=self._plannable - total["plannable"],
            late=total["late"],
            travel_s=total["travel_s"],
            travel_m=total["travel_m"],
            overtime_s=total["overtime_s"],
            load_mean_h=load.mean_h,
            load_spread_h=load.spread_h,
            utilisation=total["work_s"] / self._duty_s if self._duty_s else 0.0,
        )

    def _parts(self, made: Collection[int]) -> list[_Part]:
        """The plan route by route, then the visits on shifts that are no longer there."""
        found = [
            rows[self._split.touching(shift).intersection(made)]
            for shift, rows in self._rows.items()
        ]
        if self._astray:
            gone = {ticket for number, ticket in self.given_up.items() if number in made}
            gone |= {ticket for part in found for ticket in part.visits}
            found += [part for ticket, part in self._astray.items() if ticket not in gone]
        return found

    def _row(self, shift: ShiftId, told: tuple[int, ...], made: Made, route: Route | None) -> _Part:
        """The shift's visits: where nothing of it is made, as people were told."""
        if made:
            visits = route_visits(self._board, self._problem, route) if route is not None else {}
        else:
            rows = (self._board.tickets[TicketId(ticket)] for ticket in told)
            visits = {row.id: visit for row in rows if (visit := planned(row)) is not None}
        return self._part(self._board.shifts[shift], visits)

    def _part(self, shift: Shift | None, visits: Visits) -> _Part:
        shifts = () if shift is None else (shift,)
        cut = replace(
            self._board,
            tickets={key: self._board.tickets[key] for key in visits},
            shifts={one.id: one for one in shifts},
        )
        whole, days = figures(cut, visits.values()), self._days(shifts, visits)
        tally = _Tally(
            served=whole.served,
            plannable=_plannable(cut),
            late=whole.late,
            travel_s=whole.travel_s,
            travel_m=whole.travel_m,
            overtime_s=whole.overtime_s,
            load_s=sum(day.load_s for day in days),
            work_s=sum(day.work_s for day in days),
        )
        return _Part(visits, tally, shift.engineer_id if shift is not None else None)

    def _days(self, shifts: tuple[Shift, ...], visits: Visits) -> tuple[EngineerDay, ...]:
        if not shifts:
            return ()
        return engineer_days(
            replace(self._board, shifts={shift.id: shift for shift in shifts}),
            start=min(shift.start for shift in shifts),
            end=max(shift.end for shift in shifts),
            visits=visits.values(),
        )


def _plannable(board: Board) -> int:
    """How many tickets can be planned, a crew's as one."""
    rows = board.tickets.values()
    return sum(ticket.status in PLANNABLE and ticket.crew_of is None for ticket in rows)
