"""Duties that come round while anybody is there: reminders, messages, surveys, maintenance.

Each is done by one console at a time, whoever looks first once it is due; `dispatch-console chores`
does them where no console runs. A duty must bear being done twice at once or given up half-way:
what it writes has keys, and what it sends it claims first.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from socket import gethostname

from dispatch_console.domain.errors import DomainError
from dispatch_console.services.context import Context
from dispatch_console.services.customers import announcing, upkeep
from dispatch_console.services.rules import duties

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done every so often; `do` returns how much there was to do."""

    name: str
    every: timedelta
    do: Callable[[Context], int]


def chores() -> tuple[Chore, ...]:
    """All there are, in the order they are done. Each computer sends by the routes that it has."""
    from dispatch_console.services import data_life, help_due, survey
    from dispatch_console.services.automatic_steps import take_due
    from dispatch_console.services.delivering.duty import deliver
    from dispatch_console.services.delivering.fan_out import fan_out
    from dispatch_console.services.parts import ending
    from dispatch_console.services.sla.noticing import watch

    return (
        Chore("sla", timedelta(seconds=15), watch),
        Chore("automatic_steps", timedelta(minutes=15), take_due),
        Chore("upkeep", timedelta(hours=1), _upkeep),
        Chore("parts", ending.EVERY, ending.cancel_left),
        Chore("help", timedelta(seconds=30), help_due.remind),
        Chore("notices", timedelta(seconds=15), fan_out),
        Chore(f"outbox {gethostname()}", timedelta(seconds=15), deliver),
        Chore("rules", duties.EVERY, duties.round_),
        Chore("rules.trim", duties.TRIM_EVERY, duties.trim),
        Chore("surveys", timedelta(minutes=5), survey.send),
        Chore("retention", timedelta(hours=6), data_life.keep),
    )


def _upkeep(ctx: Context) -> int:
    """Make the tickets that maintenance plans owe, and tell whom they say."""
    return len(upkeep.look(ctx).tickets) + announcing.announce(ctx)


def by_server(ctx: Context) -> Context:
    """The context with a clock that goes as the server's: no duty is early, late or lost because a
    console's clock is wrong. Raises ``database.…``."""
    with ctx.database.snapshot() as snap:
        ahead = snap.now() - ctx.clock()
    return replace(ctx, clock=lambda: ctx.clock() + ahead)


def carry_out(ctx: Context, due: Iterable[Chore] | None = None) -> dict[str, int]:
    """Do what is due and nobody else has begun; name → how much there was to do.

    Due by the server's clock, which is one for all who look. One that fails is logged and comes
    round again; an outage of the database ends the round. Raises ``database.…``.
    """
    done: dict[str, int] = {}
    for chore in chores() if due is None else due:
        with ctx.database.unit(user=ctx.user) as unit:
            mine = unit.chores.begin(chore.name, unit.now(), chore.every)
            unit.commit()
        if not mine:
            continue
        try:
            done[chore.name] = chore.do(ctx)
        except DomainError as error:
            if error.code.startswith("database."):
                raise
            log.exception("the duty %s was not done", chore.name)
        except Exception:
            log.exception("the duty %s was not done", chore.name)
    return done
