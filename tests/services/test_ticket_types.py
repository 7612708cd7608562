"""Types of tickets: added like another, ordered, retired; rules that name what is not there."""

from dataclasses import replace
from uuid import uuid4

import pytest

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.rules.effects import Field, HandOver, MakeChild, NeedSkill, SetField
from dispatch_console.domain.ticket import GENERAL
from dispatch_console.domain.workflow import TicketType
from dispatch_console.domain.workflow_templates import MAINTENANCE
from dispatch_console.services import definitions, tickets
from dispatch_console.services.context import Context
from dispatch_console.services.rules import bench, duties, editing
from dispatch_console.services.tickets import NewTicket
from tests.services.rules.test_firing import rule

PRINTERS = TicketType("printers", "Printers", "打印机")


def types(context: Context) -> dict[str, TicketType]:
    return {one.code: one for one in definitions.read(context).definitions.types}


def add(context: Context, one: TicketType = PRINTERS, like: str = MAINTENANCE) -> None:
    definitions.save_type(context, uuid4(), one, new=True, like=like)


def retire(context: Context, code: str) -> None:
    found = types(context)[code]
    definitions.save_type(context, uuid4(), replace(found, active=False), new=False)


def refusal(context: Context, *effects: object) -> str:
    with pytest.raises(DomainError) as caught:
        rule(context, *effects)  # pyright: ignore[reportArgumentType]
    return caught.value.code


def test_a_new_type_begins_with_workflow_and_fields_of_another(context: Context) -> None:
    add(context)
    known = definitions.read(context).definitions
    made, model = known.in_force("printers"), known.in_force(MAINTENANCE)
    assert (made.type, made.edition) == ("printers", 1)
    assert made.transitions == model.transitions
    codes = [field.code for field in known.fields_of(MAINTENANCE)]
    assert codes
    assert [field.code for field in known.fields_of("printers")] == codes
    assert list(types(context))[-1] == "printers"


def test_a_code_is_given_once(context: Context) -> None:
    add(context)
    with pytest.raises(DomainError) as caught:
        add(context)
    assert caught.value.code == "type.exists"


def test_two_who_rename_one_type_do_not_overwrite_each_other(context: Context) -> None:
    add(context)
    found = types(context)["printers"]
    definitions.save_type(context, uuid4(), replace(found, name_en="Printing"), new=False)
    with pytest.raises(DomainError) as caught:
        definitions.save_type(context, uuid4(), replace(found, name_en="Copiers"), new=False)
    assert caught.value.code == "type.changed_meanwhile"
    assert types(context)["printers"].name_en == "Printing"


def test_types_are_offered_in_the_order_given(context: Context) -> None:
    before = list(types(context))
    definitions.order_types(context, uuid4(), before[::-1])
    assert list(types(context)) == before[::-1]


def test_a_retired_type_keeps_its_tickets_and_gets_no_new_ones(context: Context) -> None:
    add(context, like=GENERAL)
    there = tickets.create(context, uuid4(), NewTicket(title="A", type="printers"))
    retire(context, "printers")
    with pytest.raises(DomainError) as caught:
        tickets.create(context, uuid4(), NewTicket(title="B", type="printers"))
    assert caught.value.code == "ticket.type"
    assert there.type == "printers"


def test_the_general_type_stays(context: Context) -> None:
    with pytest.raises(DomainError) as caught:
        retire(context, GENERAL)
    assert caught.value.code == "type.general"


def test_a_rule_that_names_what_is_not_there_is_refused(context: Context) -> None:
    assert refusal(context, SetField(Field.TYPE, "nothing")) == "rules.no_type"
    assert refusal(context, MakeChild("Check", type="nothing")) == "rules.no_type"
    assert refusal(context, SetField(Field.QUEUE, "nowhere")) == "rules.no_queue"
    assert refusal(context, HandOver("nowhere")) == "rules.no_queue"
    assert refusal(context, NeedSkill("magic")) == "skill.unknown"


def test_a_rule_whose_type_was_retired_says_so_in_the_log(context: Context) -> None:
    add(context, like=GENERAL)
    made = rule(context, SetField(Field.TYPE, "printers"), name="sort")
    retire(context, "printers")
    tickets.create(context, uuid4(), NewTicket(title="paper jam"))
    duties.round_(context)
    errors = [one.error for one in bench.log_of(context, made, fired_only=True)]
    assert errors == ["rules.no_type printers"]
    assert editing.read(context).codes.types >= {GENERAL}
