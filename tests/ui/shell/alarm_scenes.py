"""All chips of the top bar beside who else is there, and the list of duties."""

from datetime import timedelta

from dispatch_console.domain.presence import Attention, Presence
from dispatch_console.insight.kpi import Kpis
from dispatch_console.services.alarms import Alarms, standing
from dispatch_console.services.chores import chores
from dispatch_console.ui.notices.duties_dialog import DutiesDialog
from tests.factories import NOW
from tests.ui.shell.stage import Seen, Stage

KPIS = Kpis(
    unassigned=128,
    unassigned_p1=12,
    at_risk=14,
    breached=122,
    on_site=150,
    utilisation=1.0,
    travel_share=0.32,
)


def alarms() -> Alarms:
    """Much is wrong."""
    begun = {"sla": NOW, "rules": NOW - timedelta(days=2)}
    return Alarms(dead=120, duties=standing(chores(), begun, NOW))


def alarm_chips(stage: Stage) -> Seen:
    main, ticket = stage.main, stage.ticket(visited=True)
    main.store.set_others(
        tuple(Presence(n, f"Anna Berg {n}", NOW, Attention(ticket)) for n in range(1, 5))
    )
    strip, bell = main.alarms.strip, main.notices.bell
    strip.show_kpis(KPIS)
    strip.show_alarms(alarms())
    bell.show_count(120)
    yield "alarms", main
    strip.show_alarms(Alarms())
    bell.show_count(0)
    main.store.set_others(())
    dialog = DutiesDialog(main.session.zone, main)
    dialog.show_alarms(alarms())
    dialog.show()
    yield "duties", dialog
    dialog.reject()
