"""Links cannot be guessed, changed, used for something else or for ever."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.survey import (
    Answer,
    Purpose,
    SurveySettings,
    letter,
    read_token,
    require_sound_settings,
    token,
)
from tests.factories import NOW

SECRET = b"s" * 32
LATER = NOW + timedelta(days=14)
TOKEN = token(SECRET, Purpose.SURVEY, 17, LATER)


def test_a_link_leads_to_its_survey_until_it_expires() -> None:
    assert read_token(SECRET, TOKEN, Purpose.SURVEY, LATER - timedelta(seconds=1)) == 17
    with pytest.raises(DomainError, match=r"survey\.expired"):
        read_token(SECRET, TOKEN, Purpose.SURVEY, LATER)


@given(st.integers(0, len(TOKEN) - 1), st.characters())
def test_a_link_of_which_anything_was_changed_is_refused(place: int, letter: str) -> None:
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    if changed == TOKEN:
        return
    with pytest.raises(DomainError, match=r"survey\.token"):
        read_token(SECRET, changed, Purpose.SURVEY, NOW)


@given(st.text())
def test_no_other_text_is_taken_for_a_link(given: str) -> None:
    with pytest.raises(DomainError, match=r"survey\.token"):
        read_token(SECRET, given, Purpose.SURVEY, NOW)


def test_a_link_for_one_thing_or_by_another_secret_is_none_for_the_other() -> None:
    for secret, purpose in ((SECRET, Purpose.CONFIRM), (b"other", Purpose.SURVEY)):
        with pytest.raises(DomainError, match=r"survey\.token"):
            read_token(secret, TOKEN, purpose, NOW)


def test_a_letter_is_in_the_requester_s_language_and_fills_only_its_own_fields() -> None:
    texts = {
        "en": {"survey_subject": "Hi {number}", "survey_letter": "Say {title}: {link} {other}"},
        "zh_CN": {"survey_subject": "您好 {number}", "survey_letter": "请看 {link}"},
    }
    told = {"number": "T-1", "title": "{link}x", "link": "L"}
    subject, body = letter(texts, "zh_CN", "survey", **told)
    assert subject == "您好 T-1"
    assert body == "请看 L"
    _, body = letter(texts, "en", "survey", **told)
    assert body == "Say {link}x: L {other}"
    assert letter({"en": texts["en"]}, "zh_CN", "survey", **told) == ("Hi T-1", body)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"csat": 0}, "survey.csat"),
        ({"csat": 6}, "survey.csat"),
        ({"csat": 3, "nps": 11}, "survey.nps"),
        ({"csat": 3, "words": "x" * 4001}, "survey.long"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(said: dict[str, object], code: str) -> None:
    with pytest.raises(DomainError, match=code):
        Answer(**said)  # pyright: ignore[reportArgumentType]


def test_settings_that_make_no_sense_are_refused() -> None:
    require_sound_settings(SurveySettings(base_url="https://example.org"))
    for wrong in (SurveySettings(base_url="javascript:x"), SurveySettings(reminders=9)):
        with pytest.raises(DomainError, match=r"survey\.(url|days)"):
            require_sound_settings(wrong)
