"""A problem's parts by id, with travel resolved: where rules, terms and evaluator look."""

from dispatch_console.domain.errors import DomainError
from dispatch_console.planning.diagnose import require_sound
from dispatch_console.planning.problem import EngineerSpec, Problem, ShiftSpec, TicketSpec
from dispatch_console.planning.travel import TravelTimes, resolve


class Lookup:
    """Tickets, shifts and engineers by id. Raises the first fault of an unsound problem."""

    def __init__(self, problem: Problem, travel: TravelTimes | None = None) -> None:
        """`travel`: as resolved for a problem of the same places and shifts, None: not yet."""
        require_sound(problem)
        self.problem = problem
        self.travel: TravelTimes = resolve(problem) if travel is None else travel
        self.tickets = {ticket.id: ticket for ticket in problem.tickets}
        self.shifts = {shift.id: shift for shift in problem.shifts}
        self.engineers = {engineer.id: engineer for engineer in problem.engineers}
        self.depots = {depot.id: depot for depot in problem.depots}

    def ticket(self, ticket: int) -> TicketSpec:
        """The ticket. Raises `plan.ticket` if there is none of that id."""
        if ticket not in self.tickets:
            raise DomainError("plan.ticket", ticket=ticket)
        return self.tickets[ticket]

    def shift(self, shift: int) -> ShiftSpec:
        """The shift. Raises `plan.shift` if there is none of that id."""
        if shift not in self.shifts:
            raise DomainError("plan.shift", shift=shift)
        return self.shifts[shift]

    def engineer_of(self, shift: ShiftSpec) -> EngineerSpec:
        """Who works the shift."""
        return self.engineers[shift.engineer]

    def ticket_name(self, ticket: int) -> str:
        """The ticket's name, or its id where it has none."""
        return self.tickets[ticket].name or str(ticket)

    def engineer_name(self, shift: ShiftSpec) -> str:
        """The name of who works the shift, or the id where there is none."""
        return self.engineer_of(shift).name or str(shift.engineer)
