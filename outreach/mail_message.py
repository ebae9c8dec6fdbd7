"""An e-mail as it travels by SMTP: its headers, the plain text, the HTML made from it, and files."""

from __future__ import annotations

from collections.abc import Callable
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from uuid import UUID

from outreach.mail_html import as_html
from outreach.one_click import LIST_UNSUBSCRIBE, one_click
from outreach.sending import Message


class _WholeAddresses(EmailPolicy):
    """Python's way of writing mails, which would break a long address in a header into encoded pieces; mail programs
    could not read it. Lines may have 998 letters (RFC 5322).
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        if name == LIST_UNSUBSCRIBE:
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


SMTP_POLICY = _WholeAddresses(linesep="\r\n")


def mail_of(
    message: Message,
    *,
    sender: str,
    domain: str,
    reply_to: str = "",
    unsubscribe: Callable[[UUID], str] | None = None,
) -> EmailMessage:
    """The mail as it travels. The Message-ID is made of the delivery's id, so that a repeat can be
    recognised.

    Raises ValueError or MessageError for an address that cannot be used.
    """
    message.address.encode("ascii")
    mail = EmailMessage(policy=SMTP_POLICY)
    mail["From"] = sender
    mail["To"] = Address(addr_spec=message.address)
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.sent_at)
    mail["Message-ID"] = f"<{message.delivery_id}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    for name, value in one_click(message, unsubscribe).items():
        mail[name] = value
    mail.set_content(message.body, cte="quoted-printable")
    mail.add_alternative(message.html or as_html(message), subtype="html", cte="quoted-printable")
    for each in message.attachments:
        kind, _, of_it = each.media_type.partition("/")
        mail.add_attachment(
            each.content, kind, of_it, cte="base64", filename=each.name, params=each.parameters
        )
    mail["Content-Language"] = message.language  # last: setting the content clears such headers
    return mail
