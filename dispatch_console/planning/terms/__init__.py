"""The objective's terms, one named term a module, each with its justification record.

A module measures: `amount` (or two of them) in levels, tickets or time units, and `rate`, what one
of these costs in field service in objective units. `objective.Pricing` adds them up; `rate` is left
out where another aim counts the term too, see `travel` and `unserved`.
"""
