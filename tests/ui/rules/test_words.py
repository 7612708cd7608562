"""Lines of the log as people read them: names, and what was looked for in vain."""

from dispatch_console.domain.board import Board
from dispatch_console.domain.ids import QueueId, RuleId, TicketId
from dispatch_console.domain.queue import Queue
from dispatch_console.domain.rules.effects import Field, HandOver, SetField
from dispatch_console.domain.rules.record import Logged
from dispatch_console.domain.rules.rule import Event
from dispatch_console.domain.rules.running import Outcome
from dispatch_console.ui.rules.words import Known, changes_sentence, effect_sentence
from tests.factories import NOW

KNOWN = Known(
    Board(read_at=NOW),
    (Queue(id=QueueId(4), code="facility", name_en="Facility team", name_zh="物业部"),),
)


def line(**more: object) -> Logged:
    return Logged(
        rule=RuleId(1),
        version=1,
        name="sort",
        ticket_id=TicketId(1),
        event=Event.CREATED,
        outcome=Outcome.FIRED,
        **more,  # pyright: ignore[reportArgumentType]
    )


def test_a_queue_is_shown_by_its_name() -> None:
    said = changes_sentence(line(changes={"queue_id": (None, 4)}), KNOWN)
    assert said.endswith("→ Facility team")
    assert "Facility team" in effect_sentence(HandOver("facility"), KNOWN)
    assert "Facility team" in effect_sentence(SetField(Field.QUEUE, "facility"), KNOWN)


def test_a_type_is_shown_by_its_name() -> None:
    assert changes_sentence(line(changes={"type": ("old", "general")}), KNOWN).endswith("General")


def test_what_vanished_is_named() -> None:
    said = changes_sentence(line(error="rules.no_queue plumbing"), KNOWN)
    assert "“plumbing”" in said
