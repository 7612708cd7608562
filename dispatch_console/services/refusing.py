"""Why a ticket cannot be given to somebody, whatever their day: its crew and its order."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.planning.solution import Rule
from dispatch_console.services.setting_aside import OVERRIDABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Why a drop is refused: the key of a sentence and what fills it; moments are datetimes.

    `rule` is the hard rule broken, None where it is none that anybody could set aside.
    """

    code: str
    rule: Rule | None = None
    ticket_id: TicketId | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def overridable(self) -> bool:
        """Whether a supervisor may set the rule aside."""
        return self.rule in OVERRIDABLE


def overridable(broken: Sequence[Broken]) -> bool:
    """Whether something forbids it, and nothing that nobody may set aside."""
    return bool(broken) and all(one.overridable for one in broken)


def along(ties: Ties, moved: Sequence[Ticket], engineer: EngineerId) -> list[Ticket]:
    """The mates that come along: of each crew one of whom moves along their own day."""
    found: list[Ticket] = []
    for ticket in moved:
        if ticket.visit is not None and ticket.visit.engineer_id == engineer:
            found += [mate for mate in ties.crew(ticket.id) if mate.visit and mate.id != ticket.id]
    return found


def refusals(
    board: Board,
    ties: Ties,
    moved: Sequence[Ticket],
    engineer: EngineerId,
    start: datetime | None,
) -> Iterator[Broken]:
    """What crews and order have against the engineer, and against a wanted start."""
    free = {member.id for ticket in moved for member in ties.crew(ticket.id)}
    for ticket in moved:
        yield from _twice(board, ties, ticket, engineer)
        for earlier in ties.earlier(ticket.id):
            if earlier.id not in free:
                yield from _after(ties, ticket, earlier, engineer, start)
        for later in ties.later(ticket.id):
            begins = ties.begins(later.id)
            if later.id in free or begins is None or start is None:
                continue
            if start + timedelta(seconds=ticket.duration_s) > begins:
                yield _broken("dispatch.before", ticket, later, start_at=begins)


def _twice(board: Board, ties: Ties, ticket: Ticket, engineer: EngineerId) -> Iterator[Broken]:
    for mate in ties.crew(ticket.id):
        if mate.id != ticket.id and mate.visit and mate.visit.engineer_id == engineer:
            yield _broken("dispatch.crew_twice", ticket, engineer=board.engineers[engineer].name)


def _after(
    ties: Ties,
    ticket: Ticket,
    earlier: Ticket,
    engineer: EngineerId,
    start: datetime | None,
) -> Iterator[Broken]:
    done = ties.done_by(earlier.id)
    if done is None:
        yield _broken("dispatch.waits", ticket, earlier)
    elif start is not None and start < done and _comes_alone(ties, ticket):
        yield _broken("dispatch.after", ticket, earlier, end_at=done)
    visits = [member.visit for member in ties.crew(earlier.id) if member.visit]
    if ticket.same_engineer and visits and engineer not in {v.engineer_id for v in visits}:
        yield _broken("dispatch.same_engineer", ticket, earlier)


def _comes_alone(ties: Ties, ticket: Ticket) -> bool:
    """Whether the wanted start counts: whoever joins a crew comes when that comes."""
    return not any(mate.visit for mate in ties.crew(ticket.id) if mate.id != ticket.id)


def _broken(code: str, ticket: Ticket, other: Ticket | None = None, **more: object) -> Broken:
    params: dict[str, object] = {"ticket": ticket.whole_number, **more}
    if other is not None:
        params["other"] = other.number
    return Broken(code=code, ticket_id=ticket.id, params=params)
