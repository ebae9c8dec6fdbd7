"""What every row of a signed link has that takes one answer: where it went, when, and whether a newer one was sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ballot_service.models.base import LanguageTag, Name, Owned, choice
from ballot_service.models.people import ContactKind


class AnswerLink(Owned):
    """One signed link to one person's own phone or mailbox. A newer one takes its place."""

    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Half of the link; the other half needs the installation's secret."""
    contact_kind: Mapped[ContactKind] = mapped_column(choice(ContactKind, "contact_kind"))
    contact: Mapped[Name]
    language: Mapped[LanguageTag]
    was_checked: Mapped[bool]
    """A person made sure that the contact is theirs, though somebody else had given the same one."""
    sent_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
