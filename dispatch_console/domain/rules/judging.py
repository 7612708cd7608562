"""What is wrong with a rule as it was written, before it is in force."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.checking import checked
from dispatch_console.domain.rules.effects import (
    Effect,
    HandOver,
    MakeChild,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Webhook,
)
from dispatch_console.domain.rules.placeholders import require_known
from dispatch_console.domain.rules.rule import DEADLINES, TIMED, WATCHED, Event, Rule, zone_of
from dispatch_console.domain.rules.running import field_value, require_queue, require_type
from dispatch_console.domain.rules.scene import Codes
from dispatch_console.domain.skill import MAX_LEVEL, MIN_LEVEL
from dispatch_console.domain.triage import HIGHEST

LONGEST_NAME = 120
MOST_EFFECTS = 20
LONGEST_MINUTES = 366 * 24 * 60
LEAST_EVERY = 5
"""Minutes; a rule that comes round more often is no reminder but a nuisance."""


def faults(rule: Rule, codes: Codes) -> tuple[DomainError, ...]:
    """All that is wrong, in the order of the form; empty: the rule may be in force."""
    return tuple(_faults(rule, codes))


def require_sound(rule: Rule, codes: Codes) -> None:
    """Raises the first of `faults`."""
    for fault in _faults(rule, codes):
        raise fault


def _faults(rule: Rule, codes: Codes) -> Iterator[DomainError]:
    if not rule.name.strip() or len(rule.name) > LONGEST_NAME:
        yield DomainError("rules.no_name", most=LONGEST_NAME)
    yield from _trigger_faults(rule)
    try:
        zone_of(rule)
        checked(rule.condition)
    except DomainError as error:
        yield error
    if not rule.effects or len(rule.effects) > MOST_EFFECTS:
        yield DomainError("rules.no_effects", most=MOST_EFFECTS)
    for effect in rule.effects:
        try:
            require_effect(effect, codes)
        except DomainError as error:
            yield error


def _trigger_faults(rule: Rule) -> Iterator[DomainError]:
    trigger = rule.trigger
    if trigger.event in TIMED:
        least = {Event.EVERY: LEAST_EVERY, Event.STAYS: 1, Event.DUE: -LONGEST_MINUTES}
        if not least[trigger.event] <= trigger.minutes <= LONGEST_MINUTES:
            yield DomainError("rules.minutes", least=least[trigger.event], most=LONGEST_MINUTES)
    if trigger.event is Event.DUE and trigger.deadline not in DEADLINES:
        yield DomainError("rules.definition", what=trigger.deadline)
    for name in trigger.fields:
        if name not in WATCHED:
            yield DomainError("rules.definition", what=name)


def require_effect(effect: Effect, codes: Codes) -> None:
    """Raises what is wrong with it."""
    match effect:
        case SetField(name, value):
            field_value(name, value, codes)
        case NeedSkill():
            _judge_skill(effect, codes)
        case Prioritise(matrix):
            if len(matrix) != HIGHEST**2 or not all(1 <= one <= 4 for one in matrix):
                raise DomainError("rules.matrix")
        case Notify():
            _judge_message(effect)
        case Webhook(url):
            _require_url(url)
        case MakeChild(title, type_):
            require_type(type_, codes)
            if not title.strip():
                raise DomainError("ticket.title")
            require_known(title)
        case HandOver(queue):
            require_queue(queue, codes)
        case _:
            pass


def _judge_skill(effect: NeedSkill, codes: Codes) -> None:
    if effect.code not in codes.skills:
        raise DomainError("skill.unknown", what=effect.code)
    if not MIN_LEVEL <= effect.level <= MAX_LEVEL:
        raise DomainError("skill.level", skill=effect.code, level=effect.level)


def _judge_message(effect: Notify) -> None:
    if effect.medium is Medium.WEBHOOK or not effect.address.strip():
        raise DomainError("rules.address")
    if not effect.subject.strip():
        raise DomainError("rules.subject")
    require_known(f"{effect.subject}{effect.body}")


def _require_url(url: str) -> None:
    try:
        parts = urlsplit(url.strip())
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise DomainError("rules.url", url=url)
