"""What people have laid down about tickets: types, workflows, custom fields, as of one moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch_console.domain.custom import CustomField, of_type
from dispatch_console.domain.ids import WorkflowId
from dispatch_console.domain.ticket import GENERAL, Ticket
from dispatch_console.domain.workflow import BUILT_IN, TicketType, Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Definitions:
    """`workflows` are all editions there are."""

    types: tuple[TicketType, ...] = (TicketType(GENERAL, "General", "通用"),)
    workflows: Mapping[WorkflowId, Workflow] = field(default_factory=dict)
    fields: tuple[CustomField, ...] = ()

    @property
    def open_types(self) -> frozenset[str]:
        """The codes of those that a new ticket may have."""
        return frozenset(one.code for one in self.types if one.active)

    def workflow_of(self, ticket: Ticket) -> Workflow:
        """The edition the ticket goes by; one that came before there were any has the general."""
        if ticket.workflow_id is None:
            return BUILT_IN
        return self.workflows.get(ticket.workflow_id, BUILT_IN)

    def in_force(self, type_: str) -> Workflow:
        """The edition by which new tickets of the type go."""
        found = (one for one in self.workflows.values() if one.type == type_)
        return max(found, key=lambda one: one.edition, default=BUILT_IN)

    def fields_of(self, type_: str) -> tuple[CustomField, ...]:
        """What is asked of tickets of the type, in order."""
        return of_type(self.fields, type_)
