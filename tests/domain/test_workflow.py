"""A sound workflow lets a ticket get everywhere and out of everywhere; what is unsound is named."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.custom import CustomField
from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.lifecycle import STEPS, when_assigned, when_unassigned
from dispatch_console.domain.roles import Role
from dispatch_console.domain.signature import Signature
from dispatch_console.domain.ticket import HoldReason, Status
from dispatch_console.domain.workflow import (
    BUILT_IN,
    Given,
    Need,
    Transition,
    Workflow,
    missing,
    require_transition,
)
from dispatch_console.domain.workflow_rules import (
    PLANNING_STEPS,
    Fault,
    faults,
    reached,
    require_sound,
)
from dispatch_console.domain.workflow_templates import FIELDS, TYPES, WORKFLOWS
from tests.factories import make_ticket

S = Status


def codes(*steps: Transition, without: tuple[Status, Status] | None = None) -> set[str]:
    """The faults of the built-in workflow with these steps more and that one less."""
    kept = [t for t in BUILT_IN.transitions if (t.before, t.after) != without]
    return {f.code for f in faults(replace(BUILT_IN, transitions=(*kept, *steps)), ["floor"])}


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda one: one.type)
def test_what_comes_along_is_sound(workflow: Workflow) -> None:
    fields = [field.code for field in FIELDS if field.type == workflow.type]
    assert faults(workflow, fields) == ()
    assert workflow.type in {one.code for one in TYPES}


def test_the_general_workflow_has_the_steps_there_always_were() -> None:
    found = {(step.before, step.after) for step in BUILT_IN.transitions}
    assert found == {(before, after) for before, then in STEPS.items() for after in then}
    assert not any(step.asks or step.roles for step in BUILT_IN.transitions)


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Transition(before=S.NEW, after=S.NEW), "workflow.same"),
        (Transition(before=S.ARCHIVED, after=S.REOPENED), "workflow.archived_ends"),
        (Transition(before=S.MERGED, after=S.REOPENED), "workflow.merged_goes_on"),
        (Transition(before=S.RESOLVED, after=S.ASSIGNED), "workflow.visit_step"),
        (Transition(before=S.NEW, after=S.EN_ROUTE), "workflow.no_visit"),
        (Transition(before=S.NEW, after=S.ASSIGNED), "workflow.twice"),
        (Transition(before=S.NEW, after=S.RESOLVED, needs=("custom.gate",)), "workflow.need"),
        (Transition(before=S.NEW, after=S.RESOLVED, needs=("colour",)), "workflow.need"),
        (
            Transition(before=S.NEW, after=S.RESOLVED, needs=(Need.HOLD_REASON,)),
            "workflow.need",
        ),
        (
            Transition(before=S.NEW, after=S.RESOLVED, roles=frozenset({Role.VIEWER})),
            "workflow.role",
        ),
        (Transition(before=S.NEW, after=S.RESOLVED, after_days=0), "workflow.days"),
        (
            Transition(before=S.NEW, after=S.RESOLVED, after_days=1, reason=True),
            "workflow.automatic",
        ),
    ],
)
def test_a_faulty_step_is_named(step: Transition, code: str) -> None:
    assert code in codes(step)


def test_a_planner_s_step_may_neither_ask_nor_be_missing() -> None:
    assert "workflow.planner" in codes(without=(S.ACCEPTED, S.ASSIGNED))
    assert "workflow.planner" in codes(without=(S.NEW, S.CANCELLED))
    asking = Transition(before=S.NEW, after=S.ASSIGNED, reason=True)
    assert "workflow.planner_asks" in codes(asking, without=(S.NEW, S.ASSIGNED))


def test_a_state_nobody_gets_to_and_one_nobody_gets_out_of_are_named() -> None:
    assert Fault("workflow.unreachable", S.RESOLVED) in faults(
        replace(
            BUILT_IN,
            transitions=tuple(t for t in BUILT_IN.transitions if t.after is not S.RESOLVED),
        ),
        [],
    )
    assert Fault("workflow.dead_end", S.MERGED) in faults(
        replace(
            BUILT_IN,
            transitions=tuple(t for t in BUILT_IN.transitions if t.before is not S.MERGED),
        ),
        [],
    )


def test_two_steps_by_themselves_from_one_state_are_named() -> None:
    timed = [
        Transition(before=S.RESOLVED, after=after, after_days=3) for after in (S.CLOSED, S.ARCHIVED)
    ]
    assert "workflow.two_automatic" in codes(*timed)


_steps = st.builds(
    Transition,
    before=st.sampled_from(list(S)),
    after=st.sampled_from(list(S)),
    reason=st.booleans(),
    after_days=st.sampled_from([None, None, None, 3]),
)


@given(
    more=st.lists(_steps, max_size=4),
    less=st.sets(st.sampled_from(BUILT_IN.transitions), max_size=6),
)
def test_a_ticket_of_a_sound_workflow_is_never_stuck(
    more: list[Transition], less: set[Transition]
) -> None:
    kept = tuple(step for step in BUILT_IN.transitions if step not in less)
    workflow = replace(BUILT_IN, transitions=(*kept, *more))
    if faults(workflow, []):
        with pytest.raises(DomainError) as refused:
            require_sound(workflow, [])
        assert refused.value.code == "workflow.faulty"
        return
    onward = {s: [t.after for t in workflow.steps_from(s)] for s in workflow.states}
    assert reached(onward, S.NEW) == set(workflow.states)
    for status in workflow.states:
        assert S.ARCHIVED in reached(onward, status)


@given(
    workflow=st.sampled_from(WORKFLOWS),
    now=st.sampled_from(list(S)),
    same=st.booleans(),
)
def test_whatever_assigning_does_is_a_step_of_every_workflow(
    workflow: Workflow, now: Status, same: bool
) -> None:
    if now not in workflow.states:
        return
    for rule in (lambda: when_assigned(now, same_engineer=same), lambda: when_unassigned(now)):
        try:
            then = rule()
        except DomainError:
            continue
        if then is not now:
            assert (now, then) in PLANNING_STEPS
            step = require_transition(workflow, now, then, Role.DISPATCHER)
            assert not step.asks


def test_a_step_is_refused_where_it_is_none_or_others() -> None:
    maintenance = next(one for one in WORKFLOWS if one.type == "maintenance")
    with pytest.raises(DomainError) as refused:
        require_transition(maintenance, S.NEW, S.CLOSED, None)
    assert refused.value.code == "ticket.step"
    with pytest.raises(DomainError) as refused:
        require_transition(maintenance, S.RESOLVED, S.CONFIRMED, Role.DISPATCHER)
    assert refused.value.code == "ticket.step_role"
    for role in (None, Role.SUPERVISOR):
        assert require_transition(maintenance, S.RESOLVED, S.CONFIRMED, role).roles


def test_a_step_says_what_it_lacks_until_it_is_given() -> None:
    floor = CustomField(
        type="general",
        code="floor",
        name_en="Floor",
        name_zh="楼层",
        required_in=frozenset({S.ON_HOLD}),
    )
    step = Transition(
        before=S.NEW,
        after=S.ON_HOLD,
        needs=(Need.HOLD_REASON, Need.PHONE, Need.CATEGORY),
        reason=True,
        signature=True,
    )
    ticket = make_ticket(phone=" ")
    lacking = ("hold_reason", "phone", "custom.floor", "reason", "signature")
    assert missing(step, ticket, Given(), [floor]) == lacking
    told = Given(
        reason="no gasket",
        signature=Signature("Li"),
        hold_reason=HoldReason.PART,
        fields={"phone": "123"},
        custom={"floor": "3"},
    )
    assert missing(step, ticket, told, [floor]) == ()
    has = replace(ticket, custom=(("floor", "3"),))
    assert missing(step, has, replace(told, custom={}), [floor]) == ()
