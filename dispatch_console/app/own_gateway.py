"""The gateway of a console's own database; that of a shared server is not any one console's."""

from dispatch_console.app.session import Connection
from dispatch_console.support.settings import Settings
from dispatch_console.ui.gateway_runner import GatewayRunner, Wanted


class OwnGateway(GatewayRunner):
    """Runs as the settings say, while such a database is open."""

    def follow(self, connection: Connection | None, settings: Settings) -> None:
        """That is open now, and so it is set."""
        wanted = None
        if connection is not None and not connection.shared and settings.gateway == "on":
            wanted = Wanted(connection.database.url, settings.gateway_host, settings.gateway_port)
        self.serve(wanted)
