"""Who is called on in a text: ``@login`` or ``@queue``."""

import re
from collections.abc import Iterable, Mapping

from dispatch_console.domain.ids import QueueId

_MENTION = re.compile(r"(?<![A-Za-z0-9_.@+-])@(\w[\w.-]*)")
"""Not what follows a letter, which is a mail address."""

_PLAIN = re.compile(r"[A-Za-z0-9_.-]*")

MOST = 20
"""Names in one text that are looked at; more are no conversation."""


def names(text: str) -> tuple[str, ...]:
    """The names called on, each once, in the order they stand; a full stop after one is none of
    it."""
    found = (name.rstrip(".-_") for name in _MENTION.findall(text))
    return tuple(dict.fromkeys(name for name in found if name))[:MOST]


def addresses(text: str, logins: Iterable[str], queues: Mapping[str, QueueId]) -> tuple[str, ...]:
    """Where those called on are reached: a login, or ``queue:7``. Case does not matter.

    `queues`: code → id. A login goes before a queue of the same name; what is neither is text.
    """
    people = {login.casefold(): login for login in logins}
    places = {code.casefold(): f"queue:{key}" for code, key in queues.items()}
    known = places | people
    found = (
        known.get(name.casefold()) or known.get(_before_chinese(name).casefold())
        for name in names(text)
    )
    return tuple(dict.fromkeys(address for address in found if address))


def _before_chinese(name: str) -> str:
    """What stands before the words of a language that puts no blank after a name."""
    return _PLAIN.match(name)[0].rstrip(".-_")  # pyright: ignore[reportOptionalSubscript]
