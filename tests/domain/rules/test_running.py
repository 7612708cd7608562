"""A set of rules at one event: in order, bounded, and never more than an account of a failure."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.ids import RegionId, RuleId, TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.domain.rules.effects import (
    EFFECTS,
    MATRIX,
    Assign,
    Classify,
    Effect,
    Field,
    NeedSkill,
    Notify,
    Prioritise,
    SetField,
    Way,
    effect_from_json,
    effect_to_json,
)
from dispatch_console.domain.rules.rule import (
    Event,
    Happening,
    Rule,
    Trigger,
    definition_from_json,
    definition_to_json,
)
from dispatch_console.domain.rules.running import DEEPEST, Outcome, prioritised, run
from dispatch_console.domain.rules.scene import Codes, Scene
from dispatch_console.domain.rules.timing import LATEST, occasion
from dispatch_console.domain.ticket import Priority, Status
from dispatch_console.domain.triage import Vocabulary
from tests.factories import NOW, make_ticket

CODES = Codes(regions={"R1": RegionId(1)}, skills=frozenset({"lift", "hvac"}))
WORDS = Vocabulary()

effects: st.SearchStrategy[Effect] = st.one_of(
    st.builds(SetField, st.sampled_from(Field), st.sampled_from(["1", "9", "", "R1", "it"])),
    st.builds(NeedSkill, st.sampled_from(["lift", "piano"]), st.integers(1, 5)),
    st.just(Classify()),
    st.just(Prioritise()),
    st.builds(Assign, st.sampled_from(Way)),
    st.just(Notify(Medium.CONSOLE, "anna", "{number}")),
)
triggers = st.builds(
    Trigger,
    event=st.sampled_from(Event),
    fields=st.sampled_from([(), ("priority",), ("title", "skills")]),
    statuses=st.sampled_from([(), (Status.NEW,)]),
    minutes=st.integers(1, 5000),
)
rules = st.builds(
    Rule,
    id=st.integers(1, 5).map(RuleId),
    name=st.text(max_size=5),
    trigger=triggers,
    condition=st.sampled_from(["", "priority <= P2", "not assigned", "oops", "("]),
    effects=st.lists(effects, max_size=3).map(tuple),
    stop=st.booleans(),
    active=st.booleans(),
    position=st.integers(0, 3),
    zone=st.sampled_from(["Asia/Shanghai", "Nowhere"]),
)
happenings = st.builds(
    Happening,
    id=st.just(1),
    ticket_id=st.just(TicketId(1)),
    event=st.sampled_from(Event),
    at=st.just(NOW),
    fields=st.sampled_from([frozenset(), frozenset({"priority"})]),
    after=st.sampled_from(["new", "on_hold"]),
    chain=st.lists(st.integers(1, 5).map(RuleId), max_size=2).map(tuple),
    depth=st.integers(0, DEEPEST),
    rule=st.none() | st.integers(1, 5).map(RuleId),
)


@given(st.lists(rules, max_size=5, unique_by=lambda rule: rule.id), happenings)
def test_every_run_ends_with_an_account_in_order(book: list[Rule], what: Happening) -> None:
    outcome = run(book, what, make_ticket(1), Scene(codes=CODES), WORDS, NOW)
    by_id = {rule.id: rule for rule in book}
    order = [(by_id[one.rule].position, one.rule) for one in outcome.accounts]
    assert order == sorted(order)
    for one in outcome.accounts:
        assert by_id[one.rule].active
        fires = one.rule not in what.chain and what.depth < DEEPEST
        assert (one.outcome not in (Outcome.LOOP, Outcome.TOO_DEEP)) is fires
        assert bool(one.changes or one.deeds) <= (one.outcome is Outcome.FIRED)
    for one, _ in pairwise(outcome.accounts):
        assert not one.stopped


@given(rules)
def test_a_definition_is_read_as_it_was_written(rule: Rule) -> None:
    found = definition_from_json(rule.trigger.event.value, definition_to_json(rule))
    assert (found.trigger, found.condition, found.effects, found.stop, found.zone) == (
        *(rule.trigger, rule.condition, rule.effects),
        *(rule.stop, rule.zone),
    )


@given(effects)
def test_an_effect_is_read_as_it_was_written(effect: Effect) -> None:
    assert effect_from_json(effect_to_json(effect)) == effect
    assert EFFECTS[effect.do] is type(effect)


@given(st.integers(1, 3), st.integers(1, 3))
def test_the_matrix_never_ranks_what_is_graver_lower(impact: int, urgency: int) -> None:
    ticket = replace(make_ticket(1), impact=impact, urgency=urgency)
    here = prioritised(ticket, MATRIX).priority
    for graver in (replace(ticket, impact=1), replace(ticket, urgency=1)):
        assert prioritised(graver, MATRIX).priority <= here


def test_the_corners_of_the_matrix() -> None:
    ticket = make_ticket(1)
    assert prioritised(ticket, MATRIX) == ticket
    for impact, urgency, wanted in ((1, 1, 1), (1, None, 2), (2, 2, 3), (3, 3, 4)):
        given_ = replace(ticket, impact=impact, urgency=urgency)
        assert prioritised(given_, MATRIX).priority is Priority(wanted)


@given(
    st.sampled_from([Event.DUE, Event.STAYS, Event.EVERY]),
    st.integers(5, 2000),
    st.lists(st.integers(0, 20_000), min_size=2, max_size=6),
)
def test_an_occasion_once_past_does_not_come_again(
    event: Event, minutes: int, looks: list[int]
) -> None:
    """Whenever one looks, and however long nobody did."""
    trigger = Trigger(event=event, minutes=minutes)
    deadline: datetime = NOW + timedelta(hours=8)
    seen: list[str] = []
    for look in sorted(looks):
        name = occasion(trigger, NOW, deadline, NOW + timedelta(minutes=look))
        if name is not None and (not seen or seen[-1] != name):
            assert name not in seen
            seen.append(name)
    if event is not Event.EVERY:
        assert len(seen) <= 1


def test_a_reminder_that_is_very_late_is_left_out() -> None:
    trigger = Trigger(event=Event.DUE, minutes=30)
    due = NOW - timedelta(minutes=30) + timedelta(hours=1)
    for late, wanted in ((timedelta(0), True), (LATEST, True), (LATEST * 1.01, False)):
        at = due - timedelta(minutes=30) + late
        assert (occasion(trigger, NOW, due, at) is not None) is wanted
    assert occasion(trigger, NOW, None, NOW) is None
