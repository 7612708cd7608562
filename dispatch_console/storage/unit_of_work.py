"""One transaction: `Snapshot` to read a moment, `Unit` to apply a person's action."""

import logging
from datetime import datetime
from types import TracebackType
from typing import Self
from uuid import UUID

from sqlalchemy import Connection, Engine, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.storage.errors import as_domain_error, is_connection_loss, lost, translated
from dispatch_console.storage.past import go_back
from dispatch_console.storage.repositories.access_keys import AccessKeys
from dispatch_console.storage.repositories.articles import Articles
from dispatch_console.storage.repositories.assets import Assets, Meters
from dispatch_console.storage.repositories.catalogue import Regions, Skills
from dispatch_console.storage.repositories.chores import Chores
from dispatch_console.storage.repositories.contracts import Contracts
from dispatch_console.storage.repositories.conversation import Conversation
from dispatch_console.storage.repositories.costs import CostEntries, Rates, Works
from dispatch_console.storage.repositories.customers import Contacts, Customers, Sites
from dispatch_console.storage.repositories.data_life import DataLife
from dispatch_console.storage.repositories.delivery import Delivery
from dispatch_console.storage.repositories.engineers import Engineers
from dispatch_console.storage.repositories.feed import Feed
from dispatch_console.storage.repositories.levels import Levels
from dispatch_console.storage.repositories.notices import Notices
from dispatch_console.storage.repositories.outbox import Outbox
from dispatch_console.storage.repositories.parts import (
    PartPrices,
    Parts,
    Places,
    ReorderPoints,
    Serials,
    Tools,
)
from dispatch_console.storage.repositories.plans import Plans
from dispatch_console.storage.repositories.queues import Queues
from dispatch_console.storage.repositories.record_seals import RecordSeals
from dispatch_console.storage.repositories.report_rows import ReportRows
from dispatch_console.storage.repositories.requisitions import Requisitions
from dispatch_console.storage.repositories.rule_queue import RuleQueue
from dispatch_console.storage.repositories.rules import Rules
from dispatch_console.storage.repositories.seals import Seals
from dispatch_console.storage.repositories.shifts import Shifts
from dispatch_console.storage.repositories.signatures import Signatures
from dispatch_console.storage.repositories.steps import Steps
from dispatch_console.storage.repositories.stocks import Stocks
from dispatch_console.storage.repositories.surveys import Surveys
from dispatch_console.storage.repositories.ticket_links import TicketLinks
from dispatch_console.storage.repositories.ticket_lists import TicketLists
from dispatch_console.storage.repositories.tickets import Tickets
from dispatch_console.storage.repositories.trail import Trail
from dispatch_console.storage.repositories.upkeep import Upkeeps
from dispatch_console.storage.repositories.visits import Visits
from dispatch_console.storage.repositories.workflows import Workflows
from dispatch_console.storage.repositories.workloads import Workloads
from dispatch_console.storage.schema import command as command_table

_log = logging.getLogger(__name__)


class Repositories:
    """All repositories on one connection, and the server's clock.

    Used as a context manager: leaving ends the transaction (a unit that was not committed is
    rolled back), and errors of the database leave as `DomainError`.
    """

    tickets: Tickets
    visits: Visits
    engineers: Engineers
    shifts: Shifts
    skills: Skills
    regions: Regions
    customers: Customers
    contacts: Contacts
    sites: Sites
    assets: Assets
    meters: Meters
    contracts: Contracts
    upkeeps: Upkeeps
    plans: Plans
    workloads: Workloads
    feed: Feed
    trail: Trail
    seals: Seals
    record_seals: RecordSeals
    parts: Parts
    part_prices: PartPrices
    places: Places
    reorder_points: ReorderPoints
    serials: Serials
    tools: Tools
    stocks: Stocks
    requisitions: Requisitions
    steps: Steps
    signatures: Signatures
    outbox: Outbox
    chores: Chores
    rules: Rules
    rule_queue: RuleQueue
    articles: Articles
    levels: Levels
    queues: Queues
    conversation: Conversation
    notices: Notices
    delivery: Delivery
    workflows: Workflows
    ticket_links: TicketLinks
    rates: Rates
    cost_entries: CostEntries
    works: Works
    surveys: Surveys
    data_life: DataLife
    report_rows: ReportRows
    access_keys: AccessKeys
    ticket_lists: TicketLists

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> Self:
        try:
            with translated(self._engine.url):
                self._open()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()
        if isinstance(error, DBAPIError):
            raise as_domain_error(error, self._engine.url) from error

    def now(self) -> datetime:
        """The server's clock, UTC: the one to compare between machines."""
        return self._connection.execute(text("SELECT clock_timestamp()")).scalar_one()

    def _open(self) -> None:
        self._connection = self._connect()
        connection = self._connection
        self.tickets = Tickets(connection)
        self.visits = Visits(connection)
        self.engineers = Engineers(connection)
        self.shifts = Shifts(connection)
        self.skills = Skills(connection)
        self.regions = Regions(connection)
        self.customers = Customers(connection)
        self.contacts = Contacts(connection)
        self.sites = Sites(connection)
        self.assets = Assets(connection)
        self.meters = Meters(connection)
        self.contracts = Contracts(connection)
        self.upkeeps = Upkeeps(connection)
        self.plans = Plans(connection)
        self.workloads = Workloads(connection)
        self.feed = Feed(connection)
        self.trail = Trail(connection)
        self.seals = Seals(connection)
        self.record_seals = RecordSeals(connection)
        self.parts = Parts(connection)
        self.part_prices = PartPrices(connection)
        self.places = Places(connection)
        self.reorder_points = ReorderPoints(connection)
        self.serials = Serials(connection)
        self.tools = Tools(connection)
        self.stocks = Stocks(connection)
        self.requisitions = Requisitions(connection)
        self.steps = Steps(connection)
        self.signatures = Signatures(connection)
        self.outbox = Outbox(connection)
        self.chores = Chores(connection)
        self.rules = Rules(connection)
        self.rule_queue = RuleQueue(connection)
        self.articles = Articles(connection)
        self.levels = Levels(connection)
        self.queues = Queues(connection)
        self.conversation = Conversation(connection)
        self.notices = Notices(connection)
        self.delivery = Delivery(connection)
        self.workflows = Workflows(connection)
        self.ticket_links = TicketLinks(connection)
        self.rates = Rates(connection)
        self.cost_entries = CostEntries(connection)
        self.works = Works(connection)
        self.surveys = Surveys(connection)
        self.data_life = DataLife(connection)
        self.report_rows = ReportRows(connection)
        self.access_keys = AccessKeys(connection)
        self.ticket_lists = TicketLists(connection)

    def _connect(self) -> Connection:
        return self._engine.connect()

    def _close(self) -> None:
        connection: Connection | None = self.__dict__.get("_connection")
        if connection is None:
            return
        try:
            connection.close()
        except DBAPIError as error:
            # What was read or committed stands, and the rest is undone by the loss itself.
            _log.info("the connection was lost at the end of a transaction: %s", error.orig)
            if not connection.closed:
                connection.invalidate()


class Snapshot(Repositories):
    """One moment of the database, read only: every read sees the same state.

    That of now, or with `as_of` the one of a moment of the past (boards alone; see `storage.past`).
    """

    def __init__(self, engine: Engine, as_of: datetime | None = None) -> None:
        super().__init__(engine)
        self._as_of = as_of

    def _open(self) -> None:
        super()._open()
        if self._as_of is not None:
            go_back(self._connection, self._as_of)

    def _connect(self) -> Connection:
        return self._engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )


class Unit(Repositories):
    """One transaction that applies one command; see the package for how to use it.

    `already_done` says that the command was applied before: change nothing, just commit.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        user: str,
        command: UUID | None = None,
        what: str = "",
        why: str = "",
        at: datetime | None = None,
    ) -> None:
        super().__init__(engine)
        self._user, self._command, self._what, self._why = user, command, what, why
        self._at = at
        self.already_done = False

    def now(self) -> datetime:
        """The server's clock, or the moment that all of this is said to happen at."""
        return self._at or super().now()

    def commit(self) -> ChangeSet:
        """Make it so; returns what changed (for a command done before, what it changed then).

        If the connection breaks in the very commit, a new one is asked whether the command is
        there. Raises `database.commit_unknown` when nobody can tell.
        """
        with translated(self._engine.url):
            changes = self._changes()
            try:
                self._connection.commit()
            except DBAPIError as error:
                if not is_connection_loss(error):
                    raise
                if not self._arrived():
                    raise lost(error, self._engine.url) from error
        return changes

    def _open(self) -> None:
        super()._open()
        self._connection.execute(
            text(
                "SELECT set_config('dispatch.who', :who, true),"
                " set_config('dispatch.command', :command, true),"
                " set_config('dispatch.why', :why, true),"
                " set_config('dispatch.at', :at, true)"
            ),
            {
                "who": self._user,
                "command": str(self._command or ""),
                "why": self._why,
                "at": "" if self._at is None else self._at.isoformat(),
            },
        )
        if self._command is not None:
            new = (
                insert(command_table)
                .values(id=self._command, who=self._user, what=self._what)
                .on_conflict_do_nothing()
                .returning(command_table.c.id)
            )
            self.already_done = self._connection.execute(new).first() is None

    def _changes(self) -> ChangeSet:
        if self.already_done and self._command is not None:
            return self.feed.changes_of_command(self._command)
        return self.feed.changes_of_this_transaction()

    def _arrived(self) -> bool:
        if self._command is None:
            raise DomainError("database.commit_unknown")
        try:
            return arrived(self._engine, self._command, self._user)
        except DBAPIError:
            raise DomainError("database.commit_unknown") from None


def arrived(engine: Engine, command: UUID, user: str) -> bool:
    """Whether the command is in the database for good, or never will be by what was sent.

    To look for its row is not enough: the server may still be at the commit whose answer was lost,
    and the row appear a moment later. So its id is taken, which waits for that transaction to end,
    and given back. Raises DBAPIError where nobody can tell.
    """
    taken = (
        insert(command_table)
        .values(id=command, who=user, what="")
        .on_conflict_do_nothing()
        .returning(command_table.c.id)
    )
    with engine.connect() as connection:
        found = connection.execute(taken).first()
        connection.rollback()
    return found is None
