"""Service levels: by when a ticket is answered, somebody is there and it is solved.

`policy` holds the definitions, `reading` and `writing` have their documented form (docs/sla.md),
`choosing` says which policy a ticket has and why, `clock` works out deadlines, pauses and what was
met, `notices` when whom to tell. Imports `domain` and `support` only.
"""
