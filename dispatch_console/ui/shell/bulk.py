"""One action on several tickets: those it can be done to, and why not to the others. No Qt here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatch_console.domain.board import Board
from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, TicketId
from dispatch_console.domain.lifecycle import when_assigned, when_unassigned
from dispatch_console.domain.ticket import Lock, Priority, Status, Ticket
from dispatch_console.domain.workflow import require_transition
from dispatch_console.services.rights import Rights
from dispatch_console.support.i18n import tr
from dispatch_console.ui.reasons import counted
from dispatch_console.ui.steps import role_of
from dispatch_console.words import text

WhyNot = Callable[[Ticket], str]
"""A clause that says why the action is not for this ticket; empty if it is."""


@dataclass(frozen=True, slots=True)
class Split:
    """`able` in the order chosen; `refused` has a clause for each of the others."""

    able: tuple[TicketId, ...]
    refused: tuple[str, ...] = ()

    def told(self, sentence: str) -> str:
        """The sentence about those done, and how many were left for which reason."""
        if not self.refused:
            return sentence
        left = tr(
            "{count} left as they are: {reasons}.",
            count=len(self.refused),
            reasons=counted(self.refused),
        )
        return f"{sentence} {left}"


def split(board: Board, chosen: Sequence[TicketId], why_not: WhyNot) -> Split:
    """Sort the chosen ones. A single one is left to the service, which has more to say about it."""
    if len(chosen) == 1:
        return Split(tuple(chosen))
    reasons = {key: why_not(board.tickets[key]) if key in board.tickets else "" for key in chosen}
    return Split(
        tuple(key for key, reason in reasons.items() if not reason),
        tuple(reason for reason in reasons.values() if reason),
    )


def not_assigned(engineer: EngineerId) -> WhyNot:
    """Why a ticket cannot go to this engineer, as far as its own state goes."""

    def why(ticket: Ticket) -> str:
        same = ticket.visit is not None and ticket.visit.engineer_id == engineer
        return _refused(lambda: when_assigned(ticket.status, same_engineer=same))

    return why


def not_unassigned(ticket: Ticket) -> str:
    """Why its visit cannot be taken away."""
    if ticket.visit is None:
        return tr("nobody has it")
    return _refused(lambda: when_unassigned(ticket.status))


def not_locked(lock: Lock) -> WhyNot:
    """Why it cannot be locked so."""

    def why(ticket: Ticket) -> str:
        if ticket.lock is lock:
            return tr("is so already")
        return tr("nobody has it") if ticket.visit is None and lock is not Lock.NONE else ""

    return why


def not_stepped(definitions: Definitions, status: Status, rights: Rights) -> WhyNot:
    """Why it cannot take this step."""

    def why(ticket: Ticket) -> str:
        if ticket.status is status:
            return tr("is so already")
        workflow, role = definitions.workflow_of(ticket), role_of(rights)
        return _refused(lambda: require_transition(workflow, ticket.status, status, role))

    return why


def not_prioritised(priority: Priority) -> WhyNot:
    """Why its priority does not change."""
    return lambda ticket: tr("is so already") if ticket.priority is priority else ""


def _refused(rule: Callable[[], object]) -> str:
    try:
        rule()
    except DomainError as error:
        now, then = error.params.get("now"), error.params.get("then")
        if error.code == "ticket.step" and isinstance(now, Status) and isinstance(then, Status):
            names = {"now": text.status_name(now), "then": text.status_name(then)}
            return tr("from “{now}” it cannot become “{then}”", **names)
        return text.error_sentence(error)
    return ""
