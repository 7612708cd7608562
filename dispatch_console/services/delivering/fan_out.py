"""Console messages become mails and WeCom messages for those who want to hear of them that way."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from dispatch_console.domain.ids import QueueId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.notice import Choice, kind_of
from dispatch_console.domain.queue import Queue
from dispatch_console.services.context import Context
from dispatch_console.storage.repositories.delivery import Outgoing
from dispatch_console.storage.unit_of_work import Unit
from dispatch_console.support.i18n import pick, tr_in

MOST = 200
"""Messages of one round."""


def fan_out(ctx: Context) -> int:
    """Pass on what is due to queues' own addresses and to persons; how many were looked at.

    Each is passed on and marked in one transaction, so that nobody is written to twice.
    """
    for done in range(MOST):
        with ctx.database.unit(user=ctx.user) as unit:
            claimed = unit.delivery.claim((Medium.CONSOLE,), (), unit.now(), timedelta(0))
            if claimed is None:
                return done
            unit.outbox.put(_passed_on(unit, claimed))
            unit.delivery.sent(claimed, unit.now())
            unit.commit()
    return MOST


def _passed_on(unit: Unit, notice: Outgoing) -> Iterator[Message]:
    kind, actor = kind_of(notice.data), str(notice.data.get("by", ""))
    if notice.address.startswith("queue:"):
        key = notice.address.removeprefix("queue:")
        queue = unit.queues.all().get(QueueId(int(key))) if key.isdigit() else None
        if queue is not None:
            yield from _to_queue(notice, queue)
    for login in unit.queues.addressees(notice.address):
        if login == actor:
            continue
        choice = unit.notices.choices(login).get(kind, Choice())
        contact = unit.notices.contact(login)
        if choice.email and contact.email:
            yield _message(notice, Medium.EMAIL, contact.email, login, contact.language)
        if choice.wecom and contact.wecom:
            yield _message(notice, Medium.WECOM, contact.wecom, login, contact.language)


def _to_queue(notice: Outgoing, queue: Queue) -> Iterator[Message]:
    language = "zh_CN" if queue.name_zh else "en"
    for medium, address in (
        (Medium.EMAIL, queue.email),
        (Medium.WECOM, queue.wecom),
        (Medium.WEBHOOK, queue.webhook),
    ):
        if address:
            yield _message(notice, medium, address, notice.address, language)


def _message(notice: Outgoing, medium: Medium, address: str, whose: str, language: str) -> Message:
    sentence = _sentence(notice, language)
    body = "\n\n".join(part for part in (notice.subject, notice.body) if part)
    return Message(
        key=f"{notice.key}>{medium}:{whose}",
        medium=medium,
        address=address,
        subject=sentence or notice.subject,
        body=body,
        ticket_id=notice.ticket_id,
        data=notice.data,
    )


def _sentence(notice: Outgoing, language: str) -> str:
    """What the notice says, in the language of whoever reads it."""
    code, values = str(notice.data.get("code", "")), notice.data.get("values")
    if not code:
        return ""
    given: Mapping[str, object] = values if isinstance(values, dict) else {}
    return tr_in(language, code, **{name: _name(value, language) for name, value in given.items()})


def _name(value: object, language: str) -> object:
    match value:
        case {"en": str(en), "zh": str(zh)}:
            return pick(en, zh, language)
        case _:
            return value
