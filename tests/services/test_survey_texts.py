"""The letters of surveys: what is unsound is refused at its place; a test goes out by e-mail."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.survey_texts import LANGUAGES, PLACES, require_sound_texts
from dispatch_console.services import survey
from dispatch_console.services.context import Context
from dispatch_console.storage import schema


def texts(context: Context, **changed: str) -> dict[str, dict[str, str]]:
    found = {key: dict(said) for key, said in survey.settings(context).texts.items()}
    found["en"] |= changed
    return found


def test_the_letters_there_are_at_first_are_sound_and_whole(context: Context) -> None:
    found = texts(context)
    require_sound_texts(found)
    assert all(found[language].keys() == PLACES.keys() for language in LANGUAGES)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("survey_letter", "Please answer.", "survey.text_link"),
        ("survey_letter", "{link} {csat}", "survey.text_place"),
        ("survey_subject", "{link}", "survey.text_place"),
        ("nps", "  ", "survey.text_empty"),
        ("words", "x" * 4001, "survey.text_long"),
    ],
)
def test_what_is_wrong_is_refused_at_its_place(
    context: Context, name: str, text: str, code: str
) -> None:
    before = survey.settings(context)
    with pytest.raises(DomainError) as caught:
        survey.set_texts(context, uuid4(), texts(context, **{name: text}), before.texts)
    assert (caught.value.code, caught.value.params["path"]) == (code, f"en.{name}")
    assert survey.settings(context) == before


def test_letters_are_written_and_the_other_settings_stay(context: Context) -> None:
    now = survey.settings(context)
    survey.set_settings(context, uuid4(), replace(now, quiet_days=7), now)
    survey.set_texts(context, uuid4(), texts(context, survey_subject="Well? {number}"), now.texts)
    found = survey.settings(context)
    assert (found.quiet_days, found.texts["en"]["survey_subject"]) == (7, "Well? {number}")


def test_the_second_of_two_who_edit_is_told_and_writes_over_nothing(context: Context) -> None:
    read = survey.settings(context)
    mine, theirs = (texts(context, survey_subject=f"{who} {{number}}") for who in ("My", "Their"))
    survey.set_texts(context, uuid4(), theirs, read.texts)
    with pytest.raises(DomainError, match=r"survey\.changed_meanwhile"):
        survey.set_texts(context, uuid4(), mine, read.texts)
    # What is sent how is another matter: the letters stay, and nobody is in the way.
    survey.set_settings(context, uuid4(), replace(read, quiet_days=7), read)
    with pytest.raises(DomainError, match=r"survey\.changed_meanwhile"):
        survey.set_settings(context, uuid4(), replace(read, reminders=0), read)
    now = survey.settings(context)
    assert (now.quiet_days, now.reminders, now.texts) == (7, read.reminders, theirs)
    survey.set_texts(context, uuid4(), mine, now.texts)
    assert survey.settings(context).texts == mine


def test_a_test_letter_goes_once_and_says_what_stands_in_the_editor(context: Context) -> None:
    command, given = uuid4(), texts(context, survey_subject="Well? {number}")
    for _ in range(2):
        survey.send_test(context, command, given, "survey", "en", "me@example.com")
    with context.database.snapshot() as snap:
        rows: list[Any] = list(snap._connection.execute(select(schema.outbox)))
    (row,) = [one for one in rows if one.address == "me@example.com"]
    assert row.subject == "Well? T-00042"
    assert "https://example.com" in row.body
    with pytest.raises(DomainError) as caught:
        survey.send_test(context, uuid4(), given, "survey", "en", "nobody")
    assert caught.value.code == "survey.address"
