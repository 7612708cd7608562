"""Who has the link comes in, and who has it no more is out at once."""

from dataclasses import replace
from uuid import uuid4

from dispatch_console.services import access_keys
from dispatch_console.storage.unit_of_work import Unit
from tests.gateway.engineer.conftest import Field


def test_a_link_says_whose_page_it_is_and_does_nothing_by_itself(field_work: Field) -> None:
    field_work.client.cookies.clear()
    link = f"/engineer/enter/{field_work.secrets[0]}"
    answer = field_work.client.get(link)
    assert field_work.company.engineers[0].name in answer.text
    assert "set-cookie" not in answer.headers
    assert field_work.client.get("/engineer").status_code == 401
    entered = field_work.client.post(link)
    assert (entered.status_code, entered.headers["location"]) == (303, "/engineer")
    kept = entered.headers["set-cookie"].lower()
    for word in ("httponly", "samesite=strict", "secure", "path=/engineer"):
        assert word in kept
    assert field_work.client.get("/engineer").status_code == 200


def test_without_https_the_cookie_is_kept_all_the_same(field_work: Field) -> None:
    link = f"http://testserver/engineer/enter/{field_work.secrets[0]}"
    assert "secure" not in field_work.client.post(link).headers["set-cookie"].lower()


def test_who_has_no_key_is_told_whom_to_ask(field_work: Field) -> None:
    field_work.client.cookies.clear()
    for path in ("", "/tickets/1", "/enter/guessed"):
        answer = field_work.client.get(f"/engineer{path}")
        assert answer.status_code == 401
        assert "Ask your dispatcher" in answer.text
        assert "set-cookie" not in answer.headers, "one that was not sent stays where it is"


def test_a_link_that_leads_nowhere_takes_no_key_away(field_work: Field) -> None:
    answer = field_work.client.get("/engineer/enter/guessed")
    assert "This key is not known here" in answer.text
    assert field_work.client.get("/engineer").status_code == 200


def test_leaving_forgets_the_key(field_work: Field) -> None:
    assert field_work.client.post("/engineer/leave").status_code == 303
    assert field_work.client.get("/engineer").status_code == 401


def test_a_key_that_was_ended_is_good_for_nothing_at_once(field_work: Field) -> None:
    assert field_work.client.get("/engineer").status_code == 200
    key = max(access_keys.read(field_work.office), key=lambda one: one.name == "E001")
    access_keys.end(field_work.office, uuid4(), key.id)
    answer = field_work.client.get("/engineer")
    assert answer.status_code == 401
    assert 'engineer_key=""' in answer.headers["set-cookie"]


def test_who_works_here_no_more_is_out_at_once(field_work: Field) -> None:
    gone = field_work.company.engineers[0]

    def leave(unit: Unit) -> None:
        unit.engineers.upsert([replace(gone, active=False)])

    field_work.office.database.run(leave, user="office", what="engineer")
    assert field_work.client.get("/engineer").status_code == 401


def test_the_language_goes_with_the_phone(field_work: Field) -> None:
    assert "今天" in field_work.client.get("/engineer?lang=zh_CN").text
    assert "今天" in field_work.client.get("/engineer").text
    assert "Today" in field_work.client.get("/engineer?lang=en").text
