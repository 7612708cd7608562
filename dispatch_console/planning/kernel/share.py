"""A plan laid into the kernel's arrays, and the parts of it that threads work on."""

from dispatch_console.planning.kernel import layout as c
from dispatch_console.planning.kernel.compiled import compiled
from dispatch_console.planning.kernel.crews import all_linked, ready_links
from dispatch_console.planning.kernel.layout import NEVER, NOWHERE
from dispatch_console.planning.kernel.plan import (
    count,
    load_cost,
    mine,
    own,
    refresh,
    settle,
    stocked,
    sums,
)


@compiled
def lay(k, row, length, past_load, linked):
    """Make the plan the state; whether it breaks no rule of a route."""
    for ticket in range(len(k.ticket)):
        k.ticket[ticket, c.WHERE], k.ticket[ticket, c.TICKET_PART] = NOWHERE, 0
        k.ticket[ticket, c.FLOOR], k.ticket[ticket, c.CEILING] = 0, NEVER
    for engineer in range(len(past_load)):
        k.load[engineer] = past_load[engineer]
    for number in range(c.CHANCE):
        k.count[number] = 0
    sound = True
    for shift in range(len(length)):
        k.shift[shift, c.SHIFT_PART] = 0
        k.shift[shift, c.TOUCHED_AT] = NOWHERE
        k.shift[shift, c.STAMP] = 0
        k.shift[shift, c.DEPOT] = NOWHERE
        k.shift[shift, c.LENGTH] = length[shift]
        k.shift[shift, c.INTRICATE] = 1 - k.shift[shift, c.PLAIN_SHIFT]
        for kind in range(sums(k)):
            k.shift[shift, c.CAPACITY + sums(k) + kind] = 0
        for i in range(length[shift]):
            k.rows[c.NOW, shift, i] = row[shift, i]
            k.ticket[row[shift, i], c.WHERE] = shift
            count(k, row[shift, i], shift, 1)
        for kind in range(sums(k)):
            used = k.shift[shift, c.CAPACITY + sums(k) + kind]
            sound = sound and used <= k.shift[shift, c.CAPACITY + kind]
        sound = refresh(k, shift) and sound
    if linked is not None and sound:
        sound = all_linked(k) and ready_links(k)
        settle(k)
    return sound and stocked(k)


@compiled
def enrol(k, number, shifts, tickets, chance):
    """Give the part its number, shifts and tickets; its best plan is the plan as it is.

    A group with a member outside the part stays as it is.
    """
    for entry in range(c.STAMPS):
        k.count[entry] = 0
    k.count[c.NUMBER], k.count[c.CHANCE] = number, chance
    for entry in range(len(k.sums)):
        k.sums[entry] = 0.0
    for ticket in range(len(tickets)):
        if not tickets[ticket]:
            continue
        k.ticket[ticket, c.TICKET_PART] = number
        k.ticket[ticket, c.ABSENT_AT] = NOWHERE
        if k.ticket[ticket, c.WHERE] < 0:
            k.sums[c.UNSERVED_SUM] += k.worth[ticket, c.UNSERVED]
            k.sums[c.CHANGE_SUM] += k.ticket[ticket, c.TOLD_START] != NEVER
    for i in range(len(k.members)):
        ticket = k.members[i]
        for j in range(k.ticket[ticket, c.MEMBER_FROM], k.ticket[ticket, c.MEMBER_TO]):
            if not tickets[k.members[j]] and tickets[ticket]:
                k.ticket[ticket, c.TICKET_PART] = NOWHERE
    for ticket in range(len(tickets)):
        able = tickets[ticket] and k.near[ticket, k.near.shape[1] - c.HOMES] >= 0
        if not able or not mine(k, ticket):
            continue
        k.lists[c.MINE, k.count[c.MINE]] = ticket
        k.count[c.MINE] += 1
        if k.ticket[ticket, c.WHERE] < 0:
            k.lists[c.ABSENT, k.count[c.ABSENT]] = ticket
            k.ticket[ticket, c.ABSENT_AT] = k.count[c.ABSENT]
            k.count[c.ABSENT] += 1
    counted = k.lists[c.FREE]
    for engineer in range(len(k.load)):
        counted[engineer] = 0
    for shift in range(len(shifts)):
        if not shifts[shift]:
            continue
        length = k.shift[shift, c.LENGTH]
        k.shift[shift, c.SHIFT_PART] = number
        k.shift[shift, c.STALE_AT] = 0
        k.shift[shift, c.STAMP] = 0
        k.shift[shift, c.BEST_LENGTH] = length
        for i in range(length):
            k.rows[c.BEST, shift, i] = k.rows[c.NOW, shift, i]
        k.count[c.OWNED] += 1
        k.count[c.WORKING] += length > 0
        k.sums[c.ROUTE_SUM] += k.money[shift, c.COST]
        k.sums[c.CHANGE_SUM] += k.money[shift, c.CHANGES]
        who = k.shift[shift, c.ENGINEER]
        if not counted[who]:
            counted[who] = 1
            k.sums[c.LOAD_SUM] += load_cost(k, k.load[who])


@compiled
def join(k, row, length):
    """The part's best rows into a plan."""
    for shift in range(len(length)):
        if own(k, shift):
            length[shift] = k.shift[shift, c.BEST_LENGTH]
            for i in range(length[shift]):
                row[shift, i] = k.rows[c.BEST, shift, i]
