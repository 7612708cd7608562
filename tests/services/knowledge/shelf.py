"""Articles in the database, for the tests of this folder."""

from uuid import uuid4

from dispatch_console.domain.ids import ArticleId
from dispatch_console.domain.knowledge.article import Content, Telling
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge import articles
from dispatch_console.services.knowledge.articles import ArticleDraft


def told(title: str, body: str, language: str = "zh_CN", **about: tuple[str, ...]) -> Content:
    """An article in one language; `about`: categories, skills, models."""
    return Content(tellings={language: Telling(title, body)}, **about)


def written(ctx: Context, content: Content) -> ArticleId:
    """A draft."""
    return articles.save(ctx, uuid4(), ArticleDraft(content=content))


def published(ctx: Context, content: Content) -> ArticleId:
    """An article that readers find."""
    key = written(ctx, content)
    articles.publish(ctx, uuid4(), key, 1)
    return key
