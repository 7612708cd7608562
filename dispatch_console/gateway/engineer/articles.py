"""Articles for a ticket: found, read, and whether they helped."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import ArticleId, TicketId
from dispatch_console.domain.knowledge.article import number_of
from dispatch_console.domain.knowledge.markdown import Kind
from dispatch_console.domain.knowledge.markdown import read as read_markdown
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.gateway.engineer import forms
from dispatch_console.gateway.engineer.caller import Me, RowKey
from dispatch_console.gateway.engineer.failing import EngineerRoute
from dispatch_console.gateway.engineer.forms import Form
from dispatch_console.gateway.engineer.showing import onward, show
from dispatch_console.services.fieldwork import dossier
from dispatch_console.services.knowledge import articles, finding, using
from dispatch_console.support.i18n import language

router = APIRouter(route_class=EngineerRoute)

LONGEST_SEARCH = 200
MOST = 30


@router.get("/tickets/{key}/articles")
def found(request: Request, me: Me, key: RowKey, q: str = "") -> Response:
    """Articles with these words; without words those that fit the ticket."""
    ticket = dossier.own(me.context, me.id, TicketId(key))
    asked = q.strip()[:LONGEST_SEARCH]
    hits = (
        finding.search(me.context, asked, language())[:MOST]
        if asked
        else finding.suggest_for(me.context, ticket.whole, language())
    )
    said = using.said_at(me.context, ticket.whole)
    return show(request, me, "articles.html", ticket=ticket, q=asked, hits=hits, verdicts=said)


@router.get("/tickets/{key}/articles/{article}")
def read(request: Request, me: Me, key: RowKey, article: RowKey, q: str = "") -> Response:
    """The article as it was published last."""
    ticket = dossier.own(me.context, me.id, TicketId(key))
    known = articles.read(me.context, ArticleId(article))
    if not known.article.readable:
        raise DomainError("article.gone", number=number_of(ArticleId(article)))
    told = known.shown.telling(language())
    return show(
        request,
        me,
        "article.html",
        ticket=ticket,
        article=known.article,
        edition=known.editions[0],
        told=told,
        blocks=read_markdown(told.body),
        kinds=Kind,
        q=q,
        verdict=using.said_at(me.context, ticket.whole).get(ArticleId(article)),
        verdicts=Verdict,
    )


@router.post("/tickets/{key}/articles/{article}")
def say(request: Request, me: Me, key: RowKey, article: RowKey, sent: Form) -> Response:
    """Whether it helped at the ticket."""
    ticket = dossier.own(me.context, me.id, TicketId(key))
    words = forms.text(sent, "verdict")
    if words not in set(Verdict):
        raise DomainError("gateway.unfit", fields="verdict")
    using.say(
        me.context, forms.command(request, sent), ArticleId(article), ticket.whole, Verdict(words)
    )
    return onward(f"/tickets/{key}", "verdict", "articles")
