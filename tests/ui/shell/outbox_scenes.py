"""Messages that were not sent, one scene."""

from dataclasses import replace
from datetime import timedelta

from dispatch_console.domain.ids import TicketId
from dispatch_console.domain.message import Medium
from dispatch_console.services.delivering.duty import Waiting
from dispatch_console.storage.repositories.delivery import Outgoing
from dispatch_console.ui.notices.outbox_window import OutboxWindow
from tests.factories import NOW
from tests.ui.shell.stage import Seen, Stage


def unsent() -> tuple[Waiting, ...]:
    """One of each standing."""
    base = Outgoing(
        id=1,
        key="a",
        medium=Medium.EMAIL,
        address="li@example.org",
        subject="T-00001 空调不制冷，室内机报 E4 故障，请尽快到场处理",
        body="y",
        ticket_id=TicketId(1),
        created_at=NOW,
        due_at=NOW + timedelta(minutes=4),
    )
    robot = "https://robot.example/cgi-bin/webhook/send?key=secret"
    made = (
        (Medium.WECOM, robot, 10, "send.refused: 93000 invalid webhook url", True, True),
        (Medium.EMAIL, "li@example.org", 3, "send.unreachable: timed out", False, True),
        (Medium.WEBHOOK, "https://example.org/hook", 0, "", False, False),
    )
    return tuple(
        Waiting(
            Outgoing(
                **{
                    **{name: getattr(base, name) for name in Outgoing.__slots__},
                    "id": number,
                    "medium": medium,
                    "address": address,
                    "tries": tries,
                    "failure": failure,
                    "held": held,
                }
            ),
            set_up,
            "T-00001",
        )
        for number, (medium, address, tries, failure, held, set_up) in enumerate(made, 1)
    )


def untold() -> Waiting:
    """To an engineer of whom no address is known."""
    first = unsent()[0]
    message = replace(
        first.message,
        id=4,
        medium=Medium.CONSOLE,
        address="engineer:E-07",
        tries=1,
        failure="send.nobody",
    )
    return replace(first, message=message, set_up=False)


def outbox(stage: Stage) -> Seen:
    window = OutboxWindow(stage.main.session.zone, may=True, parent=stage.main)
    window.show()
    yield "outbox-reading", window
    window.show_messages((), "zh_CN")
    yield "outbox-empty", window
    window.show_messages((untold(), *unsent()), "en")
    first = window.list.topLevelItem(0)
    assert first is not None
    first.setSelected(True)
    window.drop.click()
    window.show_outcome("To be sent again: 1")
    yield "outbox", window
    window.show_failure("The database does not let you do this.")
    yield "outbox-failed", window
    window.reject()
