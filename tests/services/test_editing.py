"""Two people edit one ticket: different fields are both kept, the same field is a clash."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.place import Location, TimeWindow
from dispatch_console.domain.skill import SkillLevel
from dispatch_console.services import dispatch, editing
from dispatch_console.services.context import Context
from dispatch_console.services.editing import FIELDS, changes, edit
from dispatch_console.services.undo import undo
from tests.factories import make_ticket
from tests.services.company import command, found, ticket
from tests.services.test_applying import TEN


def test_what_was_edited_is_written_and_nothing_else(context: Context) -> None:
    key = found(context, make_ticket(1)).tickets[0]
    base = ticket(context, key)
    windows = (TimeWindow(TEN, TEN + timedelta(hours=1)),)
    wanted = replace(base, phone="555", windows=windows, skills=(SkillLevel("lift", 3),))
    changed = edit(context, command(1), base, wanted)
    assert changed.tickets == {key}
    after = ticket(context, key)
    assert changes(base, after) == {
        "phone": "555",
        "windows": windows,
        "skills": (SkillLevel("lift", 3),),
    }
    assert after.plan_version > base.plan_version
    edit(context, command(1), base, wanted)
    assert ticket(context, key) == after


def test_a_note_beside_it_does_not_disturb_a_plan(context: Context) -> None:
    key = found(context, make_ticket(1)).tickets[0]
    base = ticket(context, key)
    edit(context, command(1), base, replace(base, phone="555", description="Ring twice"))
    assert ticket(context, key).plan_version == base.plan_version


def test_others_work_on_other_fields_stays(context: Context) -> None:
    company = found(context, make_ticket(1, windows=()), engineers=1)
    key = company.tickets[0]
    base = ticket(context, key)
    edit(context, command(1), base, replace(base, phone="555"))
    dispatch.assign(context, command(2), [key], company.engineers[0], TEN)
    edit(context, command(3), base, replace(base, title="Lift stuck"))
    after = ticket(context, key)
    assert (after.phone, after.title) == ("555", "Lift stuck")
    assert after.visit is not None


def test_the_same_field_changed_by_two_is_a_clash_and_nothing_is_written(context: Context) -> None:
    key = found(context, make_ticket(1)).tickets[0]
    base = ticket(context, key)
    edit(context, command(1), base, replace(base, phone="555", title="A"))
    with pytest.raises(DomainError, match=r"ticket\.clash") as told:
        edit(context, command(2), base, replace(base, phone="777", title="A", address="Here 1"))
    assert told.value.params["fields"] == ("phone",)
    assert told.value.params["who"] == "tester"
    after = ticket(context, key)
    assert (after.phone, after.address) == ("555", base.address)


def test_the_region_follows_the_place_unless_it_was_chosen(context: Context) -> None:
    key = found(context, make_ticket(1)).tickets[0]
    base = ticket(context, key)
    away = replace(base, location=Location(0.0, 0.0))
    edit(context, command(1), base, away)
    assert ticket(context, key).region_id is None
    now = ticket(context, key)
    edit(context, command(2), now, replace(now, region_id=base.region_id, address="Far away"))
    after = ticket(context, key)
    assert (after.region_id, after.site_id) == (base.region_id, None)


@pytest.mark.parametrize(("field", "value"), [("title", "  "), ("duration_s", 0)])
def test_what_makes_no_sense_is_refused(context: Context, field: str, value: object) -> None:
    key = found(context, make_ticket(1)).tickets[0]
    base = ticket(context, key)
    wanted = replace(base, **{field: value})  # pyright: ignore[reportArgumentType]
    with pytest.raises(DomainError, match=rf"ticket\.{field.partition('_')[0]}"):
        edit(context, command(1), base, wanted)


def test_an_edit_can_be_undone(context: Context) -> None:
    key = found(context, make_ticket(1)).tickets[0]
    base = ticket(context, key)
    edit(context, command(1), base, replace(base, phone="555", duration_s=7200))
    undo(context, command(2), command(1), "ticket.edit")
    assert changes(base, ticket(context, key)) == {}


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A", "B"]),
        "phone": st.sampled_from(["1", "2"]),
        "category": st.sampled_from(["lift", "door"]),
        "duration_s": st.sampled_from([600, 1200]),
    },
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=VALUES, second=VALUES)
def test_of_two_edits_of_one_reading_both_hold_or_the_second_says_where_not(
    context: Context, first: dict[str, object], second: dict[str, object]
) -> None:
    with context.database.unit(user="setup") as unit:
        new = replace(make_ticket(1, title="0", phone="0", region_id=None, skills=()), number="")
        key = unit.tickets.add([new])[0].id
        unit.commit()
    base = ticket(context, key)
    one, two = replace(base, **first), replace(base, **second)  # pyright: ignore
    edit(context, uuid4(), base, one)
    clashing = {
        name
        for name in first.keys() & second.keys()
        if len({getattr(each, name) for each in (base, one, two)}) == 3
    }
    if clashing:
        with pytest.raises(DomainError) as told:
            edit(context, uuid4(), base, two)
        assert set(told.value.params["fields"]) == clashing  # pyright: ignore
        expected = one
    else:
        edit(context, uuid4(), base, two)
        expected = replace(one, **changes(base, two))
    after = ticket(context, key)
    assert all(getattr(after, name) == getattr(expected, name) for name in FIELDS)


def test_every_field_edited_has_a_name_for_people() -> None:
    from dispatch_console.words.field_names import field_name

    assert all(field_name(name) for name in editing.FIELDS)
