"""Rules in sentences. No Qt here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.rules.effects import (
    Assign,
    Classify,
    Effect,
    Field,
    HandOver,
    MakeChild,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Way,
    Webhook,
)
from dispatch_console.domain.rules.record import Logged
from dispatch_console.domain.rules.rule import Event
from dispatch_console.domain.rules.running import VANISHED, Outcome
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.domain.ticket import Priority
from dispatch_console.support.i18n import tr
from dispatch_console.words import text
from dispatch_console.words.field_names import field_name
from dispatch_console.words.lifecycle import type_name
from dispatch_console.words.text import queue_name

NOTHING = "–"


def event_names() -> dict[Event, str]:
    """When, in the order of the form."""
    return {
        Event.CREATED: tr("a ticket comes in"),
        Event.CHANGED: tr("a field is changed"),
        Event.STEP: tr("the status changes"),
        Event.COMMENT: tr("something said is added"),
        Event.DUE: tr("a deadline is near"),
        Event.STAYS: tr("it has been in a status for long"),
        Event.EVERY: tr("again and again in a status"),
    }


def outcome_name(outcome: Outcome) -> str:
    """What became of a rule."""
    return {
        Outcome.FIRED: tr("Fired"),
        Outcome.NOT_MET: tr("Condition not met"),
        Outcome.LOOP: tr("Kept from firing by its own effect"),
        Outcome.TOO_DEEP: tr("Too many rules in a row"),
        Outcome.FAILED: tr("Failed"),
    }[outcome]


def watched_name(column: str) -> str:
    """A column whose change is an event."""
    own = {
        "type": tr("Ticket type"),
        "customer_id": tr("Customer (record)"),
        "custom": tr("Custom fields"),
        "hold_reason": tr("Reason for the hold"),
        "visit_id": tr("Visit"),
        "crew_size": tr("Crew"),
        "engineer": tr("Engineer"),
    }
    return own.get(column) or field_name(column) or column


def set_field_name(field: Field) -> str:
    """A field that rules set."""
    return watched_name({Field.REGION: "region_id", Field.QUEUE: "queue_id"}.get(field, field))


def effect_kinds() -> dict[str, str]:
    """What there is to be done, by kind."""
    return {
        SetField.do: tr("Set a field"),
        NeedSkill.do: tr("Need a skill"),
        Classify.do: tr("Classify by keywords"),
        Prioritise.do: tr("Priority by impact and urgency"),
        Assign.do: tr("Assign to an engineer"),
        Notify.do: tr("Notify somebody"),
        Webhook.do: tr("Call a webhook"),
        MakeChild.do: tr("Make a child ticket"),
        HandOver.do: tr("Hand over to a queue"),
    }


def way_names() -> dict[Way, str]:
    """How an engineer is chosen."""
    return {
        Way.SKILL: tr("who fits the skill best"),
        Way.REGION: tr("who prefers the region"),
        Way.LEAST_LOAD: tr("who has the least to do"),
        Way.ROUND_ROBIN: tr("in turn"),
        Way.PREVIOUS: tr("who was there last time"),
    }


def medium_names() -> dict[Medium, str]:
    """By what somebody is told."""
    return {
        Medium.CONSOLE: tr("in the console"),
        Medium.EMAIL: tr("by e-mail"),
        Medium.WECOM: tr("by WeCom"),
    }


@dataclass(frozen=True, slots=True)
class Known:
    """What names are found by: the board, and the queues with those that take no tickets."""

    board: Board
    queues: Sequence[Queue] = ()

    def queue(self, key: int | str) -> str:
        """The department of that id or code."""
        found = (one for one in self.queues if key in (one.id, one.code))
        return next(map(queue_name, found), str(key))

    def type(self, code: str) -> str:
        """The type of ticket."""
        return type_name(self.board.definitions, code)


def effect_sentence(effect: Effect, known: Known) -> str:
    """What it does, with names for codes."""
    board = known.board
    match effect:
        case SetField(name, value):
            said = _value(name, value, known)
            shown = tr("{field}: {value}", field=set_field_name(name), value=said)
        case NeedSkill(code, level):
            shown = tr(
                "Skill: {skill}", skill=text.skill_list(board.skills, (SkillLevel(code, level),))
            )
        case Assign(way):
            shown = tr("Assign: {way}", way=way_names()[way])
        case Notify(medium, address, subject):
            how = medium_names().get(medium, medium.value)
            who = text.recipient_name(address)
            shown = tr("Tell {who} {how}: {what}", who=who, how=how, what=subject)
        case Webhook(url):
            shown = tr("Call {url}", url=url)
        case MakeChild(title):
            shown = tr("Child ticket: {title}", title=title)
        case HandOver(queue):
            shown = tr("Hand over to {queue}", queue=known.queue(queue))
        case _:
            shown = effect_kinds()[effect.do]
    return shown


def _value(name: Field, value: str, known: Known) -> str:
    if name is Field.PRIORITY and value in "1234" and value:
        return text.priority_name(Priority(int(value)))
    named = {Field.CATEGORY: text.category_name, Field.QUEUE: known.queue, Field.TYPE: known.type}
    return named[name](value) if name in named else value


def changes_sentence(line: Logged, known: Known) -> str:
    """Before → after of each field, and what else was done."""
    said = [
        tr(
            "{field}: {before} → {after}",
            field=watched_name(name),
            before=_shown(name, before, known),
            after=_shown(name, after, known),
        )
        for name, (before, after) in line.changes.items()
    ]
    said += [effect_sentence(deed, known) for deed in line.deeds]
    if line.error:
        said.append(_error(line.error))
    if line.stopped:
        said.append(tr("rules after it left out"))
    return tr("list.semicolon").join(said)


def count_sentence(names: Mapping[Any, str], counts: Mapping[Any, Mapping[Outcome, int]]) -> str:
    """For each rule, at how many tickets it fired."""
    lines: Iterable[str] = (
        tr("{rule}: {count}", rule=names.get(key, NOTHING), count=found.get(Outcome.FIRED, 0))
        for key, found in counts.items()
    )
    return "\n".join(lines)


def _error(mark: str) -> str:
    """The sentence of what the log keeps, with the name of what a rule looked for in vain."""
    code, _, target = mark.partition(" ")
    if target and code in VANISHED:
        return text.error_sentence(DomainError(code, **{VANISHED[code]: target}))
    known = tr(code)
    return known if known != code and "{" not in known else tr("failed ({code})", code=code)


def _shown(name: str, value: Any, known: Known) -> str:
    board = known.board
    if value is None or value == "" or value == []:
        return NOTHING
    if name == "region_id":
        region = board.regions.get(RegionId(value))
        return text.region_name(region) if region else str(value)
    if name == "engineer":
        engineer = board.engineers.get(EngineerId(value))
        return engineer.name if engineer else str(value)
    shown: dict[str, Callable[[], str]] = {
        "priority": lambda: text.priority_name(Priority(value)),
        "category": lambda: text.category_name(value),
        "queue_id": lambda: known.queue(value),
        "type": lambda: known.type(value),
        "skills": lambda: text.skill_list(board.skills, tuple(SkillLevel(*one) for one in value)),
    }
    return shown.get(name, lambda: str(value))()
