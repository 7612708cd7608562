"""What becomes of an outage in the window: banner, status line, the gate, and the good news."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from dispatch_console.domain.connection import CLOCK_REFUSE_S, CLOCK_WARN_S, Link
from dispatch_console.support.i18n import tr
from dispatch_console.ui.change_hub import ChangeHub
from dispatch_console.ui.shell.connection_banner import ConnectionBanner
from dispatch_console.ui.shell.status import Status
from dispatch_console.ui.store import BoardStore
from dispatch_console.ui.widgets.message_bar import MessageBar
from dispatch_console.ui.writing import CONNECTION, WriteGate
from dispatch_console.words import text


class ConnectionFlow(QObject):
    """Hears the hub; nothing of it asks the database."""

    def __init__(
        self,
        hub: ChangeHub,
        store: BoardStore,
        gate: WriteGate,
        banner: ConnectionBanner,
        status: Status,
        messages: MessageBar,
        zone: ZoneInfo,
        server: str,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._hub, self._store, self._gate = hub, store, gate
        self._banner, self._status, self._messages = banner, status, messages
        self._zone, self._server = zone, server
        hub.link_changed.connect(self._show)
        hub.returned.connect(self._welcome)
        hub.clock_found.connect(self._judge_clock)
        banner.again_wanted.connect(hub.try_now)

    def _show(self, link: Link) -> None:
        read_at = self._store.live.read_at
        self._banner.show_link(link, read_at)
        self._status.show_link(link, read_at)
        if link is Link.READ_ONLY:
            self._store.set_others(())  # nobody knows any more who is there
            self._gate.close(
                CONNECTION,
                tr(
                    "{server} cannot be reached: nothing can be changed until it is back.",
                    server=self._server,
                ),
            )
        elif link is Link.ONLINE:
            self._gate.open(CONNECTION)

    def _welcome(self, tickets: int) -> None:
        server = self._server
        if tickets < 0:
            self._messages.done(
                tr("{server} is back. The board was read anew and is up to date.", server=server)
            )
        elif tickets == 0:
            self._messages.done(
                tr("{server} is back. No ticket had changed meanwhile.", server=server)
            )
        else:
            self._messages.done(
                tr(
                    "{server} is back and the board is up to date: {count} tickets had changed"
                    " meanwhile.",
                    server=server,
                    count=tickets,
                )
            )

    def _judge_clock(self, ahead: timedelta) -> None:
        sentence = clock_sentence(ahead)
        if sentence:
            self._messages.warn(sentence)


def clock_sentence(ahead: timedelta) -> str:
    """What to say of a server's clock that is so far ahead of this computer's; empty if it is near
    enough.
    """
    off = abs(ahead.total_seconds())
    if off <= CLOCK_WARN_S:
        return ""
    params = {"off": f"{off:.0f} s" if off < CLOCK_REFUSE_S else text.span(off)}
    if off > CLOCK_REFUSE_S:
        return tr(
            "This computer's clock is {off} off the server's, so nothing is published from here."
            " Set the clock (or let the system set it), then restart the console.",
            **params,
        )
    return tr(
        "This computer's clock is {off} off the server's. Let the system set it: times to go and"
        " late visits are reckoned by it.",
        **params,
    )


def too_far(ahead: timedelta) -> bool:
    """Whether nothing may be published with clocks so far apart."""
    return abs(ahead.total_seconds()) > CLOCK_REFUSE_S
