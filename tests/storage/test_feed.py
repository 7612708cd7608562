"""The change feed: nothing is missed, whatever order transactions commit in."""

from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.skill import Skill
from dispatch_console.domain.ticket import Status
from dispatch_console.storage.database import Database
from tests.storage.people import AT, settle

NAIVE = "SELECT seq, row_id FROM change_log WHERE kind = 'ticket' AND seq > %s ORDER BY seq"


class NaiveReader:
    """The reader one would write first: it remembers the highest number it has seen."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._seq = 0
        self.seen: set[int] = set()
        self.read()

    def read(self) -> None:
        for seq, row_id in self._connection.execute(NAIVE, [self._seq]).fetchall():
            self._seq = seq
            self.seen.add(row_id)


class OurReader:
    def __init__(self, database: Database) -> None:
        self._database = database
        with database.snapshot() as snap:
            self._cursor = snap.feed.cursor()
        self.seen: list[TicketId] = []

    def read(self) -> None:
        with self._database.snapshot() as snap:
            self.seen += sorted(snap.feed.since(self._cursor).changes.tickets)
            self._cursor = snap.feed.cursor()


def test_a_row_that_commits_late_is_lost_to_a_naive_reader_and_not_to_ours(
    database: Database,
) -> None:
    company = settle(database)
    late, early = company.tickets[0].id, company.tickets[1].id
    with psycopg.connect(database.url, autocommit=True) as connection:
        naive, ours = NaiveReader(connection), OurReader(database)
        naive.seen.clear()
        with database.unit(user="slow") as slow:
            slow.tickets.set_status({late: Status.ON_HOLD})
            with database.unit(user="quick") as quick:
                quick.tickets.set_status({early: Status.ON_HOLD})
                quick.commit()
            naive.read()
            ours.read()
            assert naive.seen == {early}
            assert ours.seen == [early]
            slow.commit()
        naive.read()
        ours.read()
    assert late not in naive.seen
    assert ours.seen == [early, late]


def test_a_change_is_told_once(database: Database) -> None:
    company = settle(database)
    reader = OurReader(database)
    with database.unit(user="Li") as unit:
        unit.visits.replace([company.visit(0, 0, AT)])
        unit.commit()
    for _ in range(3):
        reader.read()
    assert reader.seen == [company.tickets[0].id]


def test_what_was_rolled_back_is_not_told(database: Database) -> None:
    company = settle(database)
    reader = OurReader(database)
    with database.unit(user="Li") as unit:
        unit.tickets.set_status({company.tickets[0].id: Status.ON_HOLD})
    reader.read()
    assert reader.seen == []


def test_another_travel_time_is_told_as_a_change_of_the_ticket(database: Database) -> None:
    company = settle(database)
    visit = company.visit(0, 0, AT)
    with database.unit(user="Li") as unit:
        unit.visits.replace([visit])
        unit.commit()
    reader = OurReader(database)
    with database.unit(user="Li") as unit:
        unit.visits.replace([replace(visit, travel_s=1)])
        unit.commit()
    reader.read()
    assert reader.seen == [visit.ticket_id]


@pytest.mark.parametrize("wrong", ["", "0", "00000000-0000-0000-0000-000000000000/1:1:"])
def test_a_cursor_of_another_database_asks_for_a_reload(database: Database, wrong: str) -> None:
    with database.snapshot() as snap, pytest.raises(DomainError, match=r"board\.reload"):
        snap.feed.since(wrong)


def test_a_cursor_from_the_future_of_an_older_copy_asks_for_a_reload(database: Database) -> None:
    with database.snapshot() as snap:
        ahead = f"{snap.feed.epoch()}/99999999:99999999:"
        with pytest.raises(DomainError, match=r"board\.reload"):
            snap.feed.since(ahead)


def test_a_new_skill_is_told_as_a_change_of_the_catalogue(database: Database) -> None:
    with database.snapshot() as snap:
        cursor = snap.feed.cursor()
    with database.unit(user="Li") as unit:
        unit.skills.upsert([Skill("piano", "Pianos", "钢琴")])
        unit.commit()
    with database.snapshot() as snap:
        assert snap.feed.since(cursor).catalogue


def test_each_log_row_is_one_version_further(database: Database) -> None:
    company = settle(database)
    for minutes in range(5):
        with database.unit(user="Li") as unit:
            unit.visits.replace([company.visit(0, 0, AT + timedelta(minutes=minutes))])
            unit.commit()
    with psycopg.connect(database.url) as connection:
        found = connection.execute(
            "SELECT version FROM change_log WHERE kind = 'ticket' AND row_id = %s ORDER BY seq",
            [company.tickets[0].id],
        ).fetchall()
    assert [version for (version,) in found] == [1, 2, 3, 4, 5, 6]


def test_a_cursor_that_lacks_trimmed_rows_asks_for_a_reload(database: Database) -> None:
    company = settle(database)
    reader, old = OurReader(database), OurReader(database)
    with database.unit(user="Li") as unit:
        unit.tickets.set_status({company.tickets[0].id: Status.ON_HOLD})
        unit.commit()
    reader.read()
    with database.unit(user="Li") as unit:
        unit.feed.trim(timedelta(0))
        unit.commit()
    with pytest.raises(DomainError, match=r"board\.reload"):
        old.read()
    reader.read()
    assert reader.seen == [company.tickets[0].id]


def test_trimming_keeps_what_is_young(database: Database) -> None:
    company = settle(database)
    reader = OurReader(database)
    with database.unit(user="Li") as unit:
        unit.tickets.set_status({company.tickets[0].id: Status.ON_HOLD})
        unit.commit()
    with database.unit(user="Li") as unit:
        unit.feed.trim(timedelta(days=1))
        unit.commit()
    reader.read()
    assert reader.seen == [company.tickets[0].id]
