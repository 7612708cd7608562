"""Hostile text in what people say of tickets, to one another and to customers."""

from dataclasses import replace
from uuid import uuid4

from dispatch_console.domain import attachment
from dispatch_console.domain.delivery import LEASE
from dispatch_console.domain.ids import QueueId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.survey import Answer
from dispatch_console.domain.ticket import Status
from dispatch_console.domain.workflow import Given
from dispatch_console.services import (
    commenting,
    departments,
    handing_over,
    helping,
    notices,
    relating,
    survey,
    ticket_timeline,
)
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.relating import Part
from dispatch_console.support.storable import storable
from tests.faults.hostile_house import COLLEAGUE, WORDS, Entry, House, asked, call, kept, last
from tests.services.costing.served import DONE, step


def _said(*, public: bool) -> Entry:
    def say(ctx: Context, house: House, text: str) -> None:
        commenting.say(ctx, uuid4(), house.tickets[1], text, public=public)
        ticket_timeline.read(ctx, house.tickets[1])

    return kept(say, "comment.body")


def _mentioned(ctx: Context, house: House, text: str) -> str:
    """Somebody is called on, and hears of it in the very words, as many as a notice has."""
    called = f"@{COLLEAGUE} "
    notices.wish(replace(ctx, user=COLLEAGUE), notices.wishes(replace(ctx, user=COLLEAGUE)))
    commenting.say(ctx, uuid4(), house.tickets[1], called + text)
    told = last(ctx, "outbox", "body").removeprefix(called.strip()).lstrip(" ").rstrip("…")
    return text if told and storable(text).lstrip().startswith(told) else told


def _not_sent(ctx: Context, _house: House, text: str) -> None:
    """What the mail server says to a message."""
    survey.send_test(ctx, uuid4(), survey.settings(ctx).texts, "survey", "en", "a@example.org")
    with ctx.database.unit(user=ctx.user) as unit:
        message = unit.delivery.claim((Medium.EMAIL,), (), unit.now(), LEASE)
        assert message is not None
        unit.delivery.failed(message, text, unit.now(), for_good=True)
        unit.commit()


def _attached(ctx: Context, house: House, text: str) -> None:
    file = attachment.admit(f"{text}.txt", text.encode("utf-8", "replace") or b"-")
    commenting.say(ctx, uuid4(), house.tickets[1], "see", files=(file,))
    shown = last(ctx, "attachment", "name")
    if any(letter in shown for letter in '<>"/\\\0\n\u202e\u2028'):
        raise ValueError(f"a file is called {shown!r}")


def _handed_over(ctx: Context, house: House, text: str) -> TicketId:
    ticket = call(ctx)
    handing_over.hand_over(ctx, uuid4(), ticket, house.queue, text)
    return ticket


def _passed_on(ctx: Context, house: House, text: str) -> str:
    """Handed over by whose it is."""
    ticket = call(ctx)
    handing_over.set_owner(ctx, uuid4(), ticket, text)
    handing_over.hand_over(ctx, uuid4(), ticket, house.queue, "please")
    return last(ctx, "hand_over", "from_owner")


def _given_back(ctx: Context, house: House, text: str) -> None:
    ticket = _handed_over(ctx, house, "please")
    open_ = ticket_timeline.read(ctx, ticket).open_hand_over
    assert open_ is not None
    handing_over.settle(ctx, uuid4(), open_.id, taken=False, words=text)


def _helped(ctx: Context, house: House, text: str) -> None:
    ticket = call(ctx)
    helping.ask(ctx, uuid4(), ticket, "how?", queue=house.queue)
    (question,) = ticket_timeline.read(ctx, ticket).open_help
    helping.answer(ctx, uuid4(), question.id, text)


def _owned(ctx: Context, house: House, text: str) -> str:
    handing_over.set_owner(ctx, uuid4(), house.tickets[1], text)
    with ctx.database.snapshot() as snap:
        return snap.tickets.get([house.tickets[1]])[house.tickets[1]].owner


def _department(field: str) -> Entry:
    def save(ctx: Context, _house: House, text: str) -> None:
        given = {"code": uuid4().hex, "name_en": "Lab"} | {field: text}
        members = (text,) if field == "owner" else ()
        departments.save(ctx, uuid4(), None, Queue(id=QueueId(0), members=members, **given))  # pyright: ignore[reportArgumentType]

    return asked(save) if field == "code" else kept(save, f"queue.{field}")


def _address(field: str, form: str) -> Entry:
    """The text within an address that is one otherwise."""
    save, (before, after) = _department(field), form.split("{}")

    def enter(ctx: Context, house: House, text: str) -> str:
        return save(ctx, house, form.format(text)).removeprefix(before).removesuffix(after)

    return enter


def _member(ctx: Context, _house: House, text: str) -> None:
    queue = Queue(id=QueueId(0), code=uuid4().hex, name_en="Lab", members=(text,))
    departments.save(ctx, uuid4(), None, queue)


def _reached(field: str, after: str = "") -> Entry:
    def wish(ctx: Context, _house: House, text: str) -> str:
        known = notices.wishes(ctx)
        contact = replace(known.contact, **{field: text + after})
        notices.wish(ctx, replace(known, contact=contact))
        return getattr(notices.wishes(ctx).contact, field).removesuffix(after)

    return wish


def _ended(ctx: Context, _house: House, text: str) -> None:
    set_status(ctx, uuid4(), [call(ctx)], Status.CANCELLED, Given(reason=text))


def _told_with_step(ctx: Context, _house: House, text: str) -> None:
    set_status(ctx, uuid4(), [call(ctx)], Status.CANCELLED, Given(custom={WORDS: text}))


def _signed(ctx: Context, signature: Signature) -> None:
    set_status(ctx, uuid4(), [call(ctx)], Status.CANCELLED, Given(signature=signature))


def _custom(ctx: Context, _house: House, text: str) -> None:
    call(ctx, custom={WORDS: text})


def _split(ctx: Context, _house: House, text: str) -> None:
    relating.split(ctx, uuid4(), call(ctx), [Part(text)])


def _surveyed(ctx: Context, address: str) -> TicketId:
    ticket = call(ctx, custom={"email": address})
    step(ctx, ticket, *DONE)
    survey.send(ctx)
    return ticket


def _answered(ctx: Context, _house: House, text: str) -> str:
    ticket = _surveyed(ctx, f"{uuid4().hex}@example.org")
    asked_ = survey.of_ticket(ctx, ticket)
    assert asked_ is not None
    survey.type_in(ctx, uuid4(), asked_.id, Answer(csat=1, words=text))
    told = survey.of_ticket(ctx, ticket)
    assert told is not None
    return told.words


def _written_to(ctx: Context, _house: House, text: str) -> str:
    found = survey.of_ticket(ctx, _surveyed(ctx, text))
    # Who has no address is asked by telephone.
    return text if found is None or found.medium == "console" else found.address


TALK: dict[str, Entry] = {
    "comment": _said(public=False),
    "comment to the customer": _said(public=True),
    "mention": _mentioned,
    "mail not sent": asked(_not_sent),
    "file's name": asked(_attached),
    "hand-over": kept(_handed_over, "hand_over.why"),
    "handed over from": _passed_on,
    "hand-over given back": kept(_given_back, "hand_over.answer"),
    "question": kept(
        lambda ctx, house, text: helping.ask(ctx, uuid4(), call(ctx), text, queue=house.queue),
        "help_request.question",
    ),
    "asked of": asked(
        lambda ctx, _, text: helping.ask(ctx, uuid4(), call(ctx), "how?", login=text)
    ),
    "answer": kept(_helped, "help_request.answer"),
    "watcher": kept(
        lambda ctx, _, text: commenting.watch(ctx, uuid4(), call(ctx), text, on=True),
        "watcher.login",
    ),
    "owner": _owned,
    **{
        f"department, {name}": _department(name)
        for name in ("code", "name_en", "name_zh", "owner", "email", "wecom", "webhook")
    },
    "department's mail": _address("email", "{}@example.org"),
    "department's robot": _address("wecom", "https://example.org/{}"),
    "department's hook": _address("webhook", "https://example.org/{}"),
    "member": kept(_member, "queue_member.login"),
    "reached by email": _reached("email"),
    "reached by mail": _reached("email", "@example.org"),
    "reached by wecom": _reached("wecom"),
    "step's reason": kept(_ended, "step.reason"),
    "step's own field": kept(_told_with_step, "step.data", "custom", WORDS),
    "signed by": kept(
        lambda ctx, _, text: _signed(ctx, Signature(text, Way.TYPED)), "signature.name"
    ),
    "signed on paper": kept(
        lambda ctx, _, text: _signed(ctx, Signature("Li", Way.PAPER, reason=text)),
        "signature.why",
    ),
    "drawing": kept(
        lambda ctx, _, text: _signed(ctx, Signature("Li", Way.DRAWN, drawing=text)),
        "signature.drawing",
    ),
    "custom value": kept(_custom, "ticket.custom", WORDS),
    "child": kept(_split, "ticket.title"),
    "survey's answer": _answered,
    "survey's address": _written_to,
}
