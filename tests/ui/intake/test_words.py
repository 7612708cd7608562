"""What is read out on the phone, in both languages."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import EngineerId, ShiftId
from dispatch_console.domain.likeness import Likeness
from dispatch_console.planning.solution import Term
from dispatch_console.services.offers import SlotOffer
from dispatch_console.support.i18n import set_language
from dispatch_console.ui.intake.words import (
    likeness_words,
    offer_reason,
    offer_words,
    others_words,
    window_words,
)
from tests.factories import NOW, make_engineer, make_ticket

ZONE = ZoneInfo("Asia/Shanghai")
STAFF: dict[EngineerId, Engineer] = {
    EngineerId(1): make_engineer(1, name="李伟"),
    EngineerId(2): make_engineer(2, name="Anna"),
}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Of March 2026 in Shanghai; the call comes in on Monday the second."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE)


def offer(**more: object) -> SlotOffer:
    given: dict[str, object] = {
        "start": at(3, 10),
        "end": at(3, 12),
        "engineers": (EngineerId(1), EngineerId(2)),
        "shift_id": ShiftId(1),
        "arrival": at(3, 10),
        "terms": {Term.TRAVEL: 720.0},
    }
    return SlotOffer(**(given | more))  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("start", "end", "english", "chinese"),
    [
        (at(2, 14), at(2, 16), "today Monday 14–16", "今天周一14-16点"),
        (at(3, 10), at(3, 12), "tomorrow Tuesday 10–12", "明天周二10-12点"),
        (at(4, 22), at(5, 0), "Wednesday 4 March 22–24", "3月4日周三22-24点"),
        (at(3, 9, 30), at(3, 11), "tomorrow Tuesday 09:30–11:00", "明天周二09:30-11:00"),
    ],
)
def test_a_window_is_said_as_people_say_it(
    start: datetime, end: datetime, english: str, chinese: str
) -> None:
    assert window_words(start, end, NOW, ZONE) == english
    set_language("zh_CN")
    assert window_words(start, end, NOW, ZONE) == chinese


def test_an_offer_names_who_could_come_and_who_else() -> None:
    assert offer_words(offer(), STAFF, NOW, ZONE) == "tomorrow Tuesday 10–12, 李伟 could come"
    assert others_words(offer(), STAFF) == "or Anna"
    set_language("zh_CN")
    assert offer_words(offer(), STAFF, NOW, ZONE) == "明天周二10-12点，李伟可以上门"


def test_a_full_window_says_so() -> None:
    full = offer(engineers=(), terms={})
    assert offer_words(full, STAFF, NOW, ZONE) == "tomorrow Tuesday 10–12: full"
    assert others_words(full, STAFF) == ""


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({Term.TRAVEL: 720.0}, "12 min more travel"),
        ({Term.TRAVEL: 20.0}, "on the way already"),
        ({Term.LATE: 7200.0, Term.OVERTIME: 60.0}, "on the way already, 1 h late, in overtime"),
        ({Term.LATE: 4 * 86400.0, Term.REGION: 1.0}, "2 days late, from another region"),
    ],
)
def test_the_reason_is_told_in_the_words_of_the_trade(terms: dict[Term, float], said: str) -> None:
    assert said in offer_reason(offer(terms=terms))


def test_likeness_is_explained_in_one_line() -> None:
    like = Likeness(
        ticket=make_ticket(1),
        score=5,
        same_site=True,
        words=("a", "b", "c"),
        age=timedelta(hours=2),
    )
    assert likeness_words(like) == "same site, 3 words alike, 2 h ago"
    near = replace(like, same_site=False, near_m=80.4, words=("a",), age=timedelta(minutes=5))
    assert likeness_words(near) == "80 m away, one word alike, 5 min ago"
