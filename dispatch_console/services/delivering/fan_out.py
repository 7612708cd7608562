"""Console messages become mails and WeCom messages for those who want to hear of them that way."""

from collections.abc import Iterator
from datetime import timedelta

from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.notice import Choice, kind_of
from dispatch_console.domain.queue import Queue
from dispatch_console.services.context import Context
from dispatch_console.services.reaching import DISPATCHERS, ENGINEER, reachable, ways_of
from dispatch_console.services.wording import body_in, subject_in
from dispatch_console.storage.repositories.delivery import Outgoing
from dispatch_console.storage.unit_of_work import Unit

MOST = 200
"""Messages of one round."""

NOBODY = "send.nobody"
"""Why a message is held whose engineer is reached nowhere."""


def fan_out(ctx: Context) -> int:
    """Pass on what is due to queues' own addresses, to persons and to engineers; how many were
    looked at.

    Each is passed on and marked in one transaction, so that nobody is written to twice. What is to
    an engineer of whom no address is known is held, until somebody enters one and has it sent;
    its sender hears of it, else the dispatchers.
    """
    for done in range(MOST):
        with ctx.database.unit(user=ctx.user) as unit:
            claimed = unit.delivery.claim((Medium.CONSOLE,), (), unit.now(), timedelta(0))
            if claimed is None:
                return done
            if claimed.address.startswith(ENGINEER) and not reachable(unit, claimed.address):
                unit.outbox.put([_untold(unit, claimed)])
                unit.delivery.failed(claimed, NOBODY, unit.now(), for_good=True)
            else:
                unit.outbox.put(_passed_on(unit, claimed))
                unit.delivery.sent(claimed, unit.now())
            unit.commit()
    return MOST


def _passed_on(unit: Unit, notice: Outgoing) -> Iterator[Message]:
    usual = unit.outbox.language()
    kind, actor = kind_of(notice.data), str(notice.data.get("by", ""))
    if notice.address.startswith("queue:"):
        key = notice.address.removeprefix("queue:")
        queue = unit.queues.all().get(QueueId(int(key))) if key.isdigit() else None
        if queue is not None:
            yield from _to_queue(notice, queue, usual)
    if notice.address.startswith(ENGINEER):
        for medium, address in ways_of(unit, notice.address):
            yield _message(notice, medium, address, notice.address, usual)
    for login in unit.queues.addressees(notice.address):
        if login == actor:
            continue
        choice = unit.notices.choices(login).get(kind, Choice())
        contact = unit.notices.contact(login)
        language = contact.language or usual
        if choice.email and contact.email:
            yield _message(notice, Medium.EMAIL, contact.email, login, language)
        if choice.wecom and contact.wecom:
            yield _message(notice, Medium.WECOM, contact.wecom, login, language)


def _untold(unit: Unit, notice: Outgoing) -> Message:
    number = notice.address.removeprefix(ENGINEER)
    engineer = unit.engineers.find([number], "number").get(number)
    who = number if engineer is None else f"{number} {engineer.name}"
    return Message(
        key=f"{notice.key}>untold",
        medium=Medium.CONSOLE,
        address=str(notice.data.get("by", "")) or DISPATCHERS,
        subject=notice.subject,
        ticket_id=notice.ticket_id,
        data={"code": "notice.untold", "values": {"who": who}},
    )


def _to_queue(notice: Outgoing, queue: Queue, language: str) -> Iterator[Message]:
    for medium, address in (
        (Medium.EMAIL, queue.email),
        (Medium.WECOM, queue.wecom),
        (Medium.WEBHOOK, queue.webhook),
    ):
        if address:
            yield _message(notice, medium, address, notice.address, language)


def _message(notice: Outgoing, medium: Medium, address: str, whose: str, language: str) -> Message:
    # Which ticket it is about; texts say so themselves.
    own = "" if "texts" in notice.data else notice.subject
    body = body_in(language, notice.body, notice.data)
    return Message(
        key=f"{notice.key}>{medium}:{whose}",
        medium=medium,
        address=address,
        subject=subject_in(language, notice.subject, notice.data),
        body="\n\n".join(part for part in (own, body) if part),
        ticket_id=notice.ticket_id,
        data=notice.data,
    )
