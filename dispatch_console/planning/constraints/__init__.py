"""The hard rules, one named rule a module, each with its justification record.

A *pair* rule says whether a ticket may be in a shift at all; a *route* rule judges a route with its
times; a *plan* rule judges all routes together. Each yields `Violation`s whose `params` fill the
sentence `rule.<name>`: names are texts, `…_at` are moments in problem units, `…_s` durations,
`…_h` hours; a `why` chooses among several sentences of a rule. `rules` lists them all.

A lock is a supervisor's recorded word: in the shift it names, skill, region and allowed shifts do
not count, and at the start it names, windows do not.
"""
