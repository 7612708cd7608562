"""Figures and codes as people read them."""

import pytest

from dispatch_console.support.i18n import speaking
from dispatch_console.words import text


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 min", "0分钟"),
        (59 * 60, "59 min", "59分钟"),
        (3600, "1 h", "1小时"),
        (3900, "1 h 05 min", "1小时05分"),
        (-17 * 3600, "−17 h", "−17小时"),
    ],
)
def test_a_length_of_time_names_minutes_only_where_there_are_some(
    seconds: int, english: str, chinese: str
) -> None:
    with speaking("en"):
        assert text.span(seconds) == english
    with speaking("zh_CN"):
        assert text.span(seconds) == chinese


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("owner", "负责人"),
        ("role:supervisor", "全体主管"),
        ("user:li", "li"),
        ("role:nobody", "role:nobody"),
        ("li@example.com", "li@example.com"),
        ("https://example.com/hook", "https://example.com/hook"),
    ],
)
def test_a_recipient_is_named_as_people_say_it(to: str, words: str) -> None:
    with speaking("zh_CN"):
        assert text.recipient_name(to) == words
