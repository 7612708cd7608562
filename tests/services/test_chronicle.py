"""The history of a ticket tells each command once, with what it was before."""

from datetime import timedelta

from dispatch_console.domain.conversation import Names
from dispatch_console.domain.ticket import Lock, Priority, Status
from dispatch_console.services import chronicle, departments, dispatch, priorities, tickets
from dispatch_console.services.context import Context
from dispatch_console.services.duplicates import merge_into
from dispatch_console.services.handing_over import hand_over
from dispatch_console.services.publishing import publish
from dispatch_console.services.undo import undo
from tests.factories import make_ticket
from tests.services.company import command, found, proposal, ticket
from tests.services.test_applying import TEN


def test_each_command_is_told_once_the_last_first(context: Context) -> None:
    company = found(context, make_ticket(1, windows=()), engineers=2)
    key = company.tickets[0]
    dispatch.assign(context, command(1), [key], company.engineers[0], TEN, pin=True)
    priorities.set_priority(context, command(2), [key], Priority.P1)
    tickets.add_note(context, command(3), key, "Ring twice")
    dispatch.set_status(context, command(4), [key], Status.ACCEPTED)
    events = chronicle.read(context, key)
    assert [event.what.split()[0] for event in events[:4]] == [
        "set_status",
        "ticket.add_note",
        "set_priority",
        "assign",
    ]
    assert events[-1].created
    assert {event.who for event in events[:4]} == {"tester"}
    assert events[0].fields == {"status": ("assigned", "accepted")}
    assert events[2].fields["priority"][1] == 1
    given = events[3]
    assert given.given is not None
    assert (given.given.engineer_id, given.given.start) == (company.engineers[0], TEN)
    assert given.fields["lock"] == (Lock.NONE.value, Lock.ALL.value)


def test_a_moved_visit_is_told_from_where_to_where(context: Context) -> None:
    company = found(context, make_ticket(1, windows=()), engineers=2)
    key = company.tickets[0]
    dispatch.assign(context, command(1), [key], company.engineers[0], TEN)
    dispatch.assign(context, command(2), [key], company.engineers[1], TEN + timedelta(hours=1))
    moved, first, *_ = chronicle.read(context, key)
    assert moved.left == first.given
    assert moved.given is not None
    assert moved.given.engineer_id == company.engineers[1]
    dispatch.unassign(context, command(3), [key])
    taken, *_ = chronicle.read(context, key)
    assert taken.left == moved.given
    assert taken.given is None


def test_undone_work_stays_in_the_history(context: Context) -> None:
    company = found(context, make_ticket(1, windows=()), engineers=1)
    key = company.tickets[0]
    publish(context, command(1), proposal(context))
    undo(context, command(2), command(1), "publish")
    assert ticket(context, key).visit is None
    undone, published, *_ = chronicle.read(context, key)
    assert (undone.what, published.what) == ("undo publish", "publish")
    assert undone.left == published.given


def test_what_a_ticket_was_given_to_is_named(context: Context) -> None:
    one = tickets.create(context, command(1), tickets.NewTicket(title="Lift"))
    other = tickets.create(context, command(2), tickets.NewTicket(title="Lift again"))
    (it,) = (queue for queue in departments.read(context).queues if queue.code == "it")
    hand_over(context, command(3), one.id, it.id, "Needs the network")
    merge_into(context, command(4), one.id, other.id)
    merged, handed = chronicle.read(context, one.id)[:2]
    assert handed.fields["queue_id"] == (None, it.id)
    assert handed.names["queue_id"][it.id] == Names(it.name_en, it.name_zh)
    assert merged.fields["merged_into"] == (None, other.id)
    assert merged.names["merged_into"] == {other.id: Names(other.number, other.number)}
    assert merged.type == "general"
