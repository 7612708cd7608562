"""Regions as supervisors draw them: saved, handed over and deleted, tickets placed anew.

Where regions overlap the oldest counts, so a new one never takes places from those there were. A
ticket's region is written into the ticket: after a change of borders `strays` says which tickets
lie elsewhere now, and `place_tickets` moves them if people want that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from dispatch_console.domain.board import Board
from dispatch_console.domain.changes import ChangeSet
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import RegionId, TicketId
from dispatch_console.domain.lifecycle import OPEN
from dispatch_console.domain.outline import area_m2, checked, name_point, overlap_m2
from dispatch_console.domain.region import Region, Ring, Standing, contains
from dispatch_console.domain.ticket import Ticket
from dispatch_console.services.context import Context
from dispatch_console.services.tickets import region_at
from dispatch_console.storage.unit_of_work import Unit

SLIVER = 0.002
"""The share of the smaller region below which an overlap is two drawings of one border."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionDraft:
    """A region as drawn. `id` is None for a new one; `version` is the one the editor saw."""

    id: RegionId | None = None
    version: int = 0
    code: str
    name_en: str = ""
    name_zh: str = ""
    exclusive: bool = False
    rings: tuple[Ring, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """What the region shares with another one, and whether the other one counts there."""

    region: Region
    area_m2: float
    other_counts: bool


def save(ctx: Context, command_id: UUID, draft: RegionDraft) -> ChangeSet:
    """Write the region. The same command twice changes things once.

    Raises what `domain.outline.checked` does, `region.no_code`, `region.code_taken`, `region.gone`
    and `region.changed_meanwhile` with the `name` where somebody else has changed it since.
    """
    rings = checked(draft.rings)
    if not draft.code.strip():
        raise DomainError("region.no_code")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        known = None if draft.id is None else _locked(unit, draft.id, draft.version, draft.code)
        holder = unit.regions.find([draft.code.strip()], "code").get(draft.code.strip())
        if holder is not None and holder.id != draft.id:
            raise DomainError("region.code_taken", taken=draft.code.strip())
        region = _drawn(draft, rings, known)
        if known is None:
            unit.regions.add([region])
        else:
            unit.regions.update(region)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="region.save")[1]


def delete(
    ctx: Context, command_id: UUID, region: RegionId, version: int, heir: RegionId | None = None
) -> ChangeSet:
    """Delete the region; all that refers to it goes to the `heir` in the same transaction.

    Raises `region.in_use` with the counts of `Standing` where something refers to it and there is
    no heir, `region.gone` for region or heir, `region.heir` for itself, `region.changed_meanwhile`.
    """
    if heir == region:
        raise DomainError("region.heir")

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        known = _locked(unit, region, version, str(region))
        standing = unit.regions.standing_in(region, ctx.clock())
        if standing and heir is None:
            raise DomainError(
                "region.in_use",
                name=known.code,
                tickets=standing.tickets,
                engineers=standing.engineers,
                shifts=standing.shifts,
                kept=standing.kept,
            )
        if heir is not None:
            if heir not in unit.regions.lock([heir]):
                raise DomainError("region.gone", name=heir)
            unit.regions.hand_over(region, heir)
        unit.regions.remove(region)

    return ctx.database.run(work, user=ctx.user, command=command_id, what="region.delete")[1]


def standing_in(ctx: Context, region: RegionId) -> Standing:
    """How much refers to the region, all of the past included."""
    with ctx.database.snapshot() as snap:
        return snap.regions.standing_in(region, ctx.clock())


def place_tickets(
    ctx: Context, command_id: UUID, wanted: Mapping[TicketId, RegionId | None]
) -> ChangeSet:
    """Move open tickets to the regions they lie in, as one command.

    A ticket that was closed, or lies elsewhere since, is left alone.
    """

    def work(unit: Unit) -> None:
        if unit.already_done:
            return
        regions = unit.regions.all()
        rows = unit.tickets.lock(wanted)
        unit.regions.place_tickets(
            {
                key: wanted[key]
                for key, ticket in rows.items()
                if ticket.status in OPEN and region_at(regions, ticket.location) == wanted[key]
            }
        )

    return ctx.database.run(work, user=ctx.user, command=command_id, what="region.place_tickets")[1]


def strays(
    board: Board, before: Mapping[RegionId, Region], after: Mapping[RegionId, Region]
) -> dict[TicketId, RegionId | None]:
    """The tickets whose region no longer is where they lie, and the region that is.

    Only those that had followed their place `before`: who was put elsewhere on purpose stays.
    """
    changed = [
        region
        for regions, others in ((before, after), (after, before))
        for key, region in regions.items()
        if (other := others.get(key)) is None or other.rings != region.rings
    ]
    found: dict[TicketId, RegionId | None] = {}
    for ticket in board.tickets.values():
        place = ticket.location
        if place is None or not any(contains(region, place) for region in changed):
            continue
        now = region_at(after, place)
        if now != ticket.region_id == region_at(before, place):
            found[ticket.id] = now
    return found


def overlaps(regions: Iterable[Region], draft: RegionDraft) -> tuple[Overlap, ...]:
    """Which regions the drawn one overlaps, the largest overlap first; `checked` rings wanted."""
    found: list[Overlap] = []
    own = area_m2(draft.rings)
    for region in regions:
        if region.id == draft.id or not _near(region.rings, draft.rings):
            continue
        shared = overlap_m2(region.rings, draft.rings)
        if shared > SLIVER * min(own, area_m2(region.rings)):
            found.append(Overlap(region, shared, draft.id is None or region.id < draft.id))
    return tuple(sorted(found, key=lambda each: -each.area_m2))


def lost_engineers(board: Board, wanted: Mapping[TicketId, RegionId | None]) -> tuple[Ticket, ...]:
    """Tickets that would come into an exclusive region where their engineer may not work."""
    found: list[Ticket] = []
    for key, region in wanted.items():
        ticket, home = board.tickets[key], board.regions.get(region) if region else None
        if ticket.visit is None or home is None or not home.exclusive:
            continue
        engineer = board.engineers.get(ticket.visit.engineer_id)
        shift = board.shifts.get(ticket.visit.shift_id)
        lent = shift is not None and shift.lent_to == home.id
        if engineer is not None and home.id not in engineer.regions and not lent:
            found.append(ticket)
    return tuple(found)


def _locked(unit: Unit, region: RegionId, version: int, name: str) -> Region:
    known = unit.regions.lock([region]).get(region)
    if known is None:
        raise DomainError("region.gone", name=name)
    if known.version != version:
        raise DomainError("region.changed_meanwhile", name=known.code)
    return known


def _drawn(draft: RegionDraft, rings: tuple[Ring, ...], known: Region | None) -> Region:
    drawn = Region(
        id=RegionId(0) if known is None else known.id,
        code=draft.code.strip(),
        name_en=draft.name_en.strip(),
        name_zh=draft.name_zh.strip(),
        rings=rings,
        exclusive=draft.exclusive,
    )
    # A name keeps its place while that is inside.
    kept = known.centre if known is not None else None
    inside = kept is not None and contains(drawn, kept)
    return replace(drawn, centre=kept if inside else name_point(rings))


def _near(one: tuple[Ring, ...], other: tuple[Ring, ...]) -> bool:
    (west, south, east, north), (left, low, right, high) = _box(one), _box(other)
    return west < right and left < east and south < high and low < north


def _box(rings: tuple[Ring, ...]) -> tuple[float, float, float, float]:
    points = [point for ring in rings for point in ring] or [(0.0, 0.0)]
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    return min(lons), min(lats), max(lons), max(lats)
