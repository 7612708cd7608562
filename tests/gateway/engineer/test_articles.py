"""Articles on an engineer's phone."""

from uuid import uuid4

import pytest

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import Content, State, Telling
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.services.knowledge import articles, using
from dispatch_console.services.knowledge.articles import ArticleDraft
from tests.gateway.engineer.conftest import Field

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) ![y](http://elsewhere/z.png)"


def written(field_work: Field, title: str, body: str = "Look at it") -> ArticleId:
    """A draft."""
    content = Content(tellings={"en": Telling(title, body), "zh_CN": Telling("中文标题", "正文")})
    return articles.save(field_work.office, uuid4(), ArticleDraft(content=content))


def published(field_work: Field, title: str, body: str = "Look at it") -> ArticleId:
    """One that readers find."""
    key = written(field_work, title, body)
    articles.publish(field_work.office, uuid4(), key, 1)
    return key


def test_what_fits_the_ticket_is_offered_and_the_rest_is_found(field_work: Field) -> None:
    fitting = published(field_work, field_work.ticket().title)
    other = published(field_work, "Toner smears")
    page = field_work.page()
    assert f"/articles/{fitting}" in page
    assert f"/articles/{other}" not in page
    found = field_work.page("/articles?q=toner")
    assert f"/articles/{other}?q=toner" in found
    assert "No article has these words" in field_work.page("/articles?q=zeppelin")


def test_an_article_is_read_in_ones_language_and_stays_letters(field_work: Field) -> None:
    key = published(field_work, "Reset", f"## Steps\n1. Press `X`\n\n{HOSTILE}")
    page = field_work.page(f"/articles/{key}")
    assert "<h2>Steps</h2>" in page
    assert "<code>X</code>" in page
    for live in ("<script>alert", 'href="javascript', "<img", 'elsewhere/z.png"'):
        assert live not in page
    assert "中文标题" in field_work.page(f"/articles/{key}?lang=zh_CN")


@pytest.mark.parametrize("verdict", [Verdict.HELPED, Verdict.NOT_HELPED])
def test_each_engineers_last_word_counts(field_work: Field, verdict: Verdict) -> None:
    key = published(field_work, "Reset")
    page = field_work.page(f"/articles/{key}")
    for said in (Verdict.HELPED, Verdict.NOT_HELPED, verdict):
        assert field_work.send(f"/articles/{key}", page, verdict=said.value).status_code == 303
        page = field_work.page(f"/articles/{key}")
    assert "You said:" in page
    with field_work.office.database.snapshot() as snap:
        uses = snap.articles.uses.at(field_work.key())
    assert [(use.who, use.verdict) for use in uses] == [("engineer:E001", verdict)]
    assert not using.said_at(field_work.office, field_work.key())


def test_drafts_and_what_was_retired_are_not_read(field_work: Field) -> None:
    draft, old = written(field_work, "Draft"), published(field_work, "Old")
    version = articles.read(field_work.office, old).article.version
    articles.retire(field_work.office, uuid4(), old, version)
    assert articles.read(field_work.office, old).article.state is State.RETIRED
    for key in (draft, old, 999_999):
        field_work.page(f"/articles/{key}", status=404)


def test_a_word_that_is_none_is_refused(field_work: Field) -> None:
    key = published(field_work, "Reset")
    page = field_work.page(f"/articles/{key}")
    assert field_work.send(f"/articles/{key}", page, verdict="perhaps").status_code == 422
