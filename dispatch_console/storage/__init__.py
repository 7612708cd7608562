"""The shared PostgreSQL database: tables, engine, unit of work, repositories, migrations, feed.

The only package that imports SQLAlchemy, Alembic and psycopg. Its rows never leave it:
frozen dataclasses of `domain` cross the border. Imports `domain` and `support`.

Write: one unit is one transaction and one user action; leaving without `commit` rolls back::

    with database.unit(command=command_id, user="Li") as unit:
        if not unit.already_done:                      # the same command twice changes once
            unit.engineers.lock([engineer_id])         # engineers first, then tickets
            now = unit.tickets.lock([ticket_id, other_ticket_id])
            unit.visits.replace([planned_visit], unassign=[other_ticket_id])
        changes = unit.commit()

`database.run(work, user=…, command=…)` does the same around ``work(unit)`` and tries again after
a deadlock, a lock time-out or a connection lost before commit. Read::

    with database.snapshot() as snap:                  # one moment, read only
        snap.tickets.open(), snap.engineers.active(), snap.feed.cursor(), snap.now()

Both have `tickets`, `visits`, `engineers`, `shifts`, `skills`, `regions`, `customers`, `sites`,
`plans` and `feed`; see `repositories`. A new object is given with id 0, versions are kept by
triggers alone, failures of the database are `DomainError` with a ``database.…`` code. The change
feed is in `repositories.feed`, the private server of a single desktop in `embedded`.
"""
