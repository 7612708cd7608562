from dataclasses import replace

from dispatch_console.domain.ids import TicketId
from dispatch_console.services.context import Context
from dispatch_console.services.locking import changed_since, locked_board
from tests.factories import NOW, make_ticket
from tests.services.company import found


def test_what_changed_since_a_plan_was_computed_is_found(context: Context):
    company = found(context, *(make_ticket(n) for n in range(1, 4)))
    with context.database.unit(user="Li") as unit:
        rows = unit.tickets.get(company.tickets)
        base = {key: row.plan_version for key, row in rows.items()}
        noted, longer, _ = rows.values()
        unit.tickets.update([replace(noted, description="a note"), replace(longer, duration_s=60)])
        unit.commit()
    gone = TicketId(999)
    with context.database.unit(user="Li") as unit:
        board = locked_board(unit, company.engineers, {*base, gone}, NOW)
        assert changed_since(board, {**base, gone: 1}) == {longer.id, gone}
