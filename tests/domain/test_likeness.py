"""Which tickets a call may be about."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch_console.domain.ids import SiteId
from dispatch_console.domain.likeness import Call, likely, likeness, words_of
from dispatch_console.domain.place import Location
from dispatch_console.domain.ticket import Status
from tests.factories import NOW, make_ticket

SITE, HERE = SiteId(4), Location(31.2, 121.4)
TICKET = make_ticket(
    1,
    title="电梯停在三楼不动",
    description="",
    site_id=SITE,
    phone="+86 138-1234-5678",
    location=HERE,
    created_at=NOW - timedelta(hours=2),
)


def call(said: str = "", **more: object) -> Call:
    return Call(words=words_of(said), **more)  # pyright: ignore[reportArgumentType]


def test_chinese_is_read_by_pairs_and_english_by_words_of_weight() -> None:
    assert words_of("电梯停了") == {"电梯", "梯停", "停了"}
    assert words_of("The lift is Stuck") == {"lift", "stuck"}


def test_the_same_site_and_like_words_are_told_with_the_age() -> None:
    found = likeness(call("三号电梯停在三楼", site_id=SITE), TICKET, NOW)
    assert found is not None
    assert found.same_site
    assert not found.same_phone
    assert "电梯" in found.words
    assert found.age == timedelta(hours=2)


def test_the_same_phone_however_written_and_a_word_are_enough() -> None:
    found = likeness(call("电梯不动", phone="13812345678"), TICKET, NOW)
    assert found is not None
    assert found.same_phone


def test_words_alone_are_no_sign() -> None:
    assert likeness(call("电梯停在三楼不动"), TICKET, NOW) is None


@pytest.mark.parametrize(("north", "is_near"), [(0.0005, True), (0.01, False)])
def test_near_counts_with_words_and_far_does_not(north: float, is_near: bool) -> None:
    there = Location(HERE.lat + north, HERE.lon)
    assert (likeness(call("电梯停在三楼", location=there), TICKET, NOW) is not None) is is_near
    assert likeness(call("空调", location=there), TICKET, NOW) is None


@pytest.mark.parametrize(("days", "shown"), [(0, True), (8, False)])
def test_another_matter_of_the_same_caller_counts_only_while_it_is_fresh(
    days: int, shown: bool
) -> None:
    ticket = replace(TICKET, created_at=NOW - timedelta(days=days, hours=1))
    other = call("空调滴水", site_id=SITE, phone="13812345678", location=HERE)
    assert (likeness(other, ticket, NOW) is not None) is shown
    assert likeness(call("电梯不动", site_id=SITE), ticket, NOW) is not None


def test_more_alike_scores_more() -> None:
    less = likeness(call("空调", site_id=SITE), TICKET, NOW)
    more = likeness(call("电梯不动", site_id=SITE, phone="13812345678"), TICKET, NOW)
    assert less is not None
    assert more is not None
    assert more.score > less.score


def test_open_tickets_come_before_closed_ones_and_old_closed_ones_not_at_all() -> None:
    said = call("电梯停在三楼不动", site_id=SITE)
    closed = replace(TICKET, id=2, status=Status.CLOSED)
    faint = replace(TICKET, id=3, title="空调")
    old = replace(closed, id=4, created_at=NOW - timedelta(days=60))
    found = likely(said, [old, closed, faint, TICKET], NOW)
    assert [one.ticket.id for one in found] == [1, 3, 2]
