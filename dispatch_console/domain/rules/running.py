"""What a set of rules makes of one event: the ticket as it is after, what is to be done, and an
account of each rule. Changes nothing; a test of rules on old tickets goes the same way.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RuleId
from dispatch_console.domain.rules.checking import checked
from dispatch_console.domain.rules.effects import (
    Classify,
    Effect,
    Field,
    MakeChild,
    NeedSkill,
    Prioritise,
    SetField,
)
from dispatch_console.domain.rules.evaluating import holds
from dispatch_console.domain.rules.rule import TIMED, Happening, Rule, waits_for, zone_of
from dispatch_console.domain.rules.scene import Codes, Scene, facts_of
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.domain.triage import HIGHEST, USUAL, Vocabulary, triage
from dispatch_console.domain.wording import comparable

DEEPEST = 5
"""Rounds of effects that lead to events that lead to effects."""


class Outcome(StrEnum):
    """What became of a rule."""

    FIRED = "fired"
    NOT_MET = "not_met"
    """The condition does not hold."""
    LOOP = "loop"
    """Its own effect, or that of a rule it led to, is the event."""
    TOO_DEEP = "too_deep"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one rule did: `changes` is field → before and after, `deeds` what else is to be done.

    With `stopped` the rules after it were left out. `error` is the code of what failed.
    """

    rule: RuleId
    version: int
    name: str
    outcome: Outcome
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    deeds: tuple[Effect, ...] = ()
    stopped: bool = False
    error: str = ""


VANISHED: Mapping[str, str] = {
    "rules.no_queue": "queue",
    "rules.no_type": "type",
    "skill.unknown": "what",
    "region.unknown": "what",
}
"""Errors about what a rule names and is not there, and the parameter that names it."""


@dataclass(frozen=True, slots=True)
class Run:
    """The ticket as the rules leave it, and the account of those that waited for the event."""

    ticket: Ticket
    accounts: tuple[Account, ...]


def run(
    rules: Iterable[Rule],
    what: Happening,
    ticket: Ticket,
    scene: Scene,
    vocabulary: Vocabulary,
    now: datetime,
) -> Run:
    """Go through the rules in their order; each sees what those before it did."""
    accounts: list[Account] = []
    for rule in sorted(rules, key=lambda one: (one.position, one.id)):
        if not rule.active or not _meant(rule, what):
            continue
        ticket, account = _one(rule, what, ticket, scene, vocabulary, now)
        accounts.append(account)
        if account.stopped:
            break
    return Run(ticket, tuple(accounts))


def _meant(rule: Rule, what: Happening) -> bool:
    if what.event in TIMED:
        return rule.id == what.rule
    return waits_for(rule.trigger, what)


def _one(
    rule: Rule,
    what: Happening,
    ticket: Ticket,
    scene: Scene,
    vocabulary: Vocabulary,
    now: datetime,
) -> tuple[Ticket, Account]:
    def account(outcome: Outcome, **more: Any) -> Account:
        return Account(rule=rule.id, version=rule.version, name=rule.name, outcome=outcome, **more)

    if rule.id in what.chain:
        return ticket, account(Outcome.LOOP)
    if what.depth >= DEEPEST:
        return ticket, account(Outcome.TOO_DEEP)
    try:
        facts = facts_of(ticket, scene, what, now, zone_of(rule))
        if not holds(checked(rule.condition), facts):
            return ticket, account(Outcome.NOT_MET)
        after, deeds = _applied(rule.effects, ticket, scene.codes, vocabulary)
    except DomainError as error:
        return ticket, account(Outcome.FAILED, error=error_mark(error))
    made = account(
        Outcome.FIRED, changes=differences(ticket, after), deeds=deeds, stopped=rule.stop
    )
    return after, made


def differences(before: Ticket, after: Ticket) -> dict[str, tuple[Any, Any]]:
    """Field → its value before and after, as the audit trail has them."""
    found: dict[str, tuple[Any, Any]] = {}
    for name in ("category", "type", "impact", "urgency", "region_id", "queue_id", "owner"):
        found[name] = getattr(before, name), getattr(after, name)
    found["priority"] = int(before.priority), int(after.priority)
    found["skills"] = _plain_skills(before.skills), _plain_skills(after.skills)
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _plain_skills(skills: Sequence[SkillLevel]) -> list[list[str | int]]:
    return [[skill.code, skill.level] for skill in skills]


def _applied(
    effects: Iterable[Effect], ticket: Ticket, codes: Codes, vocabulary: Vocabulary
) -> tuple[Ticket, tuple[Effect, ...]]:
    """The ticket with the fields set, and what is not done by setting fields."""
    deeds: list[Effect] = []
    for effect in effects:
        match effect:
            case SetField(name, value):
                ticket = replace(ticket, **field_value(name, value, codes))
            case NeedSkill(code, level):
                if code not in codes.skills:
                    raise DomainError("skill.unknown", what=code)
                ticket = replace(ticket, skills=_with_skill(ticket.skills, code, level))
            case Classify():
                ticket = classified(ticket, codes, vocabulary)
            case Prioritise(matrix):
                ticket = prioritised(ticket, matrix)
            case MakeChild(_, type_):
                require_type(type_, codes)
                deeds.append(effect)
            case _:
                deeds.append(effect)
    return ticket, tuple(deeds)


def field_value(name: Field, value: str, codes: Codes) -> dict[str, Any]:
    """The field of `Ticket` and what it is to be.

    Raises `rules.value` for what cannot be, `region.unknown`, `rules.no_queue`, `rules.no_type`.
    """
    match name:
        case Field.PRIORITY | Field.IMPACT | Field.URGENCY:
            most = 4 if name is Field.PRIORITY else HIGHEST
            if not (value.isascii() and value.isdigit() and 1 <= int(value) <= most):
                raise DomainError("rules.value", field=name, value=value)
            number = int(value)
            return {name.value: Priority(number) if name is Field.PRIORITY else number}
        case Field.REGION:
            if value not in codes.regions:
                raise DomainError("region.unknown", what=value)
            return {"region_id": codes.regions[value]}
        case Field.QUEUE:
            require_queue(value, codes)
            return {"queue_id": codes.queues[value]}
        case Field.TYPE:
            require_type(value.strip(), codes)
            return {"type": value.strip()}
        case Field.CATEGORY | Field.OWNER:
            if not value.strip() and name is not Field.OWNER:
                raise DomainError("rules.value", field=name, value=value)
            return {name.value: value.strip()}


def require_queue(code: str, codes: Codes) -> None:
    """Raises `rules.no_queue` for one that is not there, or takes no tickets."""
    if code not in codes.queues:
        raise DomainError("rules.no_queue", queue=code)


def require_type(code: str, codes: Codes) -> None:
    """Raises `rules.no_type` for one that is not there, or that no new ticket gets."""
    if code not in codes.types:
        raise DomainError("rules.no_type", type=code)


def error_mark(error: DomainError) -> str:
    """What the log keeps of it: the code, and the name of what is no longer there."""
    if error.code not in VANISHED:
        return error.code
    return f"{error.code} {error.params[VANISHED[error.code]]}"


def classified(ticket: Ticket, codes: Codes, vocabulary: Vocabulary) -> Ticket:
    """With category, skill, impact and urgency by its words, where it has none."""
    found = triage(
        comparable(ticket.title), comparable(ticket.description), vocabulary, codes.skills
    )
    told: dict[str, Any] = {}
    if not ticket.category and found.category:
        told["category"] = found.category.value
    if not ticket.skills and found.skill:
        told["skills"] = (found.skill.value,)
    for name, grade in (("impact", found.impact), ("urgency", found.urgency)):
        if getattr(ticket, name) is None and grade:
            told[name] = HIGHEST + 1 - int(str(grade.value))
    return replace(ticket, **told)


def prioritised(ticket: Ticket, matrix: Sequence[int]) -> Ticket:
    """With the priority of the matrix; as it is where neither impact nor urgency is known."""
    if ticket.impact is None and ticket.urgency is None:
        return ticket
    impact, urgency = ticket.impact or USUAL, ticket.urgency or USUAL
    return replace(ticket, priority=Priority(matrix[(impact - 1) * HIGHEST + urgency - 1]))


def _with_skill(skills: Sequence[SkillLevel], code: str, level: int) -> tuple[SkillLevel, ...]:
    kept = {skill.code: skill.level for skill in skills}
    kept[code] = max(level, kept.get(code, 1))
    return tuple(SkillLevel(*one) for one in kept.items())
