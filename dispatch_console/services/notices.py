"""The notice centre of one person: what reached them, and how they want to hear."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.notice import Choice, Contact, Kind, Notice
from dispatch_console.domain.queue import is_email
from dispatch_console.services.context import Context
from dispatch_console.services.telling import own_addresses
from dispatch_console.storage.unit_of_work import Unit

MOST = 100
"""Notices that are shown, the newest."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """By which ways a person hears of each kind of thing, and where."""

    choices: Mapping[Kind, Choice]
    contact: Contact


def read(ctx: Context) -> tuple[Notice, ...]:
    """The newest notices to whoever works here, the newest first."""
    with ctx.database.snapshot() as snap:
        return snap.notices.to(ctx.user, own_addresses(snap, ctx.user), snap.now(), MOST)


def mark_read(ctx: Context, notices: Iterable[int]) -> None:
    """The person has seen these."""
    seen = tuple(notices)
    ctx.database.run(lambda unit: unit.notices.mark_read(ctx.user, seen), user=ctx.user)


def wishes(ctx: Context) -> Wishes:
    """What the person chose, kinds never chosen by default."""
    with ctx.database.snapshot() as snap:
        chosen = snap.notices.choices(ctx.user)
        every = {kind: chosen.get(kind, Choice()) for kind in Kind}
        return Wishes(every, snap.notices.contact(ctx.user))


def wish(ctx: Context, wanted: Wishes) -> None:
    """Write what the person chooses.

    Raises `contact.email` for an address that is none, `contact.missing` for a way that leads
    nowhere.
    """
    mine = replace(
        wanted.contact,
        login=ctx.user,
        email=wanted.contact.email.strip(),
        wecom=wanted.contact.wecom.strip(),
    )
    if mine.email and not is_email(mine.email):
        raise DomainError("contact.email", address=mine.email)
    chosen = wanted.choices.values()
    if (not mine.email and any(one.email for one in chosen)) or (
        not mine.wecom and any(one.wecom for one in chosen)
    ):
        raise DomainError("contact.missing")

    def work(unit: Unit) -> None:
        unit.notices.keep_contact(mine)
        unit.notices.choose(ctx.user, wanted.choices)

    ctx.database.run(work, user=ctx.user)
