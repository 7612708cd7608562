"""Published plans."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, insert, text

from dispatch_console.domain.plan import PlanFigures
from dispatch_console.storage import schema

_LATEST = text(
    "SELECT p.id, p.published_at, p.published_by, p.figures,"
    " (SELECT count(DISTINCT a.row_id) FROM audit a"
    "  WHERE a.command_id = p.id AND a.kind = 'ticket') AS moved"
    " FROM plan p ORDER BY p.published_at DESC, p.id LIMIT :most"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPlan:
    """A plan that was published: when, by whom, how many tickets it moved, what it came to."""

    id: UUID
    at: datetime
    by: str
    moved: int
    figures: PlanFigures


class Plans:
    """What was published, when and by whom."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        plan_id: UUID,
        figures: PlanFigures,
        *,
        published_by: str,
        objective: float | None = None,
        input_hash: str = "",
    ) -> None:
        """Record a plan; `input_hash` names the problem it answers."""
        self._connection.execute(
            insert(schema.plan).values(
                id=plan_id,
                published_by=published_by,
                figures=asdict(figures),
                objective=objective,
                input_hash=input_hash,
            )
        )

    def latest(self, most: int) -> tuple[PublishedPlan, ...]:
        """Those published last, the newest first."""
        return tuple(
            PublishedPlan(
                id=row.id,
                at=row.published_at,
                by=row.published_by,
                moved=row.moved,
                figures=PlanFigures(**row.figures),
            )
            for row in self._connection.execute(_LATEST, {"most": most})
        )
