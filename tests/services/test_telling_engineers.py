"""What an engineer is to hear reaches them wherever they are; else one sees that it did not."""

import json
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import Notify
from dispatch_console.domain.rules.rule import Event, Trigger
from dispatch_console.domain.ticket import Priority, Ticket
from dispatch_console.services import alarms, commenting, notices, staff
from dispatch_console.services.context import Context
from dispatch_console.services.delivering.duty import Standing, deliver, release, unsent
from dispatch_console.services.delivering.fan_out import NOBODY, fan_out
from dispatch_console.services.delivering.routes import Routes
from dispatch_console.services.dispatch import assign
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.importing.results import Counts
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.rules import duties
from dispatch_console.services.sla.noticing import watch
from tests.factories import NOW, make_ticket
from tests.services.company import found, ticket
from tests.services.delivering.servers import Post
from tests.services.importing.files import import_file
from tests.services.rules.test_firing import quiet, rule
from tests.services.sla.levels import hours, keep_policy, policy, sent


@pytest.fixture
def given(context: Context) -> Ticket:
    """A ticket that the first engineer has, of whom no address is known."""
    company = found(context, make_ticket(1, duration_s=1800))
    (first, *_) = staff.read(context)
    staff.save(context, uuid4(), replace(first, name="王伟", phone=""))
    assign(context, uuid4(), company.tickets, company.engineers[0], None)
    return ticket(context, company.tickets[0])


def one(ctx: Context, **fields: str) -> Engineer:
    """The first engineer, with this in the record."""
    (first, *_) = staff.read(ctx)
    if fields:
        staff.save(ctx, uuid4(), replace(first, **fields))
        (first, *_) = staff.read(ctx)
    return first


def out(ctx: Context) -> list[tuple[Medium, str]]:
    return [(it.message.medium, it.message.address) for it in unsent(ctx, Routes())]


def mention(ctx: Context, it: Ticket, words: str) -> None:
    commenting.say(ctx, uuid4(), it.id, words)


def test_an_engineer_without_a_console_is_told_by_every_address_in_the_record(
    context: Context, given: Ticket
) -> None:
    number = one(context, email=" wei@example.org ", wecom="wangwei", phone="138 0000 1111").number
    mention(context, given, f"@{number} bring a ladder")
    assert (fan_out(context), fan_out(context)) == (1, 0)
    assert out(context) == [(Medium.EMAIL, "wei@example.org"), (Medium.WECOM, "wangwei")]


def test_with_nothing_but_a_phone_the_robot_calls_on_it(
    context: Context, given: Ticket, web: Post
) -> None:
    one(context, phone="+86 138-0000-1111")
    mention(context, given, "@王伟请带梯子")
    fan_out(context)
    assert deliver(context, Routes(robot=f"http://127.0.0.1:{web.port}/")) == 1
    ((_, body),) = web.posts
    assert json.loads(body)["text"]["mentioned_mobile_list"] == ["13800001111"]
    assert unsent(context, Routes()) == ()


def test_who_cannot_be_told_is_seen_and_told_once_an_address_is_there(
    context: Context, given: Ticket
) -> None:
    mention(context, given, f"@{one(context).number} bring a ladder")
    fan_out(context)
    (held,) = unsent(context, Routes())
    assert (held.standing, held.message.failure) == (Standing.HELD, NOBODY)
    assert held.number == given.number
    (said,) = notices.read(context)
    assert said.data["code"] == "notice.untold", "whoever said it hears of it"
    assert alarms.read(context).dead == 1
    one(context, email="wei@example.org")
    assert release(context, uuid4(), [held.message.id]) == 1
    fan_out(context)
    assert out(context) == [(Medium.EMAIL, "wei@example.org")]


def test_an_engineer_with_a_login_reads_it_in_the_console(context: Context, given: Ticket) -> None:
    number = one(context, login="wei", email="wei@example.org").number
    mention(context, given, f"@{number} bring a ladder")
    assert fan_out(context) == 1
    assert out(context) == []
    keep_policy(context, policy(notices=[{"goal": "resolution", "when": "1h", "to": ["engineer"]}]))
    watch(replace(context, clock=lambda: NOW + hours(99)))
    said = {notice.subject for notice in notices.read(replace(context, user="wei"))}
    assert len(notices.read(replace(context, user="wei"))) == 2, said
    assert notices.read(replace(context, user="li")) == ()


@pytest.mark.parametrize(
    ("by", "fields", "expected"),
    [
        ("email", {"email": "wei@example.org"}, (Medium.EMAIL, "wei@example.org")),
        ("wecom", {"wecom": "wangwei"}, (Medium.WECOM, "wangwei")),
        ("wecom", {"phone": "13800001111"}, (Medium.WECOM, "tel:13800001111")),
        # By mail there is no way; the one there is, is taken.
        ("email", {"wecom": "wangwei"}, (Medium.WECOM, "wangwei")),
    ],
)
def test_a_ladder_climbs_to_the_engineer(
    context: Context, given: Ticket, by: str, fields: dict[str, str], expected: tuple[Medium, str]
) -> None:
    one(context, **fields)
    rung = {"goal": "resolution", "when": "1h", "to": ["engineer"], "by": [by]}
    keep_policy(context, policy(notices=[rung]))
    for _ in range(2):
        watch(replace(context, clock=lambda: NOW + hours(99)))
        fan_out(context)
    assert out(context) == [expected]
    assert "未" in sent(context)[-1][2], "in the installation's language"


@pytest.mark.parametrize("medium", [Medium.CONSOLE, Medium.EMAIL])
def test_a_rule_tells_the_engineer_of_the_ticket(
    context: Context, given: Ticket, medium: Medium
) -> None:
    quiet(context)
    one(context, email="wei@example.org")
    on = Trigger(event=Event.CHANGED, fields=("priority",))
    rule(context, Notify(medium, "engineer", "{number} is urgent"), on=on)
    set_priority(context, uuid4(), [given.id], Priority.P1)
    duties.round_(context)
    fan_out(context)
    (it,) = unsent(context, Routes())
    assert (it.message.medium, it.message.address) == (Medium.EMAIL, "wei@example.org")
    assert it.message.subject == f"{given.number} is urgent"


def test_a_record_is_refused_with_what_cannot_be_right(context: Context, given: Ticket) -> None:
    first, second, *_ = staff.read(context)
    for fields, code in (
        ({"name": " "}, "engineer.name"),
        ({"email": "wei"}, "engineer.email"),
        ({"wecom": "wang wei"}, "engineer.wecom"),
    ):
        with pytest.raises(DomainError, match=code):
            staff.save(context, uuid4(), replace(first, **fields))
    one(context, login="wei")
    with pytest.raises(DomainError, match=r"engineer\.changed"):
        staff.save(context, uuid4(), replace(first, email="a@b.c"))
    with pytest.raises(DomainError, match=r"engineer\.login"):
        staff.save(context, uuid4(), replace(second, login="wei"))


def test_addresses_go_out_and_come_in_by_file(
    context: Context, given: Ticket, tmp_path: Path
) -> None:
    one(context, email="wei@example.org", wecom="wangwei", login="wei")
    path = tmp_path / "staff.csv"
    count = export(context, Kind.ENGINEERS, path, time_zone="Asia/Shanghai")
    assert import_file(context, path, Kind.ENGINEERS).counts == Counts(unchanged=count)
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace("wei@example.org", "w@example.org")
    )
    import_file(context, path, Kind.ENGINEERS)
    assert one(context).email == "w@example.org"
    logins = (("A", "wei"), ("B", "b"), ("C", "b"))
    rows = [f"N{name},{name},31.2,121.4,{login}" for name, login in logins]
    path.write_text("\n".join(["Number,Name,Latitude,Longitude,Login", *rows]))
    report = import_file(context, path, Kind.ENGINEERS)
    assert report.counts == Counts(created=1, refused=2)
    assert {found.code for found in report.issues if found.row} >= {"import.error.login_taken"}
