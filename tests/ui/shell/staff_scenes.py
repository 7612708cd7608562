"""The window of engineers, one scene."""

from dataclasses import replace

from dispatch_console.ui.staff.window import StaffWindow
from tests.factories import make_engineer
from tests.ui.shell.stage import Seen, Stage

STAFF = (
    replace(make_engineer(1), name="王伟", phone="", team="维修一班"),
    replace(make_engineer(2), name="Anna Berg", email="anna@example.com", wecom="anna.berg"),
    replace(make_engineer(3), name="李娜", phone="13800001111"),
    replace(make_engineer(4), name="Chen Jie", login="chen", active=False),
)


def staff(stage: Stage) -> Seen:
    window = StaffWindow(stage.main.commands.gate, stage.main)
    window.show()
    window.show_staff(STAFF)
    yield "staff-nowhere", window
    window.list.setCurrentRow(1)
    window.fields["email"].setText("anna")
    window.fields["email"].textEdited.emit("anna")
    window.say("anna is no e-mail address. Enter one like li@example.com, or none.", failed=True)
    yield "staff-refused", window
    window.discard.click()
    window.list.setCurrentRow(2)
    yield "staff-phone", window
    window.list.setCurrentRow(3)
    yield "staff-login", window
    window.reject()
