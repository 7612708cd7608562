"""Tickets that depend on each other: crews, predecessors, the parts of a ticket that takes days.

A group goes in and out as a whole. While it is in, its members are pinned to their starts, so that
every route can be judged by itself; `ready_links` then moves all pins as early as they can be.
"""

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.compiled import compiled
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE
from dispatch_console.planning.kernel.place import cheapest, everything, in_shift, shortlist
from dispatch_console.planning.kernel.plan import mine, own, pin, put, refresh, stocked, take, touch

TRIED = 5
"""Places of the first member that are tried."""

ROUNDS = 60
"""Rounds of moving later until a group is given up: times only grow, so a cycle shows."""

_INF = float("inf")

FEW_SHIFTS = 40
"""Up to so many shifts a member is tried in all of them."""


@compiled
def take_group(k, ticket):
    """Take the other members of the ticket's group out too, into the pool."""
    for i in range(k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]):
        member = k.members[i]
        if k.ticket[member, c.WHERE] >= 0 and mine(k, member):
            k.lists[c.POOL, k.count[c.POOL]] = member
            k.count[c.POOL] += 1
            take(k, member)


@compiled
def base_time(k, link):
    """The moment of a link's first ticket from which the gap counts."""
    first = k.links[link, c.FIRST]
    shift = k.ticket[first, c.WHERE]
    at, place = position_of(k, first), k.shift[shift, c.START_PLACE]
    if at:
        place = k.ticket[k.rows[c.NOW, shift, at - 1], c.PLACE]
    time = k.times[c.BEGINS, shift, at]
    if k.links[link, c.FROM_END]:
        time += k.ticket[first, c.SERVICE]
        if k.ticket[first, c.PLACE] != place:
            time += k.ticket[first, c.SETUP]
    return time


@compiled
def position_of(k, ticket):
    """Where in its row a served ticket is."""
    shift, at = k.ticket[ticket, c.WHERE], 0
    while k.rows[c.NOW, shift, at] != ticket:
        at += 1
    return at


@compiled
def start_of(k, ticket):
    """When a served ticket starts."""
    return k.times[c.BEGINS, k.ticket[ticket, c.WHERE], position_of(k, ticket)]


@compiled
def in_force(k, link):
    """Whether both tickets of the link are served."""
    first, second = k.links[link, c.FIRST], k.links[link, c.SECOND]
    return k.ticket[first, c.WHERE] >= 0 and k.ticket[second, c.WHERE] >= 0


@compiled
def candidates(k, ticket):
    """Shifts for the ticket that its links to served tickets admit."""
    if len(k.shift) <= FEW_SHIFTS:
        size = everything(k, ticket)
    else:
        size = shortlist(k, ticket)
    kept = 0
    for number in range(size):
        shift, admitted = k.lists[c.SHORTLIST, number], True
        for link in range(k.ticket[ticket, c.LINK_FROM], k.ticket[ticket, c.LINK_TO]):
            other = NOWHERE
            if k.links[link, c.FIRST] == ticket:
                other = k.links[link, c.SECOND]
            elif k.links[link, c.SECOND] == ticket:
                other = k.links[link, c.FIRST]
            if other >= 0 and k.ticket[other, c.WHERE] >= 0:
                same = k.shift[k.ticket[other, c.WHERE], c.ENGINEER] == k.shift[shift, c.ENGINEER]
                pairing = k.links[link, c.PAIRING]
                if (pairing == c.APART and same) or (pairing == c.SAME and not same):
                    admitted = False
        if admitted:
            k.lists[c.SHORTLIST, kept] = shift
            kept += 1
    return kept


@compiled
def needs_missing(k, ticket):
    """Whether the ticket depends on one that is not served."""
    for link in range(k.ticket[ticket, c.LINK_FROM], k.ticket[ticket, c.LINK_TO]):
        if k.links[link, c.SECOND] == ticket and k.ticket[k.links[link, c.FIRST], c.WHERE] < 0:
            return True
    return False


@compiled
def lower(k, ticket):
    """The earliest start that the ticket's links to served predecessors allow."""
    floor = 0
    for link in range(k.ticket[ticket, c.LINK_FROM], k.ticket[ticket, c.LINK_TO]):
        if k.links[link, c.SECOND] == ticket and k.ticket[k.links[link, c.FIRST], c.WHERE] >= 0:
            floor = max(floor, base_time(k, link) + k.links[link, c.MIN_GAP])
    return floor


@compiled
def hold_earlier(k, ticket, held):
    """Hold those that the ticket depends on at their starts while it is placed, or let them go.

    At one site it would else go in before them as cheaply as behind, and push them on for ever.
    """
    for link in range(k.ticket[ticket, c.LINK_FROM], k.ticket[ticket, c.LINK_TO]):
        first = k.links[link, c.FIRST]
        if k.links[link, c.SECOND] == ticket and k.ticket[first, c.WHERE] >= 0:
            k.ticket[first, c.CEILING] = start_of(k, first) if held else NEVER
            refresh(k, k.ticket[first, c.WHERE])


@compiled
def all_or_none(k, ticket):
    """Whether every link of the ticket's group that wants both or neither has it."""
    for link in range(k.ticket[ticket, c.LINK_FROM], k.ticket[ticket, c.LINK_TO]):
        first = k.ticket[k.links[link, c.FIRST], c.WHERE] >= 0
        second = k.ticket[k.links[link, c.SECOND], c.WHERE] >= 0
        if second and not first:
            return False
        if k.links[link, c.TOGETHER] and first != second:
            return False
    return True


@compiled
def all_linked(k):
    """Whether every link has both tickets or neither, as it wants, and the engineers it wants."""
    for i in range(len(k.members)):
        if not all_or_none(k, k.members[i]):
            return False
    for link in range(len(k.links)):
        if in_force(k, link):
            one = k.ticket[k.links[link, c.FIRST], c.WHERE]
            other = k.ticket[k.links[link, c.SECOND], c.WHERE]
            same = k.shift[one, c.ENGINEER] == k.shift[other, c.ENGINEER]
            pairing = k.links[link, c.PAIRING]
            if (pairing == c.APART and same) or (pairing == c.SAME and not same):
                return False
    return True


@compiled
def put_group(k, ticket):
    """Put in the ticket's whole group where it costs least, if that pays."""
    start, stop = k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]
    worth = 0.0
    for i in range(start, stop):
        member = k.members[i]
        if k.ticket[member, c.WHERE] >= 0 or not mine(k, member):
            return
        worth += k.worth[member, c.UNSERVED]
    shifts, costs = k.lists[c.BEST_SHIFT], k.costs
    best_places(k, k.members[start], worth, shifts, costs)
    best, found = total(k) - 1e-9, False
    where, places = k.lists[c.GROUP_SHIFT], k.lists[c.GROUP_AT]
    for choice in range(TRIED):
        if costs[choice] == _INF:
            break
        if attempt(k, ticket, shifts[choice], worth) and total(k) < best:
            best, found = total(k), True
            for i in range(start, stop):
                where[i - start] = k.ticket[k.members[i], c.WHERE]
                places[i - start] = NOWHERE
                if where[i - start] >= 0:
                    places[i - start] = position_of(k, k.members[i])
        withdraw(k, ticket)
    if found:
        again(k, ticket, where, places)


@compiled
def best_places(k, ticket, limit, shifts, costs):
    """The cheapest shifts for a ticket by itself, the best first."""
    for number in range(TRIED):
        costs[number] = _INF
    size = candidates(k, ticket)
    for number in range(size):
        shift = k.lists[c.SHORTLIST, number]
        extra, position = in_shift(k, ticket, shift, min(limit, costs[TRIED - 1]))
        if position >= 0:
            at = TRIED - 1
            while at > 0 and costs[at - 1] > extra:
                costs[at], shifts[at] = costs[at - 1], shifts[at - 1]
                at -= 1
            costs[at], shifts[at] = extra, shift


@compiled
def total(k):
    """The part's objective, the worst lateness aside."""
    return k.sums[c.UNSERVED_SUM] + k.sums[c.ROUTE_SUM] + k.sums[c.LOAD_SUM]


@compiled
def attempt(k, ticket, shift, worth):
    """The group in, its first member in `shift`, each other where it costs least; if it can be."""
    start, stop = k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]
    for i in range(start, stop):
        member = k.members[i]
        if i == start:
            where = shift
            _, position = in_shift(k, member, shift, worth)
        else:
            if needs_missing(k, member):
                continue
            k.ticket[member, c.FLOOR] = lower(k, member)
            hold_earlier(k, member, True)
            size = candidates(k, member)
            _, where, position = cheapest(k, member, size, worth, 0.0)
            hold_earlier(k, member, False)
        if where < 0 or position < 0:
            k.ticket[member, c.FLOOR] = 0
            continue
        put(k, member, where, position)
        if not refresh(k, where):
            return False
    return all_or_none(k, ticket) and stocked(k) and fit_group(k, ticket)


@compiled
def fit_group(k, ticket):
    """Move the group's members later until every gap holds, and pin them; whether that can be."""
    for _ in range(ROUNDS):
        moved = False
        for link in range(k.ticket[ticket, c.LINK_FROM], k.ticket[ticket, c.LINK_TO]):
            if in_force(k, link):
                late = push(k, link)
                if late >= 0:
                    moved = True
                    if not refresh(k, k.ticket[late, c.WHERE]):
                        return False
        if not moved:
            for i in range(k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]):
                if k.ticket[k.members[i], c.WHERE] >= 0:
                    pin(k, k.members[i], start_of(k, k.members[i]))
            return True
    return False


@compiled
def push(k, link):
    """Raise the floor of whichever ticket of the link starts too early; that ticket or NOWHERE."""
    first, second = k.links[link, c.FIRST], k.links[link, c.SECOND]
    base, start = base_time(k, link), start_of(k, second)
    if start < base + k.links[link, c.MIN_GAP]:
        k.ticket[second, c.FLOOR] = base + k.links[link, c.MIN_GAP]
        return second
    if k.links[link, c.MAX_GAP] < NEVER and start > base + k.links[link, c.MAX_GAP]:
        k.ticket[first, c.FLOOR] = start_of(k, first) + start - base - k.links[link, c.MAX_GAP]
        return first
    return NOWHERE


@compiled
def withdraw(k, ticket):
    """The ticket's group out again."""
    for i in range(k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]):
        member = k.members[i]
        shift = k.ticket[member, c.WHERE]
        if shift >= 0:
            take(k, member)
            refresh(k, shift)
        k.ticket[member, c.FLOOR], k.ticket[member, c.CEILING] = 0, NEVER


@compiled
def again(k, ticket, where, places):
    """The group in where it was found to fit best: of one shift, the earlier places first."""
    start, stop = k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]
    for place in range(k.rows.shape[2]):
        for i in range(stop - start):
            if places[i] == place:
                put(k, k.members[start + i], where[i], place)
    sound = True
    for i in range(stop - start):
        if where[i] >= 0:
            sound = refresh(k, where[i]) and sound
    if not sound or not fit_group(k, ticket):
        withdraw(k, ticket)


@compiled
def ready_links(k):
    """All pins as early as the plan allows; whether times can be found at all.

    The least times that keep every gap: from no pins at all, times are only ever raised.
    """
    members = k.members
    for i in range(len(members)):
        ticket = members[i]
        shift = k.ticket[ticket, c.WHERE]
        if shift >= 0 and mine(k, ticket):
            touch(k, shift)
            k.ticket[ticket, c.FLOOR], k.ticket[ticket, c.CEILING] = 0, NEVER
    k.count[c.STAMPS] += 1
    for i in range(len(members)):
        shift = k.ticket[members[i], c.WHERE]
        if shift >= 0 and own(k, shift) and k.shift[shift, c.STAMP] != k.count[c.STAMPS]:
            k.shift[shift, c.STAMP] = k.count[c.STAMPS]
            if not refresh(k, shift):
                return False
    for _ in range(ROUNDS):
        moved = False
        for link in range(len(k.links)):
            if not in_force(k, link) or not mine(k, k.links[link, c.FIRST]):
                continue
            late = push(k, link)
            if late >= 0:
                moved = True
                if not refresh(k, k.ticket[late, c.WHERE]):
                    return False
        if not moved:
            for i in range(len(members)):
                if k.ticket[members[i], c.WHERE] >= 0 and mine(k, members[i]):
                    pin(k, members[i], start_of(k, members[i]))
            return True
    return False
