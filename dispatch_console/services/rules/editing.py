"""Changing the rules: a sound one only, each version kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.rules.judging import require_sound
from dispatch_console.domain.rules.rule import Rule
from dispatch_console.domain.rules.scene import Codes
from dispatch_console.services.context import Context
from dispatch_console.services.rules.house import read_codes
from dispatch_console.storage.unit_of_work import Unit

STEP = 10
"""Between the places of two rules."""


@dataclass(frozen=True, slots=True)
class Book:
    """All rules in their order, and what their effects may name."""

    rules: tuple[Rule, ...]
    codes: Codes
    queues: tuple[Queue, ...] = ()
    """All there are, those too that take no tickets: the log may tell of them."""


def read(ctx: Context) -> Book:
    """As they are now."""
    with ctx.database.snapshot() as snap:
        queues = tuple(snap.queues.all().values())
        return Book(snap.rules.ordered(), read_codes(snap), queues)


def save(ctx: Context, command: UUID, rule: Rule) -> RuleId:
    """Write the rule, a new one (id 0) behind all others; the same command writes it once.

    Raises ``rules.…`` for what is wrong with it, `rules.gone`, `rules.changed_meanwhile`.
    """

    def work(unit: Unit) -> RuleId:
        rules = unit.rules.ordered()
        if unit.already_done:
            return rule.id or max(one.id for one in rules)
        require_sound(rule, read_codes(unit))
        if rule.id:
            unit.rules.write(rule)
            return rule.id
        last = max((one.position for one in rules), default=0)
        (row,) = unit.rules.add([replace(rule, position=last + STEP)])
        return row.id

    return ctx.database.run(work, user=ctx.user, command=command, what="rule.save")[0]


def switch(ctx: Context, command: UUID, rule: RuleId, *, active: bool) -> None:
    """Put it in force or out of it. Raises as `save`."""

    def work(unit: Unit) -> None:
        found = unit.rules.lock([rule]).get(rule)
        if found is None:
            raise DomainError("rules.gone", name=rule)
        if active:
            require_sound(found, read_codes(unit))
        unit.rules.write(replace(found, active=active))

    _run(ctx, command, "rule.switch", work)


def reorder(ctx: Context, command: UUID, order: Sequence[RuleId]) -> None:
    """Have them gone through in this order; others, made meanwhile, come behind."""

    def work(unit: Unit) -> None:
        rest = [rule.id for rule in unit.rules.ordered() if rule.id not in order]
        unit.rules.place({key: STEP * n for n, key in enumerate((*order, *rest), 1)})

    _run(ctx, command, "rule.reorder", work)


def delete(ctx: Context, command: UUID, rule: RuleId) -> None:
    """Take it out of the book; what it did stays in the log."""
    _run(ctx, command, "rule.delete", lambda unit: unit.rules.remove(rule))


def _run(ctx: Context, command: UUID, what: str, work: Callable[[Unit], None]) -> None:
    def once(unit: Unit) -> None:
        if not unit.already_done:
            work(unit)

    ctx.database.run(once, user=ctx.user, command=command, what=what)
