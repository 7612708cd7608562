"""The device a ticket is about: read when it is looked at, and chosen there."""

from uuid import uuid4

from PySide6.QtCore import QObject

from dispatch_console.domain.ids import AssetId
from dispatch_console.domain.roles import Right
from dispatch_console.services.customers import editing, reading
from dispatch_console.support.i18n import tr
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading

TABLES = frozenset({"customer", "site", "asset", "meter", "reading", "contract"})


class AssetFlow(QObject):
    """Of the ticket's tab *Device*."""

    def __init__(self, host: TicketHost) -> None:
        super().__init__(host.tabs)
        self._host, tab, zone = host, host.tabs.asset, host.session.zone
        self._reading = TicketReading(
            host,
            tab,
            lambda ctx, key: reading.asset_card(ctx, key, zone),
            tab.show_card,
            TABLES,
        )
        tab.asset_wanted.connect(self._set)

    def _set(self, asset: AssetId | None) -> None:
        ticket, command, host = self._reading.ticket, uuid4(), self._host
        if ticket is None or host.commands.barred(Right.TICKETS):
            return
        host.commands.run(
            lambda ctx: editing.set_asset(ctx, command, ticket, asset),
            lambda _: host.messages.done(tr("The ticket's device is saved.")),
            host.report,
        )
