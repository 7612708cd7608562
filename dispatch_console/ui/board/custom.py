"""Custom fields and queues as the board shows them: names, words, order. No Qt here.

A custom field goes by `CUSTOM` and its code; fields of one code in several types are one column.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import CustomField, FieldKind
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.ticket import GENERAL, CustomValue, Ticket
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.support.i18n import pick
from dispatch_console.words.field_values import value_words
from dispatch_console.words.text import queue_name

Key = tuple[bool, int, str | Decimal | int]
"""(no value, the place of the kind, the value): comparable whatever kinds types give a code."""


def custom_columns(definitions: Definitions) -> dict[str, str]:
    """Names of all custom fields in use and what they are called, in the order of the types."""
    labels: dict[str, dict[str, None]] = {}
    for one in definitions.fields:
        if one.active:
            label = pick(one.name_en, one.name_zh)
            labels.setdefault(CUSTOM + one.code, {})[label] = None
    return {name: " / ".join(several) for name, several in labels.items()}


def field_of(definitions: Definitions, ticket: Ticket, code: str) -> CustomField | None:
    """The field of that code which the ticket's type has."""
    for one in definitions.fields:
        if one.code == code and one.active and one.type in (ticket.type, GENERAL):
            return one
    return None


def value_of(ticket: Ticket, code: str) -> CustomValue | None:
    """What the ticket has in the field."""
    for name, value in ticket.custom:
        if name == code:
            return value
    return None


def custom_texts(board: Board, ticket: Ticket) -> Mapping[str, str]:
    """The words of all custom fields that are filled in, by name."""
    found: dict[str, str] = {}
    for code, value in ticket.custom:
        field = field_of(board.definitions, ticket, code)
        if field is not None:
            found[CUSTOM + code] = value_words(field, value, board)
    return found


def custom_key(board: Board, name: str) -> Callable[[Ticket], Key]:
    """What tickets are sorted by: numbers as numbers, dates as dates, choices in their order;
    those without a value come last."""
    code = name.removeprefix(CUSTOM)
    fields = {one.type: one for one in board.definitions.fields if one.code == code and one.active}

    def key(ticket: Ticket) -> Key:
        value = value_of(ticket, code)
        field = fields.get(ticket.type) or fields.get(GENERAL)
        if value is None or field is None:
            return True, 0, ""
        kinds = list(FieldKind)
        return False, kinds.index(field.kind), _comparable(field, value, board)

    return key


def queue_words(board: Board, ticket: Ticket) -> str:
    """The queue the ticket waits in; empty for none."""
    queue = board.queues.get(ticket.queue_id) if ticket.queue_id is not None else None
    return queue_name(queue) if queue else ""


def _comparable(field: CustomField, value: CustomValue, board: Board) -> str | Decimal | int:
    if field.kind is FieldKind.NUMBER:
        return Decimal(str(value))
    if field.kind is FieldKind.CHOICE:
        codes = [choice.code for choice in field.choices]
        return codes.index(str(value)) if value in codes else len(codes)
    return value_words(field, value, board).casefold()
