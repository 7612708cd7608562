"""What is asked for a rate, an outside service, a correction and an export."""

from datetime import date
from decimal import Decimal
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.cost import ALL, Line, Rate, RateKind, Scope
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RateId, TicketId
from dispatch_console.services.context import Context
from dispatch_console.services.costing import keeping
from dispatch_console.support.i18n import tr
from dispatch_console.ui.cost import words
from dispatch_console.ui.widgets.form import Field, Form, Kind, Values


def rate_form(rate: Rate | None, today: date) -> Form:
    """A new rate, like the one chosen."""
    kinds = {kind: words.rate_name(kind) for kind in RateKind if kind is not RateKind.PARTS}
    scopes = {scope: words.scope_name(scope) for scope in reversed(Scope)}
    fields = (
        Field("kind", tr("Rate for"), Kind.CHOICE, rate and rate.kind, kinds),
        Field("scope", tr("Whose"), Kind.CHOICE, rate.scope if rate else Scope.ALL, scopes),
        Field("of", tr("Which one"), Kind.TEXT, rate.of if rate else "", hint=tr("Number or code")),
        Field("cost", tr("Cost per hour or km"), Kind.NUMBER, rate.cost if rate else "0"),
        Field("price", tr("Sales price per hour or km"), Kind.NUMBER, rate.price if rate else "0"),
        Field("currency", tr("Currency"), Kind.TEXT, rate.currency if rate else "CNY"),
        Field("overtime", tr("Overtime factor"), Kind.NUMBER, rate.overtime if rate else "1.5"),
        _day("since", tr("From"), today),
    )

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        made = Rate(id=RateId(0), **{**v, "since": read_day(v["since"])})
        return keeping.set_rate(ctx, command, made)

    about = tr("For an engineer give the number, for a skill the code, for a team its name.")
    return Form(tr("New rate"), about, fields, tr("Save rate"), work)


def markup_form(now: Decimal, today: date) -> Form:
    """How many times their cost parts are charged at, from a day on."""
    fields = (
        Field("price", tr("Times their cost"), Kind.NUMBER, words.plain(now)),
        _day("since", tr("From"), today),
    )

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        made = Rate(
            id=RateId(0),
            kind=RateKind.PARTS,
            cost=ALL,
            price=v["price"],
            since=read_day(v["since"]),
        )
        return keeping.set_rate(ctx, command, made)

    about = tr("Parts of tickets that came in on that day or later are charged at it.")
    return Form(tr("Parts markup"), about, fields, tr("Save markup"), work)


def end_form(rate: Rate, today: date) -> Form:
    """Until when it holds."""
    return Form(
        tr("End rate"),
        f"{words.rate_name(rate.kind)}, {words.for_whom(rate)}",
        (_day("until", tr("Last day"), today),),
        tr("End rate"),
        lambda ctx, command, v: keeping.end_rate(ctx, command, rate.id, read_day(v["until"])),
    )


def remove_form(rate: Rate) -> Form:
    """Why it goes."""
    return Form(
        tr("Remove rate"),
        tr("As if it had never been: for a mistake only. What was reckoned by it changes."),
        (_reason(),),
        tr("Remove rate"),
        lambda ctx, command, v: keeping.remove_rate(ctx, command, rate.id, v["reason"]),
        destroys=True,
    )


def outside_form(ticket: TicketId, today: date) -> Form:
    """What somebody else was paid."""
    fields = (
        Field("what", tr("Who and what for")),
        Field("document", tr("Invoice number")),
        _day("on", tr("Invoice date"), today),
        Field("cost", tr("Amount paid"), Kind.NUMBER, "0"),
        Field("price", tr("Price for the customer"), Kind.NUMBER, "0"),
        Field("currency", tr("Currency"), Kind.TEXT, "CNY"),
    )

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        given = {**v, "on": read_day(v["on"])}
        return keeping.add_outside(ctx, command, ticket, **given)

    about = tr("Warranty and contracts do not cover it: the price is what the customer pays.")
    return Form(tr("Outside service"), about, fields, tr("Add service"), work)


def correct_form(ticket: TicketId, line: Line, zone: ZoneInfo) -> Form:
    """Another cost and price, and why."""
    fields = (
        Field("cost", tr("Cost"), Kind.NUMBER, line.cost),
        Field("price", tr("Sales price"), Kind.NUMBER, line.price),
        _reason(line.reason),
    )

    def work(ctx: Context, command: UUID, v: Values) -> ChangeSet:
        return keeping.correct(ctx, command, ticket, line.key, zone=zone, **v)

    about = f"{words.kind_name(line.kind)} · {line.what} · {line.currency}"
    return Form(tr("Correct a line"), about, fields, tr("Save correction"), work)


def take_back_form(ticket: TicketId, line: Line, zone: ZoneInfo) -> Form:
    """Why what was entered is taken back."""
    take_back = partial(keeping.take_back, ticket=ticket, line=line.key, zone=zone)
    about = tr("What was entered on this line goes: its correction, or else the whole service.")
    return Form(
        tr("Take back"),
        about,
        (_reason(),),
        tr("Take back"),
        lambda ctx, command, v: take_back(ctx, command, reason=v["reason"]),
        destroys=True,
    )


def period_fields(today: date) -> tuple[Field, ...]:
    """From when to when."""
    return _day("first", tr("First day"), today.replace(day=1)), _day("last", tr("Last day"), today)


def read_day(typed: str) -> date:
    """Raises `cost.day`."""
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        raise DomainError("cost.day", typed=typed) from None


def _day(key: str, name: str, day: date) -> Field:
    return Field(key, name, Kind.TEXT, day.isoformat(), hint="2026-01-31")


def _reason(given: str = "") -> Field:
    return Field("reason", tr("Reason"), Kind.TEXT, given)
