"""Tickets go the way their type's workflow says, and what follows from a step follows."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import select

from dispatch_console.domain.definitions import Definitions
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.roles import Role
from dispatch_console.domain.rules.effects import Field as RuleField
from dispatch_console.domain.rules.effects import SetField
from dispatch_console.domain.signature import Signature
from dispatch_console.domain.ticket import HoldReason, Status, Ticket
from dispatch_console.domain.ticket_link import LinkKind
from dispatch_console.domain.wording import wanted
from dispatch_console.domain.workflow import Given, Trigger
from dispatch_console.domain.workflow_templates import (
    FACILITY,
    FIELDS,
    IT,
    MAINTENANCE,
    TYPES,
    WORKFLOWS,
)
from dispatch_console.services import automatic_steps, definitions, lifecycle
from dispatch_console.services.automatic_steps import take_due
from dispatch_console.services.context import Context
from dispatch_console.services.dispatch import set_status
from dispatch_console.services.duplicates import merge_into
from dispatch_console.services.editing import edit
from dispatch_console.services.exporting.run import export
from dispatch_console.services.importing.fields import Kind
from dispatch_console.services.relating import Part, link, split, unlink
from dispatch_console.services.tickets import NewTicket, create
from dispatch_console.services.undo import undo
from dispatch_console.services.wording import subject_in
from dispatch_console.storage import schema
from tests.factories import NOW
from tests.services.rules.test_firing import rule

S = Status
DONE = Given(custom={"resolution": "Restarted"})


def it_ticket(context: Context, title: str = "No network") -> Ticket:
    return create(context, uuid4(), NewTicket(title=title, type=IT, custom={"system": "network"}))


def now(context: Context, ticket: Ticket) -> Ticket:
    with context.database.snapshot() as snap:
        return snap.tickets.get([ticket.id])[ticket.id]


def step(context: Context, ticket: Ticket, status: Status, given: Given | None = None) -> UUID:
    command = uuid4()
    set_status(context, command, [ticket.id], status, given or Given(), occurred_at=NOW)
    return command


def refused(context: Context, ticket: Ticket, status: Status, given: Given | None = None) -> str:
    with pytest.raises(DomainError) as error:
        step(context, ticket, status, given)
    return error.value.code


def laid_down(context: Context) -> Definitions:
    return definitions.read(context).definitions


def test_a_fresh_database_has_the_types_workflows_and_fields_that_come_along(
    context: Context,
) -> None:
    found = laid_down(context)
    assert found.types == TYPES
    assert [replace(one, id=None, published_at=None) for one in found.workflows.values()] == list(
        WORKFLOWS
    )
    assert [replace(one, id=0) for one in found.fields] == list(FIELDS)


def test_a_new_ticket_goes_by_the_workflow_in_force_of_its_type(context: Context) -> None:
    ticket = it_ticket(context)
    found = laid_down(context)
    assert found.workflow_of(ticket) == found.in_force(IT)
    general = create(context, uuid4(), NewTicket(title="Lift"))
    assert found.workflow_of(general).type == "general"


def test_a_step_needs_what_its_workflow_says_and_keeps_what_was_given(context: Context) -> None:
    ticket = it_ticket(context)
    assert refused(context, ticket, S.ON_HOLD) == "ticket.step_needs"
    step(context, ticket, S.ON_HOLD, Given(hold_reason=HoldReason.CUSTOMER))
    held = now(context, ticket)
    assert (held.status, held.hold_reason) == (S.ON_HOLD, HoldReason.CUSTOMER)
    assert refused(context, ticket, S.RESOLVED, DONE) == "ticket.step"
    assert refused(context, ticket, S.CANCELLED, Given(reason=" ")) == "ticket.step_needs"
    step(context, ticket, S.CANCELLED, Given(reason="Opened by mistake"))
    life = lifecycle.read(context, ticket.id)
    assert [(one.after, one.reason, one.hold_reason) for one in life.steps] == [
        (S.ON_HOLD, "", HoldReason.CUSTOMER),
        (S.CANCELLED, "Opened by mistake", HoldReason.NONE),
    ]
    assert life.ticket.hold_reason is HoldReason.NONE


def test_values_given_with_a_step_are_kept_on_the_ticket_and_with_the_step(
    context: Context,
) -> None:
    ticket = it_ticket(context)
    step(context, ticket, S.RESOLVED, replace(DONE, signature=Signature(" Li Wei ")))
    life = lifecycle.read(context, ticket.id)
    assert dict(life.ticket.custom)["resolution"] == "Restarted"
    assert life.steps[-1].data == {"signature": "Li Wei", "custom": {"resolution": "Restarted"}}
    assert life.steps[-1].at == NOW
    bad = Given(custom={"system": "stairs"})
    with pytest.raises(DomainError) as error:
        step(
            context,
            it_ticket(context),
            S.RESOLVED,
            replace(bad, custom={**bad.custom, **DONE.custom}),
        )
    assert error.value.code == "field.choice"


def test_the_same_step_twice_is_one(context: Context) -> None:
    ticket, command = it_ticket(context), uuid4()
    for _ in range(2):
        set_status(context, command, [ticket.id], S.RESOLVED, DONE)
    assert len(lifecycle.read(context, ticket.id).steps) == 1


def test_a_new_edition_is_in_force_for_new_tickets_and_old_ones_finish_on_theirs(
    context: Context,
) -> None:
    old = it_ticket(context)
    before = laid_down(context).in_force(IT)
    fewer = tuple(t for t in before.transitions if (t.before, t.after) != (S.NEW, S.RESOLVED))
    definitions.publish(context, uuid4(), replace(before, transitions=fewer))
    new = it_ticket(context)
    assert laid_down(context).workflow_of(new).edition == 2
    assert refused(context, new, S.RESOLVED, DONE) == "ticket.step"
    step(context, old, S.RESOLVED, DONE)
    assert now(context, old).status is S.RESOLVED
    users = definitions.read(context).users
    assert {users[before.id], users[new.workflow_id]} == {1}
    with pytest.raises(DomainError) as error:
        definitions.publish(context, uuid4(), before)
    assert error.value.code == "workflow.published_meanwhile"


def test_a_faulty_workflow_is_not_published(context: Context) -> None:
    before = laid_down(context).in_force(IT)
    without = tuple(t for t in before.transitions if t.after is not S.ARCHIVED)
    with pytest.raises(DomainError) as error:
        definitions.publish(context, uuid4(), replace(before, transitions=without))
    assert error.value.code == "workflow.faulty"
    assert laid_down(context).in_force(IT) == before


def test_a_step_sets_off_its_triggers_in_the_same_transaction(context: Context) -> None:
    ticket = it_ticket(context)
    step(context, ticket, S.RESOLVED, DONE)
    step(context, ticket, S.REOPENED, Given(reason="The same fault came back"))
    reopening = laid_down(context).in_force(IT).step(S.RESOLVED, S.REOPENED)
    assert reopening is not None
    assert Trigger.NOTIFY_OWNER in reopening.triggers
    with context.database.unit(user="probe") as unit:
        from sqlalchemy import text

        found = unit._connection.execute(text("SELECT address, body, data FROM outbox")).all()
    ((address, body, data),) = found
    assert (address, body, data["after"]) == (
        "role:dispatcher",
        "The same fault came back",
        "reopened",
    )


def test_steps_by_themselves_are_taken_once_they_are_due_and_once_only(context: Context) -> None:
    ticket, waiting = it_ticket(context), it_ticket(context)
    step(context, ticket, S.RESOLVED, DONE)
    soon = replace(context, clock=lambda: NOW + timedelta(days=2))
    assert take_due(soon) == 0
    later = replace(context, clock=lambda: NOW + timedelta(days=3))
    assert take_due(later) == 1
    assert take_due(later) == 0
    assert now(context, ticket).status is S.CONFIRMED
    assert now(context, waiting).status is S.NEW
    assert lifecycle.read(context, ticket.id).steps[-1].data == {"by": "duty"}


def test_tickets_that_cannot_go_on_do_not_keep_others_from_their_step(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than a round takes: the others have their turn all the same, if not at once."""
    monkeypatch.setattr(automatic_steps, "MOST_AT_ONCE", 2)
    stuck = [it_ticket(context) for _ in range(2)]
    ready = it_ticket(context)
    for ticket in (*stuck, ready):
        step(context, ticket, S.RESOLVED, DONE)
    with psycopg.connect(context.database.url) as connection:
        # As if a field had been made a must for what is confirmed.
        connection.execute(
            "UPDATE custom_field SET required_in = '[\"confirmed\"]' WHERE code = 'resolution'"
        )
        for ticket in stuck:
            connection.execute("UPDATE ticket SET custom = '{}' WHERE id = %s", [ticket.id])
    later = replace(context, clock=lambda: NOW + timedelta(days=3))
    assert any(take_due(later) for _ in range(200))
    assert now(context, ready).status is S.CONFIRMED
    # Whoever answers for those that are stuck hears why, once for each.
    for _ in range(20):
        take_due(later)
    with context.database.snapshot() as snap:
        told = snap._connection.execute(
            select(schema.outbox.c.ticket_id, schema.outbox.c.address, schema.outbox.c.data).where(
                schema.outbox.c.key.like("stuck/%")
            )
        ).all()
    assert sorted(row.ticket_id for row in told) == sorted(ticket.id for ticket in stuck)
    assert {row.address for row in told} == {"role:dispatcher"}
    said = subject_in("en", "", told[0].data)
    assert said.endswith("cannot go on to “Confirmed” by itself: What was done is missing")


def test_a_parent_waits_for_its_children(context: Context) -> None:
    ticket = it_ticket(context)
    split(context, uuid4(), ticket.id, [Part("Cable"), Part("Switch", 1800)])
    life = lifecycle.read(context, ticket.id)
    cable, switch = life.children()
    assert [one.title for one in (cable, switch)] == ["Cable", "Switch"]
    assert (switch.duration_s, switch.type, switch.workflow_id) == (1800, IT, ticket.workflow_id)
    assert refused(context, ticket, S.RESOLVED, DONE) == "ticket.children_open"
    step(context, cable, S.RESOLVED, DONE)
    step(context, switch, S.CANCELLED, Given(reason="Opened by mistake"))
    step(context, ticket, S.RESOLVED, DONE)
    assert now(context, ticket).status is S.RESOLVED


@pytest.mark.parametrize(("parts", "code"), [([], "split.parts"), ([Part(" ")], "ticket.title")])
def test_a_split_into_nothing_is_refused(
    context: Context, parts: Sequence[Part], code: str
) -> None:
    with pytest.raises(DomainError) as error:
        split(context, uuid4(), it_ticket(context).id, parts)
    assert error.value.code == code


def test_a_duplicate_goes_on_in_the_other_with_its_notes_and_children(context: Context) -> None:
    first, second = it_ticket(context, "No network"), it_ticket(context, "Network is down")
    split(context, uuid4(), first.id, [Part("Cable")])
    command = uuid4()
    merge_into(context, command, first.id, second.id)
    ended, kept = now(context, first), now(context, second)
    assert (ended.status, ended.merged_into) == (S.MERGED, second.id)
    assert kept.description == f"[{first.number}] No network"
    life = lifecycle.read(context, second.id)
    assert [one.title for one in life.children()] == ["Cable"]
    assert life.merged_in() == (ended,)
    undo(context, uuid4(), command, "ticket.merge")
    assert now(context, first).status is S.NEW
    assert now(context, first).merged_into is None
    assert now(context, second).description == ""


def test_a_ticket_is_not_merged_into_itself_an_ended_one_or_without_saying_which(
    context: Context,
) -> None:
    first, second = it_ticket(context), it_ticket(context)
    assert refused(context, first, S.MERGED) == "ticket.merge_target"
    with pytest.raises(DomainError, match=r"merge\.itself"):
        merge_into(context, uuid4(), first.id, first.id)
    step(context, second, S.RESOLVED, DONE)
    with pytest.raises(DomainError, match=r"merge\.ended"):
        merge_into(context, uuid4(), first.id, second.id)


def test_a_ticket_is_not_merged_into_one_that_came_of_it(context: Context) -> None:
    """Each would wait for the other to be resolved, for good."""
    whole = it_ticket(context)
    below = whole
    for title in ("Router", "Cable"):
        split(context, uuid4(), below.id, [Part(title)])
        with context.database.snapshot() as snap:
            (below,) = snap.tickets.children(below.id)
        with pytest.raises(DomainError, match=r"merge\.child"):
            merge_into(context, uuid4(), whole.id, below.id)
    merge_into(context, uuid4(), below.id, whole.id)
    assert now(context, below).status is S.MERGED


def test_links_are_there_once_from_both_ends_and_go_with_undo(context: Context) -> None:
    first, second = it_ticket(context), it_ticket(context)
    command = uuid4()
    link(context, command, first.id, second.id, LinkKind.RELATED)
    link(context, uuid4(), second.id, first.id, LinkKind.RELATED)
    (one,) = lifecycle.read(context, second.id).links
    assert (one.ticket_id, one.other_id) == (first.id, second.id)
    undo(context, uuid4(), command, "ticket.link")
    assert lifecycle.read(context, first.id).links == ()
    link(context, uuid4(), first.id, second.id, LinkKind.CAUSES)
    (one,) = lifecycle.read(context, first.id).links
    unlink(context, uuid4(), one.id)
    assert lifecycle.read(context, first.id).links == ()


def test_a_step_is_undone_where_the_workflow_knows_a_way_back_and_else_refused(
    context: Context,
) -> None:
    ticket = it_ticket(context)
    done = step(context, ticket, S.RESOLVED, DONE)
    undo(context, uuid4(), done, "set_status resolved")
    assert now(context, ticket).status is S.NEW
    assert lifecycle.read(context, ticket.id).steps[-1].data["by"] == "undo"
    for status, given in (
        (S.RESOLVED, DONE),
        (S.CONFIRMED, Given()),
        (S.CLOSED, Given()),
    ):
        step(context, ticket, status, given)
    archived = step(context, ticket, S.ARCHIVED)
    with pytest.raises(DomainError) as error:
        undo(context, uuid4(), archived, "set_status archived")
    assert error.value.code == "undo.step"
    assert now(context, ticket).status is S.ARCHIVED


def test_a_required_field_is_asked_of_a_new_ticket_and_wrong_values_are_refused(
    context: Context,
) -> None:
    for new, code in (
        (NewTicket(title="x", type=IT), "field.required"),
        (NewTicket(title="x", type="nothing"), "ticket.type"),
        (NewTicket(title="x", type=IT, custom={"system": "?"}), "field.choice"),
        (NewTicket(title="x", custom={"system": "network"}), "field.unknown"),
    ):
        with pytest.raises(DomainError) as error:
            create(context, uuid4(), new)
        assert error.value.code == code


def test_custom_values_are_edited_each_by_itself(context: Context) -> None:
    base = it_ticket(context)
    one = replace(base, custom=(("computer", "PC-1"), ("system", "network")))
    edit(context, uuid4(), base, one)
    other = replace(base, custom=(("system", "mail"),))
    edit(context, uuid4(), base, other)
    found = now(context, base)
    assert dict(found.custom) == {"computer": "PC-1", "system": "mail"}
    assert lifecycle.as_plain(found, laid_down(context)) == {
        "computer": "PC-1",
        "system": "mail",
        "resolution": None,
    }
    with pytest.raises(DomainError) as error:
        edit(context, uuid4(), base, replace(base, custom=(("system", "erp"),)))
    assert error.value.code == "ticket.clash"
    assert error.value.params["fields"] == ("custom.system",)


def test_a_ticket_of_another_type_goes_by_that_type_s_workflow(context: Context) -> None:
    base = create(context, uuid4(), NewTicket(title="Lift"))
    command = uuid4()
    edit(context, command, base, replace(base, type=MAINTENANCE))
    assert now(context, base).workflow_id == laid_down(context).in_force(MAINTENANCE).id
    undo(context, uuid4(), command, "ticket.edit")
    assert now(context, base).workflow_id == base.workflow_id


def test_a_ticket_that_has_begun_its_life_ends_it_by_the_workflow_it_has(context: Context) -> None:
    new = NewTicket(title="Network", type=IT, custom={"system": "network"}, crew_size=2)
    base = create(context, uuid4(), new)
    step(context, base, S.ON_HOLD, Given(hold_reason=HoldReason.CUSTOMER))
    held, command = now(context, base), uuid4()
    edit(context, command, held, replace(held, type=FACILITY))
    other = now(context, base)
    assert (other.type, other.workflow_id) == (FACILITY, base.workflow_id)
    with context.database.snapshot() as snap:
        crew = snap.tickets.get(snap.tickets.kin([base.id])).values()
    assert {one.workflow_id for one in crew} == {base.workflow_id}
    undo(context, uuid4(), command, "ticket.edit")
    assert now(context, base).type == IT
    step(context, base, S.NEW)


def test_a_type_that_a_rule_sets_has_its_workflow(context: Context) -> None:
    rule(context, SetField(RuleField.TYPE, FACILITY), condition='has(text, "lift")')
    made = create(context, uuid4(), NewTicket(title="The lift"))
    assert made.type == FACILITY
    assert made.workflow_id == laid_down(context).in_force(FACILITY).id


def test_what_is_legal_depends_on_who_asks(context: Context) -> None:
    found = laid_down(context)
    ticket = replace(
        it_ticket(context),
        type=MAINTENANCE,
        workflow_id=found.in_force(MAINTENANCE).id,
        status=S.RESOLVED,
    )
    assert [one.after for one in lifecycle.legal_steps(found, ticket, Role.DISPATCHER)] == [
        S.REOPENED
    ]
    assert [one.after for one in lifecycle.legal_steps(found, ticket, None)] == [
        S.CONFIRMED,
        S.REOPENED,
    ]


def test_a_field_is_laid_down_once_and_keeps_its_kind(context: Context) -> None:
    field = replace(FIELDS[0], code="room", name_en="Room", name_zh="房间")
    definitions.save_field(context, uuid4(), field)
    (kept,) = (one for one in laid_down(context).fields if one.code == "room")
    definitions.save_field(context, uuid4(), replace(kept, active=False))
    for wrong, code in (
        (field, "field.twice"),
        (replace(field, type="general"), "field.twice"),
        (replace(kept, name_en="Hall"), "field.changed_meanwhile"),
        (replace(kept, version=2, code="hall"), "field.kind"),
        (replace(field, code="hall", type="nothing"), "ticket.type"),
    ):
        with pytest.raises(DomainError) as error:
            definitions.save_field(context, uuid4(), wrong)
        assert error.value.code == code


def test_custom_values_are_found_by_search_and_exported(context: Context, tmp_path: Path) -> None:
    ticket = create(
        context,
        uuid4(),
        NewTicket(title="Mail", type=IT, custom={"system": "mail", "computer": "PC-77"}),
    )
    step(context, ticket, S.RESOLVED, DONE)
    with context.database.snapshot() as snap:
        assert snap.tickets.closed_with(wanted("PC-77"), 5) == (now(context, ticket),)
    target = tmp_path / "tickets.csv"
    export(context, Kind.TICKETS, target, time_zone="UTC")
    header, row = target.read_text(encoding="utf-8-sig").splitlines()
    told = dict(zip(next(csv.reader([header])), next(csv.reader([row])), strict=True))
    assert (told["Ticket type"], told["custom.computer"]) == (IT, "PC-77")
