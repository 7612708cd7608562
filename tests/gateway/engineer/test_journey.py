"""From the link to the signature: a day's work by the phone, as the console sees it afterwards."""

import html
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

import pytest

from dispatch_console.domain.ids import PartId, WorkflowId
from dispatch_console.domain.knowledge.article import Content, Telling
from dispatch_console.domain.knowledge.usefulness import Verdict
from dispatch_console.domain.part import Part
from dispatch_console.domain.requisition import State
from dispatch_console.domain.signature import Signature, Way
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.workflow import Transition, Workflow
from dispatch_console.services import ticket_timeline
from dispatch_console.services.knowledge import articles, using
from dispatch_console.services.knowledge.articles import ArticleDraft
from dispatch_console.services.parts import reading
from tests.gateway.engineer.conftest import Field

S = Status


def signing(field_work: Field) -> WorkflowId:
    """The ticket goes by a workflow that has its engineer sign off."""
    steps = (
        Transition(before=S.ASSIGNED, after=S.ACCEPTED),
        Transition(before=S.ACCEPTED, after=S.EN_ROUTE),
        Transition(before=S.EN_ROUTE, after=S.IN_PROGRESS),
        Transition(before=S.IN_PROGRESS, after=S.ON_HOLD, needs=("hold_reason",)),
        Transition(before=S.ON_HOLD, after=S.IN_PROGRESS),
        Transition(before=S.IN_PROGRESS, after=S.RESOLVED, reason=True, signature=True),
    )
    workflow = Workflow(type="general", edition=2, transitions=steps)
    with field_work.office.database.unit(user="office") as unit:
        key = unit.workflows.publish(workflow, "office", unit.now())
        unit.tickets.update([replace(field_work.ticket(), workflow_id=key)])
        unit.commit()
    return key


@pytest.mark.parametrize("field_work", ["gateway", "owner"], indirect=True)
def test_a_days_work(field_work: Field) -> None:
    signing(field_work)
    office, key = field_work.office, field_work.key()
    title = field_work.ticket().title
    content = Content(
        tellings={"zh_CN": Telling(title, "1. 断电\n2. 检查 `X7` **端子**\n<script>")}
    )
    article = articles.save(office, uuid4(), ArticleDraft(content=content))
    articles.publish(office, uuid4(), article, 1)
    with office.database.unit(user="office") as unit:
        fuse = Part(id=PartId(0), number="F-10", name_en="Fuse", cost=Decimal(2))
        (part,) = unit.parts.add([fuse])
        unit.commit()

    day = field_work.client.get("/engineer").text
    assert f"/engineer/tickets/{key}" in day
    for status in (S.ACCEPTED, S.EN_ROUTE, S.IN_PROGRESS):
        taken = field_work.send(f"/step/{status}", field_work.page())
        assert taken.status_code == 303, taken.text
        assert field_work.ticket().status is status

    assert title in field_work.page("/articles")
    read = field_work.page(f"/articles/{article}")
    assert "<code>X7</code>" in read
    assert "<script>" not in read
    said = field_work.send(f"/articles/{article}", read, verdict="helped")
    assert said.status_code == 303

    found = field_work.page("/parts?q=fuse")
    asked = field_work.send("/parts/ask", found, part=str(part.id), quantity="2")
    assert asked.status_code == 303, asked.text

    assert field_work.step(S.ON_HOLD, hold_reason="part").status_code == 303
    assert field_work.ticket().hold_reason is HoldReason.PART
    assert field_work.send("/step/in_progress", field_work.page()).status_code == 303
    field_work.send("/comments", field_work.page(), body="Customer was told", public="1")
    done = field_work.step(S.RESOLVED, reason="Fuse changed", signer="Li", drawing="1,1 800,200")
    assert done.status_code == 303, done.text
    page = html.unescape(field_work.page())
    assert "signed by Li" in page

    who = "engineer:E001"
    entries = ticket_timeline.read(office, key).entries
    steps = [(one.who, one.values["after"]) for one in entries if one.code == "timeline.step"]
    way = (S.ACCEPTED, S.EN_ROUTE, S.IN_PROGRESS, S.ON_HOLD, S.IN_PROGRESS, S.RESOLVED)
    assert steps[-6:] == [(who, status) for status in way]
    signed = [one.signature for one in entries if one.signature]
    assert signed == [Signature("Li", Way.DRAWN, "1,1 800,200")]
    assert [(one.who, one.body) for one in entries if one.public] == [(who, "Customer was told")]
    (row,) = reading.of_ticket(office, key).requisitions
    assert (row.requested_by, row.quantity, row.state) == (who, 2, State.REQUESTED)
    figures = using.figures(office)
    ((useful, _),) = figures.rows
    assert (useful.helped, useful.first_contact, figures.first_contact) == (1, 1, 1)
    with office.database.snapshot() as snap:
        assert [(u.who, u.verdict) for u in snap.articles.uses.at(key)] == [(who, Verdict.HELPED)]
