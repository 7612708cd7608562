"""Who did something, in words."""

from dispatch_console.support.i18n import tr


def person(who: str) -> str:
    """A login as it is; whom the gateway spoke for by what they are."""
    kind, _, name = who.partition(":")
    match kind:
        case "engineer":
            return tr("engineer {number}", number=name)
        case "program":
            return tr("program {name}", name=name)
        case "requester":
            return tr("requester of {number}", number=name)
        case _:
            return who
