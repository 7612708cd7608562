"""The command bar while it hears of delays, the map's tools and what can be shown; the chips."""

from collections.abc import Callable
from dataclasses import replace

from tests.factories import SKILLS
from tests.ui.shell.stage import Seen, Stage


def sentences(stage: Stage) -> Seen:
    main = stage.main
    before = main.store.board
    main.store.set_board(replace(before, skills=SKILLS))
    popup = main.command_bar.popup
    for name, said in (
        ("show", "show"),
        ("show-an", "show cust"),
        ("late-by", "E001 late by"),
        ("late", "E001 late by 30 min"),
        ("map", "drive"),
        ("drive-times", "30 min drive times from E001"),
    ):
        main.command_bar.open()
        popup.say(said)
        yield f"command-{name}", main
    popup.vanish()
    chosen = main.store.filter
    engineer = next(iter(before.engineers))
    customer = next(iter(before.tickets.values())).customer_name
    main.store.set_filter(
        skills=frozenset(SKILLS), engineers=frozenset({engineer}), customers=frozenset({customer})
    )
    yield "chips-by-name", main
    main.store.set_filter(skills=chosen.skills, engineers=chosen.engineers, customers=frozenset())
    main.store.set_board(before)


BAR_SCENES: tuple[Callable[[Stage], Seen], ...] = (sentences,)
