"""All that a ticket's tabs show and ask for: the services behind them, for any window."""

from dispatch_console.services import chronicle, lifecycle
from dispatch_console.services.sla import explaining
from dispatch_console.ui.shell.asset_flow import AssetFlow
from dispatch_console.ui.shell.conversation_flow import ConversationFlow
from dispatch_console.ui.shell.cost_flow import CostFlow
from dispatch_console.ui.shell.parts_flow import PartsFlow
from dispatch_console.ui.shell.satisfaction_flow import SurveyFlow
from dispatch_console.ui.shell.ticket_reading import TicketHost, TicketReading

LINKS = frozenset({"ticket_link"})
LEVELS = frozenset({"sla_policy", "calendar"})


def serve(host: TicketHost) -> ConversationFlow:
    """Fill the tabs and do what is asked for in them, for as long as they are there; the flow of
    their conversation, which has the comments not sent yet."""
    tabs, store = host.tabs, host.store
    conversation = ConversationFlow(host)
    TicketReading(
        host,
        tabs.life,
        lambda ctx, key: lifecycle.read(ctx, key),
        lambda life: tabs.life.show_life(life, store.board),
        LINKS,
    )
    TicketReading(
        host,
        tabs.history,
        lambda ctx, key: chronicle.read(ctx, key),
        lambda events: tabs.history.show_events(events, store.board),
    )
    PartsFlow(host)
    AssetFlow(host)
    TicketReading(
        host,
        tabs.sla,
        lambda ctx, key: explaining.explain(ctx, key),
        tabs.sla.show_explanation,
        LEVELS,
    )
    CostFlow(host)
    SurveyFlow(host)
    return conversation
