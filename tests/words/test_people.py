"""Who did something: logins as they are, others in words."""

import pytest

from dispatch_console.domain.speaker import KINDS
from dispatch_console.services.wording import subject_in
from dispatch_console.support.i18n import speaking
from dispatch_console.words.people import person_name


@pytest.mark.parametrize(
    ("who", "english", "chinese"),
    [
        ("engineer:E001", "Engineer E001", "工程师 E001"),
        ("program:CRM: north", "Program CRM: north", "程序 CRM: north"),
        ("requester:T-1", "Requester of T-1", "T-1 的报修人"),
        ("wang", "wang", "wang"),
        ("engineer", "engineer", "engineer"),
        ("role:x", "role:x", "role:x"),
        ("", "", ""),
    ],
)
def test_who_it_was_is_told_in_words(who: str, english: str, chinese: str) -> None:
    with speaking("en"):
        assert person_name(who) == english
    with speaking("zh_CN"):
        assert person_name(who) == chinese


@pytest.mark.parametrize("kind", KINDS)
def test_a_notice_names_them_in_its_reader_s_language(kind: str) -> None:
    who = {"code": f"who.{kind}", "values": {"name": "N-1"}}
    data = {"code": "notice.comment", "values": {"ticket": "T-1", "title": "x", "who": who}}
    said = {language: subject_in(language, "", data) for language in ("en", "zh_CN")}
    assert all("N-1" in words and "who." not in words for words in said.values())
    assert said["en"] != said["zh_CN"]
