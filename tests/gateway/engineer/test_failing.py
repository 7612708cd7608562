"""What an engineer reads where something does not work, and that no text does anything."""

import re
from dataclasses import replace
from uuid import uuid4

from fastapi.testclient import TestClient

from dispatch_console.gateway.app import make_gateway
from dispatch_console.gateway.engineer.caller import COOKIE
from dispatch_console.services import commenting
from dispatch_console.services.context import Context
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.gateway.engineer.conftest import Field

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{ 7 * 7 }}"""


def test_without_the_database_a_page_says_what_becomes_of_what_was_typed() -> None:
    nobody = Database.later("postgresql://nobody@127.0.0.1:1/nothing")
    context = Context(database=nobody, user="gateway", clock=lambda: NOW)
    client = TestClient(make_gateway(context), "https://testserver", cookies={COOKIE: "x"})
    headers = {"accept-language": "en"}
    shown = client.get("/engineer", headers=headers)
    assert shown.status_code == 503
    assert "Open the page again in a moment" in shown.text
    sent = client.post("/engineer/tickets/1/comments", data={"body": "x"}, headers=headers)
    assert sent.status_code == 503
    assert "What you typed is not lost" in sent.text
    assert "127.0.0.1" not in sent.text, "where the database is says the log alone"
    chinese = client.get("/engineer", headers={"accept-language": "zh"})
    assert "请稍后" in chinese.text


def test_pages_may_be_shown_again_by_the_phone_that_had_them(field_work: Field) -> None:
    page = field_work.client.get(f"/engineer/tickets/{field_work.key()}")
    assert page.headers["cache-control"] == "private, no-cache"
    field_work.client.cookies.clear()
    shut = field_work.client.get(f"/engineer/tickets/{field_work.key()}")
    assert shut.headers["cache-control"] == "no-store"


def test_hostile_text_stays_text(field_work: Field) -> None:
    hostile = dict.fromkeys(("title", "description", "customer_name", "address", "phone"), HOSTILE)
    row = replace(field_work.ticket(), location=None, category=HOSTILE, **hostile)
    with field_work.office.database.unit(user="office") as unit:
        unit.tickets.update([row])
        unit.commit()
    commenting.say(replace(field_work.office, user=HOSTILE), uuid4(), row.id, HOSTILE)
    for path in ("", "/step/on_hold", "/parts?q=" + HOSTILE, "/articles?q=" + HOSTILE):
        page = field_work.page(path)
        assert "<img src=x" not in page
        assert "{{ 7 * 7 }}" in page
        (script,) = re.findall(r"<script\b[^>]*>", page)
        assert script.startswith('<script src="/static/engineer.js')
    assert 'href="geo:0,0?q=%3Cscript' in field_work.page()
    assert "<img src=x" not in field_work.client.get("/engineer").text


def test_keys_of_rows_beyond_all_numbers_are_no_page(field_work: Field) -> None:
    for key in ("0", "-1", "x", str(1 << 63)):
        assert field_work.client.get(f"/engineer/tickets/{key}").status_code == 422
