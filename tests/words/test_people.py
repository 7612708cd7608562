"""People as they are called."""

import pytest

from dispatch_console.support.i18n import speaking
from dispatch_console.words.people import person


@pytest.mark.parametrize(
    ("who", "english", "chinese"),
    [
        ("wang", "wang", "wang"),
        ("", "", ""),
        ("engineer:E001", "engineer E001", "工程师 E001"),
        ("program:CRM: test", "program CRM: test", "程序 CRM: test"),
        ("requester:T-00012", "requester of T-00012", "T-00012 的报修人"),
        ("a:b", "a:b", "a:b"),
    ],
)
def test_whoever_asks_the_gateway_is_called_by_what_they_are(
    who: str, english: str, chinese: str
) -> None:
    for language, words in (("en", english), ("zh_CN", chinese)):
        with speaking(language):
            assert person(who) == words
