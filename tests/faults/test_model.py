"""Commands in any order, sent twice, with sessions ended in between: as a model of them says."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    multiple,
    rule,
    run_state_machine_as_test,
)

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.ticket import Priority
from dispatch_console.services.context import Context
from dispatch_console.services.editing import edit
from dispatch_console.services.priorities import set_priority
from dispatch_console.services.tickets import NewTicket, add_note, create
from dispatch_console.services.undo import undo
from tests.faults.invariants import Evidence, broken
from tests.faults.journal import Acknowledged
from tests.services.company import ticket

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


class _Desk(RuleBasedStateMachine):
    """One dispatcher, with the `context` of the test; `wanted` is title, notes and priority."""

    context: Context

    tickets: Bundle[TicketId] = Bundle("tickets")
    edits: Bundle[Any] = Bundle("edits")

    def __init__(self) -> None:
        super().__init__()
        self.wanted: dict[TicketId, tuple[str, str, Priority]] = {}
        self.acknowledged: dict[UUID, Acknowledged] = {}

    @rule(target=tickets, words=WORDS.filter(str.strip), twice=st.booleans())
    def call(self, words: str, twice: bool) -> Any:
        command = uuid4()
        made = [create(self.context, command, NewTicket(title=words)) for _ in range(1 + twice)]
        assert len({one.id for one in made}) == 1
        self._done(command)
        self.wanted[made[0].id] = (words.strip(), "", Priority.P3)
        return made[0].id

    @rule(key=tickets, words=WORDS.filter(str.strip), twice=st.booleans())
    def note(self, key: TicketId, words: str, twice: bool) -> None:
        command = uuid4()
        for _ in range(1 + twice):
            add_note(self.context, command, key, words)
        self._done(command)
        title, notes, priority = self.wanted[key]
        self.wanted[key] = title, f"{notes}\n\n{words.strip()}".strip(), priority

    @rule(key=tickets, priority=st.sampled_from(Priority))
    def prioritise(self, key: TicketId, priority: Priority) -> None:
        command = uuid4()
        set_priority(self.context, command, [key], priority)
        self._done(command)
        self.wanted[key] = (*self.wanted[key][:2], priority)

    @rule(target=edits, key=tickets, words=WORDS.filter(str.strip))
    def rename(self, key: TicketId, words: str) -> Any:
        command, base = uuid4(), ticket(self.context, key)
        before = self.wanted[key]
        edit(self.context, command, base, replace(base, title=words))
        self._done(command)
        self.wanted[key] = (words, *before[1:])
        return multiple() if words == before[0] else (command, key, before[0], words)

    @rule(done=consumes(edits))
    def take_back(self, done: tuple[UUID, TicketId, str, str]) -> None:
        """Refused if it has another title since; what else was done to it stays."""
        undone, key, before, after = done
        command, (now, *rest) = uuid4(), self.wanted[key]
        if now != after:
            with pytest.raises(DomainError, match=r"undo\.changed"):
                undo(self.context, command, undone, "ticket.edit")
            return
        undo(self.context, command, undone, "ticket.edit")
        self._done(command)
        self.wanted[key] = (before, *rest)  # pyright: ignore[reportArgumentType]

    @rule()
    def end_sessions(self) -> None:
        with psycopg.connect(self.context.database.url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    def teardown(self) -> None:
        for key, (title, notes, priority) in self.wanted.items():
            now = ticket(self.context, key)
            assert (now.title, now.description, now.priority) == (title, notes, priority)
        known = Evidence(
            url=self.context.database.url, acknowledged=self.acknowledged, deserted=False
        )
        assert broken(known) == []

    def _done(self, command: UUID) -> None:
        self.acknowledged[command] = Acknowledged(command)


def test_tickets_are_as_the_model_of_them_says(context: Context) -> None:
    class Desk(_Desk):
        pass

    Desk.context = context
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=8,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
