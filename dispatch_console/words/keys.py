"""Keys for the gateway as people read them."""

from dispatch_console.domain.access_key import AccessKey, Holder
from dispatch_console.support.i18n import tr


def key_kind(key: AccessKey) -> str:
    """Whose kind of key it is, and how far it goes."""
    if key.kind is Holder.ENGINEER:
        return tr("key_kind.engineer")
    return tr("key_kind.reader") if key.read_only else tr("key_kind.program")
