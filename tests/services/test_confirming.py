"""What is resolved says that it waits for its requester, how they were asked, and until when."""

from datetime import timedelta

import psycopg
import pytest

from dispatch_console.domain.message import Medium
from dispatch_console.domain.ticket import Status
from dispatch_console.services import lifecycle, survey
from dispatch_console.services.confirming import waiting
from dispatch_console.services.context import Context
from tests.factories import NOW
from tests.services.company import Moment, found
from tests.services.costing.served import DONE, serve, step
from tests.services.moved import moved
from tests.services.test_survey import configure, mailed


@pytest.fixture
def ctx(context: Context) -> Context:
    # The database counts from the moment it was made.
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE survey_setting SET since = '2026-01-01'")
    made = moved(context, Moment(NOW))
    configure(made)
    return made


def test_only_what_is_resolved_waits_for_its_requester(ctx: Context) -> None:
    company = found(ctx, mailed(1, "li@example.org"))
    (key,) = company.tickets
    assert waiting(ctx, key) is None
    serve(ctx, key, company.engineers[0], NOW + timedelta(hours=1), until=DONE[:3])
    found_one = waiting(ctx, key)
    assert found_one is not None
    assert found_one.letter is None
    with ctx.database.snapshot() as snap:
        workflow = snap.workflows.definitions().workflow_of(found_one.ticket)
    legal = workflow.step(Status.RESOLVED, Status.CONFIRMED)
    assert legal is not None
    resolved = lifecycle.read(ctx, key).steps[-1].at
    assert found_one.since == resolved
    days = legal.after_days
    assert found_one.by_itself_at == (None if days is None else resolved + timedelta(days=days))

    survey.send(ctx)
    asked = waiting(ctx, key)
    assert asked is not None
    assert asked.letter is not None
    assert (asked.letter.medium, asked.letter.address) == (Medium.EMAIL, "li@example.org")
    assert asked.letter.sent_at is None

    step(ctx, key, Status.CONFIRMED)
    assert waiting(ctx, key) is None
