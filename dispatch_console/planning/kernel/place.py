"""Where a ticket goes: the cheapest shift and position for it as the plan stands.

A bound from the way there and the times around rules out most positions. It is the exact cost where
the route has neither breaks nor costs that depend on time; elsewhere the positions are priced
exactly, the most promising first, until no bound is below the best price.
"""

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.chance import below, uniform
from dispatch_console.planning.kernel.compiled import compiled, inlined
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE
from dispatch_console.planning.kernel.plan import load_cost, own, sums
from dispatch_console.planning.kernel.route import begin, lateness, price

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
def ruined(k, ticket):
    """As `shortlist`, with the shifts that this step has changed so far."""
    k.count[c.STAMPS] += 1
    size = 0
    for number in range(k.count[c.TOUCHED]):
        size = add(k, ticket, k.lists[c.TOUCHED, number], size)
    return size


@compiled
def shortlist(k, ticket):
    """Fills the shortlist; how many shifts are worth a try."""
    size, empty = ruined(k, ticket), 0
    enough = size + SHIFTS
    for i in range(min(NEIGHBOURS, nearest(k))):
        shift = k.ticket[k.near[ticket, i], c.WHERE]
        if shift >= 0:
            size = add(k, ticket, shift, size)
            if size >= enough:
                break
    first = nearest(k)
    homes = c.HOMES if k.count[c.WORKING] < k.count[c.OWNED] else 0
    for i in range(first, first + homes):
        shift = k.near[ticket, i]
        if shift < 0:
            break
        # Another thread's shifts are not to be looked at: they change meanwhile.
        if own(k, shift) and k.shift[shift, c.LENGTH] == 0:
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
    plain = k.ticket[ticket, c.PLAIN] == 1
    for number in range(size):
        shift = k.lists[c.SHORTLIST, number]
        if not room(k, ticket, shift):
            continue
        bound = constant(k, ticket, shift) - k.money[shift, c.RELENTS]
        if bound >= best:
            continue
        if plain and k.shift[shift, c.INTRICATE] == 0:
            found, position, _ = scan(k, ticket, shift, bound, best, blink, True, 0)
            if position >= 0:
                best, best_shift, best_position = found, shift, position
        else:
            _, _, options = scan(k, ticket, shift, bound, best, blink, False, options)
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


@inlined
def scan(k, ticket, shift, bound, best, blink, exact, options):
    """The positions of one shift at which the ticket may cost less than `best`.

    (cost, position, options): where bounds are `exact` the best one, NOWHERE if none; elsewhere
    all of them are appended to the options, of which there are so many already.
    """
    position = NOWHERE
    place, start = k.ticket[ticket, c.PLACE], k.ticket[ticket, c.WINDOW_FROM]
    stop, service = k.ticket[ticket, c.WINDOW_TO], k.ticket[ticket, c.SERVICE]
    opens, closes = k.ticket[ticket, c.FLOOR], k.ticket[ticket, c.CEILING]
    if stop > start:
        opens, closes = max(opens, k.spans[start, 0]), min(closes, k.spans[stop - 1, 1])
    matrix, length = k.shift[shift, c.MATRIX], k.shift[shift, c.LENGTH]
    per_time, per_metre = k.money[shift, c.PER_TIME], k.money[shift, c.PER_METRE]
    here, ready = k.shift[shift, c.START_PLACE], k.shift[shift, c.START]
    for i in range(length + 1):
        last = k.times[c.LATEST, shift, i] if i < length else k.shift[shift, c.LIMIT]
        then = k.times[c.STOPS, shift, i]
        if opens + service <= last:
            there = k.arrivals[matrix, place, here] if here >= 0 else 0
            onward = k.durations[matrix, place, then] if then >= 0 else 0
            if ready + there > closes:
                break
            cost = bound + per_time * (there + onward - k.times[c.LEGS, shift, i])
            if per_metre != 0.0:
                cost += per_metre * detour(k, matrix, here, place, then, length)
            if cost < best:
                begins = begin(k, ticket, ready + there)
                if begins >= NEVER:
                    break
                ends = begins + service
                if not exact:
                    if here != place:
                        ends += k.ticket[ticket, c.SETUP]
                    cost += k.weights[c.LATE] * lateness(k, ticket, begins, ends)
                fits = ends + onward <= last and cost < best
                if fits and not (blink > 0.0 and uniform(k) < blink):
                    if exact:
                        best, position = cost, i
                    else:
                        k.options[options] = cost
                        k.lists[c.OPTION_SHIFT, options] = shift
                        k.lists[c.OPTION_AT, options] = i
                        options += 1
        here = then
        if i < length:
            ready = k.times[c.READY, shift, i]
    return best, position, options


@inlined
def detour(k, matrix, here, place, then, length):
    """Metres added by going from `here` to `then` by way of `place`."""
    metres = 0
    if here >= 0:
        metres += k.metres[matrix, here, place]
    if then >= 0:
        metres += k.metres[matrix, place, then]
    if length and here >= 0 and then >= 0:
        metres -= k.metres[matrix, here, then]
    return metres


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
