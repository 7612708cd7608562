"""Types, custom fields, steps, needs and faults as people read them."""

from dispatch_console.domain.board import Board
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.ticket_link import LinkKind
from dispatch_console.domain.workflow import CUSTOM, TicketType, Transition, Trigger
from dispatch_console.domain.workflow_rules import Fault
from dispatch_console.support.i18n import pick, tr
from dispatch_console.words import text
from dispatch_console.words.field_names import field_name
from dispatch_console.words.field_values import value_words


def step_name(status: Status) -> str:
    """The step in words, as the label of a button."""
    return tr(f"step.{status.value}")


def type_name(definitions: Definitions, code: str) -> str:
    """The type in the current language; a code nobody has named stays as it is."""
    found = next((one for one in definitions.types if one.code == code), None)
    return pick(found.name_en, found.name_zh) if found else code


def type_shown(one: TicketType) -> str:
    """The type in a list of all: one that is retired says so."""
    name = pick(one.name_en, one.name_zh)
    return name if one.active else tr("{name} (off)", name=name)


def types_of(definitions: Definitions, kept: str = "") -> dict[str, str]:
    """Code → name of every type that a new ticket may have, and of the one that is `kept`."""
    return {
        one.code: pick(one.name_en, one.name_zh)
        for one in definitions.types
        if one.active or one.code == kept
    }


def custom_name(field: CustomField) -> str:
    """The field in the current language."""
    return pick(field.name_en, field.name_zh)


def custom_facts(board: Board, ticket: Ticket) -> tuple[tuple[str, str], ...]:
    """The ticket's type and those custom fields that are filled in, as captions and values."""
    values, definitions = dict(ticket.custom), board.definitions
    facts = [
        (custom_name(field), value_words(field, values[field.code], board))
        for field in definitions.fields_of(ticket.type)
        if field.code in values
    ]
    hold = ticket.hold_reason
    waiting = () if hold is HoldReason.NONE else ((tr("Waiting for"), hold_name(hold)),)
    return ((tr("Type"), type_name(definitions, ticket.type)), *waiting, *facts)


def hold_name(reason: HoldReason) -> str:
    """What a ticket on hold waits for."""
    return tr(f"hold.{reason.value}") if reason is not HoldReason.NONE else ""


def link_name(kind: LinkKind, *, outward: bool) -> str:
    """What the other ticket is to this one."""
    return tr(f"link.{kind.value}" if outward else f"link.{kind.value}_back")


def trigger_name(trigger: Trigger) -> str:
    """What a step sets off."""
    return tr(f"trigger.{trigger.value}")


def need_name(name: str, definitions: Definitions) -> str:
    """A needed field, the reason or the signature in words."""
    if name.startswith(CUSTOM):
        code = name.removeprefix(CUSTOM)
        found = next((one for one in definitions.fields if one.code == code), None)
        return custom_name(found) if found else code
    fixed = {
        "hold_reason": tr("What it waits for"),
        "reason": tr("Reason"),
        "signature": tr("Signature"),
    }
    return fixed.get(name) or field_name(name) or name


def refusal_words(error: DomainError, definitions: Definitions) -> str:
    """The sentence of an error of steps, fields and definitions."""
    params = dict(error.params)
    match error.code:
        case "ticket.step_needs":
            needs = params["needs"]
            assert isinstance(needs, tuple)
            params["needs"] = tr("list.comma").join(need_name(one, definitions) for one in needs)
            del params["names"]
        case "workflow.faulty":
            faults = params["faults"]
            assert isinstance(faults, tuple)
            params["faults"] = "\n".join(fault_words(one, definitions) for one in faults[:5])
        case _:
            return text.error_sentence(error)
    return text.error_sentence(DomainError(error.code, **params))


def fault_words(fault: Fault, definitions: Definitions) -> str:
    """What is wrong with a workflow, and where."""
    what = fault.what
    if fault.code == "workflow.need":
        what = need_name(what, definitions)
    elif fault.code == "workflow.role":
        what = tr(f"role.{what}")
    then = fault.then or fault.at
    names = {"at": text.status_name(fault.at), "then": text.status_name(then), "what": what}
    return tr(fault.code, **names)


def step_words(step: Transition, definitions: Definitions) -> str:
    """What a step needs and sets off, in few words."""
    parts = [need_name(name, definitions) for name in step.needs]
    parts += [tr("Reason")] * step.reason + [tr("Signature")] * step.signature
    return tr("list.comma").join(parts)
