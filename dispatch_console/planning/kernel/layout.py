"""The arrays of the kernel: which column holds what.

Tickets, shifts and engineers go by their position in the problem. Times are problem units, costs
objective units. Few wide arrays rather than many: what a compiled function is handed decides how
long it takes to compile. The columns are plain numbers so that the compiler sees constants.
"""

from typing import NamedTuple

import numpy as np

NEVER = 1 << 60
"""A time that does not come."""

NOWHERE = -1
"""No place, no shift, no group."""

# `ticket`: what does not change, then the state, then what adds up along a route.
PLACE, SERVICE, SETUP, WINDOW_FROM, WINDOW_TO, RESPONSE, RESOLUTION = range(7)
PROMISE_FROM, PROMISE_TO, TOLD_SHIFT, TOLD_START, TOLD_ENGINEER, GROUP = range(7, 13)
TIMED, NEEDS, PLAIN, MEMBER_FROM, MEMBER_TO, LINK_FROM, LINK_TO = range(13, 20)
WHERE, FLOOR, CEILING, ABSENT_AT, TICKET_PART, WAITED = range(20, 26)
SUMS = 26

# `shift`: likewise; the limits of the sums and then how much of them is used come last.
START_PLACE, END_PLACE, START, END, LIMIT, ENGINEER, MATRIX = range(7)
BREAK_FROM, BREAK_TO, MAX_TRAVEL, MAX_METRES, PLAIN_SHIFT = range(7, 12)
LENGTH, INTRICATE, SHIFT_PART, TOUCHED_AT, OLD_LENGTH, BEST_LENGTH, STALE_AT, STAMP = range(12, 20)
DEPOT, OLD_DEPOT = range(20, 22)
CAPACITY = 22

# `worth` by ticket.
UNSERVED, LOAD, RANK = range(3)

# `money` by shift: rates, then the route's figures, then those before the first change of a step.
PER_TIME, PER_METRE, FIXED = range(3)
COST, RELENTS, CHANGES, WORST_LATE = range(3, 7)
OLD = 4
"""How many columns after a figure its old value is."""

# Planes of `rows` and `times`.
NOW, BEFORE, BEST = range(3)
READY, LATEST, BEGINS, STOPS, LEGS = range(5)
PLANES = 5
"""How many planes after one of `times` its old values are."""

# `spans`: windows (first, last, -) and breaks (first window, one after its last, duration).
REST_LASTS = 2

# `weights`.
LATE, OVERTIME, RETIME, PROMISE, WORST, LOAD_SQUARE = range(6)

# `links`.
FIRST, SECOND, MIN_GAP, MAX_GAP, FROM_END, PAIRING, TOGETHER = range(7)
ANY, APART, SAME = range(3)

# `supplies`: which are tools, then each van, each depot's offer, each ticket's needs.
VAN = 1

# `depots`.
DEPOT_PLACE, DEPOT_LASTS = range(2)

HOMES = 64
"""Shifts at the end of `near`."""

# Rows of `lists`.
ABSENT, TOUCHED, STALE, POOL, SHORTLIST, MINE, TRIAL, STARTS, FREE = range(9)
OPTION_AT, OPTION_SHIFT, BEST_SHIFT, GROUP_SHIFT, GROUP_AT = range(9, 14)

# `count`: how much of a list holds (by the list's number), then others.
WORKING, OWNED, NUMBER, STAMPS, CHANCE = range(14, 19)

# `sums`.
UNSERVED_SUM, ROUTE_SUM, LOAD_SUM, CHANGE_SUM = range(4)
SAVED = 4
"""How many entries after a sum its value before the step is."""


class Kernel(NamedTuple):
    """n tickets, m shifts, e engineers, routes of up to L tickets, d sums along a route.

    Threads share the arrays down to `load`, each at work on tickets and shifts of its own.
    """

    ticket: np.ndarray
    """(n, SUMS + d) int64. `WHERE` is the shift that serves the ticket; a linked one starts between
    `FLOOR` and `CEILING`."""
    shift: np.ndarray
    """(m, CAPACITY + 2 d) int64. `INTRICATE` counts what makes a route's times or cost more than a
    bound can tell; `DEPOT` is where the route picks up."""
    worth: np.ndarray
    """(n, 3) float64: cost of leaving out, load in hours, rank among those to be put back."""
    money: np.ndarray
    """(m, 11) float64. `RELENTS` is the part of the cost that a later start may save."""
    pair: np.ndarray
    """(n, m) float32: cost of the ticket in the shift whatever the time, infinite if forbidden."""
    near: np.ndarray
    """(n, a + HOMES) int32: the nearest tickets, itself first; then shifts that may serve it, the
    nearest start first, NOWHERE where there are no more."""
    durations: np.ndarray
    """(k, p, p) int32: travel time by matrix, from, to."""
    arrivals: np.ndarray
    """(k, p, p) int32: the same by matrix, to, from: what leads to one place lies together. The
    same array where there and back are alike."""
    metres: np.ndarray
    """(k, p, p) int32, or (1, 1, 1) where distances matter to nobody."""
    spans: np.ndarray
    """(w, 3) int64."""
    weights: np.ndarray
    """(6,) float64."""
    supplies: np.ndarray
    """(s, q) int64: a column for each part and tool."""
    depots: np.ndarray
    """(o, 2) int64; empty where no ticket needs anything."""
    links: np.ndarray
    """(l, 7) int64, by group."""
    members: np.ndarray
    """int64: linked tickets by group, each after those it depends on."""
    rows: np.ndarray
    """(3, m, L) int64: tickets in order, now, before the first change of a step, and at best."""
    times: np.ndarray
    """(10, m, L) int64: free again, latest start, start, place, travel time to it (at the end the
    way home); then the same before the first change."""
    load: np.ndarray
    """(e,) float64: hours, past load included."""
    lists: np.ndarray
    """(14, n + m + e + L) int64: a thread's lists."""
    count: np.ndarray  # pyright: ignore[reportIncompatibleMethodOverride]
    """(19,) int64."""
    sums: np.ndarray
    """(8,) float64: the objective of the thread's part by kind, kept up to date."""
    costs: np.ndarray
    """float64: the best places found for one member of a group."""
    options: np.ndarray
    """(o,) float64: bounds of the places at which a ticket may go."""
    history: np.ndarray
    """(2, L + 3, b) int64: working memory of break placement."""
    cancel: np.ndarray
    """(1,) int64: not zero to stop; shared by all threads."""
