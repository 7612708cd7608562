"""Published plans: being read, none, some, one that cannot go back, and a failure."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from dispatch_console.domain.plan import NO_FIGURES
from dispatch_console.storage.repositories.plans import PublishedPlan
from dispatch_console.ui.dialogs.plans_dialog import PlansDialog
from tests.factories import NOW
from tests.ui.shell.stage import LONG, Seen, Stage

PLANS = tuple(
    PublishedPlan(
        id=UUID(int=n),
        at=NOW - timedelta(hours=5 * n),
        by=("Anna Berg", "王芳", "tom.hill-of-the-night-shift")[n % 3],
        moved=1234 // (n + 1),
        figures=replace(NO_FIGURES, served=200 + n, late=n, travel_s=90_000, utilisation=0.71),
    )
    for n in range(12)
)


def published_plans(stage: Stage) -> Seen:
    main = stage.main
    dialog = PlansDialog(main.session.zone, main)
    dialog.show()
    yield "plans-reading", dialog
    dialog.show_plans(())
    yield "plans-none", dialog
    dialog.show_plans(PLANS)
    yield "plans", dialog
    dialog.show_outcome(LONG)
    yield "plans-in-the-way", dialog
    dialog.show_failure(LONG)
    yield "plans-failed", dialog
    dialog.close()


PLANS_SCENES = (published_plans,)
