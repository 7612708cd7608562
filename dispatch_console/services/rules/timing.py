"""The duty that looks which rules' time has come, at which tickets."""

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.rules.rule import TIMED, Happening, Rule
from dispatch_console.domain.rules.timing import occasion
from dispatch_console.services.context import Context
from dispatch_console.storage.unit_of_work import Repositories, Unit

AT_ONCE = 500
"""Tickets of one rule in one transaction; the rest comes with the next round."""


def look(ctx: Context) -> int:
    """Put what is due among the events; how much it is. Each occasion counts once."""
    with ctx.database.snapshot() as snap:
        rules = [rule for rule in snap.rules.active() if rule.trigger.event in TIMED]
        due = {rule: found for rule in rules if (found := _due(ctx, snap, rule))}
    return sum(_put(ctx, rule, found) for rule, found in due.items())


def _due(ctx: Context, rows: Repositories, rule: Rule) -> dict[TicketId, str]:
    """Ticket → the occasion, of those that have not had it yet."""
    trigger, now = rule.trigger, ctx.clock()
    found: dict[TicketId, str] = {}
    waiting = rows.rules.waiting(status.value for status in trigger.waited_in)
    for key, (since, deadlines) in waiting.items():
        name = occasion(trigger, since, deadlines[trigger.deadline], now)
        if name is not None:
            found[key] = name
    had = rows.rules.fired(rule.id, found)
    fresh = {key: name for key, name in found.items() if had.get(key) != name}
    return dict(list(fresh.items())[:AT_ONCE])


def _put(ctx: Context, rule: Rule, due: dict[TicketId, str]) -> int:
    def work(unit: Unit) -> int:
        count = 0
        for key, name in sorted(due.items()):
            # Another console may have been here since.
            if unit.rules.fire_once(rule.id, key, name):
                event = rule.trigger.event
                unit.rule_queue.put(
                    Happening(id=0, ticket_id=key, event=event, at=ctx.clock(), rule=rule.id)
                )
                count += 1
        return count

    return ctx.database.run(work, user=ctx.user)[0]
