"""What rules would have done to the tickets that came in last. Reads, and writes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.rules.record import Logged
from dispatch_console.domain.rules.rule import TIMED, WATCHED, Event, Happening, Rule
from dispatch_console.domain.rules.running import Outcome, run
from dispatch_console.domain.rules.scene import Scene
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority, Status, Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.rules.house import read_codes, read_kin
from dispatch_console.services.vocabulary import vocabulary

MOST = 1000
_AT_A_TIME = 200
_PLAIN = ("title", "description", "category", "type", "region_id", "impact", "urgency", "owner")
"""Columns that go back as they are; of those that only the trail knows as they came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """`counts`: rule → outcome → at how many tickets; `fired` are the lines of those that did."""

    tickets: int
    counts: Mapping[RuleId, Mapping[Outcome, int]]
    fired: tuple[Logged, ...]


def try_out(
    ctx: Context,
    rules: Sequence[Rule],
    most: int = MOST,
    stopped: Callable[[], bool] = lambda: False,
) -> Tried:
    """Run the rules over the last tickets, whether they are in force or not.

    A rule for new tickets sees each as it came in; the others see it as it is now, as if their
    event were this moment. Until `stopped`, which leaves the rest out.
    """
    active = [replace(rule, active=True) for rule in rules]
    lines: list[Logged] = []
    counts: dict[RuleId, dict[Outcome, int]] = {rule.id: {} for rule in rules}
    tickets = 0
    with ctx.database.snapshot() as snap:
        codes = read_codes(snap)
        latest = snap.rules.latest(most)
        for at in range(0, len(latest), _AT_A_TIME):
            ids = latest[at : at + _AT_A_TIME]
            if stopped():
                break
            found = snap.tickets.get(ids)
            first = snap.rules.first_seen(ids)
            kin = read_kin(snap, found.values(), codes)
            for key in ids:
                ticket = found[key]
                tickets += 1
                for line in _tried(active, ticket, first.get(key), kin.scene(ticket), ctx.clock()):
                    held = counts[line.rule]
                    held[line.outcome] = held.get(line.outcome, 0) + 1
                    if line.outcome is not Outcome.NOT_MET:
                        lines.append(line)
    return Tried(tickets=tickets, counts=counts, fired=tuple(lines))


def _tried(
    rules: Sequence[Rule],
    ticket: Ticket,
    first: Mapping[str, Any] | None,
    scene: Scene,
    now: datetime,
) -> Iterator[Logged]:
    for what in _happenings(rules, ticket, now):
        new = what.event is Event.CREATED
        seen = as_it_came(ticket, first) if new else ticket
        there = replace(scene, engineer=None) if new else scene
        for account in run(rules, what, seen, there, vocabulary(), what.at).accounts:
            yield Logged(
                rule=account.rule,
                version=account.version,
                name=account.name,
                ticket_id=ticket.id,
                ticket=ticket.number,
                event=what.event,
                outcome=account.outcome,
                at=what.at,
                changes=account.changes,
                deeds=account.deeds,
                stopped=account.stopped,
                error=account.error,
            )


def _happenings(rules: Sequence[Rule], ticket: Ticket, now: datetime) -> Iterator[Happening]:
    """One event of each kind that the rules wait for."""
    events = {rule.trigger.event for rule in rules}
    for event in Event:
        if event not in events or event in TIMED:
            continue
        yield Happening(
            id=0,
            ticket_id=ticket.id,
            event=event,
            at=ticket.created_at if event is Event.CREATED else now,
            fields=frozenset(WATCHED) if event is Event.CHANGED else frozenset(),
            after=ticket.status.value,
        )
    for rule in rules:
        if rule.trigger.event in TIMED and ticket.status in rule.trigger.waited_in:
            yield Happening(
                id=0, ticket_id=ticket.id, event=rule.trigger.event, at=now, rule=rule.id
            )


def as_it_came(ticket: Ticket, first: Mapping[str, Any] | None) -> Ticket:
    """The ticket with what people judge by as it was at first, as far as the trail knows."""
    bare = replace(ticket, status=Status.NEW, visit=None)
    if first is None:
        return bare
    told: dict[str, Any] = {name: first[name] for name in _PLAIN if name in first}
    if "priority" in first:
        told["priority"] = Priority(first["priority"])
    if "skills" in first:
        told["skills"] = tuple(SkillLevel(*one) for one in first["skills"])
    return replace(bare, **told)


def log_of(ctx: Context, rule: RuleId | None, *, fired_only: bool) -> tuple[Logged, ...]:
    """The log, the last line first."""
    with ctx.database.snapshot() as snap:
        return snap.rules.logged(rule, fired_only=fired_only)
