"""Articles are found by Chinese, English and part numbers, and suggested where they fit."""

from uuid import uuid4

import pytest

from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import Content, State, Telling
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge.finding import (
    About,
    search,
    suggest,
    suggest_for,
    with_state,
)
from dispatch_console.services.tickets import NewTicket, create
from tests.services.knowledge.shelf import published, told, written

Shelf = dict[str, ArticleId]


@pytest.fixture
def shelf(context: Context) -> Shelf:
    """A few articles by name."""
    door = Content(
        tellings={
            "zh_CN": Telling("电梯门反复开合", "检查光幕和门机皮带，备件号 GAA21305-X1。"),
            "en": Telling("Lift door keeps reopening", "Check the light curtain and the belt."),
        },
        categories=("repair",),
        skills=("lift",),
        models=("OTIS Gen2",),
    )
    cold = told("空调不制冷，室内机报 E4", "清洗过滤网，测量冷媒压力。", skills=("hvac",))
    net = told(
        "No network on a floor", "Check the switch and its uplink.", "en", skills=("network",)
    )
    brake = told("制动器间隙调整", "间隙 0.3 到 0.5 mm。电梯断电。", skills=("lift",))
    return {
        name: published(context, content)
        for name, content in (("door", door), ("cold", cold), ("net", net), ("brake", brake))
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("门机", "door"),
        ("皮带 光幕", "door"),
        ("gaa21305x1", "door"),
        ("GAA21305", "door"),
        ("gen2", "door"),
        ("reopens", "door"),
        ("E4 空调", "cold"),
        ("冷媒", "cold"),
        ("switches", "net"),
        ("制动", "brake"),
    ],
)
def test_the_right_article_comes_first(
    context: Context, shelf: Shelf, text: str, name: str
) -> None:
    assert search(context, text, "zh_CN")[0].article_id == shelf[name]


def test_hits_say_where_the_words_stand_in_the_language_they_stand_in(
    context: Context, shelf: Shelf
) -> None:
    hit = search(context, "light curtain", "zh_CN")[0]
    assert hit.title.text == "Lift door keeps reopening"
    assert [hit.body.text[a:b] for a, b in hit.body.marks] == ["light", "curtain"]
    chinese = search(context, "光幕", "en")[0]
    assert chinese.title.text == "电梯门反复开合"
    assert search(context, "OTIS", "en")[0].title.text == "Lift door keeps reopening"


def test_titles_weigh_more_than_texts_and_all_words_more_than_some(
    context: Context, shelf: Shelf
) -> None:
    both = [hit.article_id for hit in search(context, "电梯", "zh_CN")]
    assert both == [shelf["door"], shelf["brake"]]
    assert search(context, "电梯 间隙", "zh_CN")[0].article_id == shelf["brake"]
    assert search(context, "电梯 间隙 冰箱 洗衣机 电视机", "zh_CN") == ()


def test_without_words_all_are_there_the_newest_first(context: Context, shelf: Shelf) -> None:
    assert [hit.article_id for hit in search(context, "  ", "en")] == sorted(
        shelf.values(), reverse=True
    )


@pytest.mark.parametrize("text", ["'", "\\", "a' | 'b", "!:*&|()<->", "空调'", "\x00空调", "🛠"])
def test_nothing_typed_breaks_the_search(context: Context, shelf: Shelf, text: str) -> None:
    search(context, text, "en")


def test_a_call_being_typed_is_answered_with_what_fits_and_else_with_nothing(
    context: Context, shelf: Shelf
) -> None:
    call = About(text="3号电梯门反复开关\n光幕擦过了", skills=frozenset({"lift"}))
    assert suggest(context, call, "zh_CN")[0].article_id == shelf["door"]
    assert suggest(context, About(text="卫生间漏水"), "zh_CN") == ()
    assert suggest(context, About(text=""), "zh_CN") == ()


def test_a_ticket_is_answered_the_same(context: Context, shelf: Shelf) -> None:
    ticket = create(context, uuid4(), NewTicket(title="空调不制冷，报 E4", description="12层"))
    assert suggest_for(context, ticket.id, "en")[0].article_id == shelf["cold"]
    assert suggest_for(context, TicketId(9999), "en") == ()


def test_drafts_are_found_by_who_looks_for_them(context: Context, shelf: Shelf) -> None:
    draft = written(context, told("水泵异响", "检查轴承。"))
    states = (State.DRAFT, State.REVIEW)
    assert [hit.article_id for hit in with_state(context, states, "", "en")] == [draft]
    assert with_state(context, states, "轴承", "en")[0].body.marks
    assert with_state(context, states, "空调", "en") == ()
    assert search(context, "水泵", "en") == ()


def test_a_whole_sentence_finds_what_fits_it(context: Context, shelf: Shelf) -> None:
    asked = "我的空调一直不制冷，显示E4代码，麻烦派人"
    assert [hit.article_id for hit in search(context, asked, "zh_CN")] == [shelf["cold"]]
    for text, name in (
        ("ＶＰＮ", None),
        ("Ｅ４", "cold"),
        ("0.5mm", "brake"),
        ("0.5 mm", "brake"),
        ("三楼的电梯门为什么一直反复开", "door"),
        ("今天天气怎么样，午饭吃什么", None),
    ):
        found = search(context, text, "zh_CN")
        assert [hit.article_id for hit in found[:1]] == ([shelf[name]] if name else [])
