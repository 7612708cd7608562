"""What happened to a ticket, in sentences. No Qt here."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.board import Board
from dispatch_console.domain.conversation import Names
from dispatch_console.domain.ids import RegionId
from dispatch_console.domain.plan import PlannedVisit
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Channel, HoldReason, Lock, Priority, Status
from dispatch_console.services.chronicle import Event
from dispatch_console.services.history import KINDS
from dispatch_console.support.i18n import pick, tr
from dispatch_console.ui.reasons import listed
from dispatch_console.words import lifecycle as lifecycle_words
from dispatch_console.words import text
from dispatch_console.words.field_names import field_name
from dispatch_console.words.field_values import value_words as custom_words

NOTHING = "–"


def deed(event: Event) -> str:
    """What kind of thing was done."""
    kind, _, undone = event.what.partition(" ")
    if kind == "undo":
        return tr("Undone: {what}", what=_named(undone))
    if event.created and kind != "import":
        return tr("deed.created")
    return _named(kind)


def story(event: Event, board: Board, zone: ZoneInfo) -> str:
    """What changed, and why if somebody said so."""
    clauses = [*_visits(event, board, zone), *_fields(event, board, zone)]
    if event.why:
        clauses.append(tr("reason: {reason}", reason=event.why))
    return listed(clauses)


def _named(kind: str) -> str:
    if kind in KINDS:
        words = tr(f"history.{kind.replace('.', '_')}")
        return words[:1].upper() + words[1:]
    return tr("Imported") if kind == "import" else tr("Changed")


def _visits(event: Event, board: Board, zone: ZoneInfo) -> Iterator[str]:
    left, given = event.left, event.given
    if left is not None and given is not None:
        before, after = _visit(left, board, zone), _visit(given, board, zone)
        yield tr("{before} → {after}", before=before, after=after)
    elif given is not None:
        yield tr("visit: {visit}", visit=_visit(given, board, zone))
    elif left is not None:
        yield tr("visit taken away: {visit}", visit=_visit(left, board, zone))


def _visit(visit: PlannedVisit, board: Board, zone: ZoneInfo) -> str:
    engineer = board.engineers.get(visit.engineer_id)
    name = engineer.name if engineer else tr("an engineer no longer listed")
    return f"{name}, {text.day_and_time(visit.start, zone)}–{text.clock_time(visit.end, zone)}"


def _fields(event: Event, board: Board, zone: ZoneInfo) -> Iterator[str]:
    names = dict(event.fields)
    if "lat" in names or "lon" in names:
        names.pop("lon", None)
    for name, (before, after) in names.items():
        caption = field_name(name)
        if name == "custom":
            yield from _custom(event.type, before or {}, after or {}, board)
        elif caption is None:
            continue
        elif name in event.names:
            was, now = (_called(event.names[name], key) for key in (before, after))
            yield tr("{field}: {before} → {after}", field=caption, before=was, after=now)
        elif name == "description":
            yield _description(before or "", after or "")
        elif name == "lat":
            yield tr("coordinates changed")
        else:
            was, now = (value_words(name, value, board, zone) for value in (before, after))
            yield tr("{field}: {before} → {after}", field=caption, before=was, after=now)


def _custom(
    type_: str, before: Mapping[str, Any], after: Mapping[str, Any], board: Board
) -> Iterator[str]:
    """Each custom field by its own name; by its code where it is none of the type's any more."""
    fields = {field.code: field for field in board.definitions.fields_of(type_)}
    for code in dict.fromkeys((*fields, *before, *after)):
        if before.get(code) == after.get(code):
            continue
        field = fields.get(code)
        if field is None:
            caption = code
            was, now = (str(row.get(code, NOTHING)) for row in (before, after))
        else:
            caption = lifecycle_words.custom_name(field)
            was, now = (custom_words(field, row.get(code), board) for row in (before, after))
        yield tr("{field}: {before} → {after}", field=caption, before=was, after=now)


def _called(names: Mapping[int, Names], key: int | None) -> str:
    """The row's name; its id where it is gone, or not to be seen."""
    if key is None:
        return NOTHING
    found = names.get(key)
    return f"#{key}" if found is None else pick(found.en, found.zh)


def _description(before: str, after: str) -> str:
    """A note is what was put below; else only that it is another."""
    if before and after.startswith(before):
        return after[len(before) :].strip()
    return tr("description changed") if before else after


def value_words(name: str, value: Any, board: Board, zone: ZoneInfo) -> str:
    """A field's value, in the form of the trail, as people know it."""
    if value is None or value == "" or value == []:
        return NOTHING
    shown: dict[str, Callable[[], str]] = {
        "status": lambda: text.status_name(Status(value)),
        "priority": lambda: text.priority_name(Priority(value)),
        "channel": lambda: text.channel_name(Channel(value)),
        "type": lambda: lifecycle_words.type_name(board.definitions, value),
        "hold_reason": lambda: lifecycle_words.hold_name(HoldReason(value)),
        "impact": lambda: grade_name(value),
        "urgency": lambda: grade_name(value),
        "category": lambda: text.category_name(value),
        "lock": lambda: text.lock_name(Lock(value)),
        "region_id": lambda: _region(value, board),
        "skills": lambda: text.skill_list(board.skills, tuple(SkillLevel(*one) for one in value)),
        "duration_s": lambda: text.span(value),
        "windows": lambda: tr("list.comma").join(_span(start, end, zone) for start, end in value),
        "not_before": lambda: text.day_and_time(datetime.fromisoformat(value), zone),
        "response_due": lambda: text.day_and_time(datetime.fromisoformat(value), zone),
        "resolution_due": lambda: text.day_and_time(datetime.fromisoformat(value), zone),
    }
    return shown.get(name, lambda: str(value))()


def grade_name(grade: int) -> str:
    """How great an impact or urgency is; 1 is the highest."""
    names = {1: tr("1 – high"), 2: tr("2 – medium"), 3: tr("3 – low")}
    return names.get(grade, str(grade))


def _region(key: int, board: Board) -> str:
    region = board.regions.get(RegionId(key))
    return text.region_name(region) if region else str(key)


def _span(start: str, end: str, zone: ZoneInfo) -> str:
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return f"{text.day_and_time(first, zone)}–{text.clock_time(last, zone)}"
