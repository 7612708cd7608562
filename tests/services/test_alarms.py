"""What goes wrong behind the board is counted: messages given up, and duties that nobody does."""

from dataclasses import replace
from datetime import timedelta

import psycopg
from hypothesis import given
from hypothesis import strategies as st

from dispatch_console.domain.message import Medium, Message
from dispatch_console.services.alarms import GRACE, read, standing
from dispatch_console.services.chores import Chore, carry_out, chores
from dispatch_console.services.context import Context
from dispatch_console.support.i18n import LANGUAGES, tr_in
from tests.factories import NOW
from tests.services.test_chores import begin_earlier

DAILY = Chore("x", timedelta(days=1), lambda ctx: 0)


def test_only_messages_given_up_count(context: Context) -> None:
    mail = Message(key="a", medium=Medium.EMAIL, address="a@example.org")
    with context.database.unit(user="x") as unit:
        unit.outbox.put([mail, replace(mail, key="b"), replace(mail, key="c")])
        unit.commit()
    assert read(context).dead == 0
    with psycopg.connect(context.database.url) as connection:
        connection.execute("UPDATE outbox SET held = true WHERE key IN ('a', 'b')")
        connection.execute("UPDATE outbox SET sent_at = now() WHERE key = 'b'")
    assert read(context).dead == 1


def test_a_duty_is_lost_once_nobody_begins_it_and_found_again_when_somebody_does(
    context: Context,
) -> None:
    assert read(context).lost == len(chores()), "nobody has begun any"
    carry_out(context, [replace(chore, do=lambda ctx: 0) for chore in chores()])
    assert read(context).lost == 0
    begin_earlier(context, timedelta(minutes=25))
    lost = {duty.name for duty in read(context).duties if duty.lost}
    assert lost == {one.name.partition(" ")[0] for one in chores() if one.every <= GRACE}


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=9)))
def test_a_duty_is_late_for_its_own_time_before_it_is_lost(age: timedelta) -> None:
    (duty,) = standing((DAILY,), {"x": NOW - age}, NOW)
    assert duty.lost == (age > 2 * DAILY.every)


def test_what_each_computer_does_for_itself_is_done_by_any() -> None:
    sends = replace(DAILY, name="outbox here")
    (duty,) = standing((sends,), {"outbox there": NOW, "outbox": NOW - timedelta(days=9)}, NOW)
    assert (duty.name, duty.lost) == ("outbox", False)


def test_every_duty_has_a_name_in_words() -> None:
    for chore in chores():
        code = f"duty.{chore.name.partition(' ')[0]}"
        assert all(tr_in(language, code) != code for language in LANGUAGES), code
