"""Full-text search over the open tickets, quick enough for every keystroke. No Qt here."""

from dispatch_console.domain.definitions import Definitions
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
        self._definitions: Definitions | None = None
        self._unsearched: set[str] = set()

    def mention(
        self,
        ticket: Ticket,
        engineer: Engineer | None,
        words: Wanted,
        definitions: Definitions,
    ) -> bool:
        """Whether the ticket, which `engineer` has, mentions all the words; custom fields that are
        not for searching are left out."""
        if definitions is not self._definitions:
            self._kept, self._definitions = {}, definitions
            self._unsearched = {one.code for one in definitions.fields if not one.searchable}
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
            *(str(value) for code, value in ticket.custom if code not in self._unsearched),
        )
        made = comparable(SEPARATOR.join(fields))
        self._kept[ticket.id] = (ticket, engineer, made)
        return made
