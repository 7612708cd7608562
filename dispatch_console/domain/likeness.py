"""Whether a call is about a ticket that is there already: place, phone and words, explained.

Words are English words by themselves and Chinese by pairs of characters, for it has no spaces.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch_console.domain.ids import SiteId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.phone import alike
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Ticket

NEAR_M = 150.0
"""So far apart two people may be who mean the same place."""

LIKELY = 3.6
"""From this score on a ticket is worth showing: the same caller and site are not enough for one of
last week, but are for one of this morning."""

RECENT = timedelta(days=14)
"""How long ago a closed ticket may have been created to be looked at."""

_SITE, _PHONE, _NEAR = 2.0, 1.5, 1.5
_SAME_WORDS, _FRESH = 4.0, 2.0
_A_DAY = timedelta(days=1)
_HALF_LIFE = timedelta(days=6)
"""What has ended is half as likely the same matter after so long."""

_LATIN = re.compile(r"[a-z][a-z0-9'-]+")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_EMPTY = frozenset(
    re.findall(
        r"\w+",
        "a an and are at be but by does for from has have i in is it its my no not of on or our"
        " please so that the there they this to was we with you",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is known of a call so far; empty where nothing is."""

    words: frozenset[str] = frozenset()
    phone: str = ""
    site_id: SiteId | None = None
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A ticket that may be the same matter, and what speaks for it.

    `near_m` is how far apart two sites are, where that is near. `words` are those both have, `age`
    is the time since the ticket was created. The higher the `score`, the likelier.
    """

    ticket: Ticket
    score: float
    same_site: bool = False
    same_phone: bool = False
    near_m: float | None = None
    words: tuple[str, ...] = ()
    age: timedelta

    @property
    def open(self) -> bool:
        """Whether the ticket is still worked on."""
        return self.ticket.status in OPEN


def words_of(text: str) -> frozenset[str]:
    """English words of weight in lower case, and every pair of Chinese characters in a row."""
    low = text.casefold()
    found = {word for word in _LATIN.findall(low) if word not in _EMPTY}
    for run in _HAN.findall(low):
        found.update(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    return frozenset(found)


def likeness(call: Call, ticket: Ticket, now: datetime) -> Likeness | None:
    """How like the ticket is; None where nothing but chance speaks for it.

    Words alone never do: the place or the caller must be the same.
    """
    same_site = call.site_id is not None and call.site_id == ticket.site_id
    same_phone = alike(call.phone, ticket.phone)
    away = metres(call.location, ticket.location)
    near = away if away is not None and away <= NEAR_M and not same_site else None
    if not (same_site or same_phone or near is not None):
        return None
    own = words_of(f"{ticket.title} {ticket.description}")
    shared = call.words & own
    age = max(timedelta(0), now - ticket.created_at)
    score = _SITE * same_site + _PHONE * same_phone + (_NEAR if near is not None else 0.0)
    score += _FRESH * 0.5 ** (age / _A_DAY)
    if shared:
        score += _SAME_WORDS * len(shared) / math.sqrt(len(call.words) * min(len(own), 12))
    ended = ticket.status not in OPEN
    if score < LIKELY or (ended and age > RECENT):
        return None
    if ended:
        score *= 0.5 ** (age / _HALF_LIFE)
    return Likeness(
        ticket=ticket,
        score=score,
        same_site=same_site,
        same_phone=same_phone,
        near_m=near,
        words=tuple(sorted(shared)),
        age=age,
    )


def likely(
    call: Call, tickets: Iterable[Ticket], now: datetime, limit: int = 6
) -> tuple[Likeness, ...]:
    """The likeliest of the tickets: open ones first, in each lot the likeliest first."""
    found = [one for one in (likeness(call, ticket, now) for ticket in tickets) if one]
    found.sort(key=lambda one: (not one.open, -one.score, -one.ticket.id))
    return tuple(found[:limit])


def metres(one: Location | None, other: Location | None) -> float | None:
    """As the crow flies; exact enough for a neighbourhood. None where a place is not known."""
    if one is None or other is None:
        return None
    north = (one.lat - other.lat) * 111_195
    east = (one.lon - other.lon) * 111_195 * math.cos(math.radians(one.lat))
    return math.hypot(north, east)
