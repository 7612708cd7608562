"""Who did something, as people read it."""

from dispatch_console.domain.speaker import speaker
from dispatch_console.support.i18n import tr


def person_name(who: str) -> str:
    """A login as it is; in words, whom the gateway acted for."""
    found = speaker(who)
    return who if found is None else tr(f"who.{found[0]}", name=found[1])
