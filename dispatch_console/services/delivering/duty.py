"""The duty that sends what is due, and what the administrator sees of it."""

import logging
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.delivery import LEASE
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium
from dispatch_console.services.context import Context
from dispatch_console.services.delivering.mail import send_mail
from dispatch_console.services.delivering.routes import Routes, routes_of
from dispatch_console.services.delivering.web import send_to_robot, send_to_system
from dispatch_console.storage.repositories.delivery import Outgoing
from dispatch_console.storage.unit_of_work import Unit
from dispatch_console.support.i18n import LANGUAGES
from dispatch_console.support.settings import read

log = logging.getLogger(__name__)

SENT_MEDIA = (Medium.EMAIL, Medium.WECOM, Medium.WEBHOOK)
MOST = 50
LONGEST_S = 30.0
"""A round leaves the rest for the next one, so that other duties get their turn."""

NEVER = frozenset({"send.address"})
"""Failures that no further try would mend."""

OF_THE_SERVER = frozenset({"send.unreachable", "send.password", "send.insecure"})
"""Failures that the next message would meet, too."""


class Standing(StrEnum):
    """Why a message is still there: it is tried no more, it failed and is tried again, or it was
    not tried yet."""

    HELD = "held"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was not sent, and whether this computer could send it. `number`: the ticket's,
    empty where it is about none."""

    message: Outgoing
    set_up: bool
    number: str = ""

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        if self.message.held:
            return Standing.HELD
        return Standing.FAILED if self.message.failure else Standing.WAITING


def deliver(ctx: Context, routes: Routes | None = None) -> int:
    """Send what is due by the routes of this computer; how many went out.

    Where a server cannot be used, its medium is left alone for the rest of the round.
    Raises ``database.…``.
    """
    ways = routes_of(read()) if routes is None else routes
    media, sent, begun = set(ways.media), 0, time.monotonic()
    with_url = {Medium.WECOM}
    for _ in range(MOST):
        if not (media or with_url) or time.monotonic() - begun > LONGEST_S:
            break
        with ctx.database.unit(user=ctx.user) as unit:
            message = unit.delivery.claim(media, with_url, unit.now(), LEASE)
            unit.commit()
        if message is None:
            break
        try:
            send(message, ways)
        except DomainError as error:
            log.warning("message %d was not sent: %s", message.id, error.code)
            _failed(ctx, message, error)
            if error.code in OF_THE_SERVER:
                media.discard(message.medium)
                with_url.discard(message.medium)
            continue
        with ctx.database.unit(user=ctx.user) as unit:
            unit.delivery.sent(message, unit.now())
            unit.commit()
        sent += 1
    return sent


def send(message: Outgoing, routes: Routes) -> None:
    """Send one message, outside any transaction. Raises ``send.…``."""
    if message.medium is Medium.EMAIL and routes.mail is not None:
        send_mail(message, routes.mail)
    elif message.medium is Medium.WECOM:
        send_to_robot(message, routes.robot)
    elif message.medium is Medium.WEBHOOK:
        send_to_system(message, routes.webhook_secret)
    else:
        raise DomainError("send.address", address=message.address)


def unsent(ctx: Context, routes: Routes, most: int = 500) -> tuple[Waiting, ...]:
    """What waits or is held, held ones first."""
    with ctx.database.snapshot() as snap:
        found = snap.delivery.unsent(SENT_MEDIA, most)
        about = {one.ticket_id for one in found if one.ticket_id is not None}
        numbers = {key: ticket.number for key, ticket in snap.tickets.get(about).items()}
    return tuple(
        Waiting(one, _can(one, routes), numbers.get(one.ticket_id, "") if one.ticket_id else "")
        for one in found
    )


def release(ctx: Context, command: UUID, ids: Collection[int]) -> int:
    """Have held messages sent after all; how many there were. Raises `database.rights`."""

    def work(unit: Unit) -> int:
        return 0 if unit.already_done else unit.delivery.release(ids, unit.now())

    return ctx.database.run(work, user=ctx.user, command=command, what="outbox.release")[0]


def drop(ctx: Context, command: UUID, ids: Collection[int]) -> int:
    """Give up messages that were not sent; how many there were. Raises `database.rights`."""

    def work(unit: Unit) -> int:
        return 0 if unit.already_done else unit.delivery.drop(ids, unit.now())

    return ctx.database.run(work, user=ctx.user, command=command, what="outbox.drop")[0]


def language(ctx: Context) -> str:
    """Of messages to those whose language is not known."""
    with ctx.database.snapshot() as snap:
        return snap.outbox.language()


def set_language(ctx: Context, command: UUID, wanted: str) -> ChangeSet:
    """Write so to them from now on. Raises `language.unknown`."""
    if wanted not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise DomainError("language.unknown", language=wanted, languages=known)

    def work(unit: Unit) -> None:
        if not unit.already_done:
            unit.outbox.set_language(wanted)

    return ctx.database.run(work, user=ctx.user, command=command, what="message.language")[1]


def _failed(ctx: Context, message: Outgoing, error: DomainError) -> None:
    told = ": ".join(str(part) for part in (error.code, error.params.get("reason")) if part)
    with ctx.database.unit(user=ctx.user) as unit:
        now: datetime = unit.now()
        unit.delivery.failed(message, told, now, for_good=error.code in NEVER)
        unit.commit()


def _can(message: Outgoing, routes: Routes) -> bool:
    own_robot = message.medium is Medium.WECOM and message.address.startswith("http")
    return own_robot or message.medium in routes.media
