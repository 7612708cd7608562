"""Tickets into the database: region by place, deadlines by SLA unless given, status with care."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from dispatch_console.domain.customer import Site
from dispatch_console.domain.ids import CustomerId, TicketId
from dispatch_console.domain.lifecycle import OPEN, UNDER_WAY
from dispatch_console.domain.ticket import Channel, Status, Ticket
from dispatch_console.domain.workflow import CUSTOM
from dispatch_console.services.importing.custom_values import CustomValues
from dispatch_console.services.importing.drafts import Draft, Reading
from dispatch_console.services.importing.region_finder import RegionFinder
from dispatch_console.services.importing.results import Outcome
from dispatch_console.services.importing.storing import Stored, same_place, write, write_customers
from dispatch_console.services.sla.definitions import load
from dispatch_console.services.sla.settling import due_by_policy
from dispatch_console.storage.unit_of_work import Unit

_DUE = ("response_due", "resolution_due")


class TicketStore:
    """Stores drafts of tickets."""

    def __init__(self, reading: Reading) -> None:
        self._now = reading.now
        self._regions = RegionFinder(reading.regions)
        self._custom = CustomValues(reading)
        self._due_of: Callable[[Ticket], Ticket] | None = None
        self._here: set[str] = set()
        self._saying: list[Draft] = []
        self._outcomes: dict[int, Outcome] = {}

    def store(self, unit: Unit, drafts: Sequence[Draft], *, dry: bool) -> Stored:
        """The outcome of each draft; nothing is written if `dry`."""
        stored = Stored()
        self._due_of = partial(due_by_policy, unit, load(unit))
        known = self._known(unit, drafts)
        sites = unit.sites.find(str(d.said["site"]) for d in drafts if "site" in d.said)
        wanted = (_customer(d) for d in drafts if not _same_customer(d, known.get(d.external_id)))
        customers = write_customers(unit, wanted, dry=dry)
        custom = {
            d.row: self._custom.read(unit, d, known.get(d.external_id), stored) for d in drafts
        }
        drafts = [draft for draft in drafts if draft.row not in stored.outcomes]
        rows = [
            (draft, self._row(draft, known.get(draft.external_id), sites, customers, stored))
            for draft in drafts
        ]
        rows = [(draft, replace(row, custom=custom[draft.row])) for draft, row in rows]
        stored.outcomes |= {draft.row: Outcome.UNCHANGED for draft in drafts}
        changed = [(draft, row) for draft, row in rows if row != known.get(draft.external_id)]
        by_id = [(draft, row) for draft, row in changed if row.external_id]
        _, outcomes = write(unit.tickets, [row for _, row in by_id], dry=dry)
        stored.outcomes |= {d.row: outcome for (d, _), outcome in zip(by_id, outcomes, strict=True)}
        own = [(draft, row) for draft, row in changed if not row.external_id]
        stored.outcomes |= {draft.row: Outcome.UPDATED for draft, _ in own}
        if own and not dry:
            unit.tickets.update([row for _, row in own])
        self._here |= {draft.external_id for draft in drafts}
        self._saying += [draft for draft in drafts if "after" in draft.said]
        statuses = self._statuses(unit, drafts, known, stored)
        if statuses and not dry:
            unit.tickets.set_status(statuses)
        self._outcomes |= stored.outcomes
        return stored

    def _known(self, unit: Unit, drafts: Sequence[Draft]) -> Mapping[str, Ticket]:
        """Tickets by what the file calls them: their external id, or the number of one of ours."""
        return _called(unit, [draft.external_id for draft in drafts])

    def tie(self, unit: Unit, *, dry: bool) -> Stored:
        """Say what the tickets come after, which may stand further down the file or be here
        already."""
        stored = Stored()
        wanted = {draft.row: _names(draft) for draft in self._saying}
        named = {name for names in wanted.values() for name in names}
        known = _called(unit, [*named, *(draft.external_id for draft in self._saying)])
        changed: list[Ticket] = []
        for draft in self._saying:
            for name in wanted[draft.row]:
                if name not in known and not (dry and name in self._here):
                    stored.note(draft, "import.warning.unknown_after", ticket=name)
            now = known.get(draft.external_id)
            after = {known[name].whole for name in wanted[draft.row] if name in known}
            if now is not None and set(now.after) != after:
                changed.append(replace(now, after=tuple(sorted(after))))
                if self._outcomes.get(draft.row) is Outcome.UNCHANGED:
                    stored.outcomes[draft.row] = Outcome.UPDATED
        if changed and not dry:
            unit.tickets.update(changed)
        return stored

    def _row(
        self,
        draft: Draft,
        now: Ticket | None,
        sites: Mapping[str, Site],
        customers: Mapping[tuple[str, str], CustomerId],
        stored: Stored,
    ) -> Ticket:
        said: dict[str, Any] = {
            k: v for k, v in draft.said.items() if k != "after" and not k.startswith(CUSTOM)
        }
        site = self._site(said.pop("site", None), sites, draft, stored)
        if site is not None and (now is None or now.site_id != site.id):
            said.setdefault("location", site.location)
            said.setdefault("address", site.address)
            said |= {"site_id": site.id, "customer_id": site.customer_id}
        customer = customers.get(_customer(draft))
        if customer is not None:
            said["customer_id"] = customer
        if now is not None and same_place(said.get("location"), now.location):
            said.pop("location", None)
        if "location" in said:
            said["region_id"] = self._regions.region_of(said["location"])
        if now is None:
            return self._new(draft.external_id, said)
        return self._changed(now, said)

    def _new(self, external_id: str, said: Mapping[str, Any]) -> Ticket:
        given: dict[str, Any] = {"channel": Channel.IMPORT, "created_at": self._now}
        made = Ticket(id=TicketId(0), number="", external_id=external_id, **(given | dict(said)))
        due = self._due(made)
        response, agreed = due.response_due, said.get("resolution_due")
        if response is not None and agreed is not None:
            due = replace(due, response_due=min(response, agreed))
        return replace(due, **{name: said[name] for name in _DUE if name in said})

    def _changed(self, now: Ticket, said: Mapping[str, Any]) -> Ticket:
        """The ticket with what the row says; a new priority sets new deadlines unless given."""
        priority = said.get("priority", now.priority)
        given: dict[str, Any] = {}
        if priority != now.priority:
            due = self._due(replace(now, priority=priority))
            given = {name: getattr(due, name) for name in _DUE}
        kept = {"status", "created_at", "channel", "type"}
        told = {name: value for name, value in said.items() if name not in kept}
        return replace(now, **(given | told))

    def _due(self, ticket: Ticket) -> Ticket:
        assert self._due_of is not None
        return self._due_of(ticket)

    def _site(
        self, key: object, sites: Mapping[str, Site], draft: Draft, stored: Stored
    ) -> Site | None:
        if key is None:
            return None
        site = sites.get(str(key))
        if site is None:
            stored.note(draft, "import.warning.unknown_site", site=key)
        elif site.location is None and "location" not in draft.said:
            stored.note(draft, "import.warning.no_location")
        return site

    def _statuses(
        self, unit: Unit, drafts: Sequence[Draft], known: Mapping[str, Ticket], stored: Stored
    ) -> dict[TicketId, Status]:
        """Tickets the file ends, where their workflow leaves that to it. Nothing else about a
        status here is changed from outside."""
        ended: dict[TicketId, Status] = {}
        definitions = unit.workflows.definitions()
        for draft in drafts:
            now, status = known.get(draft.external_id), draft.said.get("status")
            if now is None or not isinstance(status, Status) or status == now.status:
                continue
            if status in OPEN:
                if now.status not in OPEN:
                    stored.note(draft, "import.note.ended_here", status=now.status)
            elif now.status in UNDER_WAY | {Status.REOPENED} or not (
                now.external_id and definitions.workflow_of(now).ended_outside
            ):
                stored.note(draft, "import.warning.not_ended", now=now.status, status=status)
            elif now.status in OPEN:
                ended[now.id] = status
                stored.outcomes[draft.row] = Outcome.UPDATED
        return ended


def _called(unit: Unit, names: Sequence[str]) -> Mapping[str, Ticket]:
    """Tickets by what files call them."""
    own = unit.tickets.find(names, "number")
    ours = {number: ticket for number, ticket in own.items() if not ticket.external_id}
    return ours | unit.tickets.find(names)


def _names(draft: Draft) -> tuple[str, ...]:
    said = draft.said["after"]
    return tuple(map(str, said)) if isinstance(said, (list, tuple)) else ()


def _same_customer(draft: Draft, now: Ticket | None) -> bool:
    return now is not None and _customer(draft) == (now.customer_name, now.phone)


def _customer(draft: Draft) -> tuple[str, str]:
    return str(draft.said.get("customer_name", "")), str(draft.said.get("phone", ""))
