"""Changing a plan under search: tickets in and out, with what it takes to undo it."""

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.compiled import compiled, inlined
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE
from dispatch_console.planning.kernel.route import lacking, last_in, leg, pickup, price


@inlined
def load_cost(k, hours):
    """Objective units for one engineer's load."""
    return k.weights[c.LOAD_SQUARE] * hours * hours


@inlined
def own(k, shift):
    """Whether the thread may touch the shift."""
    return k.shift[shift, c.SHIFT_PART] == k.count[c.NUMBER]


@inlined
def mine(k, ticket):
    """Whether the thread may touch the ticket."""
    return k.ticket[ticket, c.TICKET_PART] == k.count[c.NUMBER]


@inlined
def sums(k):
    """How many amounts add up along a route."""
    return k.ticket.shape[1] - c.SUMS


@compiled
def touch(k, shift):
    """Remember the shift's row before its first change in this step."""
    if k.shift[shift, c.TOUCHED_AT] >= 0:
        return
    number = k.count[c.TOUCHED]
    k.lists[c.TOUCHED, number] = shift
    k.shift[shift, c.TOUCHED_AT] = number
    k.count[c.TOUCHED] += 1
    length = k.shift[shift, c.LENGTH]
    k.shift[shift, c.OLD_LENGTH] = length
    k.shift[shift, c.OLD_DEPOT] = k.shift[shift, c.DEPOT]
    for i in range(length):
        k.rows[c.BEFORE, shift, i] = k.rows[c.NOW, shift, i]
    for plane in range(c.PLANES):
        for i in range(length + 1):
            k.times[c.PLANES + plane, shift, i] = k.times[plane, shift, i]
    for column in range(4):
        figure = c.COST + column
        k.money[shift, c.OLD + figure] = k.money[shift, figure]


@compiled
def put(k, ticket, shift, position):
    """The ticket into the row at `position`; `refresh` is to follow."""
    touch(k, shift)
    row, length = k.rows[c.NOW, shift], k.shift[shift, c.LENGTH]
    k.count[c.WORKING] += length == 0
    for i in range(length, position, -1):
        row[i] = row[i - 1]
    row[position] = ticket
    k.shift[shift, c.LENGTH] = length + 1
    count(k, ticket, shift, 1)
    k.ticket[ticket, c.WHERE] = shift
    found(k, ticket)
    k.sums[c.UNSERVED_SUM] -= k.worth[ticket, c.UNSERVED]
    if k.ticket[ticket, c.TOLD_START] != NEVER:
        k.sums[c.CHANGE_SUM] -= 1.0


@compiled
def take(k, ticket):
    """The ticket out of its row; `refresh` is to follow."""
    shift = k.ticket[ticket, c.WHERE]
    touch(k, shift)
    row, length = k.rows[c.NOW, shift], k.shift[shift, c.LENGTH]
    into = 0
    for i in range(length):
        if row[i] != ticket:
            row[into] = row[i]
            into += 1
    k.shift[shift, c.LENGTH] = length - 1
    k.count[c.WORKING] -= length == 1
    count(k, ticket, shift, -1)
    k.ticket[ticket, c.WHERE] = NOWHERE
    lost(k, ticket)
    k.ticket[ticket, c.FLOOR], k.ticket[ticket, c.CEILING] = 0, NEVER
    k.sums[c.UNSERVED_SUM] += k.worth[ticket, c.UNSERVED]
    if k.ticket[ticket, c.TOLD_START] != NEVER:
        k.sums[c.CHANGE_SUM] += 1.0


@compiled
def count(k, ticket, shift, sign):
    """The shift's sums and its engineer's load with the ticket in or out."""
    for kind in range(sums(k)):
        k.shift[shift, c.CAPACITY + sums(k) + kind] += sign * k.ticket[ticket, c.SUMS + kind]
    k.shift[shift, c.INTRICATE] += sign * (1 - k.ticket[ticket, c.PLAIN])
    who = k.shift[shift, c.ENGINEER]
    k.sums[c.LOAD_SUM] -= load_cost(k, k.load[who])
    k.load[who] += sign * k.worth[ticket, c.LOAD]
    k.sums[c.LOAD_SUM] += load_cost(k, k.load[who])


@compiled
def lost(k, ticket):
    """The ticket is unserved."""
    number = k.count[c.ABSENT]
    k.lists[c.ABSENT, number] = ticket
    k.ticket[ticket, c.ABSENT_AT] = number
    k.count[c.ABSENT] += 1


@compiled
def found(k, ticket):
    """The ticket is served."""
    at = k.ticket[ticket, c.ABSENT_AT]
    last = k.lists[c.ABSENT, k.count[c.ABSENT] - 1]
    k.lists[c.ABSENT, at] = last
    k.ticket[last, c.ABSENT_AT] = at
    k.ticket[ticket, c.ABSENT_AT] = NOWHERE
    k.count[c.ABSENT] -= 1


@compiled
def refresh(k, shift):
    """Times and cost of the row as it now is; whether it breaks no rule."""
    k.sums[c.ROUTE_SUM] -= k.money[shift, c.COST]
    k.sums[c.CHANGE_SUM] -= k.money[shift, c.CHANGES]
    row, length = k.rows[c.NOW, shift], k.shift[shift, c.LENGTH]
    cost, relents, changes, worst = price(
        k, shift, row, length, k.times[c.BEGINS, shift], k.times[c.READY, shift], k.history
    )
    k.money[shift, c.RELENTS], k.money[shift, c.CHANGES] = relents, changes
    k.money[shift, c.WORST_LATE] = worst
    sound = cost < float("inf")
    k.money[shift, c.COST] = cost if sound else 0.0
    k.sums[c.ROUTE_SUM] += k.money[shift, c.COST]
    k.sums[c.CHANGE_SUM] += changes
    if k.supplies.shape[1]:
        _, k.shift[shift, c.DEPOT] = pickup(k, shift, row, length)
    if sound:
        bracket(k, shift)
    return sound


@compiled
def bracket(k, shift):
    """Places and legs, and the latest start of each stop: exact where there are no breaks."""
    row, length = k.rows[c.NOW, shift], k.shift[shift, c.LENGTH]
    latest = k.times[c.LATEST, shift]
    place = k.shift[shift, c.START_PLACE]
    for i in range(length + 1):
        then = k.shift[shift, c.END_PLACE]
        if i < length:
            then = k.ticket[row[i], c.PLACE]
        k.times[c.STOPS, shift, i] = then
        k.times[c.LEGS, shift, i] = leg(k, shift, place, then) if length else 0
        place = then
    clock, then = k.shift[shift, c.LIMIT], k.shift[shift, c.END_PLACE]
    for i in range(length - 1, -1, -1):
        place = k.ticket[row[i], c.PLACE]
        clock -= leg(k, shift, place, then) + k.ticket[row[i], c.SERVICE]
        clock = min(clock, k.ticket[row[i], c.CEILING])
        clock = last_in(
            k.spans, k.ticket[row[i], c.WINDOW_FROM], k.ticket[row[i], c.WINDOW_TO], clock
        )
        latest[i] = clock
        then = place


@compiled
def stocked(k):
    """Whether the depots have what all routes together pick up."""
    for depot in range(len(k.depots)):
        for kind in range(k.supplies.shape[1]):
            if k.supplies[0, kind]:
                continue
            left = k.supplies[c.VAN + len(k.shift) + depot, kind]
            for shift in range(len(k.shift)):
                if k.shift[shift, c.DEPOT] == depot:
                    row, length = k.rows[c.NOW, shift], k.shift[shift, c.LENGTH]
                    left -= max(0, lacking(k, shift, row, length, kind))
            if left < 0:
                return False
    return True


@compiled
def put_back(k):
    """Undo every change since the last decision."""
    for number in range(k.count[c.TOUCHED]):
        shift = k.lists[c.TOUCHED, number]
        for i in range(k.shift[shift, c.LENGTH]):
            ticket = k.rows[c.NOW, shift, i]
            count(k, ticket, shift, -1)
            k.ticket[ticket, c.WHERE] = NOWHERE
            k.ticket[ticket, c.FLOOR], k.ticket[ticket, c.CEILING] = 0, NEVER
            lost(k, ticket)
    for number in range(k.count[c.TOUCHED]):
        shift = k.lists[c.TOUCHED, number]
        length = k.shift[shift, c.OLD_LENGTH]
        k.count[c.WORKING] += (length > 0) * 1 - (k.shift[shift, c.LENGTH] > 0) * 1
        k.shift[shift, c.LENGTH] = length
        k.shift[shift, c.DEPOT] = k.shift[shift, c.OLD_DEPOT]
        for plane in range(c.PLANES):
            for i in range(length + 1):
                k.times[plane, shift, i] = k.times[c.PLANES + plane, shift, i]
        for i in range(length):
            ticket = k.rows[c.BEFORE, shift, i]
            k.rows[c.NOW, shift, i] = ticket
            count(k, ticket, shift, 1)
            k.ticket[ticket, c.WHERE] = shift
            found(k, ticket)
            if k.ticket[ticket, c.GROUP] >= 0:
                pin(k, ticket, k.times[c.BEGINS, shift, i])
        for column in range(4):
            figure = c.COST + column
            k.money[shift, figure] = k.money[shift, c.OLD + figure]
        k.shift[shift, c.TOUCHED_AT] = NOWHERE
    k.count[c.TOUCHED] = 0


@compiled
def pin(k, ticket, start):
    """The linked ticket starts just then, whatever happens to its route."""
    k.ticket[ticket, c.FLOOR] = start
    k.ticket[ticket, c.CEILING] = start


@compiled
def settle(k):
    """Keep the changes: the shifts touched now differ from the best plan."""
    for number in range(k.count[c.TOUCHED]):
        shift = k.lists[c.TOUCHED, number]
        k.shift[shift, c.TOUCHED_AT] = NOWHERE
        if not k.shift[shift, c.STALE_AT]:
            k.shift[shift, c.STALE_AT] = True
            k.lists[c.STALE, k.count[c.STALE]] = shift
            k.count[c.STALE] += 1
    k.count[c.TOUCHED] = 0
