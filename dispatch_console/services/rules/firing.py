"""Rules meet the events they wait for: at once for a new ticket, else by a duty."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId, TicketId
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.rules.effects import Effect, MakeChild, Notify, Webhook
from dispatch_console.domain.rules.evaluating import Facts
from dispatch_console.domain.rules.placeholders import filled
from dispatch_console.domain.rules.record import Deed, Logged
from dispatch_console.domain.rules.rule import Happening
from dispatch_console.domain.rules.running import Account, Outcome, run
from dispatch_console.domain.rules.scene import facts_of
from dispatch_console.domain.ticket import HoldReason, Lock, Status, Ticket, short_title
from dispatch_console.services.context import Context
from dispatch_console.services.reaching import ENGINEER, Reached, address_of, reached
from dispatch_console.services.rules.house import House, read_house, read_kin
from dispatch_console.services.sla import definitions
from dispatch_console.services.sla.settling import due_by_policy, settle
from dispatch_console.services.vocabulary import vocabulary
from dispatch_console.storage.errors import is_connection_loss
from dispatch_console.storage.unit_of_work import Unit

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Events of a new ticket handled with it; more are the duty's."""

IN_A_ROUND = 500
TRIES = 5
PAUSE = timedelta(minutes=1)

CALLED = ("role:", "queue:", ENGINEER)
"""Before what stands for people, wherever they are reached."""


def fire_here(unit: Unit, tickets: Sequence[TicketId], now: datetime) -> None:
    """Handle what waits at these tickets in the very transaction that made or changed them.

    What fails is undone alone and tried again by the duty: no rule keeps a caller waiting. Raises
    where the connection broke over it.
    """
    house: House | None = None
    for _ in range(AT_ONCE):
        try:
            with unit.rule_queue.savepoint():
                what = unit.rule_queue.take(tickets)
                if what is None:
                    return
                house = house or read_house(unit)
                handle(unit, what, house, now)
        except Exception as error:
            if is_connection_loss(error):
                raise  # with the line the whole transaction is gone, the ticket included
            log.exception("rules failed at ticket %s; the duty will try again", tickets)
            return


def work_off(ctx: Context) -> int:
    """Handle the events that wait; how many. Raises ``database.…`` in an outage."""
    for done in range(IN_A_ROUND):
        held: list[Happening] = []

        def work(unit: Unit, held: list[Happening] = held) -> bool:
            held.clear()
            what = unit.rule_queue.take()
            if what is not None:
                held.append(what)
                handle(unit, what, read_house(unit), ctx.clock())
            return what is not None

        try:
            if not ctx.database.run(work, user=ctx.user)[0]:
                return done
        except Exception as error:
            if not held or (isinstance(error, DomainError) and error.code.startswith("database.")):
                raise
            log.exception("rules failed at ticket %s", held[0].ticket_id)
            _put_off(ctx, held[0], error)
    return IN_A_ROUND


def handle(unit: Unit, what: Happening, house: House, now: datetime) -> None:
    """All that the rules make of one event, within the unit."""
    ticket = unit.tickets.lock([what.ticket_id]).get(what.ticket_id)
    if ticket is None:
        return
    scene = read_kin(unit, [ticket], house.codes).scene(ticket)
    outcome = run(house.rules, what, ticket, scene, vocabulary(), now)
    fired = [one for one in outcome.accounts if one.outcome is Outcome.FIRED]
    chain = (*what.chain, *(one.rule for one in fired))
    with unit.rule_queue.by_rules((one.name for one in fired), chain, what.depth + 1):
        after = outcome.ticket
        if after != ticket:
            unit.tickets.update([after])
            settle(unit, [ticket.id])
            after = unit.tickets.get([ticket.id])[ticket.id]
        facts = facts_of(after, scene, what, now, ZoneInfo("UTC"))
        for account in fired:
            for place, deed in enumerate(account.deeds):
                _do(unit, what, account, place, deed, after, facts, chain)
    unit.rules.log(_line(what, one) for one in outcome.accounts)


def _line(what: Happening, account: Account) -> Logged:
    return Logged(
        rule=account.rule,
        version=account.version,
        name=account.name,
        ticket_id=what.ticket_id,
        event=what.event,
        outcome=account.outcome,
        changes=account.changes,
        deeds=account.deeds,
        stopped=account.stopped,
        error=account.error,
    )


def _do(
    unit: Unit,
    what: Happening,
    account: Account,
    place: int,
    deed: Effect,
    ticket: Ticket,
    facts: Facts,
    chain: tuple[RuleId, ...],
) -> None:
    match deed:
        case Notify() | Webhook():
            key = f"rule {account.rule} {what.id} {place}"
            unit.outbox.put(_messages(unit, key, deed, account.name, what, ticket, facts))
        case MakeChild():
            drawn = _child(deed, account.name, ticket, facts)
            child = due_by_policy(unit, definitions.load(unit), drawn)
            settle(unit, [row.id for row in unit.tickets.add([child])])
        case _:
            unit.rule_queue.leave(
                [
                    Deed(
                        rule=account.rule,
                        version=account.version,
                        name=account.name,
                        ticket_id=ticket.id,
                        event=what.event,
                        deed=deed,
                        chain=chain,
                        depth=what.depth + 1,
                    )
                ]
            )


def _messages(
    unit: Unit,
    key: str,
    deed: Notify | Webhook,
    rule: str,
    what: Happening,
    ticket: Ticket,
    facts: Facts,
) -> Iterator[Message]:
    """One for each address: whom the rule calls by a word (`owner`, a role, an engineer) is reached
    by whatever is known of them."""
    if isinstance(deed, Webhook):
        data: dict[str, Any] = {
            "rule": rule,
            "event": what.event.value,
            "number": ticket.number,
            "title": ticket.title,
            "status": ticket.status.value,
            "priority": ticket.priority.name,
            "category": ticket.category,
            "type": ticket.type,
        }
        yield Message(
            key=key,
            medium=Medium.WEBHOOK,
            address=deed.url.strip(),
            subject=rule,
            ticket_id=ticket.id,
            data=data,
        )
        return
    word = deed.address.strip()
    address = address_of(unit, ticket, word)
    called = address != word or word.startswith(CALLED)
    for place, to in enumerate(
        reached(unit, deed.medium, address) if called else [Reached(deed.medium, address, "")]
    ):
        yield Message(
            key=f"{key} {place}" if place else key,
            medium=to.medium,
            address=to.address,
            subject=filled(deed.subject, facts, rule),
            body=filled(deed.body, facts, rule),
            ticket_id=ticket.id,
            data={"rule": rule, "number": ticket.number},
        )


def _child(deed: MakeChild, rule: str, parent: Ticket, facts: Facts) -> Ticket:
    return replace(
        parent,
        id=TicketId(0),
        number="",
        title=short_title(filled(deed.title, facts, rule)),
        description="",
        external_id=None,
        status=Status.NEW,
        hold_reason=HoldReason.NONE,
        lock=Lock.NONE,
        type=deed.type,
        category=deed.category,
        workflow_id=None,
        custom=(),
        queue_id=None,
        crew_size=1,
        after=(),
        windows=(),
        visit=None,
        parent_id=parent.id,
        created_at=facts.now,
        sla_policy_id=None,
    )


def _put_off(ctx: Context, what: Happening, error: Exception) -> None:
    """Try again later, and give up after some tries, which the log then tells."""

    def work(unit: Unit) -> None:
        if what.tries + 1 < TRIES:
            unit.rule_queue.put_off(what.id, PAUSE * 4**what.tries)
            return
        unit.rule_queue.drop(what.id)
        code = error.code if isinstance(error, DomainError) else "error.unforeseen"
        line = Logged(
            rule=what.rule or RuleId(0),
            version=0,
            name="",
            ticket_id=what.ticket_id,
            event=what.event,
            outcome=Outcome.FAILED,
            error=code,
        )
        unit.rules.log([line])

    ctx.database.run(work, user=ctx.user)
