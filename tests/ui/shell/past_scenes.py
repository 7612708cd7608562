"""Looking at the past: the band while a board is read, and over a board of then."""

from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.board import Board
from dispatch_console.services import past
from dispatch_console.ui.board.menu import ticket_menu
from tests.factories import NOW
from tests.ui.shell.stage import Seen, Stage, menu_scene


def time_travel(stage: Stage) -> Seen:
    main = stage.main
    moment = past.full_minute(NOW - timedelta(hours=2))
    main.past_strip.open()
    main.past_strip.point_at(moment, NOW)
    main.past_strip.say_reading()
    yield "past-reading", main
    main.past_strip.set_marks(moment + timedelta(minutes=17 * n) for n in range(-9, 7))
    main.past_strip.set_playing(True)
    tickets = dict(list(main.store.board.tickets.items())[::2])
    main.store.show_past(replace(main.store.live, read_at=moment, tickets=tickets, cursor=""))
    main.past_strip.say_shown(moment)
    main.selection.select_tickets([next(iter(tickets))])
    assert main.commands.in_review()
    yield "past", main
    yield from menu_scene(
        ticket_menu(main, main.store, main.intents, main.selection.tickets), "past-ticket-menu"
    )
    main.messages.hide()
    main.store.show_past(Board(read_at=moment))
    yield "past-before-all", main
    main.past.leave()


PAST_SCENES = (time_travel,)
