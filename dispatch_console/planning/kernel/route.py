"""One route's times and cost, as `timetable` and `objective` have them; property tests hold them.

Everything starts as early as it can. A break may fall anywhere between two services, on the road
too; which leg takes it is decided so that the route ends as early as possible.
"""

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.compiled import compiled, inlined
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE


@inlined
def first_in(windows, start, stop, time):
    """The first moment in windows[start:stop] that is not before `time`, or NEVER."""
    if start == stop:
        return time
    for w in range(start, stop):
        if time <= windows[w, 1]:
            return max(time, windows[w, 0])
    return NEVER


@inlined
def last_in(windows, start, stop, time):
    """The last moment in windows[start:stop] that is not after `time`, or -1."""
    if start == stop:
        return time
    for w in range(stop - 1, start - 1, -1):
        if time >= windows[w, 0]:
            return min(time, windows[w, 1])
    return -1


@inlined
def begin(k, ticket, at):
    """When the ticket starts if reached at `at`, or NEVER."""
    if at >= NEVER:
        return NEVER
    at = max(at, k.ticket[ticket, c.FLOOR])
    at = first_in(k.spans, k.ticket[ticket, c.WINDOW_FROM], k.ticket[ticket, c.WINDOW_TO], at)
    if at > k.ticket[ticket, c.CEILING]:
        return NEVER
    return at


@inlined
def leg(k, shift, origin, place):
    """Travel time; nothing where either end is open."""
    if origin < 0 or place < 0:
        return 0
    return k.durations[k.shift[shift, c.MATRIX], origin, place]


@inlined
def work(k, ticket, origin):
    """Service, and set-up unless the engineer is there already."""
    lasts = k.ticket[ticket, c.SERVICE]
    if k.ticket[ticket, c.PLACE] != origin:
        lasts += k.ticket[ticket, c.SETUP]
    return lasts


@inlined
def lateness(k, ticket, start, end):
    """Time units after the response due and the resolution due."""
    return max(0, start - k.ticket[ticket, c.RESPONSE]) + max(
        0, end - k.ticket[ticket, c.RESOLUTION]
    )


@compiled
def timed_cost(k, shift, ticket, start, end):
    """(lateness cost, cost that a later start may save, 1 if changed) of one visit."""
    data = k.ticket
    late = k.weights[c.LATE] * lateness(k, ticket, start, end)
    relents = 0.0
    if data[ticket, c.PROMISE_FROM] <= data[ticket, c.PROMISE_TO]:
        outside = start < data[ticket, c.PROMISE_FROM] or start > data[ticket, c.PROMISE_TO]
        relents += k.weights[c.PROMISE] * outside
    told, at = data[ticket, c.TOLD_SHIFT], data[ticket, c.TOLD_START]
    moved = told != shift or (at != NEVER and at != start)
    if moved and data[ticket, c.TOLD_ENGINEER] == k.shift[shift, c.ENGINEER]:
        relents += k.weights[c.RETIME]
    return late, relents, 1.0 * (moved and at != NEVER)


@compiled
def pickup(k, shift, row, count):
    """(leg, depot) of the pick-up stop, leg NOWHERE if none is needed, -2 if none can help."""
    kinds = k.supplies.shape[1]
    first = NOWHERE
    for position in range(count):
        needs = k.ticket[row[position], c.NEEDS]
        if needs < 0:
            continue
        for kind in range(kinds):
            if k.supplies[needs, kind] and lacking(k, shift, row, position + 1, kind) > 0:
                first = position
        if first >= 0:
            break
    if first < 0:
        return NOWHERE, NOWHERE
    best, best_leg, best_depot = NEVER, -2, NOWHERE
    here = k.shift[shift, c.START_PLACE]
    for position in range(first + 1):
        then = k.ticket[row[position], c.PLACE]
        for depot in range(len(k.depots)):
            place = k.depots[depot, c.DEPOT_PLACE]
            added = leg(k, shift, here, place) + leg(k, shift, place, then)
            added -= leg(k, shift, here, then)
            if added < best and supplies(k, shift, row, count, depot):
                best, best_leg, best_depot = added, position, depot
        here = then
    return best_leg, best_depot


@compiled
def lacking(k, shift, row, count, kind):
    """How much of a supply the first `count` tickets need beyond what is in the van."""
    amount = 0
    for position in range(count):
        needs = k.ticket[row[position], c.NEEDS]
        if needs >= 0:
            if k.supplies[0, kind]:
                amount = max(amount, k.supplies[needs, kind])
            else:
                amount += k.supplies[needs, kind]
    return amount - k.supplies[c.VAN + shift, kind]


@compiled
def supplies(k, shift, row, count, depot):
    """Whether the depot has all that the route lacks."""
    for kind in range(k.supplies.shape[1]):
        lack = lacking(k, shift, row, count, kind)
        if lack > 0 and lack > k.supplies[c.VAN + len(k.shift) + depot, kind]:
            return False
    return True


@compiled
def price(k, shift, row, count, starts, free, history):
    """(cost, part of it that a later start may save, changes, worst lateness) of a route.

    The cost is infinite if the route breaks a rule of time or travel; sums (`demand`) are not
    looked at. Fills `starts`, and `free` with when the engineer is free again at the earliest. Load
    and unserved tickets are not in it.
    """
    if count == 0:
        return 0.0, 0.0, 0.0, 0.0
    inf = float("inf")
    total = k.money[shift, c.FIXED]
    stop, depot = NOWHERE, NOWHERE
    if k.supplies.shape[1]:
        stop, depot = pickup(k, shift, row, count)
        if stop == -2:
            return inf, 0.0, 0.0, 0.0
    matrix = k.shift[shift, c.MATRIX]
    far = k.shift[shift, c.MAX_METRES] < NEVER or k.money[shift, c.PER_METRE] != 0.0
    time, metres = 0, 0
    place = k.shift[shift, c.START_PLACE]
    for position in range(count + 1):
        then = k.shift[shift, c.END_PLACE]
        if position < count:
            total += k.pair[row[position], shift]
            then = k.ticket[row[position], c.PLACE]
        if position == stop:
            there = k.depots[depot, c.DEPOT_PLACE]
            time += leg(k, shift, place, there)
            if far and place >= 0:
                metres += k.metres[matrix, place, there]
            place = there
        time += leg(k, shift, place, then)
        if far and place >= 0 and then >= 0:
            metres += k.metres[matrix, place, then]
        place = then
    if time > k.shift[shift, c.MAX_TRAVEL] or metres > k.shift[shift, c.MAX_METRES]:
        return inf, 0.0, 0.0, 0.0
    total += k.money[shift, c.PER_TIME] * time + k.money[shift, c.PER_METRE] * metres
    if k.shift[shift, c.BREAK_FROM] == k.shift[shift, c.BREAK_TO]:
        finish = schedule(k, shift, row, count, stop, depot, starts, free)
    else:
        finish = schedule_with_rests(k, shift, row, count, stop, depot, starts, free, history)
    if finish >= NEVER or total == inf:
        return inf, 0.0, 0.0, 0.0
    total += k.weights[c.OVERTIME] * max(0, finish - k.shift[shift, c.END])
    relents, changes, worst = 0.0, 0.0, 0.0
    place = k.shift[shift, c.START_PLACE]
    for position in range(count):
        ticket = row[position]
        if k.ticket[ticket, c.TIMED]:
            if position == stop:
                place = k.depots[depot, c.DEPOT_PLACE]
            start = starts[position]
            end = start + work(k, ticket, place)
            late, relent, changed = timed_cost(k, shift, ticket, start, end)
            total += late + relent
            relents += relent
            changes += changed
            worst = max(worst, 1.0 * lateness(k, ticket, start, end))
        place = k.ticket[ticket, c.PLACE]
    return total, relents, changes, worst


@compiled
def schedule(k, shift, row, count, stop, depot, starts, free):
    """Fills `starts` and `free`; the finish, or NEVER where times do not fit. Without breaks."""
    clock, place = k.shift[shift, c.START], k.shift[shift, c.START_PLACE]
    limit = k.shift[shift, c.LIMIT]
    for position in range(count):
        ticket = row[position]
        if position == stop:
            there = k.depots[depot, c.DEPOT_PLACE]
            clock += leg(k, shift, place, there) + k.depots[depot, c.DEPOT_LASTS]
            place = there
        then = k.ticket[ticket, c.PLACE]
        clock = begin(k, ticket, clock + leg(k, shift, place, then))
        if clock >= NEVER:
            return NEVER
        starts[position] = clock
        clock += work(k, ticket, place)
        if clock > limit:
            return NEVER
        free[position] = clock
        place = then
    clock += leg(k, shift, place, k.shift[shift, c.END_PLACE])
    return clock if clock <= limit else NEVER


@compiled
def schedule_with_rests(k, shift, row, count, stop, depot, starts, free, history):
    """As `schedule`, with the earliest time kept for every number of breaks taken so far.

    `history[0, i]` has the times at step i by number of breaks taken, `history[1, i]` how many of
    those were taken before the leg to it; a pick-up is a step of its own.
    """
    rests = k.shift[shift, c.BREAK_TO] - k.shift[shift, c.BREAK_FROM]
    limit = k.shift[shift, c.LIMIT]
    ready = history[0, -1]
    ready[0] = k.shift[shift, c.START]
    for taken in range(1, rests + 1):
        ready[taken] = NEVER
    place, step = k.shift[shift, c.START_PLACE], 0
    for position in range(count):
        ticket = row[position]
        if position == stop:
            there = k.depots[depot, c.DEPOT_PLACE]
            through(
                k, shift, leg(k, shift, place, there), ready, history[0, step], history[1, step]
            )
            for taken in range(rests + 1):
                ready[taken] = history[0, step, taken] + k.depots[depot, c.DEPOT_LASTS]
                if ready[taken] > limit:
                    ready[taken] = NEVER
            place, step = there, step + 1
        then = k.ticket[ticket, c.PLACE]
        through(k, shift, leg(k, shift, place, then), ready, history[0, step], history[1, step])
        lasts, soonest = work(k, ticket, place), NEVER
        for taken in range(rests + 1):
            start = begin(k, ticket, history[0, step, taken])
            history[0, step, taken] = start
            ready[taken] = start + lasts if start + lasts <= limit else NEVER
            soonest = min(soonest, ready[taken])
        if soonest >= NEVER:
            return NEVER
        free[position] = soonest
        place, step = then, step + 1
    home = leg(k, shift, place, k.shift[shift, c.END_PLACE])
    through(k, shift, home, ready, history[0, step], history[1, step])
    finish, taken = history[0, step, rests], history[1, step, rests]
    if finish > limit:
        return NEVER
    for position in range(count - 1, -1, -1):
        step -= 1
        starts[position] = history[0, step, taken]
        taken = history[1, step, taken]
        if position == stop:
            step -= 1
            taken = history[1, step, taken]
    return finish


@compiled
def through(k, shift, way, ready, arrivals, before):
    """Earliest arrivals over a leg by breaks taken, and how many of them were before the leg.

    Of equal arrivals the one with more breaks on this leg wins: later tickets gain nothing from an
    early break, earlier ones lose.
    """
    offset = k.shift[shift, c.BREAK_FROM]
    for after in range(k.shift[shift, c.BREAK_TO] - offset + 1):
        arrivals[after], before[after] = NEVER, after
        for taken in range(after + 1):
            clock, left = ready[taken], way
            for rest in range(offset + taken, offset + after):
                if clock >= NEVER:
                    break
                start = first_in(k.spans, k.spans[rest, 0], k.spans[rest, 1], clock)
                if start >= NEVER:
                    clock = NEVER
                    break
                left -= min(left, start - clock)
                clock = start + k.spans[rest, c.REST_LASTS]
            if clock < NEVER and clock + left < arrivals[after]:
                arrivals[after], before[after] = clock + left, taken
