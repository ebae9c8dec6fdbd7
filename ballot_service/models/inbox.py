"""What people write to the district: one conversation for each address, and every message in it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, LanguageTag, Name, Owned, Words, choice
from ballot_service.models.districts import Council, District
from ballot_service.models.people import ContactKind


class InboxWay(StrEnum):
    """How a message came, or that it is ours."""

    TEXT = "text"
    """A text message to our number."""
    WHATSAPP = "whatsapp"
    """A WhatsApp message to our number."""
    WEB = "web"
    """The question form on a council's page."""
    OURS = "ours"
    """An answer of a person on our side."""


class Conversation(Owned, Base):
    """All messages to and from one address. Nothing says whose it is: a household shares a phone."""

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("district_id", "kind", "contact"),
        Index("ix_conversation_district_id_waits_since", "district_id", "waits_since"),
        CheckConstraint("(settled_at IS NULL) = (settled_by IS NULL)", name="settled_by_somebody"),
    )

    kind: Mapped[ContactKind] = mapped_column(choice(ContactKind, "kind"))
    contact: Mapped[Name]
    """A phone number in E.164, an e-mail address in lower case."""
    name: Mapped[Name] = mapped_column(default="")
    """What somebody typed as their name who began it on the web; nobody has checked it."""
    language: Mapped[LanguageTag]
    """Of those who have this address, or of the last text message from it. A form never changes it: anybody can type
    somebody else's address there."""
    council_id: Mapped[UUID | None] = mapped_column(ForeignKey("council.id"))
    """The council on whose page it was begun."""
    waits_since: Mapped[datetime | None]
    """When the oldest message came that nobody has dealt with; None when nothing waits."""
    last_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When a person last said that it is done."""
    settled_by: Mapped[UUID | None]
    purge_on: Mapped[date] = mapped_column(index=True)
    """The day on which all of it is deleted."""

    district: Mapped[District] = relationship()
    council: Mapped[Council | None] = relationship()
    messages: Mapped[list[InboxMessage]] = relationship(
        back_populates="conversation", order_by="InboxMessage.at", cascade="all, delete-orphan"
    )

    @property
    def last_asked(self) -> InboxMessage | None:
        """What the person wrote last."""
        return next((one for one in reversed(self.messages) if one.way is not InboxWay.OURS), None)

    @property
    def answered_in(self) -> str:
        """The language of the question that came last, for the answer to it alone (a BCP-47 tag)."""
        last = self.last_asked
        return last.language if last is not None and last.language else self.language


class InboxMessage(Owned, Base):
    """One message. Its words never change."""

    __tablename__ = "inbox_message"
    __table_args__ = (
        CheckConstraint("(way = 'ours') = (written_by IS NOT NULL)", name="ours_has_a_writer"),
        CheckConstraint("(way = 'ours') = (stamp IS NULL)", name="theirs_comes_once"),
    )

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id"), index=True)
    way: Mapped[InboxWay] = mapped_column(choice(InboxWay, "way"))
    wish: Mapped[Name] = mapped_column(default="")
    """What the words were taken for ("stop", "language"); empty for a question and for ours."""
    words: Mapped[Words]
    at: Mapped[datetime]
    stamp: Mapped[str | None] = mapped_column(String(80), unique=True)
    """The provider's number of the message or the key of the page: the same twice is one message."""
    written_by: Mapped[UUID | None]
    name: Mapped[Name] = mapped_column(default="", server_default="")
    """What was typed as a name with this question on the web; nobody has checked it."""
    language: Mapped[LanguageTag | None]
    """The language of the page on which it was asked; None for a text message."""
    council_id: Mapped[UUID | None] = mapped_column(ForeignKey("council.id"))
    """The council on whose page it was asked."""

    council: Mapped[Council | None] = relationship()
    conversation: Mapped[Conversation] = relationship(back_populates="messages")
