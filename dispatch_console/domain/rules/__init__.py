"""Rules of the house: when something happens, if a condition holds, then this is done.

`parsing` reads a condition into the `tree` that `checking` and `evaluating` go through; `rule` and
`effects` say what a rule is, `running` what a set of rules makes of one event. Pure: what an effect
needs from the database is done by `services.rules`.
"""
