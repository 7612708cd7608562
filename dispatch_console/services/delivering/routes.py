"""By what this computer can send: what the settings say, and the secrets of its key store."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dispatch_console.domain.message import Medium
from dispatch_console.services import keys
from dispatch_console.support.settings import Settings

TIMEOUT_S = 10.0
"""So long one waits for another computer."""

WEBHOOK_SECRET = "webhook secret"
"""Its name in the key store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailRoute:
    """A mail server. `security`: encrypted from the start, from STARTTLS on, or not at all."""

    host: str
    port: int
    security: Literal["tls", "starttls", "none"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """What is set up here; what is not waits for a console or `chores` where it is."""

    mail: MailRoute | None = None
    robot: str = field(default="", repr=False)
    """The WeCom group robot for messages to a user id; those to a robot's address need none."""
    webhook_secret: str = field(default="", repr=False)

    @property
    def media(self) -> tuple[Medium, ...]:
        """Media by which every message can be sent."""
        found = {
            Medium.EMAIL: self.mail is not None,
            Medium.WECOM: bool(self.robot),
            Medium.WEBHOOK: bool(self.webhook_secret),
        }
        return tuple(medium for medium, there in found.items() if there)


def mail_key(settings: Settings) -> str:
    """The name under which the mail server's password is kept."""
    return f"smtp {settings.smtp_user}@{settings.smtp_host}"


def routes_of(settings: Settings) -> Routes:
    """May wait for the key store to be unlocked: never on the GUI thread.

    ``DISPATCH_SMTP_PASSWORD`` and ``DISPATCH_WEBHOOK_SECRET`` go before the key store, for
    computers that have none.
    """
    mail = None
    if settings.smtp_host and settings.smtp_sender:
        mail = MailRoute(
            host=settings.smtp_host,
            port=settings.smtp_port,
            security=settings.smtp_security,
            sender=settings.smtp_sender,
            user=settings.smtp_user,
            password=_secret("DISPATCH_SMTP_PASSWORD", mail_key(settings), settings.smtp_user),
        )
    return Routes(
        mail=mail,
        robot=settings.wecom_robot,
        webhook_secret=_secret("DISPATCH_WEBHOOK_SECRET", WEBHOOK_SECRET, "always"),
    )


def _secret(variable: str, name: str, wanted: str, given: Mapping[str, str] = os.environ) -> str:
    return given.get(variable) or (keys.recall(name) if wanted else "")
