"""The database itself refuses what a role may not do, whatever client asks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import AssetId, CustomerId, SiteId
from dispatch_console.domain.place import Location
from dispatch_console.domain.roles import RIGHTS, Right, Role, Seat
from dispatch_console.domain.ticket import Channel, Lock
from dispatch_console.services.context import Context
from dispatch_console.services.customers.editing import save
from dispatch_console.services.customers.uniting import merge
from dispatch_console.services.relating import Part, split
from dispatch_console.services.rules import duties
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.storage import rights
from dispatch_console.storage.database import Database
from dispatch_console.storage.migrate import downgrade, migrate
from dispatch_console.storage.schema import metadata
from dispatch_console.storage.seat import Seat as Presence
from tests.database import TestCluster
from tests.factories import NOW, make_region, make_ticket
from tests.storage.people import AT, Company, ask_for_part, settle

PASSWORD = "long enough words"


@dataclass
class Office:
    """A shared database with everybody's login, named after role and database."""

    cluster: TestCluster
    url: str
    name: str
    company: Company

    def login(self, who: str) -> str:
        """The login of that name; the cluster is shared by the tests."""
        return f"{who}_{self.name}"

    def as_(self, who: str) -> str:
        """The address for the login."""
        return self.cluster.url(self.name, self.login(who))

    def seat(self, who: str, role: Role, *regions: int) -> None:
        """A login with a seat."""
        ids = frozenset(self.company.regions[n].id for n in regions)
        rights.add(self.url, Seat(self.login(who), role, ids), PASSWORD)


@pytest.fixture
def office(cluster: TestCluster, database_url: str, database: Database) -> Iterator[Office]:
    """All roles sit there; `north` is a dispatcher of the first region of two."""
    company = settle(database)
    with database.unit(user="setup") as unit:
        (south,) = unit.regions.add([make_region(2)])
        tickets = unit.tickets.add([replace(make_ticket(9, region_id=south.id), number="")])
        unit.visits.replace([company.visit(0, 0, AT)])
        ask_for_part(unit, company.tickets[0].id)
        (hotel,) = unit.customers.add([Customer(id=CustomerId(0), name="Hotel")])
        places = [Site(id=SiteId(0), name=name, customer_id=hotel.id) for name in ("N", "S")]
        regions = (company.regions[0].id, south.id)
        sites = unit.sites.add(
            [replace(site, region_id=key) for site, key in zip(places, regions, strict=True)]
        )
        unit.assets.add(
            [
                Asset(id=AssetId(0), customer_id=hotel.id, site_id=site.id, name=site.name)
                for site in sites
            ]
        )
        unit.commit()
    company = replace(
        company, regions=(*company.regions, south), tickets=(*company.tickets, *tickets)
    )
    rights.apply(database_url)
    name = database_url.partition("?")[0].rpartition("/")[2]
    made = Office(cluster, database_url, name, company)
    for role in Role:
        made.seat(role.value, role)
    made.seat("north", Role.DISPATCHER, 0)
    yield made
    database.close()
    for seat, _ in rights.seats(database_url):
        rights.drop(database_url, seat.login)
    for role in Role:
        group = rights.group_name(name, role)
        with psycopg.connect(database_url) as connection:
            connection.execute(f'DROP OWNED BY "{group}"'.encode())
            connection.execute(f'DROP ROLE "{group}"'.encode())


def ask(url: str, statement: LiteralString) -> int:
    """How many rows it changed or found; psycopg's errors."""
    with psycopg.connect(url) as connection:
        return connection.execute(statement).rowcount


PROBES: dict[Right, LiteralString] = {
    Right.READ: "SELECT FROM ticket",
    Right.TICKETS: "INSERT INTO customer (name) VALUES ('Wang')",
    Right.COMMENT: "INSERT INTO watcher (ticket_id, login) VALUES (1, 'wang')",
    Right.DISPATCH: "INSERT INTO plan (id, figures) VALUES (gen_random_uuid(), '{}')",
    Right.ABSENCES: "UPDATE shift SET off_from = start_at WHERE id = 1",
    Right.OVERRIDE: """UPDATE visit SET override = '{"by": "x"}' WHERE active""",
    Right.LEND: "UPDATE shift SET lent_to = (SELECT max(id) FROM region) WHERE id = 2",
    Right.STAFF: "UPDATE region SET code = 'other' WHERE id = 1",
    Right.ARTICLES: "INSERT INTO article (content) VALUES ('{}')",
    Right.PUBLISH_ARTICLES: "WITH made AS ("
    "INSERT INTO article (content) VALUES ('{}') RETURNING id)"
    " INSERT INTO article_words SELECT id, '', 1 FROM made",
    Right.CUSTOMERS: "INSERT INTO contact (customer_id, name) SELECT max(id), 'Li' FROM customer",
    Right.CONTRACTS: "INSERT INTO contract (customer_id, number, starts_on)"
    " SELECT max(id), 'C1', '2026-01-01' FROM customer",
    Right.DEFINITIONS: "UPDATE rule SET active = NOT active",
    Right.COSTS: "INSERT INTO rate (kind, scope, cost, price, currency, since)"
    " VALUES ('labour', 'all', 1, 1, 'CNY', '2026-01-01')",
    Right.PERSONAL_DATA: "UPDATE retention SET days = 9",
    Right.USERS: "SELECT * FROM list_seats()",
    Right.REQUEST_PARTS: "UPDATE requisition SET state = 'cancelled'",
    Right.APPROVE_PARTS: "UPDATE requisition SET state = 'approved'",
    Right.STOCK: "INSERT INTO stock_place (code, kind) VALUES ('W', 'warehouse')",
}


def test_each_role_may_in_the_database_just_what_the_matrix_says(office: Office) -> None:
    permitted: dict[Role, set[Right]] = {role: set() for role in Role}
    for role in Role:
        for right, statement in PROBES.items():
            try:
                with psycopg.connect(office.as_(role)) as connection:
                    assert connection.execute(statement).rowcount > 0
                    connection.rollback()
                permitted[role].add(right)
            except psycopg.errors.InsufficientPrivilege:
                pass
    assert permitted == {role: rights - {Right.SPEAK_FOR} for role, rights in RIGHTS.items()}


@pytest.mark.parametrize(
    ("role", "claimed", "believed"),
    [
        ("gateway", "engineer:E001", "engineer:E001"),
        ("gateway", "program:CRM", "program:CRM"),
        ("gateway", "wang", None),
        ("gateway", "", None),
        ("dispatcher", "engineer:E001", None),
    ],
)
def test_the_gateway_alone_is_believed_in_whose_name_it_acts(
    office: Office, role: str, claimed: str, believed: str | None
) -> None:
    with psycopg.connect(office.as_(role)) as connection:
        connection.execute("SELECT set_config('dispatch.who', %s, true)", (claimed,))
        login = connection.info.user
        assert connection.execute("SELECT acting_user()").fetchone() == (believed or login,)


def test_devices_and_their_trail_are_seen_where_their_site_is(office: Office) -> None:
    assert ask(office.as_("north"), "SELECT FROM asset") == 1
    assert ask(office.as_("north"), "SELECT FROM audit WHERE kind = 'asset'") == 1
    assert ask(office.as_("dispatcher"), "SELECT FROM asset") == 2
    assert ask(office.as_("dispatcher"), "SELECT FROM audit WHERE kind = 'asset'") == 2


def test_who_does_not_see_all_regions_cannot_merge(office: Office) -> None:
    database = Database.open(office.as_("north"))
    with database.snapshot() as snap:
        (hotel,) = snap.customers.standing().values()
    twin = replace(hotel, id=CustomerId(0), name="Hotel Ltd")
    north = Context(database=database, user="north", clock=lambda: NOW)
    made = save(north, uuid4(), twin)
    with pytest.raises(DomainError, match=r"customers\.merge_regions"):
        merge(north, uuid4(), hotel.id, made)
    database.close()


def test_a_dispatcher_merges_and_splits_with_the_deadlines_that_follow(office: Office) -> None:
    database = Database.open(office.as_("dispatcher"))
    ctx = Context(database=database, user="dispatcher", clock=lambda: NOW)
    with database.snapshot() as snap:
        (hotel,) = snap.customers.standing().values()
    twin = save(ctx, uuid4(), replace(hotel, id=CustomerId(0), name="Hotel Ltd"))
    new = NewTicket(title="Lift stuck", customer_id=twin.id)
    ticket = create(ctx, uuid4(), new, occurred_at=NOW)
    merge(ctx, uuid4(), hotel.id, twin)
    split(ctx, uuid4(), ticket.id, [Part("Cable")])
    with database.snapshot() as snap:
        (child,) = snap.tickets.children(ticket.id)
    assert child.resolution_due == ticket.resolution_due
    database.close()


def test_every_table_but_those_of_the_rights_can_be_read_by_a_viewer(office: Office) -> None:
    hidden = {"survey_secret", "seat", "role_right", "audit_digest", "access_key"}
    with psycopg.connect(office.as_("viewer"), autocommit=True) as connection:
        readable = {
            table
            for table in metadata.tables
            if connection.execute("SELECT has_table_privilege(%s, 'SELECT')", (table,)).fetchone()
            == (True,)
        }
    assert readable == metadata.tables.keys() - hidden


FORGERIES: tuple[LiteralString, ...] = (
    "INSERT INTO audit (kind, row_id, who) VALUES ('ticket', 1, 'boss')",
    "UPDATE audit SET who = 'boss'",
    "DELETE FROM audit",
    "SELECT erase_from_audit('ticket', 1)",
    "UPDATE audit_digest SET salt = NULL",
    "INSERT INTO audit_seal SELECT * FROM audit_seal",
    "DELETE FROM audit_seal",
    "DELETE FROM change_log",
    "UPDATE meta SET min_writer = 1",
    "UPDATE alembic_version SET version_num = '0001'",
    "UPDATE seat SET role = 'admin'",
    "INSERT INTO role_right VALUES ('dispatcher', 'users')",
    "DELETE FROM ticket",
    "DELETE FROM command",
    "UPDATE command SET who = 'boss'",
    "UPDATE plan SET published_by = 'boss'",
    "DELETE FROM plan",
    "INSERT INTO record_seal SELECT * FROM record_seal",
    "DELETE FROM record_digest",
    "ALTER TABLE ticket DISABLE ROW LEVEL SECURITY",
    "SET SESSION AUTHORIZATION postgres",
    "CREATE TABLE ticket2 (id int)",
    "CREATE TEMP TABLE ticket (id int)",
    "SELECT add_seat('evil', 'admin', '{}', 'SCRAM-SHA-256$x')",
    "SELECT set_password('postgres', 'SCRAM-SHA-256$x')",
    "SELECT drop_seat('postgres')",
)


@pytest.mark.parametrize("statement", FORGERIES)
def test_no_role_below_the_owner_gets_at_records_or_rights(
    office: Office, statement: LiteralString
) -> None:
    for who in ("viewer", "dispatcher", "supervisor"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(office.as_(who), statement)


def test_the_trail_and_the_command_name_who_logged_in_not_who_is_claimed(office: Office) -> None:
    opened = Database.open(office.as_("dispatcher"))
    ticket = office.company.tickets[1]
    _, changes = opened.run(
        lambda unit: unit.tickets.update([replace(ticket, title="Another")]), user="boss"
    )
    assert ticket.id in changes.tickets
    with opened.snapshot() as snap:
        assert snap.trail.about("ticket", ticket.id)[-1].who == office.login("dispatcher")
    opened.close()


def test_a_viewer_of_the_console_reads_and_is_refused_every_write(office: Office) -> None:
    opened = Database.open(office.as_("viewer"))
    with opened.snapshot() as snap:
        tickets = snap.tickets.every()
        assert len(tickets) == len(office.company.tickets)
    with pytest.raises(DomainError, match=r"database\.rights"):
        opened.run(lambda unit: unit.tickets.update(list(tickets.values())[:1]), user="x")
    opened.close()


def test_a_dispatcher_of_a_region_neither_sees_nor_changes_the_others(office: Office) -> None:
    url = office.as_("north")
    own, other = office.company.tickets[0], office.company.tickets[-1]
    opened = Database.open(url)
    with opened.snapshot() as snap:
        assert own.id in snap.tickets.every()
        assert other.id not in snap.tickets.every()
        assert snap.trail.about("ticket", own.id)
        assert not snap.trail.about("ticket", other.id)
        now = snap.now()
    whole = Database.open(office.url)
    whole.run(lambda unit: unit.tickets.set_lock([own.id, other.id], Lock.ALL), user="x")
    whole.close()
    with opened.snapshot(as_of=now) as then:
        assert then.tickets.every()[own.id].lock is Lock.NONE
        assert other.id not in then.tickets.every()
    opened.close()
    assert ask(url, "UPDATE ticket SET title = 'x' WHERE title LIKE '%'") == 3
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(url, "UPDATE ticket SET region_id = (SELECT max(id) FROM region)")


def test_the_feed_leaves_out_visits_of_other_regions(office: Office) -> None:
    limited, whole = Database.open(office.as_("north")), Database.open(office.url)
    with limited.snapshot() as snap:
        cursor = snap.feed.cursor()
    whole.run(lambda unit: unit.visits.replace([office.company.visit(3, 1, AT)]), user="x")
    with limited.snapshot() as snap:
        assert None not in snap.feed.since(cursor).changes.tickets
    limited.close()
    whole.close()


def test_what_a_region_dispatcher_may_write_goes_through_the_console(office: Office) -> None:
    opened = Database.open(office.as_("north"))
    visit = office.company.visit(1, 1, AT)
    opened.run(lambda unit: unit.visits.replace([visit]), user="x")
    opened.close()
    assert ask(office.as_("north"), "SELECT FROM visit WHERE active") == 2


def test_whoever_has_a_seat_seals_all_rows_and_who_may_see_all_checks_them(office: Office) -> None:
    sealing, admin = Database.open(office.as_("north")), Database.open(office.as_("admin"))
    with sealing.unit(user="x") as unit:
        assert unit.seals.add(1000) > 0
        unit.commit()
    with admin.snapshot() as snap:
        verdict = snap.seals.verify()
    assert (verdict.broken, verdict.unsealed) == (None, 0)
    with sealing.snapshot() as snap, pytest.raises(DomainError, match=r"audit\.partial"):
        snap.seals.verify()
    sealing.close()
    admin.close()


def test_an_admin_seats_people_and_nobody_else_does(office: Office) -> None:
    admin = office.as_("admin")
    login = office.login("new")
    rights.add(admin, Seat(login, Role.VIEWER), PASSWORD)
    rights.change(admin, Seat(login, Role.SUPERVISOR))
    assert rights.my_seat(office.as_("new")) == Seat(login, Role.SUPERVISOR)
    assert ask(office.as_("new"), PROBES[Right.STAFF]) == 1
    rights.lock(admin, login, locked=True)
    with pytest.raises(psycopg.OperationalError):
        ask(office.as_("new"), PROBES[Right.READ])
    rights.lock(admin, login, locked=False)
    rights.set_password(admin, login, PASSWORD[::-1])
    rights.drop(admin, login)
    assert login not in [seat.login for seat, _ in rights.seats(admin)]


REFUSED: tuple[tuple[Callable[[str, str], None], str], ...] = (
    (lambda url, me: rights.add(url, Seat(me, Role.VIEWER), PASSWORD), r"user\.exists"),
    (lambda url, me: rights.add(url, Seat("postgres", Role.ADMIN), PASSWORD), r"user\.exists"),
    (lambda url, me: rights.add(url, Seat("li", Role.VIEWER), "short"), r"user\.password_short"),
    (lambda url, me: rights.set_password(url, "postgres", PASSWORD), r"user\.unknown"),
    (lambda url, me: rights.apply(url), r"rights\.owner"),
)


@pytest.mark.parametrize(("work", "code"), REFUSED)
def test_an_admin_is_refused_what_is_not_of_this_database(
    office: Office, work: Callable[[str, str], None], code: str
) -> None:
    with pytest.raises(DomainError, match=code):
        work(office.as_("admin"), office.login("viewer"))


def test_applying_twice_changes_nothing_and_nothing_is_missing(office: Office) -> None:
    rights.apply(office.url)
    assert rights.missing_groups(office.url) == ()
    assert ask(office.as_("dispatcher"), PROBES[Right.TICKETS]) == 1


def test_down_and_up_again(database_url: str) -> None:
    downgrade(database_url, "0004")
    migrate(database_url)
    assert rights.my_seat(database_url) is None


def test_whoever_has_a_seat_is_seen_by_the_others(office: Office) -> None:
    with (
        psycopg.connect(office.as_("viewer"), autocommit=True) as one,
        psycopg.connect(office.as_("dispatcher"), autocommit=True) as other,
    ):
        looks = Presence(one, "Li")
        sees = Presence(other, "Wang")
        assert [found.who for found in sees.others()] == ["Li"]
        looks.rise()
        assert sees.others() == ()


@pytest.mark.parametrize("who", ["dispatcher", "north"])
def test_rules_are_at_work_for_whoever_takes_the_ticket(office: Office, who: str) -> None:
    opened = Database.open(office.as_(who))
    try:
        context = Context(database=opened, user=who, clock=lambda: AT)
        call = NewTicket(
            title="漏水，马上来人", channel=Channel.PORTAL, location=Location(31.15, 121.35)
        )
        assert create(context, uuid4(), call).category == "repair"
        duties.round_(context)
    finally:
        opened.close()
