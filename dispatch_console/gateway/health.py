"""Whether the gateway and its database answer: for whoever watches over servers."""

from fastapi import APIRouter, Request

from dispatch_console.gateway.request import context_of

router = APIRouter()


@router.get("/health")
def health(request: Request) -> dict[str, str]:
    """`ok` with the database's time; 503 where the database cannot be asked."""
    with context_of(request).database.snapshot() as snap:
        return {"status": "ok", "time": snap.now().isoformat()}
