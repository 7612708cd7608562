"""What the triggers of a workflow's steps do: each feature hangs its deeds on here.

A hook runs in the transaction of the step and writes through its unit: what it sends goes into the
outbox. It may run again where a transaction is repeated.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.roles import Role
from dispatch_console.domain.ticket import Ticket
from dispatch_console.domain.workflow import Given, Transition, Trigger
from dispatch_console.services.survey_letters import ask
from dispatch_console.storage.unit_of_work import Unit


@dataclass(frozen=True, slots=True)
class Taken:
    """The step that was taken, and the ticket as it was before."""

    ticket: Ticket
    step: Transition
    given: Given
    at: datetime


Hook = Callable[[Unit, Taken], None]


def set_off(unit: Unit, taken: Taken) -> None:
    """Do all that hangs on the step's triggers."""
    hooks = _hooks()
    for trigger in taken.step.triggers:
        for hook in hooks.get(trigger, ()):
            hook(unit, taken)


def _hooks() -> Mapping[Trigger, tuple[Hook, ...]]:
    """`RELEASE_VISIT` is part of the step itself, see `stepping`."""
    return {
        Trigger.ASK_SURVEY: (_ask_survey,),
        Trigger.NOTIFY_OWNER: (_tell_owner,),
        Trigger.NOTIFY_SUPERVISORS: (_tell_supervisors,),
    }


def _ask_survey(unit: Unit, taken: Taken) -> None:
    """At once; the duty, which asks about all that was closed, finds it asked about."""
    settings = unit.surveys.settings()
    if settings.active:
        ask(unit, settings, [taken.ticket.whole], unit.now())


def _tell_owner(unit: Unit, taken: Taken) -> None:
    """The one who answers for the ticket; all dispatchers, where nobody does."""
    unit.outbox.put([_message(taken, taken.ticket.owner or f"role:{Role.DISPATCHER}")])


def _tell_supervisors(unit: Unit, taken: Taken) -> None:
    unit.outbox.put([_message(taken, f"role:{Role.SUPERVISOR}")])


def _message(taken: Taken, address: str) -> Message:
    ticket, step = taken.ticket, taken.step
    return Message(
        key=f"step/{ticket.id}/{ticket.version}/{step.after}/{address}",
        medium=Medium.CONSOLE,
        address=address,
        subject=f"{ticket.number} {ticket.title}",
        body=taken.given.reason,
        ticket_id=ticket.id,
        data={
            "event": "step",
            "before": step.before.value,
            "after": step.after.value,
            "reason": taken.given.reason,
            "code": "notice.step",
            "values": {
                "ticket": ticket.number,
                "before": {"code": f"status.{step.before.value}"},
                "after": {"code": f"status.{step.after.value}"},
            },
        },
    )
