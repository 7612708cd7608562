"""What rules go by, read from the database."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch_console.domain.asset import Asset
from dispatch_console.domain.customer import Customer, Site
from dispatch_console.domain.engineer import Engineer
from dispatch_console.domain.ids import AssetId, CustomerId, EngineerId, QueueId, SiteId
from dispatch_console.domain.rules.rule import Rule
from dispatch_console.domain.rules.scene import Codes, Scene
from dispatch_console.domain.ticket import Ticket
from dispatch_console.storage.unit_of_work import Repositories


@dataclass(frozen=True, slots=True)
class House:
    """The rules in force, in their order, and the codes their effects name things by."""

    rules: tuple[Rule, ...]
    codes: Codes


def read_house(rows: Repositories) -> House:
    """As of the transaction."""
    return House(rows.rules.active(), read_codes(rows))


def read_codes(rows: Repositories) -> Codes:
    """Regions, skills, the queues that take tickets and the types new ones have, by their codes."""
    return Codes(
        regions=rows.rules.region_codes(),
        skills=rows.rules.skill_codes(),
        queues=_queues(rows),
        types=rows.workflows.definitions().open_types,
    )


def _queues(rows: Repositories) -> dict[str, QueueId]:
    return {one.code: key for key, one in rows.queues.all().items() if one.active}


@dataclass(frozen=True, slots=True)
class Kin:
    """Whom and what some tickets are about."""

    codes: Codes
    customers: dict[CustomerId, Customer]
    sites: dict[SiteId, Site]
    assets: dict[AssetId, Asset]
    engineers: dict[EngineerId, Engineer]

    def scene(self, ticket: Ticket) -> Scene:
        """Of one of them."""
        visit = ticket.visit
        return Scene(
            codes=self.codes,
            customer=None if ticket.customer_id is None else self.customers.get(ticket.customer_id),
            site=None if ticket.site_id is None else self.sites.get(ticket.site_id),
            asset=None if ticket.asset_id is None else self.assets.get(ticket.asset_id),
            engineer=None if visit is None else self.engineers.get(visit.engineer_id),
        )


def read_kin(rows: Repositories, tickets: Iterable[Ticket], codes: Codes) -> Kin:
    """In four reads, however many tickets."""
    found = tuple(tickets)
    customers = {t.customer_id for t in found if t.customer_id is not None}
    sites = {t.site_id for t in found if t.site_id is not None}
    assets = {t.asset_id for t in found if t.asset_id is not None}
    engineers = {t.visit.engineer_id for t in found if t.visit is not None}
    return Kin(
        codes,
        rows.customers.get(customers) if customers else {},
        rows.sites.get(sites) if sites else {},
        rows.assets.get(assets) if assets else {},
        rows.engineers.get(engineers) if engineers else {},
    )
