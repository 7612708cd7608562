"""The demo company's knowledge base is alive: found, suggested, counted, reviewed."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch_console.app.demo.company import build
from dispatch_console.app.demo.loading import load
from dispatch_console.domain.knowledge.article import LANGUAGES, State, checked
from dispatch_console.services import board as boards
from dispatch_console.services.context import Context
from dispatch_console.services.knowledge.articles import read
from dispatch_console.services.knowledge.finding import search, suggest_for, with_state
from dispatch_console.services.knowledge.using import figures

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


def test_articles_are_there_once_and_fit_the_tickets(context: Context) -> None:
    load(context, build(MORNING.date(), MORNING, ZONE))
    whole = search(context, "", "zh_CN")
    assert len(whole) >= 15
    assert {code for hit in whole for code in hit.content.languages} == set(LANGUAGES)
    assert all(checked(hit.content) == hit.content for hit in whole)
    assert with_state(context, (State.DRAFT,), "", "en")
    assert with_state(context, (State.REVIEW,), "", "en")
    assert any(len(read(context, hit.article_id).editions) > 1 for hit in whole)
    door = next(t for t in boards.load(context).tickets.values() if "门反复" in t.title)
    assert "门反复" in suggest_for(context, door.id, "zh_CN")[0].title.text
    later = MORNING + timedelta(days=1)
    load(context, build(later.date(), later, ZONE))
    assert len(search(context, "", "zh_CN")) == len(whole)


def test_they_were_used_and_some_tickets_took_a_second_visit(context: Context) -> None:
    load(context, build(MORNING.date(), MORNING, ZONE))
    found = figures(context)
    assert 0 < found.first_contact < found.solved
    totals = Counter[str]()
    for row, _ in found.rows:
        totals.update(used=row.used, helped=row.helped, not_helped=row.not_helped)
    assert totals["used"] > totals["helped"] > totals["not_helped"] > 0
