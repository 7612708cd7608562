"""Whether a condition that was checked holds of what is known.

Total: each tree that `checked` lets pass gives a value, in steps no more than it has parts. What
compares something unknown is not true, whichever way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from math import isfinite

from dispatch_console.domain.rules.keywords import mentions
from dispatch_console.domain.rules.tree import (
    All,
    Among,
    Call,
    Compared,
    Comparison,
    Listed,
    Literal,
    Name,
    Not,
    Some,
    Tree,
)
from dispatch_console.domain.rules.vocabulary import CONSTANTS
from dispatch_console.domain.wording import comparable

Value = bool | float | str | datetime | tuple["Value", ...] | None
"""A truth, number, text, moment or several; None is unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known: `values` by the names of `vocabulary`, `custom` by the codes of fields.

    `changed` are the fields that the event at hand has changed; hours and weekdays are those of
    `zone`.
    """

    values: Mapping[str, Value]
    now: datetime
    zone: tzinfo
    custom: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()


def holds(tree: Tree, facts: Facts) -> bool:
    """Whether the condition is true of the facts."""
    return _value(tree, facts) is True


def _value(tree: Tree, facts: Facts) -> Value:  # noqa: PLR0911 (one for each form)
    match tree:
        case Literal(value):
            return value
        case Name(name):
            return CONSTANTS[name] if name in CONSTANTS else facts.values.get(name)
        case Call(name, given):
            return _CALLS[name](facts, *(_value(one, facts) for one in given))
        case Listed(items):
            return tuple(_value(item, facts) for item in items)
        case Compared(how, left, right):
            return _compare(how, _value(left, facts), _value(right, facts))
        case Among(left, right, negated):
            one, many = _value(left, facts), _value(right, facts)
            if one is None or not isinstance(many, tuple):
                return False
            return (_alike(one) in map(_alike, many)) is not negated
        case Not(of):
            return not _value(of, facts)
        case All(parts):
            return all(_value(part, facts) for part in parts)
        case Some(parts):
            return any(_value(part, facts) for part in parts)


def _compare(how: Comparison, left: Value, right: Value) -> bool:
    if left is None or right is None:
        return False
    one, other = _alike(left), _alike(right)
    match how:
        case Comparison.EQUAL:
            return one == other
        case Comparison.UNEQUAL:
            return one != other
    if isinstance(one, float) and isinstance(other, float):
        return _ordered(how, one, other)
    if isinstance(one, datetime) and isinstance(other, datetime):
        return _ordered(how, one.timestamp(), other.timestamp())
    return False


def _ordered(how: Comparison, one: float, other: float) -> bool:
    match how:
        case Comparison.LESS:
            return one < other
        case Comparison.AT_MOST:
            return one <= other
        case Comparison.MORE:
            return one > other
        case _:
            return one >= other


def _alike(value: Value) -> Value:
    """As it is compared: texts by their letters, whatever their width and size."""
    return comparable(value) if isinstance(value, str) else value


def _has(facts: Facts, text: Value, *words: Value) -> Value:
    return any(mentions(str(text or ""), str(word)) for word in words)


def _has_all(facts: Facts, text: Value, *words: Value) -> Value:
    return all(mentions(str(text or ""), str(word)) for word in words)


def _starts(facts: Facts, text: Value, start: Value) -> Value:
    return comparable(str(text or "")).startswith(comparable(str(start or "")))


def _any(facts: Facts, many: Value, *wanted: Value) -> Value:
    known = set(map(_alike, many)) if isinstance(many, tuple) else set()
    return any(_alike(one) in known for one in wanted)


def _all(facts: Facts, many: Value, *wanted: Value) -> Value:
    known = set(map(_alike, many)) if isinstance(many, tuple) else set()
    return all(_alike(one) in known for one in wanted)


def _between(facts: Facts, value: Value, low: Value, high: Value) -> Value:
    return _compare(Comparison.AT_LEAST, value, low) and _compare(Comparison.AT_MOST, value, high)


def _changed(facts: Facts, *names: Value) -> Value:
    return any(name in facts.changed for name in names)


def _hours_since(facts: Facts, at: Value) -> Value:
    return (facts.now - at).total_seconds() / 3600 if isinstance(at, datetime) else None


def _hours_until(facts: Facts, at: Value) -> Value:
    return (at - facts.now).total_seconds() / 3600 if isinstance(at, datetime) else None


def _weekday(facts: Facts, at: Value) -> Value:
    return float(at.astimezone(facts.zone).isoweekday()) if isinstance(at, datetime) else None


def _hour(facts: Facts, at: Value) -> Value:
    return float(at.astimezone(facts.zone).hour) if isinstance(at, datetime) else None


def _field(facts: Facts, code: Value) -> Value:
    return str(facts.custom.get(str(code), ""))


def _amount(facts: Facts, code: Value) -> Value:
    given = facts.custom.get(str(code))
    if given is None or isinstance(given, bool):
        return None
    try:
        found = float(given)
    except ValueError:
        return None
    return found if isfinite(found) else None


_CALLS: Mapping[str, Callable[..., Value]] = {
    "has": _has,
    "has_all": _has_all,
    "starts": _starts,
    "any": _any,
    "all": _all,
    "between": _between,
    "known": lambda facts, value: value is not None,
    "changed": _changed,
    "hours_since": _hours_since,
    "hours_until": _hours_until,
    "weekday": _weekday,
    "hour": _hour,
    "length": lambda facts, text: float(len(str(text or ""))),
    "count": lambda facts, many: float(len(many)) if isinstance(many, tuple) else 0.0,
    "field": _field,
    "amount": _amount,
}
