"""Signatures in words."""

from dispatch_console.domain.signature import Signature, Way
from dispatch_console.support.i18n import tr


def way_words(signature: Signature) -> str:
    """Who signed, and how."""
    name = signature.name or tr("somebody whose name was erased")
    match signature.way:
        case Way.DRAWN:
            return tr("signed by {name}", name=name)
        case Way.TYPED:
            return tr("signed by {name}, name typed", name=name)
        case Way.LINK:
            return tr("signed by {name} through the link sent to them", name=name)
        case Way.PAPER:
            return tr(
                "signed by {name} on paper: {reason}", name=name, reason=signature.reason or "–"
            )
