"""Regions are saved, handed over, deleted and undone as one; nothing is lost on the way."""

from dataclasses import replace

import pytest

from dispatch_console.domain.board import Board
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import EngineerId, RegionId, TicketId
from dispatch_console.domain.place import Location
from dispatch_console.domain.region import Region, Ring, contains
from dispatch_console.domain.ticket import Status
from dispatch_console.services import dispatch, regions, tickets
from dispatch_console.services.board import load, read_changes
from dispatch_console.services.context import Context
from dispatch_console.services.regions import RegionDraft
from dispatch_console.services.undo import undo
from tests.factories import make_region, make_ticket
from tests.services.company import command, found, ticket

FREE = Location(31.15, 121.55)


def square(west: float, south: float = 31.1, size: float = 0.1) -> Ring:
    east, north = west + size, south + size
    return ((west, south), (east, south), (east, north), (west, north), (west, south))


def draft_of(region: Region, **changes: object) -> RegionDraft:
    given = RegionDraft(
        id=region.id,
        version=region.version,
        code=region.code,
        name_en=region.name_en,
        name_zh=region.name_zh,
        exclusive=region.exclusive,
        rings=region.rings,
    )
    return replace(given, **changes)  # pyright: ignore[reportArgumentType]


def first(ctx: Context) -> Region:
    return min(load(ctx).regions.values(), key=lambda region: region.id)


def new_one(ctx: Context, number: int) -> RegionId:
    drawn = RegionDraft(code="N", rings=(square(121.5),))
    (key,) = regions.save(ctx, command(number), drawn).regions
    return key


def refused(work, *given: object, **named: object) -> DomainError:
    with pytest.raises(DomainError) as caught:
        work(*given, **named)
    return caught.value


def test_a_new_region_is_there_for_every_console_with_its_name_inside(context: Context):
    found(context, make_ticket())
    cursor = load(context).cursor
    drawn = RegionDraft(code="N ", name_en="North", rings=(square(121.5)[:4],))
    changes = regions.save(context, command(1), drawn)
    (key,) = changes.regions
    patch = read_changes(context, cursor)
    region = patch.regions[key]
    assert region is not None
    assert (region.code, region.name_en, region.rings) == ("N", "North", (square(121.5),))
    assert region.centre is not None
    assert contains(region, region.centre)
    assert regions.save(context, command(1), drawn).regions == {key}
    assert len(load(context).regions) == 2


def test_parts_and_holes_are_kept(context: Context):
    found(context, make_ticket())
    rings = (square(121.3), square(121.32, 31.12, 0.03), square(121.6))
    regions.save(context, command(1), draft_of(first(context), rings=rings))
    region = first(context)
    assert region.rings == rings
    assert not contains(region, Location(31.13, 121.33))
    assert contains(region, Location(31.15, 121.65))


def test_who_saves_an_older_version_is_told_and_nothing_is_lost(context: Context):
    found(context, make_ticket())
    seen = first(context)
    regions.save(context, command(1), draft_of(seen, name_en="Mine"))
    late = refused(regions.save, context, command(2), draft_of(seen, name_en="Yours"))
    assert late.code == "region.changed_meanwhile"
    assert first(context).name_en == "Mine"


def test_what_cannot_be_a_region_is_refused(context: Context):
    found(context, make_ticket())
    known, one = first(context), (square(121.5),)
    assert refused(regions.save, context, command(1), RegionDraft(code="N")).code == (
        "region.no_outline"
    )
    for draft, code in (
        (RegionDraft(code=" ", rings=one), "region.no_code"),
        (RegionDraft(code=known.code, rings=one), "region.code_taken"),
        (RegionDraft(code="N", id=RegionId(99), rings=one), "region.gone"),
    ):
        assert refused(regions.save, context, command(2), draft).code == code


def test_a_drawn_region_goes_and_comes_back_by_undo(context: Context):
    found(context, make_ticket())
    before = load(context).regions
    regions.save(context, command(1), RegionDraft(code="N", rings=(square(121.5),)))
    after = load(context).regions
    undo(context, command(2), command(1), "region.save")
    assert load(context).regions == before
    undo(context, command(3), command(2), "undo region.save")
    assert load(context).regions == after


def test_a_new_region_in_which_a_ticket_stands_by_now_is_not_undone(context: Context):
    found(context, make_ticket())
    regions.save(context, command(1), RegionDraft(code="N", rings=(square(121.5),)))
    tickets.create(context, command(2), tickets.NewTicket(title="there", location=FREE))
    assert refused(undo, context, command(3), command(1), "").code == "undo.region_in_use"


def test_a_changed_border_goes_back_unless_somebody_changed_it_since(context: Context):
    found(context, make_ticket())
    seen = first(context)
    regions.save(context, command(1), draft_of(seen, rings=(square(121.2),)))
    undo(context, command(2), command(1), "region.save")
    assert first(context).rings == seen.rings
    undo(context, command(3), command(2), "undo region.save")
    regions.save(context, command(4), draft_of(first(context), name_en="Other"))
    regions.save(context, command(5), draft_of(first(context), rings=(square(121.25),)))
    assert refused(undo, context, command(6), command(3), "").code == "undo.region_changed"


def test_a_region_in_use_is_deleted_only_with_an_heir_and_all_of_it_comes_back(context: Context):
    company = found(context, make_ticket(1), make_ticket(2))
    dispatch.set_status(context, command(1), [company.tickets[1]], Status.CANCELLED)
    old = first(context)
    error = refused(regions.delete, context, command(2), old.id, old.version)
    assert error.code == "region.in_use"
    assert (error.params["tickets"], error.params["kept"]) == (1, 1)
    assert error.params["engineers"] == len(company.engineers)
    (heir,) = regions.save(
        context, command(3), RegionDraft(code="N", rings=(square(121.5),))
    ).regions
    before = load(context)
    assert refused(regions.delete, context, command(4), old.id, old.version, old.id).code == (
        "region.heir"
    )
    changes = regions.delete(context, command(5), old.id, old.version, heir)
    assert changes.regions == {old.id}
    assert changes.engineers == set(company.engineers)
    after = load(context)
    assert set(after.regions) == {heir}
    assert {t.region_id for t in after.tickets.values()} == {heir}
    assert {engineer.regions for engineer in after.engineers.values()} == {(heir,)}
    assert ticket(context, company.tickets[1]).region_id == heir
    undo(context, command(6), command(5), "region.delete")
    back = load(context)
    assert {k: t.region_id for k, t in back.tickets.items()} == {
        k: t.region_id for k, t in before.tickets.items()
    }
    assert back.regions[old.id].rings == old.rings
    assert {e.regions for e in back.engineers.values()} == {
        e.regions for e in before.engineers.values()
    }
    assert ticket(context, company.tickets[1]).region_id == old.id
    undo(context, command(7), command(6), "undo region.delete")
    assert set(load(context).regions) == {heir}


def test_a_region_nothing_stands_in_is_deleted_and_comes_back(context: Context):
    found(context, make_ticket())
    (key,) = regions.save(
        context, command(1), RegionDraft(code="N", rings=(square(121.5),))
    ).regions
    assert not regions.standing_in(context, key)
    regions.delete(context, command(2), key, 1)
    assert key not in load(context).regions
    undo(context, command(3), command(2), "region.delete")
    assert load(context).regions[key].rings == (square(121.5),)


def test_tickets_follow_a_moved_border_as_one_step(context: Context):
    company = found(context, make_ticket(1), make_ticket(2))
    before = load(context)
    old = first(context)
    assert {t.region_id for t in before.tickets.values()} == {old.id}
    regions.save(context, command(1), draft_of(old, rings=(square(121.7),)))
    after = load(context)
    wanted = regions.strays(after, before.regions, after.regions)
    assert wanted == dict.fromkeys(company.tickets)
    changes = regions.place_tickets(context, command(2), wanted)
    assert changes.tickets == set(company.tickets)
    assert {t.region_id for t in load(context).tickets.values()} == {None}
    undo(context, command(3), command(2), "region.place_tickets")
    assert {t.region_id for t in load(context).tickets.values()} == {old.id}


def test_a_ticket_whose_border_moved_back_meanwhile_stays(context: Context):
    company = found(context, make_ticket(1))
    assert not regions.place_tickets(context, command(1), {company.tickets[0]: None})


def strayed(
    place: Location, region: RegionId | None, after: Region
) -> dict[TicketId, RegionId | None]:
    one = make_ticket(1, location=place, region_id=region)
    two = make_region(2)
    board = Board(read_at=one.created_at, tickets={one.id: one})
    return regions.strays(
        board,
        {RegionId(1): make_region(1), RegionId(2): two},
        {RegionId(1): after, RegionId(2): two},
    )


def test_only_tickets_that_followed_their_place_are_strays():
    wider = replace(make_region(1), rings=(square(121.3, 31.1, 0.2),))
    in_two = Location(31.15, 121.45)
    assert strayed(in_two, RegionId(2), wider) == {TicketId(1): RegionId(1)}
    assert strayed(in_two, None, wider) == {}
    renamed = replace(make_region(1), name_en="Other")
    assert strayed(in_two, RegionId(2), renamed) == {}


def test_overlaps_are_told_with_the_one_that_counts_and_touching_is_none():
    known = [make_region(1), make_region(2), make_region(3)]
    new = RegionDraft(code="N", rings=(square(121.35),))
    told = regions.overlaps(known, new)
    assert {(each.region.id, each.other_counts) for each in told} == {(1, True), (2, True)}
    moved = draft_of(known[1], rings=(square(121.35),))
    told = regions.overlaps(known, moved)
    assert {(each.region.id, each.other_counts) for each in told} == {(1, True)}
    first_one = draft_of(known[0], rings=(square(121.35),))
    assert {(e.region.id, e.other_counts) for e in regions.overlaps(known, first_one)} == {
        (2, False)
    }
    assert regions.overlaps(known, draft_of(known[1])) == ()


def test_who_may_not_work_there_is_told(context: Context):
    company = found(context, make_ticket(1))
    regions.save(context, command(1), RegionDraft(code="N", exclusive=True, rings=(square(121.5),)))
    dispatch.assign(context, command(2), company.tickets, EngineerId(company.engineers[0]), None)
    board = load(context)
    closed = next(key for key, region in board.regions.items() if region.exclusive)
    told = regions.lost_engineers(board, dict.fromkeys(company.tickets, closed))
    assert [each.id for each in told] == list(company.tickets)
    assert regions.lost_engineers(board, dict.fromkeys(company.tickets)) == ()
