"""A ticket's crew and what it comes before and after, in words."""

from dispatch_console.domain.board import Board
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.ties import Ties
from dispatch_console.support.i18n import tr


def crew_names(ties: Ties, board: Board, ticket: Ticket) -> str:
    """Who is in the crew, and how many of it are found; empty where one engineer will do."""
    if ticket.crew_size == 1:
        return ""
    visits = (member.visit for member in ties.crew(ticket.id))
    staff = (board.engineers.get(visit.engineer_id) for visit in visits if visit is not None)
    names = [engineer.name for engineer in staff if engineer is not None]
    found = tr("{found} of {size}", found=len(names), size=ticket.crew_size)
    return f"{found} · {', '.join(names)}" if names else found


def tie_lines(ties: Ties, board: Board, ticket: Ticket) -> list[str]:
    """One fact a line."""
    lines: list[str] = []
    if crew := crew_names(ties, board, ticket):
        lines.append(tr("Crew: {names}", names=crew))
    if earlier := ties.earlier(ticket.id):
        lines.append(tr("After: {tickets}", tickets=", ".join(one.number for one in earlier)))
    if later := ties.later(ticket.id):
        lines.append(tr("Before: {tickets}", tickets=", ".join(one.number for one in later)))
    return lines
