"""Several consoles that publish and edit at the same moment, each command sent twice."""

import logging
import random
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier

import psycopg
import pytest

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ticket import Lock
from dispatch_console.services import dispatch
from dispatch_console.services.context import Context
from dispatch_console.services.publishing import publish
from dispatch_console.storage.database import Database
from tests.factories import NOW
from tests.services.company import (
    Company,
    command,
    found,
    proposal,
    scattered,
    ticket,
    violations,
)

CONSOLES, DEEDS = 4, 6

Deed = Callable[[Context, int], ChangeSet]


@dataclass(frozen=True)
class Outcome:
    """What a command sent twice gave each time: the changes, or the refusal's code."""

    number: int
    answers: tuple[ChangeSet | str, ChangeSet | str]


def _publish(ctx: Context, number: int) -> ChangeSet:
    plan = proposal(ctx, keep={} if number % 2 else None)
    return publish(ctx, command(number), plan).changes


def _deeds(company: Company, rng: random.Random) -> list[Deed]:
    """A console's work, in any order: plans, and what dispatchers do to the same tickets."""

    def one() -> Deed:
        some = rng.sample(company.tickets, 3)
        who = rng.choice(company.engineers)
        at = NOW + timedelta(minutes=rng.randrange(30, 400))
        lock = rng.choice(list(Lock))
        return rng.choice(
            (
                _publish,
                lambda ctx, number: dispatch.assign(ctx, command(number), some, who, None),
                lambda ctx, number: dispatch.assign(ctx, command(number), some[:1], who, at),
                lambda ctx, number: dispatch.unassign(ctx, command(number), some),
                lambda ctx, number: dispatch.set_lock(ctx, command(number), some, lock),
            )
        )

    return [_publish, *(one() for _ in range(DEEDS - 1))]


def _answer(deed: Deed, ctx: Context, number: int) -> ChangeSet | str:
    try:
        return deed(ctx, number)
    except DomainError as refused:
        return refused.code


@pytest.mark.parametrize("seed", range(3))
def test_consoles_that_publish_and_edit_at_once_never_deadlock_and_nothing_is_done_twice(
    context: Context, seed: int, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "dispatch_console.storage.database")
    rng = random.Random(seed)
    company = found(context, *(scattered(n, rng) for n in range(24)), engineers=5)
    begin = Barrier(CONSOLES)

    def work(console: int) -> list[Outcome]:
        deeds = _deeds(company, random.Random(100 * seed + console))
        database = Database.open(context.database.url)
        ctx = replace(context, database=database, user=f"console {console}")
        begin.wait()
        done: list[Outcome] = []
        with ThreadPoolExecutor(2) as hands:
            for number, deed in enumerate(deeds, 1 + console * DEEDS):
                twice = [hands.submit(_answer, deed, ctx, number) for _ in range(2)]
                done.append(Outcome(number, (twice[0].result(), twice[1].result())))
        database.close()
        return done

    with ThreadPoolExecutor(CONSOLES) as pool:
        outcomes = [o for console in pool.map(work, range(CONSOLES)) for o in console]

    assert [r.getMessage() for r in caplog.records if "trying again" in r.getMessage()] == []
    refusals = {answer for o in outcomes for answer in o.answers if isinstance(answer, str)}
    assert refusals <= {"dispatch.refused", "dispatch.no_visit", "ticket.changed_meanwhile"}
    for outcome in outcomes:
        first, second = outcome.answers
        if not isinstance(first, str) and not isinstance(second, str):
            assert first == second
    assert _applied(context) == {
        command(o.number) for o in outcomes if not all(isinstance(a, str) for a in o.answers)
    }
    _require_gapless(context)
    assert violations(context) == ()
    assert all(ticket(context, key) for key in company.tickets)


def _applied(ctx: Context) -> set[object]:
    with psycopg.connect(ctx.database.url) as connection:
        return {row[0] for row in connection.execute("SELECT id FROM command")}


def _require_gapless(ctx: Context) -> None:
    """Every row's versions count up by one in the log, and the trail has each of them once."""
    versions: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
    with psycopg.connect(ctx.database.url) as connection:
        log = connection.execute("SELECT kind, row_id, version FROM change_log ORDER BY seq")
        for kind, row, version in log:
            versions[kind, row].append(version)
        trail = connection.execute(
            "SELECT kind, row_id, (after->>'version')::int FROM audit ORDER BY id"
        )
        told: defaultdict[tuple[str, int], list[int]] = defaultdict(list)
        for kind, row, version in trail:
            told[kind, row].append(version)
    assert versions == told
    assert all(found == list(range(1, len(found) + 1)) for found in versions.values())
