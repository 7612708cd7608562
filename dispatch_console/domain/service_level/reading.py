"""Policies from their documented form (docs/sla.md), as `json.loads` gives it."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium
from dispatch_console.domain.service_level.policy import Applies, Goal, Notice, Policy, Target
from dispatch_console.domain.ticket import HoldReason, Priority
from dispatch_console.domain.worktime.duration import duration_at

CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,62}", re.ASCII)

MOST_ENTRIES = 200
_SHARE = re.compile(r"(\d{1,2})%", re.ASCII)
_FIELDS = frozenset(
    {"code", "name_en", "name_zh", "position", "active", "applies", "targets", "pauses", "notices"}
)
_TO = re.compile(
    r"owner|engineer|role:(?:viewer|dispatcher|supervisor|warehouse|specialist|admin)"
    r"|user:[^\s:]{1,63}|[^\s@<>]{1,64}@[^\s@<>]{1,190}|https?://\S{1,500}",
    re.ASCII,
)

T = TypeVar("T")


def policy_from(document: object, calendars: Iterable[str] = ()) -> Policy:
    """The policy that a document describes; `calendars` are the codes there are.

    Raises `policy.field` with the `path` of what is not as `expected`, `policy.unknown_field`,
    `policy.code`, `policy.no_target`, `policy.calendar`, `policy.order`, `policy.twice`,
    ``duration.…``. Each has the `path` of what it is about.
    """
    given = _object(document, "$", _FIELDS)
    code = given.get("code")
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise DomainError("policy.code", path="code", name=code)
    targets = _targets(given.get("targets", {}), set(calendars))
    notices = _list(given.get("notices", []), "notices", _notice)
    _require_sound(targets, notices)
    return Policy(
        code=code,
        name_en=_text(given.get("name_en", ""), "name_en"),
        name_zh=_text(given.get("name_zh", ""), "name_zh"),
        position=_number(given.get("position", 0), "position"),
        active=_flag(given.get("active", True), "active"),
        applies=_applies(given.get("applies", {})),
        targets=targets,
        pauses=frozenset(_list(given.get("pauses", []), "pauses", _reason)),
        notices=notices,
    )


def _targets(value: object, calendars: set[str]) -> dict[Goal, Target]:
    given = _object(value, "targets", frozenset(Goal))
    found: dict[Goal, Target] = {}
    for goal in Goal:
        if goal in given:
            path = f"targets.{goal}"
            target = _object(given[goal], path, frozenset({"within", "calendar"}))
            seconds = duration_at(
                f"{path}.within", _text(target.get("within", ""), f"{path}.within")
            )
            calendar = _text(target.get("calendar", ""), f"{path}.calendar")
            if seconds < 0:
                raise _wrong(f"{path}.within", "8h")
            if calendar and calendar not in calendars:
                raise DomainError("policy.calendar", path=f"{path}.calendar", calendar=calendar)
            found[goal] = Target(seconds, calendar)
    if not found:
        raise DomainError("policy.no_target", path="targets")
    return found


def _require_sound(targets: dict[Goal, Target], notices: tuple[Notice, ...]) -> None:
    """Each notice is of a goal that is promised, and none stands twice on the ladder."""
    seen: set[tuple[Goal, str]] = set()
    for at, notice in enumerate(notices):
        path = f"notices[{at}]"
        if notice.goal not in targets:
            raise DomainError("policy.goal", path=f"{path}.goal", goal=notice.goal.value)
        if (notice.goal, notice.when) in seen:
            raise DomainError(
                "policy.twice", path=f"{path}.when", goal=notice.goal.value, when=notice.when
            )
        seen.add((notice.goal, notice.when))
    same = [t for t in (targets.get(Goal.RESPONSE), targets.get(Goal.ARRIVAL)) if t is not None]
    end = targets.get(Goal.RESOLUTION)
    for target in same:
        if end is not None and target.calendar == end.calendar and target.seconds > end.seconds:
            raise DomainError("policy.order", path="targets.resolution.within")


def _applies(value: object) -> Applies:
    known: dict[str, Callable[[object, str], int | str]] = {
        "assets": _device,
        "contracts": _text,
        "customers": _number,
        "types": _text,
        "priorities": _number,
    }
    given = _object(value, "applies", frozenset(known))
    found: dict[str, frozenset[Any]] = {}
    for name, read in known.items():
        found[name] = frozenset(_list(given.get(name, []), f"applies.{name}", read))
    for priority in found["priorities"]:
        if priority not in set(Priority):
            raise _wrong("applies.priorities", "1, 2, 3, 4")
    return Applies(**found)


def _notice(value: object, path: str) -> Notice:
    given = _object(value, path, frozenset({"goal", "when", "to", "by"}))
    when = _text(given.get("when", ""), f"{path}.when").strip()
    share = _SHARE.fullmatch(when)
    if share is not None and not int(share[1]):
        raise _wrong(f"{path}.when", "75%, -30m, 0m, 2h")
    to = _list(given.get("to", []), f"{path}.to", _recipient)
    by = _list(given.get("by", ["console"]), f"{path}.by", _medium)
    if not to or not by:
        raise _wrong(path if to else f"{path}.to", '["owner", "role:supervisor"]')
    for one in to:
        if one.startswith("http") != (by == (Medium.WEBHOOK,)):
            raise DomainError("policy.webhook", path=f"{path}.to", to=one)
    return Notice(
        goal=_goal(given.get("goal"), f"{path}.goal"),
        share=int(share[1]) / 100 if share else None,
        offset_s=None if share else duration_at(f"{path}.when", when),
        to=to,
        by=by,
    )


def _goal(value: object, path: str) -> Goal:
    if not isinstance(value, str) or value not in set(Goal):
        raise _wrong(path, ", ".join(Goal))
    return Goal(value)


def _medium(value: object, path: str) -> Medium:
    if not isinstance(value, str) or value not in set(Medium):
        raise _wrong(path, ", ".join(Medium))
    return Medium(value)


def _reason(value: object, path: str) -> HoldReason:
    if not isinstance(value, str) or not value or value not in set(HoldReason):
        raise _wrong(path, ", ".join(one for one in HoldReason if one))
    return HoldReason(value)


def _recipient(value: object, path: str) -> str:
    if not isinstance(value, str) or not _TO.fullmatch(value):
        raise _wrong(path, "owner, engineer, role:supervisor, user:li, li@example.com, https://…")
    return value


def _text(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, '"…"')
    return value


def _number(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 1 << 31:
        raise _wrong(path, "0, 1, 2, …")
    return value


def _device(value: object, path: str) -> int | str:
    return value if isinstance(value, str) else _number(value, path)


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, "true, false")
    return value


def _list(value: object, path: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(value, list) or len(value) > MOST_ENTRIES:
        raise _wrong(path, "[…]")
    return tuple(read(one, f"{path}[{at}]") for at, one in enumerate(value))


def _object(value: object, path: str, known: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _wrong(path, "{…}")
    for key in value:
        if key not in known:
            raise DomainError(
                "policy.unknown_field", path=str(key) if path == "$" else f"{path}.{key}"
            )
    return value


def _wrong(path: str, expected: str) -> DomainError:
    return DomainError("policy.field", path=path, expected=expected)
