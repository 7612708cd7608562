"""What a ticket's line of time tells of parts and of its survey."""

from collections.abc import Iterator
from decimal import Decimal

from dispatch_console.domain.conversation import Entry, Names
from dispatch_console.domain.ids import PartId, TicketId
from dispatch_console.domain.part import Part
from dispatch_console.domain.stock import Move
from dispatch_console.storage.unit_of_work import Snapshot


def parts(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    """That a part was asked for, and whatever moved for the ticket since."""
    asked = snap.requisitions.of_ticket(ticket).values()
    moves = snap.stocks.of_ticket(ticket)
    moved = {line.part_id for move in moves for line in move.lines}
    known = snap.parts.get({row.part_id for row in asked} | moved)
    for row in asked:
        yield Entry(
            at=row.requested_at,
            who=row.requested_by,
            code="timeline.part_asked",
            values=_said(known[row.part_id], row.quantity),
            body=row.note,
            ref=row.id,
        )
    for move in reversed(moves):
        for part, quantity in _quantities(move).items():
            yield Entry(
                at=move.at,
                who=move.who,
                code=f"timeline.part_{move.kind}",
                values=_said(known[part], quantity),
                body=move.reason,
                ref=move.id,
            )


def survey(snap: Snapshot, ticket: TicketId) -> Iterator[Entry]:
    """That the requester was asked, and what they said."""
    found = snap.surveys.of_ticket(ticket)
    if found is None or found.skipped:
        return
    yield Entry(at=found.created_at, who="", code="timeline.survey", ref=found.id)
    if found.answered_at is not None:
        code = "timeline.survey_answer" if found.nps is None else "timeline.survey_answer_nps"
        yield Entry(
            at=found.answered_at,
            who=found.answered_by,
            code=code,
            values={"csat": found.csat, "nps": found.nps},
            body=found.words,
            ref=found.id,
        )


def _said(part: Part, quantity: Decimal) -> dict[str, object]:
    name = Names(part.name_en or part.name_zh, part.name_zh or part.name_en)
    return {"number": part.number, "part": name, "count": f"{quantity.normalize():f}"}


def _quantities(move: Move) -> dict[PartId, Decimal]:
    """How much of each part moved: what came to one place left another."""
    found: dict[PartId, Decimal] = {}
    for line in move.lines:
        if line.quantity > 0:
            found[line.part_id] = found.get(line.part_id, Decimal(0)) + line.quantity
    return found
