"""The demo company's rules, and what they did to the tickets that came in by themselves."""

from dataclasses import replace
from datetime import datetime

from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import Effect, Field, Notify, Prioritise, SetField
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.ticket import Status, Ticket
from dispatch_console.services.rules.firing import handle
from dispatch_console.services.rules.house import read_house
from dispatch_console.storage.unit_of_work import Unit

SUPERVISORS = "role:supervisor"
HANDLED = 30
"""So many of the tickets were met by rules on their way in."""


def _told(subject: str) -> Notify:
    return Notify(Medium.CONSOLE, SUPERVISORS, subject, "{priority} · {customer} · {phone}")


RULES = (
    Rule(
        id=RuleId(0),
        name="有人被困或受伤即通知主管 / Trapped or injured people: tell supervisors",
        trigger=Trigger(event=Event.CREATED),
        condition='has(text, "困人", "被困", "受伤", "trapped", "injured")',
        effects=(_told("{number} {title}"),),
        position=110,
    ),
    Rule(
        id=RuleId(0),
        name="金牌和 VIP 客户由主管跟进 / Gold and VIP customers are followed by supervisors",
        trigger=Trigger(event=Event.CREATED),
        condition='customer_tier in ["gold", "vip"] and priority <= P2',
        effects=(_told("{customer}: {title}"),),
        position=120,
    ),
    Rule(
        id=RuleId(0),
        name="挂起满 4 小时提醒 / On hold for four hours: remind",
        trigger=Trigger(event=Event.STAYS, statuses=(Status.ON_HOLD,), minutes=240),
        effects=(_told("{number} {title}"),),
        position=130,
    ),
    Rule(
        id=RuleId(0),
        name="P1 每小时提醒直到有人上门 / P1 every hour until somebody is on the way",
        trigger=Trigger(
            event=Event.EVERY, statuses=(Status.NEW, Status.ASSIGNED, Status.REOPENED), minutes=60
        ),
        condition="priority = P1",
        effects=(_told("{number} {title}"),),
        position=140,
    ),
)


def add(unit: Unit, now: datetime) -> None:
    """Four rules beside those every database has, and their work on some of the new tickets.

    What would give the demo's tickets another priority or skill than its plan goes by waits for
    tickets to come.
    """
    if not {rule.name for rule in RULES} <= {rule.name for rule in unit.rules.ordered()}:
        unit.rules.add(RULES)
        for rule in unit.rules.ordered():
            if rule.trigger.event is Event.DUE:
                unit.rules.write(replace(rule, active=True))
    house = read_house(unit)
    gentle = replace(
        house, rules=tuple(r for r in house.rules if not any(map(_replans, r.effects)))
    )
    tickets = [t for t in unit.tickets.open().values() if t.crew_of is None]
    met = sorted(filter(_met, tickets), key=lambda ticket: (ticket.priority, ticket.id))
    for ticket in met[:HANDLED]:
        what = unit.rule_queue.take([ticket.id])
        if what is not None and what.event is Event.CREATED:
            handle(unit, what, gentle, now)
    unit.rule_queue.forget(ticket.id for ticket in tickets)


def _met(ticket: Ticket) -> bool:
    """Nothing of these is left to keywords that the plan goes by."""
    return bool(ticket.skills) and bool(ticket.category)


def _replans(effect: Effect) -> bool:
    sets = isinstance(effect, SetField) and effect.field is Field.PRIORITY
    return sets or isinstance(effect, Prioritise)
