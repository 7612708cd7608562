"""A message to a person or a system, which somebody sends after the deed it tells of is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dispatch_console.domain.ids import TicketId


class Medium(StrEnum):
    """By what it goes."""

    CONSOLE = "console"
    EMAIL = "email"
    WECOM = "wecom"
    WEBHOOK = "webhook"


PHONE = "tel:"
"""Before a mobile number that a WeCom robot calls on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`key` makes it go out once; `address` is a login, ``role:supervisor``, an e-mail address or a
    URL; ``engineer:E-7`` is whoever has that number, wherever they are reached.

    `due_at` None is at once. `data` is for the receiving system (JSON).
    """

    key: str
    medium: Medium
    address: str
    subject: str = ""
    body: str = ""
    ticket_id: TicketId | None = None
    due_at: datetime | None = None
    data: Mapping[str, object] = field(default_factory=dict)
