"""A message as e-mail, handed to the mail server of the settings."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

from dispatch_console.domain.errors import DomainError
from dispatch_console.domain.queue import is_email
from dispatch_console.services.delivering.routes import TIMEOUT_S, MailRoute
from dispatch_console.storage.repositories.delivery import Outgoing
from dispatch_console.support.one_line import one_line

LONGEST_SUBJECT = 200


def letter(message: Outgoing, sender: str) -> EmailMessage:
    """The mail, with a Message-ID that is the same at every try. Raises `send.address`."""
    if not is_email(message.address):
        raise DomainError("send.address", address=message.address)
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"] = sender, message.address
    made["Subject"] = one_line(message.subject)[:LONGEST_SUBJECT]
    made["Date"] = format_datetime(message.created_at)
    domain = sender.rpartition("@")[2].strip("> ") or "localhost"
    made["Message-ID"] = f"<{sha256(message.key.encode()).hexdigest()[:40]}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.body or message.subject)
    return made


def send_mail(message: Outgoing, route: MailRoute) -> None:
    """Hand it to the server.

    Raises `send.address`, `send.unreachable`, `send.insecure`, `send.password`, `send.refused`.
    """
    made = letter(message, route.sender)
    server = f"{route.host}:{route.port}"
    try:
        with _connected(route) as connection:
            if route.security == "starttls":
                connection.ehlo()
                if not connection.has_extn("starttls"):
                    raise DomainError("send.insecure", server=server)
                connection.starttls(context=ssl.create_default_context())
            if route.user:
                connection.login(route.user, route.password)
            connection.send_message(made)
    except smtplib.SMTPAuthenticationError as error:
        raise DomainError("send.password", server=server) from error
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refused(server, code, said) from error
    except smtplib.SMTPResponseException as error:
        raise _refused(server, error.smtp_code, error.smtp_error) from error
    except (OSError, smtplib.SMTPException) as error:
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise DomainError("send.unreachable", server=server, reason=reason) from error


def _connected(route: MailRoute) -> smtplib.SMTP:
    if route.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(route.host, route.port, timeout=TIMEOUT_S, context=context)
    return smtplib.SMTP(route.host, route.port, timeout=TIMEOUT_S)


def _refused(server: str, code: int, said: bytes | str) -> DomainError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return DomainError("send.refused", server=server, reason=f"{code} {words}"[:300])
