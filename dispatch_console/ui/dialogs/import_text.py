"""What is said about an import, in words. No Qt here: the command line uses it too."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dispatch_console.domain.asset import AssetStatus
from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.customer import Language
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Channel, Priority, Status
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.drafts import MeterDraft, PriceDraft, ShiftDraft
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.issues import Issue, Severity
from dispatch_console.services.importing.results import Counts, Outcome
from dispatch_console.support.i18n import pick, tr
from dispatch_console.words.customers import language_names, status_names
from dispatch_console.words.text import (
    channel_name,
    clock_time,
    day_and_time,
    error_sentence,
    priority_name,
    span,
    status_name,
)

SEVERITY_MARKS = {Severity.ERROR: "✖", Severity.WARNING: "▲", Severity.NOTE: "●"}
OUTCOME_MARKS = {
    Outcome.CREATED: "✚",
    Outcome.UPDATED: "✎",
    Outcome.UNCHANGED: "=",
    Outcome.REFUSED: "✖",
}
"""Shapes that tell states apart without colour; always shown with their word."""


SAME = {"customer_name": "customer", "duration_s": "duration"}
JOINT = frozenset({"location", "home", "windows", "shifts", "meters"})
"""Attributes made of several fields, with a name of their own."""


@dataclass(frozen=True, slots=True)
class IssueGroup:
    """All issues of one kind in one column: how many, and the first of them."""

    first: Issue
    count: int
    rows: tuple[int, ...]


def issue_sentence(found: Issue) -> str:
    """What is the matter and what to do, without the row number."""
    params = {"column": found.column, "value": found.value, **found.params}
    return error_sentence(DomainError(found.code, **params))


def issue_line(found: Issue) -> str:
    """The sentence with its row in front."""
    sentence = issue_sentence(found)
    return sentence if found.row is None else tr("Row {row}: {text}", row=found.row, text=sentence)


def group_line(group: IssueGroup) -> str:
    """One line for a group: its rows, and what is the matter in the first of them."""
    if group.count == 1:
        return issue_line(group.first)
    rows = tr("list.comma").join(str(row) for row in group.rows[:5])
    if len(group.rows) > 5:
        rows += " …"
    text = issue_sentence(group.first)
    return tr("{count} × rows {rows}: {text}", count=group.count, rows=rows, text=text)


def grouped(issues: Iterable[Issue]) -> tuple[IssueGroup, ...]:
    """Issues by code and column, errors first, then by number."""
    groups: dict[tuple[object, ...], list[Issue]] = {}
    for place, found in enumerate(issues):
        # What concerns the whole file stands by itself.
        key = (found.code, found.column) if found.row is not None else (place,)
        groups.setdefault(key, []).append(found)
    order = list(Severity)
    return tuple(
        IssueGroup(several[0], len(several), tuple(i.row for i in several if i.row is not None))
        for several in sorted(
            groups.values(), key=lambda found: (order.index(found[0].severity), -len(found))
        )
    )


def counts_line(counts: Counts) -> str:
    """How many rows became what."""
    return tr(
        "{rows} rows: {created} new, {updated} changed, {unchanged} unchanged, {refused} refused",
        rows=counts.rows,
        created=counts.created,
        updated=counts.updated,
        unchanged=counts.unchanged,
        refused=counts.refused,
    )


def kind_name(kind: Kind) -> str:
    """What the rows are, in words."""
    return tr(f"import.kind.{kind.value}")


def field_name(field: str, custom: Iterable[CustomField] = ()) -> str:
    """A field's name in words; that of a custom one is its label, its code where none is known."""
    if not field.startswith(CUSTOM):
        return tr(f"import.field.{field}")
    code = field.removeprefix(CUSTOM)
    # Types may have fields of one code under other names.
    labels = dict.fromkeys(pick(one.name_en, one.name_zh) for one in custom if one.code == code)
    return " / ".join(labels) or code


def attribute_name(attribute: str, custom: Iterable[CustomField] = ()) -> str:
    """The name of one attribute of a draft, which may stem from several fields."""
    if attribute.startswith(CUSTOM):
        return field_name(attribute, custom)
    return (
        tr(f"import.attribute.{attribute}")
        if attribute in JOINT
        else field_name(SAME.get(attribute, attribute))
    )


def outcome_name(outcome: Outcome) -> str:
    """What became of a row, in words."""
    return tr(f"import.outcome.{outcome.value}")


def severity_name(severity: Severity) -> str:
    """How severe an issue is, in words."""
    return tr(f"import.severity.{severity.value}")


def value_text(value: object, zone: ZoneInfo) -> str:
    """A value as it was read, the way the console shows such values."""
    words = next((words for kind, words in _WORDS.items() if isinstance(value, kind)), None)
    if words is not None:
        return words(value, zone)
    if isinstance(value, tuple):
        if value and all(type(part) is int for part in value):
            return tr("{count} regions", count=len(value))
        return tr("list.comma").join(value_text(part, zone) for part in value)
    return str(value)


def _meter_text(meter: MeterDraft) -> str:
    told = "" if meter.value is None else f"{meter.value.normalize():f}"
    return " ".join(part for part in (meter.name, told, meter.unit or "") if part)


def _price_text(price: PriceDraft) -> str:
    amount = tr("by markup") if price.price is None else f"{price.price.normalize():f}"
    since = "" if price.since is None else price.since.isoformat()
    return " ".join(part for part in (amount, price.currency or "", since) if part)


def said_text(attribute: str, value: object, zone: ZoneInfo) -> str:
    """The value of one attribute of a draft."""
    if attribute.endswith("_s") and isinstance(value, int):
        return span(value)
    return value_text(value, zone)


_WORDS: Mapping[type, Callable[[Any, ZoneInfo], str]] = {
    Status: lambda value, _: status_name(value),
    Priority: lambda value, _: priority_name(value),
    Channel: lambda value, _: channel_name(value),
    AssetStatus: lambda value, _: status_names()[value],
    Language: lambda value, _: language_names()[value],
    datetime: lambda value, zone: f"{value.astimezone(zone):%Y-%m-%d %H:%M}",
    Decimal: lambda value, _: f"{value.normalize():f}",
    Location: lambda value, _: f"{value.lat:.5f}, {value.lon:.5f}",
    TimeWindow: lambda value, zone: (
        f"{day_and_time(value.start, zone)} – {day_and_time(value.end, zone)}"
    ),
    SkillLevel: lambda value, _: f"{value.code} {value.level}",
    MeterDraft: lambda value, _: _meter_text(value),
    PriceDraft: lambda value, _: _price_text(value),
    ShiftDraft: lambda value, zone: (
        f"{day_and_time(value.start, zone)} – {clock_time(value.end, zone)}"
    ),
    bool: lambda value, _: tr("yes") if value else tr("no"),
}
"""How a value of each type is shown; the first that fits counts."""
