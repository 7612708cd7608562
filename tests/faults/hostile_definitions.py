"""Hostile text in what administrators lay down, in articles, and in what comes after the work."""

from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from dispatch_console.domain.cost import Rate, RateKind, Scope
from dispatch_console.domain.custom import Choice, CustomField, FieldKind
from dispatch_console.domain.ids import RateId, RuleId
from dispatch_console.domain.knowledge.article import Content, Telling
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.message import Medium
from dispatch_console.domain.person import Person
from dispatch_console.domain.rules.effects import (
    Effect,
    Field,
    HandOver,
    MakeChild,
    NeedSkill,
    Notify,
    SetField,
    Webhook,
)
from dispatch_console.domain.rules.rule import Event, Rule, Trigger
from dispatch_console.domain.survey import Purpose
from dispatch_console.domain.workflow import TicketType
from dispatch_console.services import access_keys, data_life, definitions, survey
from dispatch_console.services.context import Context
from dispatch_console.services.costing import keeping
from dispatch_console.services.knowledge import articles, using
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.rules import editing, firing
from dispatch_console.services.sla.definitions import listed
from dispatch_console.services.sla.settling import settle_all
from dispatch_console.support.storable import storable
from tests.faults.hostile_house import TODAY, Entry, House, asked, call, kept, last
from tests.services.sla.levels import OFFICE, keep_calendar, keep_policy, policy

ZONE = ZoneInfo("Asia/Shanghai")
PLAIN = Rule(id=RuleId(0), name="Rule", trigger=Trigger(event=Event.CREATED))
HOOK = "https://a.example/"
MAIL = "@example.org"


def _code() -> str:
    return f"x{uuid4().hex[:30]}"


def _type(field: str) -> Entry:
    def save(ctx: Context, _house: House, text: str) -> None:
        given = {"code": _code(), "name_en": "Kind", "name_zh": "类"} | {field: text}
        definitions.save_type(ctx, uuid4(), TicketType(**given), new=True)  # pyright: ignore[reportArgumentType]

    return kept(save, f"ticket_type.{field}")


def _field(field: str) -> Entry:
    def save(ctx: Context, _house: House, text: str) -> None:
        given = {"code": _code(), "name_en": "Floor", "name_zh": "楼层"} | {field: text}
        definitions.save_field(ctx, uuid4(), CustomField(type="general", **given))  # pyright: ignore[reportArgumentType]

    return kept(save, f"custom_field.{'preset' if field == 'default' else field}")


def _choice(place: int) -> Entry:
    def save(ctx: Context, _house: House, text: str) -> None:
        given = ["one", "One", "一"]
        given[place] = text
        field = CustomField(
            type="general",
            code=_code(),
            name_en="Which",
            name_zh="哪个",
            kind=FieldKind.CHOICE,
            choices=(Choice(*given),),
        )
        definitions.save_field(ctx, uuid4(), field)

    return kept(save, "custom_field.choices", "0", str(place))


def _rule(effect: Callable[[str], Effect] | None = None, before: str = "", **given: str) -> Entry:
    """A rule with the text in it meets a new ticket, and rests from then on.

    `before` stands before the text in its effect; `given` are forms of its own fields.
    """

    def enter(ctx: Context, _house: House, text: str) -> str:
        own = {name: form.format(text) for name, form in given.items()}
        does = SetField(Field.CATEGORY, "Lift") if effect is None else effect(before + text)
        made = replace(PLAIN, effects=(does,), **own)
        key = editing.save(ctx, uuid4(), made)
        call(ctx)
        firing.work_off(ctx)
        kept = next(one for one in editing.read(ctx).rules if one.id == key)
        editing.switch(ctx, uuid4(), key, active=False)
        for name in given:
            return text if getattr(kept, name) == storable(own[name]) else getattr(kept, name)
        wanted, found = astuple(does), astuple(kept.effects[0])
        place = next(n for n, value in enumerate(wanted) if value == before + text)
        return str(found[place]).removeprefix(before)

    return enter


def _article(content: Callable[[str], Content], path: tuple[str, ...]) -> Entry:
    def publish(ctx: Context, _house: House, text: str) -> None:
        key = articles.save(ctx, uuid4(), ArticleDraft(content=content(text)))
        articles.publish(ctx, uuid4(), key, articles.read(ctx, key).article.version)

    return kept(publish, "article_edition.content", *path)


def _told(title: str = "Lift", body: str = "Look", **more: tuple[str, ...]) -> Content:
    return Content(tellings={"en": Telling(title, body)}, **more)


def _remarked(ctx: Context, _house: House, text: str) -> None:
    key = articles.save(ctx, uuid4(), ArticleDraft(content=_told()))
    articles.hand_in(ctx, uuid4(), key, articles.read(ctx, key).article.version)
    articles.send_back(ctx, uuid4(), key, articles.read(ctx, key).article.version, text)


def _policy(change: Callable[[str], dict[str, Any]], *path: str) -> Entry:
    def keep(ctx: Context, _house: House, text: str) -> None:
        keep_policy(ctx, policy(_code(), **change(text)))

    return kept(keep, "sla_policy.definition", *path)


def _reminded(ctx: Context, _house: House, text: str) -> str:
    """A rung of a ladder is for that address, and a ticket is on it."""
    rung = {"goal": "resolution", "when": "75%", "to": [text + MAIL], "by": ["email"]}
    keep_policy(ctx, policy(notices=[rung]))
    call(ctx)
    settle_all(ctx)
    own = next(one for one in listed(ctx).policies if one.code == "own")
    return own.document["notices"][0]["to"][0].removesuffix(MAIL)


def _calendar(change: Callable[[str], dict[str, Any]], *path: str) -> Entry:
    def keep(ctx: Context, _house: House, text: str) -> None:
        keep_calendar(ctx, _code(), OFFICE | change(text))

    return kept(keep, "calendar.definition", *path)


def _rate(ctx: Context, _house: House, text: str) -> None:
    rate = Rate(
        id=RateId(0),
        kind=RateKind.LABOUR,
        scope=Scope.TEAM,
        of=text,
        cost=Decimal(1),
        price=Decimal(2),
        since=TODAY,
    )
    keeping.set_rate(ctx, uuid4(), rate)


def _outside(field: str) -> Entry:
    def add(ctx: Context, house: House, text: str) -> None:
        given = {"what": "Crane", "document": "", "currency": "CNY"} | {field: text}
        keeping.add_outside(
            ctx,
            uuid4(),
            house.tickets[1],
            on=TODAY,
            cost=Decimal(1),
            price=Decimal(2),
            **given,
        )

    return kept(add, f"cost_entry.{field}")


def _corrected(ctx: Context, house: House, text: str) -> None:
    ticket = call(ctx)
    keeping.add_outside(
        ctx, uuid4(), ticket, what="Crane", document="", on=TODAY,
        cost=Decimal(1), price=Decimal(2), currency="CNY",
    )  # fmt: skip
    line = f"entry {last(ctx, 'cost_entry', 'id')}"
    keeping.correct(
        ctx, uuid4(), ticket, line, cost=Decimal(1), price=Decimal(1), reason=text, zone=ZONE
    )


def _held(ctx: Context, _house: House, text: str) -> None:
    data_life.hold(ctx, uuid4(), Person(email=f"{uuid4().hex}@example.org"), text)


def _held_by_name(ctx: Context, _house: House, text: str) -> str:
    """Kept in small letters."""
    data_life.hold(ctx, uuid4(), Person(name=text), "court")
    return text


def _link(ctx: Context, _house: House, text: str) -> str:
    now = survey.settings(ctx)
    survey.set_settings(ctx, uuid4(), replace(now, base_url=HOOK + text), now)
    return survey.settings(ctx).base_url.removeprefix(HOOK)


def _letter(name: str) -> Entry:
    """A letter of one's own, sent to try it."""
    link = " {link}" if name.startswith("survey_") else ""

    def write(ctx: Context, _house: House, text: str) -> str:
        before = survey.settings(ctx).texts
        texts = {**before, "en": {**before["en"], name: text + link}}
        survey.set_texts(ctx, uuid4(), texts, before)
        survey.send_test(ctx, uuid4(), texts, Purpose.SURVEY.value, "en", "a@example.org")
        return survey.settings(ctx).texts["en"][name].removesuffix(link)

    return write


def _used(ctx: Context, house: House, text: str) -> None:
    """By a login of that name."""
    key = articles.save(ctx, uuid4(), ArticleDraft(content=_told()))
    articles.publish(ctx, uuid4(), key, articles.read(ctx, key).article.version)
    using.say(replace(ctx, user=text), uuid4(), key, house.tickets[0], Verdict.HELPED)


def _made_key(ctx: Context, house: House, text: str) -> None:
    access_keys.for_program(ctx, uuid4(), text)


DEFINITIONS: dict[str, Entry] = {
    **{f"type, {name}": _type(name) for name in ("code", "name_en", "name_zh")},
    **{f"field, {name}": _field(name) for name in ("code", "name_en", "name_zh", "default")},
    **{f"choice, {name}": _choice(n) for n, name in enumerate(("code", "name_en", "name_zh"))},
    "rule, name": _rule(name="{}"),
    "rule, condition": _rule(condition="title = “{}”"),
    "rule, bare condition": _rule(condition="{}"),
    "rule, zone": _rule(zone="{}"),
    "rule, category": _rule(lambda text: SetField(Field.CATEGORY, text)),
    "rule, owner": _rule(lambda text: SetField(Field.OWNER, text)),
    "rule, skill": _rule(NeedSkill),
    "rule, subject": _rule(lambda text: Notify(Medium.CONSOLE, "role:dispatcher", text, "x")),
    "rule, message": _rule(lambda text: Notify(Medium.EMAIL, "a@example.org", "x", text)),
    "rule, address": _rule(lambda text: Notify(Medium.EMAIL, text, "x", "x")),
    "rule, webhook": _rule(Webhook, HOOK),
    "rule, child": _rule(MakeChild),
    "rule, child's category": _rule(lambda text: MakeChild("Child", category=text)),
    "rule, queue": _rule(HandOver),
    "rule, note": _rule(lambda text: HandOver("lab", text)),
    "article, title": _article(lambda text: _told(title=text), ("tellings", "en", "0")),
    "article, body": _article(lambda text: _told(body=text), ("tellings", "en", "1")),
    "article, category": _article(lambda text: _told(categories=(text,)), ("categories", "0")),
    "article, skill": _article(lambda text: _told(skills=(text,)), ("skills", "0")),
    "article, model": _article(lambda text: _told(models=(text,)), ("models", "0")),
    "remark": kept(_remarked, "article.remark"),
    "access key, name": kept(_made_key, "access_key.name"),
    "policy, name_en": _policy(lambda text: {"name_en": text}, "name_en"),
    "policy, name_zh": _policy(lambda text: {"name_zh": text}, "name_zh"),
    "policy, contract": _policy(
        lambda text: {"applies": {"contracts": [text]}}, "applies", "contracts", "0"
    ),
    "policy, model": _policy(
        lambda text: {"applies": {"assets": [text]}}, "applies", "assets", "0"
    ),
    "policy, address": _policy(
        lambda text: {
            "notices": [{"goal": "resolution", "when": "75%", "to": [text], "by": ["email"]}]
        },
        *("notices", "0", "to", "0"),
    ),
    "policy, mail": _reminded,
    "policy, code": asked(lambda ctx, _, text: keep_policy(ctx, policy(text))),
    "calendar, name": _calendar(lambda text: {"name": text}, "name"),
    "calendar, closed": _calendar(
        lambda text: {"closed": [{"date": str(TODAY + timedelta(90)), "name": text}]},
        *("closed", "0", "name"),
    ),
    "calendar, code": asked(lambda ctx, _, text: keep_calendar(ctx, text, OFFICE)),
    "rate, team": kept(_rate, "rate.of"),
    "outside, what": _outside("what"),
    "outside, document": _outside("document"),
    "outside, currency": _outside("currency"),
    "correction": kept(_corrected, "cost_entry.why"),
    "hold": kept(_held, "legal_hold.reason"),
    "held name": _held_by_name,
    "survey's link": _link,
    "survey's letter": _letter("survey_letter"),
    "survey's subject": _letter("confirm_subject"),
    "survey's question": _letter("csat"),
    "article used by": asked(_used),
}
