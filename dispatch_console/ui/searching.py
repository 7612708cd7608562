"""Full-text search over the open tickets, quick enough for every keystroke. No Qt here."""

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.wording import Wanted, comparable, matches

SEPARATOR = "\n"
"""Between fields, so that no word is found across two of them."""

_NOT_DIALLED = str.maketrans("", "", " -()+")


class TicketTexts:
    """What is searched of each ticket, kept until ticket or engineer changes."""

    def __init__(self) -> None:
        self._kept: dict[TicketId, tuple[Ticket, Engineer | None, str]] = {}

    def mention(self, ticket: Ticket, engineer: Engineer | None, words: Wanted) -> bool:
        """Whether the ticket, which `engineer` has, mentions all the words."""
        return matches(self._text(ticket, engineer), words)

    def _text(self, ticket: Ticket, engineer: Engineer | None) -> str:
        kept = self._kept.get(ticket.id)
        if kept is not None and kept[0] is ticket and kept[1] is engineer:
            return kept[2]
        fields = (
            ticket.number,
            ticket.external_id or "",
            ticket.title,
            ticket.description,
            ticket.category,
            ticket.customer_name,
            ticket.address,
            ticket.phone,
            ticket.phone.translate(_NOT_DIALLED),
            engineer.name if engineer else "",
            engineer.number if engineer else "",
        )
        made = comparable(SEPARATOR.join(fields))
        self._kept[ticket.id] = (ticket, engineer, made)
        return made
