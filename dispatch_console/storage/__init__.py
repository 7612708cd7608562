'''The shared PostgreSQL database: tables, engine, unit of work, repositories, migrations, feed.

The only package that imports SQLAlchemy, Alembic and psycopg. Its rows never leave it:
frozen dataclasses of `domain` cross the border. Imports `domain` and `support`.

How to write: one unit is one transaction and one user action::

    with database.unit(command=command_id, user="Li") as unit:
        if not unit.already_done:                      # the same command twice changes once
            unit.engineers.lock([engineer_id])         # engineers first,
            ticket = unit.tickets.lock([ticket_id])[ticket_id]      # then tickets
            unit.visits.replace([planned_visit], unassign=[])
        changes = unit.commit()                        # leaving without commit() rolls back

`database.run(work, user=…, command=…)` does the same around ``work(unit)`` and tries again after
a deadlock, a lock time-out or a connection lost before commit. How to read::

    with database.snapshot() as snap:                  # one moment, read only
        snap.tickets.open(), snap.engineers.all(), snap.cursor(), snap.now()

A new object carries id 0; what the repositories return carries the database's. Versions are kept
by triggers alone. Every failure of the database leaves as a `DomainError` with a ``database.…``
code; refusals are ``ticket.changed_meanwhile``, ``visit.double_booked`` and the like.
'''
