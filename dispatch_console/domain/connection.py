"""How well a console and the shared database hear each other."""

from enum import IntEnum

from dispatch_console.domain.errors import DomainError


class Link(IntEnum):
    """From good to bad.

    `DELAYED`: the connection broke and is being made anew, or what changed meanwhile is still being
    read; writing is tried. `READ_ONLY`: the server cannot be reached; nothing is written.
    """

    ONLINE = 0
    DELAYED = 1
    READ_ONLY = 2


OUTAGE = frozenset(
    {
        "database.lost",
        "database.unreachable",
        "database.nobody_there",
        "database.host_unknown",
        "database.starting",
        "database.too_many",
    }
)
"""Refusals that say that the server is away: the same asked later may well work."""

SHUT_OUT = frozenset({"database.login_locked", "database.password", "database.no_password"})
"""Refusals of the login: trying again does not help, a person must log in."""

CLOCK_WARN_S = 2.0
CLOCK_REFUSE_S = 60.0
"""How far this computer's clock may be off the server's until it is told, and until nothing is
published: what is late and what is past would be another on each screen."""


def is_outage(error: BaseException) -> bool:
    """Whether the server could not be reached, rather than that it refused."""
    return isinstance(error, DomainError) and error.code in OUTAGE


def may_have_been_lost(error: BaseException) -> bool:
    """Whether the line broke over it: the same command given again is done once all the same."""
    unknown = isinstance(error, DomainError) and error.code == "database.commit_unknown"
    return unknown or is_outage(error)
