"""The window of data's life."""

from dispatch_console.domain.person import Footprint, Person
from dispatch_console.services.data_life import Standing
from dispatch_console.storage.repositories.data_life import Deed
from dispatch_console.ui.data_life.window import DataLifeWindow
from tests.factories import NOW
from tests.ui.shell.stage import LONG, Seen, Stage

STANDING = Standing(
    {
        "archive": 30,
        "tickets": None,
        "audit": None,
        "surveys": 730,
        "outbox": 180,
        "comments": 1095,
        "attachments": None,
    },
    {"archive": 12, "outbox": 1043},
    (
        Deed(NOW, "admin", "erase", "A1B2C3D4", {"ticket": 3, "customer": 1, "outbox": 4}),
        Deed(NOW, "li.wei", "retention", "", {"archive": 12}),
    ),
    {},
)
ROWS = {"ticket": (1, 2, 3), "customer": (1,), "visit": (4,), "outbox": (7, 8)}


def data_life(stage: Stage) -> Seen:
    main = stage.main
    window = DataLifeWindow(main.intents.gate, main.session.zone, main)
    window.show()
    yield "data-reading", window
    window.show_standing(STANDING)
    window.policies.setCurrentIndex(window.policies.model().index(0, 0))
    yield "data-policies", window
    window.tabs.setCurrentIndex(1)
    yield "data-person", window
    window.phone.setText("138 0013 8000")
    found = Footprint(ROWS)
    window.show_found(Person(phone="138 0013 8000"), found)
    window.code.setText(found.code)
    assert window.erase.isEnabled()
    yield "data-found", window
    window.show_found(Person(phone="138 0013 8000"), Footprint(ROWS, ("T-00001",), (LONG,)))
    assert not window.erase.isEnabled()
    window.tell(LONG)
    yield "data-held", window
    window.tabs.setCurrentIndex(2)
    yield "data-record", window
    window.close()


DATA_LIFE_SCENES = (data_life,)
