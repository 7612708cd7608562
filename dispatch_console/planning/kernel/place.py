"""Where a ticket goes: the cheapest shift and position for it as the plan stands.

A bound from the way there and the times around rules out most positions. It is the exact cost where
the route has neither breaks nor costs that depend on time; elsewhere the positions are priced
exactly, the most promising first, until no bound is below the best price.
"""

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.chance import below, uniform
from dispatch_console.planning.kernel.compiled import compiled, inlined
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE
from dispatch_console.planning.kernel.plan import load_cost, sums
from dispatch_console.planning.kernel.route import begin, lateness, leg, leg_cost, price, work

BLINK = 0.02
"""Share of positions passed over, so that greed does not always choose the same."""

NEIGHBOURS = 60
"""Nearest tickets whose shifts are tried."""

SHIFTS = 26
"""Shifts tried for a ticket, besides those just ruined."""

EMPTY = 3
"""Empty shifts tried, the nearest first."""

STRANGERS = 2
"""Shifts tried at random, so that nothing is out of reach for good."""

_INF = float("inf")


@inlined
def nearest(k):
    """How many tickets are kept as near to each."""
    return k.near.shape[1] - c.HOMES


@inlined
def add(k, ticket, shift, size):
    """The shift onto the shortlist, if the ticket may be in it and it is not there yet."""
    if k.shift[shift, c.SHIFT_PART] != k.count[c.NUMBER]:
        return size
    if k.shift[shift, c.STAMP] == k.count[c.STAMPS]:
        return size
    k.shift[shift, c.STAMP] = k.count[c.STAMPS]
    if k.pair[ticket, shift] == _INF:
        return size
    k.lists[c.SHORTLIST, size] = shift
    return size + 1


@compiled
def shortlist(k, ticket):
    """Fills the shortlist; how many shifts are worth a try."""
    k.count[c.STAMPS] += 1
    size, empty = 0, 0
    for number in range(k.count[c.TOUCHED]):
        size = add(k, ticket, k.lists[c.TOUCHED, number], size)
    enough = size + SHIFTS
    for i in range(min(NEIGHBOURS, nearest(k))):
        shift = k.ticket[k.near[ticket, i], c.WHERE]
        if shift >= 0:
            size = add(k, ticket, shift, size)
            if size >= enough:
                break
    first = nearest(k)
    for i in range(first, first + c.HOMES):
        shift = k.near[ticket, i]
        if shift < 0:
            break
        if k.shift[shift, c.LENGTH] == 0:
            size = add(k, ticket, shift, size)
            empty += 1
            if empty == EMPTY:
                break
    for _ in range(STRANGERS):
        shift = k.near[ticket, first + below(k, c.HOMES)]
        if shift >= 0:
            size = add(k, ticket, shift, size)
    return size


@compiled
def everything(k, ticket):
    """As `shortlist`, with every shift of the part."""
    k.count[c.STAMPS] += 1
    size = 0
    for shift in range(len(k.shift)):
        size = add(k, ticket, shift, size)
    return size


@inlined
def room(k, ticket, shift):
    """Whether the sums of the shift take the ticket."""
    if k.shift[shift, c.LENGTH] + 3 > k.rows.shape[2]:
        return False
    for kind in range(sums(k)):
        used = k.shift[shift, c.CAPACITY + sums(k) + kind]
        if used + k.ticket[ticket, c.SUMS + kind] > k.shift[shift, c.CAPACITY + kind]:
            return False
    return True


@compiled
def cheapest(k, ticket, size, limit, blink):
    """(extra cost, shift, position) of the best place on the shortlist, cheaper than `limit`.

    What it does to the load is in the cost. The shift is NOWHERE where nothing is found.
    """
    best, best_shift, best_position, options = limit, NOWHERE, 0, 0
    plain, place = k.ticket[ticket, c.PLAIN] == 1, k.ticket[ticket, c.PLACE]
    for number in range(size):
        shift = k.lists[c.SHORTLIST, number]
        if not room(k, ticket, shift):
            continue
        length = k.shift[shift, c.LENGTH]
        bound = constant(k, ticket, shift) - k.money[shift, c.RELENTS]
        if bound >= best:
            continue
        exact = plain and k.shift[shift, c.INTRICATE] == 0
        here, ready = k.shift[shift, c.START_PLACE], k.shift[shift, c.START]
        for i in range(length + 1):
            then, last = k.shift[shift, c.END_PLACE], k.shift[shift, c.LIMIT]
            if i < length:
                then = k.ticket[k.rows[c.NOW, shift, i], c.PLACE]
                last = k.times[c.LATEST, shift, i]
            way = leg_cost(k, shift, here, place) + leg_cost(k, shift, place, then)
            if length:
                way -= leg_cost(k, shift, here, then)
            if bound + way < best:
                start = begin(k, ticket, ready + leg(k, shift, here, place))
                if start >= NEVER:
                    break
                end = start + work(k, ticket, here)
                back = end + leg(k, shift, place, then)
                if not plain:
                    way += k.weights[c.LATE] * lateness(k, ticket, start, end)
                    if bound + way >= best:
                        back = NEVER
                if back <= last and not (blink > 0.0 and uniform(k) < blink):
                    if exact:
                        best, best_shift, best_position = bound + way, shift, i
                    else:
                        k.options[options] = bound + way
                        k.lists[c.OPTION_SHIFT, options] = shift
                        k.lists[c.OPTION_AT, options] = i
                        options += 1
            if i < length:
                here, ready = then, k.times[c.READY, shift, i]
    while options:
        least = 0
        for number in range(1, options):
            if k.options[number] < k.options[least]:
                least = number
        if k.options[least] >= best:
            break
        shift, at = k.lists[c.OPTION_SHIFT, least], k.lists[c.OPTION_AT, least]
        extra = extra_cost(k, ticket, shift, at)
        if extra < best:
            best, best_shift, best_position = extra, shift, at
        options -= 1
        k.options[least] = k.options[options]
        k.lists[c.OPTION_SHIFT, least] = k.lists[c.OPTION_SHIFT, options]
        k.lists[c.OPTION_AT, least] = k.lists[c.OPTION_AT, options]
    return best, best_shift, best_position


@compiled
def in_shift(k, ticket, shift, limit):
    """(extra cost, position) of the best place in one shift, NOWHERE if none is under `limit`."""
    k.lists[c.SHORTLIST, len(k.shift)] = k.lists[c.SHORTLIST, 0]
    k.lists[c.SHORTLIST, 0] = shift
    extra, where, position = cheapest(k, ticket, 1, limit, 0.0)
    k.lists[c.SHORTLIST, 0] = k.lists[c.SHORTLIST, len(k.shift)]
    return extra, position if where >= 0 else NOWHERE


@inlined
def constant(k, ticket, shift):
    """What the ticket adds to the shift wherever it goes: pair cost, load, using it at all."""
    hours = k.load[k.shift[shift, c.ENGINEER]]
    cost = load_cost(k, hours + k.worth[ticket, c.LOAD]) - load_cost(k, hours)
    if k.shift[shift, c.LENGTH] == 0:
        cost += k.money[shift, c.FIXED]
    return cost + k.pair[ticket, shift]


@compiled
def extra_cost(k, ticket, shift, position):
    """The exact cost of putting the ticket there; infinite if that breaks a rule."""
    row, length, trial = k.rows[c.NOW, shift], k.shift[shift, c.LENGTH], k.lists[c.TRIAL]
    for i in range(position):
        trial[i] = row[i]
    trial[position] = ticket
    for i in range(position, length):
        trial[i + 1] = row[i]
    hours = k.load[k.shift[shift, c.ENGINEER]]
    load = load_cost(k, hours + k.worth[ticket, c.LOAD]) - load_cost(k, hours)
    cost = price(k, shift, trial, length + 1, k.lists[c.STARTS], k.lists[c.FREE], k.history)[0]
    return cost - k.money[shift, c.COST] + load
