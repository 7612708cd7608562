"""Values of custom fields as people read them."""

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import CustomField, FieldKind, Target
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.ticket import CustomValue
from dispatch_console.support.i18n import pick

DASH = "–"


def value_words(field: CustomField, value: CustomValue | None, board: Board) -> str:
    """A custom field's value as people know it; a dash for none."""
    if value is None:
        return DASH
    if field.kind is FieldKind.CHOICE:
        found = next((one for one in field.choices if one.code == value), None)
        return pick(found.name_en, found.name_zh) if found else str(value)
    if field.kind is FieldKind.REFERENCE and isinstance(value, int):
        return _named(field, value, board)
    return str(value)


def _named(field: CustomField, value: int, board: Board) -> str:
    if field.target is Target.ENGINEER:
        engineer = board.engineers.get(EngineerId(value))
        return engineer.name if engineer else f"#{value}"
    ticket = board.tickets.get(TicketId(value))
    return ticket.number if ticket else f"#{value}"
