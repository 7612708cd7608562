"""A visit that stands against rules because a person said so, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatch_console.domain.errors import DomainError


class OverrideReason(StrEnum):
    """The usual reasons for setting a rule aside."""

    CUSTOMER = "customer"
    ENGINEER = "engineer"
    SKILL_GAINED = "skill_gained"
    EMERGENCY = "emergency"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Override:
    """`rules` are the names of the hard rules set aside (`planning.solution.Rule`), `by` whom.

    It holds as long as the ticket is locked to engineer and time, see `Ticket.override`.
    """

    reason: OverrideReason
    words: str
    rules: tuple[str, ...]
    by: str
    at: datetime


def require_words(reason: OverrideReason, words: str) -> None:
    """Raises `override.words` for another reason than the usual ones that nobody put into words."""
    if reason is OverrideReason.OTHER and not words.strip():
        raise DomainError("override.words")
