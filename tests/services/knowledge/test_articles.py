"""Articles are written, reviewed, published and retired; every edition stays as it was."""

from dataclasses import replace
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import Content, State, Telling
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge import articles
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.knowledge.experience import experience_of
from dispatch_console.services.knowledge.finding import search
from dispatch_console.services.tickets import NewTicket, add_note, create
from tests.services.knowledge.shelf import published, told, written


def test_an_article_lives_from_draft_to_edition_and_readers_see_editions_only(
    context: Context,
) -> None:
    key = written(context, told("门机皮带更换", "先断电挂牌。"))
    assert search(context, "皮带", "en") == ()
    first = articles.read(context, key)
    assert (first.article.state, first.article.edition, first.editions) == (State.DRAFT, 0, ())
    articles.hand_in(context, uuid4(), key, first.article.version)
    articles.publish(context, uuid4(), key, first.article.version + 1)
    assert [hit.article_id for hit in search(context, "皮带", "en")] == [key]

    now = articles.read(context, key)
    assert (now.article.state, now.article.edition) == (State.PUBLISHED, 1)
    changed = ArticleDraft(
        id=key, version=now.article.version, content=told("门机皮带更换", "改用张紧轮。")
    )
    articles.save(context, uuid4(), changed)
    worked_on = articles.read(context, key)
    assert worked_on.article.state is State.DRAFT
    assert worked_on.shown.tellings["zh_CN"].body == "先断电挂牌。"
    assert search(context, "张紧轮", "en") == ()

    articles.publish(context, uuid4(), key, worked_on.article.version)
    again = articles.read(context, key)
    assert [edition.edition for edition in again.editions] == [2, 1]
    assert again.editions[1] == now.editions[0]
    assert search(context, "挂牌", "en") == ()
    assert [hit.article_id for hit in search(context, "张紧轮", "en")] == [key]

    articles.retire(context, uuid4(), key, again.article.version)
    assert search(context, "张紧轮", "en") == search(context, "", "en") == ()
    assert len(articles.read(context, key).editions) == 2


def test_what_was_handed_in_is_not_written_on_and_goes_back_with_a_remark(
    context: Context,
) -> None:
    key = written(context, told("标题", "正文"))
    articles.hand_in(context, uuid4(), key, 1)
    with pytest.raises(DomainError, match=r"article\.in_review"):
        articles.save(context, uuid4(), ArticleDraft(id=key, version=2, content=told("标题", "新")))
    articles.send_back(context, uuid4(), key, 2, " 请补充力矩 ")
    back = articles.read(context, key).article
    assert (back.state, back.remark) == (State.DRAFT, "请补充力矩")


def test_the_loser_of_a_race_is_told_and_overwrites_nothing(context: Context) -> None:
    key = written(context, told("标题", "正文"))
    articles.save(context, uuid4(), ArticleDraft(id=key, version=1, content=told("标题", "甲")))
    with pytest.raises(DomainError, match=r"article\.changed_meanwhile"):
        articles.save(context, uuid4(), ArticleDraft(id=key, version=1, content=told("标题", "乙")))
    with pytest.raises(DomainError, match=r"article\.changed_meanwhile"):
        articles.publish(context, uuid4(), key, 1)
    assert articles.read(context, key).article.content.tellings["zh_CN"].body == "甲"


def test_no_step_is_skipped_and_nobody_works_on_what_is_not_there(context: Context) -> None:
    key = published(context, told("标题", "正文"))
    version = articles.read(context, key).article.version
    with pytest.raises(DomainError, match=r"article\.step"):
        articles.hand_in(context, uuid4(), key, version)
    with pytest.raises(DomainError, match=r"article\.gone"):
        articles.read(context, ArticleId(99))
    with pytest.raises(DomainError, match=r"article\.gone"):
        articles.retire(context, uuid4(), ArticleId(99), 1)
    with pytest.raises(DomainError, match=r"article\.empty"):
        articles.save(context, uuid4(), ArticleDraft(content=Content()))


def test_the_same_command_twice_is_done_once(context: Context) -> None:
    command, draft = uuid4(), ArticleDraft(content=told("标题", "正文"))
    key = articles.save(context, command, draft)
    assert articles.save(context, command, draft) == key
    command = uuid4()
    articles.publish(context, command, key, 1)
    articles.publish(context, command, key, 1)
    assert len(articles.read(context, key).editions) == 1


def test_words_cut_by_another_release_are_cut_anew(context: Context) -> None:
    key = published(context, told("门机皮带更换", "正文"))
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE article_words SET cut = 0, words = ''")
    assert search(context, "皮带", "en") == ()
    assert articles.cut_anew(context) == 1
    assert articles.cut_anew(context) == 0
    assert [hit.article_id for hit in search(context, "皮带", "en")] == [key]


def test_an_article_begins_with_what_a_ticket_has_taught(context: Context) -> None:
    new = NewTicket(title="电梯门反复开关", description="光幕已清洁仍无效。")
    ticket = create(context, uuid4(), new)
    add_note(context, uuid4(), ticket.id, "[3月2日 09:10 王芳] 更换门机皮带")
    taught = experience_of(context, ticket.id)
    assert (taught.title, taught.symptoms) == ("电梯门反复开关", "光幕已清洁仍无效。")
    assert taught.done == ("更换门机皮带",)
    content = Content(tellings={"zh_CN": Telling(taught.title, taught.symptoms)})
    draft = ArticleDraft(content=content, ticket_id=ticket.id)
    key = articles.save(context, uuid4(), draft)
    found = articles.read(context, key).article
    assert found.ticket_id == ticket.id
    articles.save(context, uuid4(), replace(draft, id=key, version=1, ticket_id=None))
    assert articles.read(context, key).article.ticket_id == ticket.id
