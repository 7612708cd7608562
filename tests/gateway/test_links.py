"""The pages behind the links of letters: from the letter to the figures, and every refusal."""

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import psycopg
import pytest
from fastapi.testclient import TestClient

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.survey import MOST_WORDS, Purpose
from dispatch_console.domain.ticket import Status
from dispatch_console.gateway.app import make_gateway
from dispatch_console.gateway.links import _REFUSED
from dispatch_console.insight.satisfaction import of_survey
from dispatch_console.services import commenting, confirming, lifecycle, survey
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import LANGUAGES, tr_in
from tests.factories import NOW
from tests.services import test_survey
from tests.services.company import Moment, command, found, ticket
from tests.services.costing.served import DONE, serve, step
from tests.services.test_survey import asked, close, configure, link, mailed, sent, status

clock = test_survey.clock
ctx = test_survey.ctx

HOSTILE = "<script>alert('1')</script> {{ 7*7 }} \"> @everybody\r\n第二行 \0"
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def client(ctx: Context) -> Iterator[TestClient]:
    with TestClient(
        make_gateway(ctx),
        "https://testserver",
        headers={"accept-language": "en"},
        raise_server_exceptions=False,
        follow_redirects=False,
    ) as made:
        yield made


def surveyed(ctx: Context, title: str = "Pump 1") -> tuple[TicketId, str]:
    """A closed ticket, and the address of its survey as the letter has it."""
    key = close(ctx, found(ctx, replace(mailed(1, "a@example.org"), title=title)))
    survey.send(ctx)
    return key, f"/survey/{link(ctx)}"


def resolved(ctx: Context) -> tuple[TicketId, str]:
    """A ticket that waits for its requester's word, and the address by which that is given."""
    company = found(ctx, mailed(1, "a@example.org"))
    serve(ctx, company.tickets[0], company.engineers[0], NOW + timedelta(hours=1), until=DONE[:3])
    survey.send(ctx)
    return company.tickets[0], f"/confirm/{link(ctx, Purpose.CONFIRM)}"


def written(ctx: Context) -> tuple[int, ...]:
    """How many rows there are of all that a reader could have caused."""
    tables = ("audit", "outbox", "command", "step", "change_log")
    query = "SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    with psycopg.connect(ctx.database.url) as connection:
        (row,) = connection.execute(query.encode()).fetchall()
    return row


def test_an_answer_by_the_letter_s_link_counts_in_the_figures(
    ctx: Context, client: TestClient
) -> None:
    key, path = surveyed(ctx)
    before = written(ctx)
    page = client.get(path)
    assert page.status_code == 200
    assert ticket(ctx, key).number in page.text
    assert "Pump 1" in page.text
    assert written(ctx) == before
    sent_on = client.post(path, data={"csat": "5", "nps": "9", "words": "quick\r\nand clean"})
    assert sent_on.status_code == 303
    assert "谢谢" in client.get(sent_on.headers["location"]).text
    said = asked(ctx, key)
    assert (said.csat, said.nps, said.words) == (5, 9, "quick\nand clean")
    assert said.answered_by == ""
    (one,) = survey.said(ctx, NOW - timedelta(days=1))
    assert of_survey(one.survey).csat == 1.0
    assert f"requester:{ticket(ctx, key).number}" in writers(ctx, "survey")


def writers(ctx: Context, table: str) -> set[str]:
    """Who changed rows of the table, by the trail."""
    query = "SELECT DISTINCT who FROM audit WHERE kind = %s"
    with psycopg.connect(ctx.database.url) as connection:
        return {row[0] for row in connection.execute(query.encode(), (table,))}


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "您对本次服务满意吗"), ("?lang=en", "How satisfied are you"), ("?lang=xx", "您对本次")],
)
def test_a_survey_speaks_the_letter_s_language_unless_asked_for_another(
    ctx: Context, client: TestClient, query: str, words: str
) -> None:
    path = surveyed(ctx)[1]
    assert words in client.get(path + query).text


def test_a_low_score_by_the_page_warns_the_supervisors(ctx: Context, client: TestClient) -> None:
    path = surveyed(ctx)[1]
    client.post(path, data={"csat": "1", "nps": "", "words": "still drips"})
    (warning,) = [row for row in sent(ctx) if row["key"].endswith(":low")]
    assert warning["address"] == "role:supervisor"
    assert "still drips" in warning["body"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"csat": "", "nps": "7"}, "Please choose from 1 to 5"),
        ({"csat": "6", "nps": "7"}, "Please choose from 1 to 5"),
        ({"csat": "9" * 5000, "nps": "7"}, "Please choose from 1 to 5"),
        ({"csat": "4", "nps": "11"}, "from 0 to 10"),
        ({"csat": "4", "nps": "7", "words": "x" * (MOST_WORDS + 1)}, "too long"),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    ctx: Context, client: TestClient, data: dict[str, str], words: str
) -> None:
    key, path = surveyed(ctx)
    answer = client.post(f"{path}?lang=en", data={"words": "kept <b>words</b>", **data})
    assert answer.status_code == 422
    assert words in answer.text
    assert html.escape(data.get("words", "kept <b>words</b>")) in answer.text
    if data["nps"] == "7":
        assert 'value="7"\n               checked' in answer.text
    assert asked(ctx, key).answered_at is None


def test_hostile_text_stands_there_word_for_word(ctx: Context, client: TestClient) -> None:
    key, path = surveyed(ctx, title="<img src=x onerror=alert(1)> {{ 7*7 }}")
    page = client.get(path).text
    assert "&lt;img src=x onerror=alert(1)&gt; {{ 7*7 }}" in page
    assert "<img" not in page
    # What is no character at all comes along, too.
    typed = f"&words={quote(HOSTILE)}%FF"
    again = client.post(path, content=f"csat={typed}", headers=FORM)
    assert "<script" not in again.text
    assert "&lt;script&gt;" in again.text
    assert client.post(path, content=f"csat=3{typed}", headers=FORM).status_code == 303
    words = asked(ctx, key).words
    assert words.startswith("<script>alert('1')</script> {{ 7*7 }} \"> @everybody\n第二行 ")
    assert "\0" not in words


@pytest.mark.parametrize(
    ("said", "then", "words"),
    [("yes", Status.CONFIRMED, ""), ("no", Status.REOPENED, "It drips again.\r\n@everybody")],
)
def test_a_requester_says_by_the_page_whether_it_is_solved(
    ctx: Context, client: TestClient, said: str, then: Status, words: str
) -> None:
    key, path = resolved(ctx)
    commenting.say(ctx, command(1), key, "inside the house only")
    commenting.say(ctx, command(2), key, "The seal was changed.", public=True)
    before = written(ctx)
    page = client.get(f"{path}?lang=en").text
    assert "The seal was changed." in page
    assert "inside the house" not in page
    assert written(ctx) == before
    assert status(ctx, key) is Status.RESOLVED
    sent_on = client.post(f"{path}?lang=en", data={"solved": said, "words": words})
    assert sent_on.status_code == 303
    assert "Thank you" in client.get(sent_on.headers["location"]).text
    assert status(ctx, key) is then
    number = ticket(ctx, key).number
    last = max(lifecycle.read(ctx, key).steps, key=lambda one: one.id)
    assert (last.who, last.data["by"]) == (f"requester:{number}", "requester")
    with ctx.database.snapshot() as snap:
        comments = [one for one in snap.conversation.comments(key) if one.who == last.who]
    assert [(one.body, one.public) for one in comments] == (
        [("It drips again.\n@everybody", True)] if words else []
    )
    refused = client.post(path, data={"solved": "yes"})
    assert refused.status_code == 409


def test_who_presses_neither_button_is_asked_again(ctx: Context, client: TestClient) -> None:
    key, path = resolved(ctx)
    answer = client.post(f"{path}?lang=en", data={"words": "kept"})
    assert answer.status_code == 422
    assert "one of the two buttons" in answer.text
    assert "kept</textarea>" in answer.text
    long = client.post(f"{path}?lang=en", data={"solved": "no", "words": "x" * (MOST_WORDS + 1)})
    assert (long.status_code, "too long" in long.text) == (422, True)
    assert status(ctx, key) is Status.RESOLVED


def test_the_words_of_who_is_not_content_reach_the_dispatchers_where_no_step_is_taken(
    ctx: Context, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take(*_: object, **__: object) -> None:
        raise DomainError("ticket.step_role", now="", then="", roles=())

    key, path = resolved(ctx)
    monkeypatch.setattr(confirming, "take", take)
    client.post(path, data={"solved": "no", "words": "It drips again."})
    told = sent(ctx)[-1]
    assert (told["address"], "It drips again." in told["body"]) == ("role:dispatcher", True)
    assert status(ctx, key) is Status.RESOLVED
    assert client.post(path, data={"solved": "yes"}).status_code == 409
    assert sent(ctx)[-1] == told


def test_every_link_that_leads_no_further_has_a_page_of_its_own(
    ctx: Context, client: TestClient, clock: Moment
) -> None:
    path = surveyed(ctx)[1]
    expected = {
        "token": (404, path[:-1] + ("A" if path[-1] != "A" else "B")),
        "answered": (409, path),
        "expired": (410, path),
    }
    client.post(path, data={"csat": "5"})
    for code, (number, address) in expected.items():
        if code == "expired":
            clock.at += timedelta(days=15)
        for answer in (client.get(address), client.post(address, data={"csat": "1"})):
            assert answer.status_code == number
            assert html.escape(tr_in("en", f"links.title.{code}"), quote=True) in answer.text


def test_a_link_of_a_ticket_that_has_gone_on_says_so(ctx: Context, client: TestClient) -> None:
    key, path = resolved(ctx)
    step(ctx, key, Status.REOPENED)
    answer = client.get(path)
    assert (answer.status_code, "settled already" in answer.text) == (409, True)


@pytest.mark.parametrize("token", ["x", "survey.1.1.x", "%00", "..%2f..%2fetc", "survey.9.9", "é"])
def test_what_is_no_link_at_all_is_refused_kindly(client: TestClient, token: str) -> None:
    for purpose in Purpose:
        answer = client.get(f"/{purpose.value}/{token}")
        assert answer.status_code == 404
        assert "Traceback" not in answer.text


def test_what_is_wrong_with_the_house_is_no_customer_s_business(
    ctx: Context, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(*_: object) -> None:
        raise DomainError("database.rights", user="gateway_login")

    path = surveyed(ctx)[1]
    monkeypatch.setattr(survey, "answer", answer)
    refused = client.post(path, data={"csat": "5"})
    assert refused.status_code == 500
    assert "gateway_login" not in refused.text
    assert "Something went wrong here" in refused.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_has_words_for_a_customer(language: str) -> None:
    for code in (name.partition(".")[2] for name in _REFUSED):
        for key in (f"links.{code}", f"links.title.{code}"):
            assert tr_in(language, key) != key


def test_nobody_is_thanked_for_what_there_is_not(client: TestClient) -> None:
    assert client.get("/thanks/nothing").status_code == 404


def test_a_ticket_without_any_text_of_the_house_is_asked_about_all_the_same(
    ctx: Context, client: TestClient
) -> None:
    path = resolved(ctx)[1]
    page = client.get(path)
    assert page.status_code == 200
    assert "<blockquote>" not in page.text
    configure(ctx, base_url="")
    assert client.get(path).status_code == 200
