"""The annealing walk: ruin a neighbourhood, put its tickets back, keep the result or not."""

import math

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.chance import below, uniform
from dispatch_console.planning.kernel.compiled import compiled
from dispatch_console.planning.kernel.crews import put_group, ready_links, take_group
from dispatch_console.planning.kernel.place import (
    BLINK,
    cheapest,
    everything,
    nearest,
    ruined,
    shortlist,
)
from dispatch_console.planning.kernel.plan import (
    mine,
    own,
    put,
    put_back,
    refresh,
    settle,
    stocked,
    take,
)

STRING = 10
"""Longest string taken from one shift."""

REMOVED = 10
"""Tickets taken out at a time, on average."""

SPLIT = 0.5
"""Share of strings taken with a stretch in the middle left in place."""

LONGER = 0.01
"""Chance that such a stretch is made one longer."""

WAITING = 12
"""Unserved tickets of the neighbourhood that are tried in a step."""

SCAN = 100
"""Nearest tickets among which they are looked for."""

FROM_WAITING = 0.2
"""Share of steps that begin at an unserved ticket."""

CHOOSY = 0.7
"""Share of those steps that make room only in shifts which may serve that ticket."""

POLL = 64
"""Steps between two looks at the cancel flag."""

_INF = float("inf")


@compiled
def ruin(k, linked):
    """Take strings of tickets out around one of them; fills the pool. Whether all stays sound."""
    seed, choosy = k.lists[c.MINE, below(k, k.count[c.MINE])], False
    if k.count[c.ABSENT] and uniform(k) < FROM_WAITING:
        seed = k.lists[c.ABSENT, below(k, k.count[c.ABSENT])]
        choosy = uniform(k) < CHOOSY
    k.count[c.POOL] = 0
    pooled = 0
    for i in range(min(SCAN, nearest(k))):
        ticket = k.near[seed, i]
        if mine(k, ticket) and k.ticket[ticket, c.WHERE] < 0:
            k.ticket[ticket, c.WAITED] = 1
            pooled = pool(k, ticket)
            if pooled == WAITING:
                break
    if k.count[c.ABSENT]:
        ticket = k.lists[c.ABSENT, below(k, k.count[c.ABSENT])]
        pool(k, ticket)
        k.ticket[ticket, c.WAITED] = 0
    served = k.count[c.MINE] - k.count[c.ABSENT]
    if served <= 0:
        return True
    mean = served / max(1, k.count[c.WORKING])
    longest = min(1.0 * STRING, mean)
    strings = int(uniform(k) * (4.0 * REMOVED / (1.0 + longest) - 1.0) + 1.0)
    begun, sound = 0, True
    for i in range(nearest(k)):
        ticket = k.near[seed, i]
        shift = k.ticket[ticket, c.WHERE]
        if shift < 0 or not mine(k, ticket) or k.shift[shift, c.TOUCHED_AT] >= 0:
            continue
        if choosy and k.pair[seed, shift] == _INF:
            continue
        length = k.shift[shift, c.LENGTH]
        size = int(uniform(k) * min(1.0 * length, longest) + 1.0)
        take_string(k, shift, ticket, min(size, length), linked)
        begun += 1
        if begun >= strings:
            break
    for number in range(k.count[c.TOUCHED]):
        sound = refresh(k, k.lists[c.TOUCHED, number]) and sound
    return sound


@compiled
def pool(k, ticket):
    """One more ticket to be put back, once; how many there are."""
    for i in range(k.count[c.POOL]):
        if k.lists[c.POOL, i] == ticket:
            return k.count[c.POOL]
    k.lists[c.POOL, k.count[c.POOL]] = ticket
    k.count[c.POOL] += 1
    return k.count[c.POOL]


@compiled
def take_string(k, shift, ticket, size, linked):
    """Take `size` tickets around `ticket` out of the row, at times leaving some in between."""
    length = k.shift[shift, c.LENGTH]
    kept = 0
    if size > 1 and size < length and uniform(k) < SPLIT:
        kept = 1
        while size + kept < length and uniform(k) < LONGER:
            kept += 1
    span = size + kept
    at = 0
    while k.rows[c.NOW, shift, at] != ticket:
        at += 1
    first = max(0, at - span + 1)
    first += below(k, min(at, length - span) - first + 1)
    skip = first + span
    if kept:
        skip = first + 1 + below(k, size - 1)
    out = k.count[c.POOL]
    for i in range(first, first + span):
        if i < skip or i >= skip + kept:
            pool(k, k.rows[c.NOW, shift, i])
    for i in range(out, k.count[c.POOL]):
        k.ticket[k.lists[c.POOL, i], c.WAITED] = 0
        if k.ticket[k.lists[c.POOL, i], c.WHERE] >= 0:
            take(k, k.lists[c.POOL, i])
            if linked is not None:
                take_group(k, k.lists[c.POOL, i])


@compiled
def arrange(k):
    """Sort the pool by one of several orders, at random."""
    choice = uniform(k) * 17.0
    for i in range(k.count[c.POOL]):
        ticket = k.lists[c.POOL, i]
        key = uniform(k)
        start, stop = k.ticket[ticket, c.WINDOW_FROM], k.ticket[ticket, c.WINDOW_TO]
        if choice < 4.0:
            pass
        elif choice < 9.0:
            key = -k.worth[ticket, c.UNSERVED]
            if choice < 6.0:
                key = key / (k.ticket[ticket, c.SERVICE] + 1.0)
        elif choice < 11.0:
            key = -1.0 * k.ticket[ticket, c.SERVICE]
        elif stop == start:
            key += 1e15
        elif choice < 13.0:
            key = 1.0 * (k.spans[stop - 1, 1] - k.spans[start, 0])
        elif choice < 15.0:
            key = 1.0 * k.spans[start, 0]
        else:
            key = 1.0 * k.spans[stop - 1, 1]
        k.worth[ticket, c.RANK] = key
    for i in range(1, k.count[c.POOL]):
        ticket, at = k.lists[c.POOL, i], i - 1
        while at >= 0 and k.worth[k.lists[c.POOL, at], c.RANK] > k.worth[ticket, c.RANK]:
            k.lists[c.POOL, at + 1] = k.lists[c.POOL, at]
            at -= 1
        k.lists[c.POOL, at + 1] = ticket


@compiled
def recreate(k, blink, wide, linked):
    """Put the pool's tickets where they cost least, if that is less than leaving them out.

    One that was waiting before found no place in the shifts that are as they were.
    """
    for i in range(k.count[c.POOL]):
        ticket = k.lists[c.POOL, i]
        if k.ticket[ticket, c.WHERE] >= 0:
            continue
        if linked is not None:
            if k.ticket[ticket, c.GROUP] >= 0:
                put_group(k, ticket)
                continue
        if wide:
            size = everything(k, ticket)
        elif k.ticket[ticket, c.WAITED]:
            size = ruined(k, ticket)
        else:
            size = shortlist(k, ticket)
        worth = k.worth[ticket, c.UNSERVED]
        _, shift, position = cheapest(k, ticket, size, worth, blink)
        if shift >= 0:
            put(k, ticket, shift, position)
            sound = refresh(k, shift)
            if not sound or (k.ticket[ticket, c.NEEDS] >= 0 and not stocked(k)):
                take(k, ticket)
                refresh(k, shift)


@compiled
def objective(k):
    """The part's objective as `sums` have it, the worst lateness included."""
    total = k.sums[c.UNSERVED_SUM] + k.sums[c.ROUTE_SUM] + k.sums[c.LOAD_SUM]
    if k.weights[c.WORST] > 0.0:
        worst = 0.0
        for shift in range(len(k.shift)):
            if own(k, shift):
                worst = max(worst, k.money[shift, c.WORST_LATE])
        total += k.weights[c.WORST] * worst
    return total


@compiled
def keep(k):
    """The plan as it is becomes the best one."""
    for number in range(k.count[c.STALE]):
        shift = k.lists[c.STALE, number]
        length = k.shift[shift, c.LENGTH]
        k.shift[shift, c.BEST_LENGTH] = length
        for i in range(length):
            k.rows[c.BEST, shift, i] = k.rows[c.NOW, shift, i]
        k.shift[shift, c.STALE_AT] = False
    k.count[c.STALE] = 0


@compiled
def fill(k, order, linked):
    """Put in the tickets that are unserved and pay their way, in this order: a first plan."""
    for number in range(len(order)):
        if number % POLL == 0 and k.cancel[0]:
            break
        ticket = order[number]
        if not mine(k, ticket) or k.ticket[ticket, c.ABSENT_AT] < 0:
            continue
        for wide in range(2):
            if k.ticket[ticket, c.WHERE] < 0:
                k.ticket[ticket, c.WAITED] = 0
                k.lists[c.POOL, 0] = ticket
                k.count[c.POOL] = 1
                recreate(k, 0.0, wide == 1, linked)
                settle(k)
    keep(k)


@compiled
def walk(k, steps, hot, cold, budget, best, linked):
    """So many steps, cooling from `hot` to `cold`; the objective of the best plan of all.

    `budget` is how many tickets may differ from what people were told; `best` the best objective
    before. The plan goes on from where it is; the best plan is in `rows[BEST]`. `linked` is None
    where no tickets depend on each other: the compiler then leaves that part out.
    """
    now = objective(k)
    for step in range(steps):
        if step % POLL == 0 and k.cancel[0]:
            break
        temperature = hot * (cold / hot) ** (step / steps)
        for kind in range(4):
            k.sums[c.SAVED + kind] = k.sums[kind]
        sound = ruin(k, linked)
        if sound:
            arrange(k)
            recreate(k, BLINK, False, linked)
            sound = stocked(k)
        then = objective(k)
        over = (
            k.sums[c.CHANGE_SUM] > budget and k.sums[c.CHANGE_SUM] > k.sums[c.SAVED + c.CHANGE_SUM]
        )
        bar = now - temperature * math.log(1.0 - uniform(k))
        if not sound or over or not then < bar:
            put_back(k)
            for kind in range(4):
                k.sums[kind] = k.sums[c.SAVED + kind]
            continue
        if linked is not None:
            ready_links(k)
            then = objective(k)
        settle(k)
        now = then
        if now < best - 1e-6 and k.sums[c.CHANGE_SUM] <= budget:
            best = now
            keep(k)
    return best
