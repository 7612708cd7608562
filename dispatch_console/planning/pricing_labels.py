"""The cheapest routes at given ticket prices: labels along ng-routes, compiled.

A label is a partial route. It may come back to a ticket that the neighbours in between have made
it forget, so what is found costs no more than the best real route: right for a bound. After
Baldacci, Mingozzi and Roberti, "New Route Relaxation and Pricing Strategies for the Vehicle Routing
Problem" (Operations Research, 2011).
"""

import heapq
from typing import NamedTuple

import numpy as np

from dispatch_console.planning.kernel.compiled import allocating

MOST_LABELS = 400_000
PER_TICKET = 6000
"""Labels of one search, and of them at one ticket, at most."""

WORDS = 2
"""Words of 64 tickets that a set of tickets takes."""


class Ways(NamedTuple):
    """A kind of shift: n tickets, and what is asked of a route over them.

    `times` / `costs` are (n + 1, n + 1), the last row from the start and the last column to the end
    of the shift; a cost is infinite where a leg may not be. `first` / `last` bound the start of
    each ticket, `work` is its service, `setup` is added where the leg changes the place (`moves`).
    """

    times: np.ndarray
    costs: np.ndarray
    moves: np.ndarray
    first: np.ndarray
    last: np.ndarray
    work: np.ndarray
    setup: np.ndarray
    demand: np.ndarray
    room: int
    begin: int
    limit: int
    near: np.ndarray
    """(n, WORDS) uint64: the tickets that a visit to this one does not make forget."""


# Columns of `_Labels.whole`.
NODE, CLOCK, LOAD, PARENT = range(4)


class _Labels(NamedTuple):
    """Partial routes: the last ticket, when it is left, load, the route before; what they cost;
    the tickets remembered; whether another is better. `at` / `here` list those at each ticket."""

    whole: np.ndarray
    cost: np.ndarray
    seen: np.ndarray
    dead: np.ndarray
    at: np.ndarray
    here: np.ndarray


@allocating
def cheapest(ways, prices, tolerance, careful):
    """The cheapest route ending at each ticket at these prices.

    Returns whether these are the cheapest indeed, (k,) costs below -`tolerance`, and (k, 4n) int32
    the tickets of each route in order, -1 after the last. Not `careful`, it takes a label for worse
    though it may go where a better one may not: quick, and not to be relied on.
    """
    count = ways.first.shape[0]
    labels = _Labels(
        np.empty((MOST_LABELS, 4), dtype=np.int64),
        np.empty(MOST_LABELS, dtype=np.float64),
        np.zeros((MOST_LABELS, WORDS), dtype=np.uint64),
        np.zeros(MOST_LABELS, dtype=np.bool_),
        np.empty((count, PER_TICKET), dtype=np.int64),
        np.zeros(count, dtype=np.int64),
    )
    # The root stands at the start, from which the last row of legs goes; it has no set to forget.
    labels.whole[0, NODE], labels.whole[0, CLOCK] = count, ways.begin
    labels.whole[0, LOAD], labels.whole[0, PARENT] = 0, -1
    labels.cost[0] = 0.0
    best = np.full(count, -tolerance)
    best_label = np.full(count, -1, dtype=np.int64)
    heap = [(np.int64(ways.begin), np.int64(0))]
    made = 1
    while len(heap) > 0:
        source = heapq.heappop(heap)[1]
        if labels.dead[source]:
            continue
        for ticket in range(count):
            if made >= MOST_LABELS or labels.here[ticket] >= PER_TICKET:
                return False, best[:0], np.empty((0, 4 * count), dtype=np.int32)
            if not _extend(ways, labels, source, ticket, made, prices[ticket]):
                continue
            if not _keep(labels, ticket, made, careful):
                continue
            whole = labels.cost[made] + ways.costs[ticket, count]
            if whole < best[ticket]:
                best[ticket] = whole
                best_label[ticket] = made
            heapq.heappush(heap, (labels.whole[made, CLOCK], np.int64(made)))
            made += 1
    found = np.flatnonzero(best_label >= 0)
    return careful, best[found], _rows(labels, best_label[found], count)


@allocating
def _extend(ways, labels, source, ticket, made, price):
    """Write the route of `source` with the ticket added as label `made`; whether it may be."""
    origin = labels.whole[source, NODE]
    word, bit = ticket // 64, np.uint64(1) << np.uint64(ticket % 64)
    load = labels.whole[source, LOAD] + ways.demand[ticket]
    if (labels.seen[source, word] & bit) != 0 or load > ways.room:
        return False
    cost = labels.cost[source] + ways.costs[origin, ticket] - price
    arrival = labels.whole[source, CLOCK] + ways.times[origin, ticket]
    start = max(arrival, ways.first[ticket])
    if start > ways.last[ticket] or not np.isfinite(cost):
        return False
    clock = start + ways.work[ticket] + ways.moves[origin, ticket] * ways.setup[ticket]
    if clock + ways.times[ticket, ways.first.shape[0]] > ways.limit:
        return False
    labels.whole[made, NODE], labels.whole[made, CLOCK] = ticket, clock
    labels.whole[made, LOAD], labels.whole[made, PARENT] = load, source
    labels.cost[made] = cost
    for w in range(WORDS):
        labels.seen[made, w] = labels.seen[source, w] & ways.near[ticket, w]
    labels.seen[made, word] |= bit
    return True


@allocating
def _keep(labels, ticket, made, careful):
    """List the new label at its ticket unless one there is better, and drop those it betters."""
    count = labels.here[ticket]
    for number in range(count):
        if _better(labels, labels.at[ticket, number], made, careful):
            return False
    kept = 0
    for number in range(count):
        other = labels.at[ticket, number]
        if _better(labels, made, other, careful):
            labels.dead[other] = True
        else:
            labels.at[ticket, kept] = other
            kept += 1
    labels.at[ticket, kept] = made
    labels.here[ticket] = kept + 1
    return True


@allocating
def _better(labels, one, other, careful):
    """Whether whatever `other` can become, `one` can too, at no higher cost."""
    if labels.whole[one, CLOCK] > labels.whole[other, CLOCK]:
        return False
    if labels.whole[one, LOAD] > labels.whole[other, LOAD] or labels.cost[one] > labels.cost[other]:
        return False
    if careful:
        for w in range(WORDS):
            if (labels.seen[one, w] & ~labels.seen[other, w]) != 0:
                return False
    return True


@allocating
def _rows(labels, ends, count):
    rows = np.full((ends.shape[0], 4 * count), -1, dtype=np.int32)
    for number in range(ends.shape[0]):
        label, length = ends[number], 0
        while label > 0 and length < rows.shape[1]:
            rows[number, length] = labels.whole[label, NODE]
            length += 1
            label = labels.whole[label, PARENT]
        rows[number, :length] = rows[number, :length][::-1].copy()
    return rows
