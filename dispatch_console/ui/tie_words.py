"""A ticket's crew and what it comes before and after, in words."""

from dispatch_console.domain.ticket import Ticket
from dispatch_console.support.i18n import tr
from dispatch_console.ui.store import BoardStore


def crew_names(store: BoardStore, ticket: Ticket) -> str:
    """Who is in the crew as shown, and how many of it are found; empty where one will do."""
    if ticket.crew_size == 1:
        return ""
    shown = (store.shown_visit(member) for member in store.ties.crew(ticket.id))
    staff = (store.board.engineers.get(visit.engineer_id) for visit in shown if visit is not None)
    names = [engineer.name for engineer in staff if engineer is not None]
    found = tr("{found} of {size}", found=len(names), size=ticket.crew_size)
    return f"{found} · {tr('list.comma').join(names)}" if names else found


def tie_facts(store: BoardStore, ticket: Ticket) -> list[tuple[str, str]]:
    """Captions and values; none for a ticket that stands alone."""
    found: list[tuple[str, str]] = []
    if crew := crew_names(store, ticket):
        found.append((tr("Crew"), crew))
    for caption, others in (
        (tr("Comes after"), store.ties.earlier(ticket.id)),
        (tr("Comes before"), store.ties.later(ticket.id)),
    ):
        if others:
            found.append((caption, tr("list.comma").join(one.number for one in others)))
    return found
