"""Published plans."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy import Connection, insert

from dispatch_console.domain.plan import PlanFigures
from dispatch_console.storage import schema


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
