"""Who is called on in a text: ``@login``, ``@queue``, or an engineer by number or name."""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

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


def addresses(
    text: str,
    logins: Iterable[str],
    queues: Mapping[str, QueueId],
    engineers: Mapping[str, str] = MappingProxyType({}),
) -> tuple[str, ...]:
    """Where those called on are reached: a login, ``queue:7`` or ``engineer:E-7``. Case does not
    matter.

    `queues`: code → id; `engineers`: number or name → address. A login goes before a queue of the
    same name, and that before an engineer; what is none of these is text.
    """
    people = {login.casefold(): login for login in logins}
    places = {code.casefold(): f"queue:{key}" for code, key in queues.items()}
    staff = {name.casefold(): address for name, address in engineers.items()}
    known = staff | places | people
    found = (
        known.get(name.casefold())
        or known.get(_before_chinese(name).casefold())
        or known.get(_begun(name.casefold(), staff))
        for name in names(text)
    )
    return tuple(dict.fromkeys(address for address in found if address))


def _begun(words: str, known: Iterable[str]) -> str:
    """The longest Chinese name that the words begin with."""
    begun = (name for name in known if not name.isascii() and words.startswith(name))
    return max(begun, key=len, default="")


def _before_chinese(name: str) -> str:
    """What stands before the words of a language that puts no blank after a name."""
    return _PLAIN.match(name)[0].rstrip(".-_")  # pyright: ignore[reportOptionalSubscript]
