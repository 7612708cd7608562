"""Notices: who hears of what, and by which way each person wants to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatch_console.domain.ids import TicketId


class Kind(StrEnum):
    """What a notice tells of; `REMINDER` is what other parts of the console put in."""

    MENTION = "mention"
    HAND_OVER = "hand_over"
    HELP_ASKED = "help_asked"
    HELP_ANSWERED = "help_answered"
    ASSIGNED = "assigned"
    COMMENT = "comment"
    REMINDER = "reminder"


def kind_of(data: Mapping[str, object]) -> Kind:
    """The kind that a message's `data` names; `REMINDER` where it names none of these."""
    try:
        return Kind(str(data.get("kind", "")))
    except ValueError:
        return Kind.REMINDER


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A message as the notice centre shows it to one person.

    `data` says it for every language, see `services.wording`.
    """

    id: int
    at: datetime
    kind: Kind
    subject: str = ""
    body: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    ticket_id: TicketId | None = None
    read: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The ways in which a person hears of one kind of thing; none at all is a choice, too."""

    console: bool = True
    email: bool = False
    wecom: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a person is reached outside the console, and in which language (none: that of the
    installation).

    `wecom` is the user id that the group robot calls on, or the address of a robot of one's own.
    """

    login: str
    email: str = ""
    wecom: str = ""
    language: str = ""


def worth_telling(addresses: Iterable[str], actor: str) -> tuple[str, ...]:
    """These addresses, each once and without the person who did it themselves."""
    return tuple(dict.fromkeys(a for a in addresses if a and a != actor))
