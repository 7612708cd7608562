"""The outbox goes out: once, signed, later again where a server fails, and held in the end."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from dispatch_console.domain.delivery import MOST_TRIES
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.message import Medium, Message
from dispatch_console.domain.notice import Choice, Contact, Kind
from dispatch_console.services import commenting, departments, notices
from dispatch_console.services.context import Context
from dispatch_console.services.delivering import duty
from dispatch_console.services.delivering.duty import deliver, drop, release, unsent
from dispatch_console.services.delivering.fan_out import fan_out
from dispatch_console.services.delivering.routes import MailRoute, Routes, routes_of
from dispatch_console.services.delivering.web import signature
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.support.settings import Settings
from tests.services.delivering.servers import Post

NOBODY = 1
"""A port where nobody listens."""


def route(port: int, **more: object) -> Routes:
    given: dict[str, object] = {"security": "none", "sender": "desk@example.org"}
    return Routes(mail=MailRoute(host="127.0.0.1", port=port, **(given | more)))  # pyright: ignore


def put(ctx: Context, *messages: Message) -> None:
    with ctx.database.unit(user="x") as unit:
        unit.outbox.put(messages)
        unit.commit()


def make_due(ctx: Context) -> None:
    """Whatever pause there is, is over."""
    with ctx.database.unit(user="x") as unit:
        unit._connection.exec_driver_sql("UPDATE outbox SET due_at = now() - interval '1 s'")
        unit.commit()


MAIL = Message(
    key="k",
    medium=Medium.EMAIL,
    address="li@example.org",
    subject="工单\r\nBcc: evil@example.org",
    body="=1+1\n.\nend",
)


def test_a_mail_goes_out_once_and_whole(context: Context, mail: Post) -> None:
    put(context, MAIL)
    assert deliver(context, route(mail.port)) == 1
    assert deliver(context, route(mail.port)) == 0
    (got,) = mail.mails
    assert got["Subject"] == "工单 Bcc: evil@example.org"
    assert (got["To"], got["From"], got["Bcc"]) == ("li@example.org", "desk@example.org", None)
    assert got.get_content().replace("\r\n", "\n").rstrip("\n") == "=1+1\n.\nend"
    assert got["Message-ID"].endswith("@example.org>")
    assert unsent(context, Routes()) == ()


def test_a_sender_killed_before_it_wrote_it_down_sends_the_same_message_id(
    context: Context, mail: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(context, MAIL)
    whole = duty.send

    def killed(message: object, routes: Routes) -> None:
        whole(message, routes)  # pyright: ignore[reportArgumentType]
        raise KeyboardInterrupt

    monkeypatch.setattr(duty, "send", killed)
    with pytest.raises(KeyboardInterrupt):
        deliver(context, route(mail.port))
    monkeypatch.undo()
    assert deliver(context, route(mail.port)) == 0, "its lease is not over"
    make_due(context)
    assert deliver(context, route(mail.port)) == 1
    first, second = (got["Message-ID"] for got in mail.mails)
    assert first == second


def test_two_senders_at_once_send_each_message_once(context: Context, web: Post) -> None:
    url = f"http://127.0.0.1:{web.port}/hook"
    put(context, *(Message(key=f"k{n}", medium=Medium.WEBHOOK, address=url) for n in range(20)))
    routes = Routes(webhook_secret="s")
    threads = [threading.Thread(target=deliver, args=(context, routes)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    keys = [json.loads(body)["key"] for _, body in web.posts]
    assert sorted(keys) == sorted(f"k{n}" for n in range(20))


def test_a_failing_server_is_tried_later_and_held_in_the_end(
    context: Context, caplog: pytest.LogCaptureFixture
) -> None:
    put(context, MAIL, replace(MAIL, key="l"))
    for tries in range(MOST_TRIES):
        assert deliver(context, route(NOBODY)) == 0
        first = min(unsent(context, Routes()), key=lambda one: one.message.id).message
        assert first.failure.startswith("send.unreachable: ")
        if tries == 0:
            other = max(unsent(context, Routes()), key=lambda one: one.message.id).message
            assert other.tries == 0, "a server that fails is left alone for the round"
        with context.database.unit(user="x") as unit:
            unit._connection.exec_driver_sql(
                "UPDATE outbox SET due_at = now() - interval '1 h' WHERE key = 'k'"
            )
            unit.commit()
    held = next(one for one in unsent(context, Routes()) if one.message.key == "k").message
    assert (held.tries, held.held) == (MOST_TRIES, True)
    caplog.clear()


def test_held_messages_are_released_or_dropped_by_a_person(context: Context, mail: Post) -> None:
    put(context, MAIL, replace(MAIL, key="l", address="no address"))
    assert deliver(context, route(mail.port)) == 1
    (bad,) = unsent(context, route(mail.port))
    assert (bad.message.held, bad.message.failure, bad.set_up) == (True, "send.address", True)
    assert release(context, uuid4(), [bad.message.id]) == 1
    assert release(context, uuid4(), [bad.message.id]) == 0
    assert drop(context, uuid4(), [bad.message.id, 99]) == 1
    assert unsent(context, Routes()) == ()


def test_what_is_not_set_up_here_waits_and_says_so(context: Context) -> None:
    put(context, MAIL, Message(key="w", medium=Medium.WECOM, address="LiWei"))
    assert deliver(context, Routes()) == 0
    found = unsent(context, Routes())
    assert [(one.set_up, one.message.tries) for one in found] == [(False, 0)] * 2


def test_the_password_is_used_and_a_wrong_one_is_told(context: Context, mail: Post) -> None:
    mail.password = "right"
    put(context, MAIL)
    assert deliver(context, route(mail.port, user="desk", password="wrong")) == 0
    assert unsent(context, Routes())[0].message.failure == "send.password"
    make_due(context)
    assert deliver(context, route(mail.port, user="desk", password="right")) == 1
    assert mail.logins[-1] == "desk"


def test_no_mail_goes_unencrypted_where_encryption_is_wanted(context: Context, mail: Post) -> None:
    put(context, MAIL)
    assert deliver(context, route(mail.port, security="starttls")) == 0
    assert unsent(context, Routes())[0].message.failure == "send.insecure"
    assert mail.mails == []


def test_a_refused_recipient_is_told(context: Context, mail: Post) -> None:
    mail.refuse = "550 no such user"
    put(context, MAIL)
    deliver(context, route(mail.port))
    assert unsent(context, Routes())[0].message.failure == "send.refused: 550 no such user"


def test_a_webhook_is_signed_and_goes_nowhere_else(context: Context, web: Post) -> None:
    url = f"http://127.0.0.1:{web.port}/hook?secret=1"
    message = Message(key="k", medium=Medium.WEBHOOK, address=url, data={"a": "工单"})
    put(context, message)
    web.status = 302
    assert deliver(context, Routes(webhook_secret="s")) == 0
    failure = unsent(context, Routes())[0].message.failure
    assert failure == "send.refused: 302"
    web.status = 200
    make_due(context)
    assert deliver(context, Routes(webhook_secret="s")) == 1
    headers, body = web.posts[-1]
    assert headers["X-Dispatch-Signature"] == signature(body, "s")
    assert {given["Idempotency-Key"] for given, _ in web.posts} == {headers["Idempotency-Key"]}
    assert json.loads(body)["data"] == {"a": "工单"}


def test_a_robot_gets_text_and_its_no_is_heard(context: Context, web: Post) -> None:
    robot = f"http://127.0.0.1:{web.port}/robot?key=hidden"
    put(
        context,
        Message(key="a", medium=Medium.WECOM, address=robot, subject="工单" * 2000),
        Message(key="b", medium=Medium.WECOM, address="LiWei", subject="x", body="y"),
    )
    web.answer = {"errcode": 93000, "errmsg": "invalid"}
    assert deliver(context, Routes(robot=robot)) == 0
    failures = {one.message.failure for one in unsent(context, Routes())}
    assert failures == {"send.refused: 93000 invalid"}
    web.answer = {"errcode": 0}
    make_due(context)
    assert deliver(context, Routes(robot=robot)) == 2
    first, second = (json.loads(body)["text"] for _, body in web.posts[-2:])
    assert len(first["content"].encode()) <= 2048
    assert second == {"content": "x\ny", "mentioned_list": ["LiWei"]}


def test_notices_are_passed_on_to_who_wants_them_elsewhere(context: Context) -> None:
    base = next(one for one in departments.read(context).queues if one.code == "it")
    wanted = replace(
        base, members=("li", "zhao"), email="it@example.org", webhook="http://127.0.0.1:1/"
    )
    departments.save(context, uuid4(), base, wanted)
    li = replace(context, user="li")
    choices = {**notices.wishes(li).choices, Kind.MENTION: Choice(email=True)}
    contact = Contact(login="li", email="li@example.org", language="en")
    notices.wish(li, notices.Wishes(choices, contact))
    ticket = create(context, uuid4(), NewTicket(title="Lift"))
    commenting.say(context, uuid4(), ticket.id, "@it look")
    assert (fan_out(context), fan_out(context)) == (1, 0)
    found = {one.message.address: one.message for one in unsent(context, Routes())}
    assert found.keys() == {"it@example.org", "li@example.org", "http://127.0.0.1:1/"}
    assert found["li@example.org"].subject == f"tester mentioned you at {ticket.number}"
    assert found["it@example.org"].subject == f"tester 在工单 {ticket.number} 中提到了您"
    assert "@it look" in found["li@example.org"].body


def test_what_is_not_due_yet_is_neither_shown_nor_passed_on(context: Context) -> None:
    later = Message(
        key="k", medium=Medium.CONSOLE, address="role:supervisor", subject="SLA", due_at=None
    )
    with context.database.unit(user="x") as unit:
        far = unit.now() + timedelta(days=1)
        unit.outbox.put([replace(later, due_at=far), replace(later, key="l")])
        unit.commit()
    assert [one.subject for one in notices.read(context)] == ["SLA"]
    assert fan_out(context) == 1


def test_the_routes_come_from_settings_and_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert routes_of(Settings()).media == ()
    monkeypatch.setenv("DISPATCH_SMTP_PASSWORD", "p")
    monkeypatch.setenv("DISPATCH_WEBHOOK_SECRET", "s")
    settings = Settings(smtp_host="mail", smtp_sender="a@b", smtp_user="u", wecom_robot="http://r")
    routes = routes_of(settings)
    assert routes.media == (Medium.EMAIL, Medium.WECOM, Medium.WEBHOOK)
    assert routes.mail is not None
    assert routes.mail.password == "p"
    assert not any(secret in repr(routes) for secret in ("'p'", "'s'", "http://r"))


def test_a_message_that_no_way_leads_to_is_refused(context: Context) -> None:
    put(context, MAIL)
    (one,) = unsent(context, Routes())
    with pytest.raises(DomainError, match=r"send\.address"):
        duty.send(one.message, Routes())
