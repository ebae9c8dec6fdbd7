"""The tables of outreach, on their own metadata: notices, deliveries, attempts, reports, rulings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from outreach.base import Base, one_of
from outreach.states import (
    Answer,
    DeliveryStatus,
    PurposeClass,
    ReportKind,
    RulingKind,
)


class OutreachNotice(Base):
    """One approved version of a notice: its exact texts and their fingerprint. The words never change."""

    __tablename__ = "outreach_notice"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    scope: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    purpose: Mapped[str] = mapped_column(String(60))
    fingerprint: Mapped[str] = mapped_column(String(64))
    texts: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    approved_at: Mapped[datetime]
    approved_by: Mapped[str] = mapped_column(String(80))
    paused_at: Mapped[datetime | None]
    """Since when its messages wait for a person's word. The only thing about a notice that changes."""

    __table_args__ = (
        UniqueConstraint("scope", "name", "version"),
        CheckConstraint("version >= 1", name="version"),
        CheckConstraint("length(fingerprint) = 64", name="fingerprint"),
    )


class NoticeFile(Base):
    """A file that goes along with the e-mails of one version in one language. Like the words, it never changes."""

    __tablename__ = "outreach_notice_file"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("outreach_notice.id"))
    language: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(120))
    """Its media type with all parameters."""
    content: Mapped[bytes]

    __table_args__ = (UniqueConstraint("notice_id", "language", "name"),)


class Delivery(Base):
    """One message to one address. Its text holds `{personal_link}`, never a live link."""

    __tablename__ = "outreach_delivery"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("outreach_notice.id"))
    purpose: Mapped[str] = mapped_column(String(60))
    purpose_class: Mapped[PurposeClass] = mapped_column(
        default=PurposeClass.ANSWER, server_default=PurposeClass.ANSWER.value
    )
    recipient: Mapped[str] = mapped_column(String(80))
    person: Mapped[str] = mapped_column(String(80), default="", server_default="")
    """The caller's reference to the human being, where it has one: a wrong number is wrong for one person only."""
    occasion: Mapped[str] = mapped_column(String(40), default="")
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(20))
    fallback_for: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """The language that the person reads, where the text is in another one in its place; else empty."""
    subject: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    link_reference: Mapped[str] = mapped_column(String(80), default="")
    status: Mapped[DeliveryStatus]
    ended_why: Mapped[str] = mapped_column(String(60), default="")
    """A short code where the status alone does not say it, e.g. "link_withdrawn"."""
    priority: Mapped[int]
    queued_at: Mapped[datetime]
    not_before: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    lease_id: Mapped[UUID | None]
    leased_by: Mapped[str | None] = mapped_column(String(80))
    lease_until: Mapped[datetime | None]
    held: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A person has paused it, or called it off while a worker had it: it is not begun."""
    hours_zone: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """The zone on whose clock quiet hours are kept for it; empty: it may go at any hour."""

    __table_args__ = (
        UniqueConstraint(
            "notice_id", "recipient", "channel", "address", "occasion", name="uq_outreach_delivery_once"
        ),
        Index("ix_outreach_delivery_due", "status", "held", "channel", "priority", "not_before"),
        Index("ix_outreach_delivery_expiry", "status", "expires_at"),
        Index("ix_outreach_delivery_address", "address", "channel"),
        one_of("status", DeliveryStatus, "status"),
        CheckConstraint("purpose_class IN ('news', 'link', 'answer')", name="purpose_class"),
        CheckConstraint("(status = 'leased') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("(lease_id IS NULL) = (lease_until IS NULL)", name="lease_id"),
        CheckConstraint("(status IN ('no_address', 'no_text')) OR address <> ''", name="address"),
        CheckConstraint("tries >= 0", name="tries"),
    )


class Attempt(Base):
    """One try to send a delivery. The row is committed before the provider is called."""

    __tablename__ = "outreach_attempt"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("outreach_delivery.id"))
    number: Mapped[int]
    sender: Mapped[str] = mapped_column(String(20))
    started_at: Mapped[datetime]
    outcome: Mapped[Answer | None]
    provider_reference: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str] = mapped_column(String(60), default="")
    words: Mapped[str] = mapped_column(String(300), default="")
    finished_at: Mapped[datetime | None]
    segments: Mapped[int] = mapped_column(default=1, server_default=text("1"))
    """As how many messages a carrier counts it."""
    looks: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often an unclear one was looked for at its provider."""
    look_said: Mapped[str] = mapped_column(String(16), default="", server_default="")
    """What came of the last look: "found", "absent", "unknown", "no_answer"."""
    look_at: Mapped[datetime | None]
    """When an unclear one is looked for again."""

    __table_args__ = (
        UniqueConstraint("delivery_id", "number"),
        Index("ix_outreach_attempt_pace", "sender", "started_at"),
        one_of("outcome", Answer, "outcome"),
        CheckConstraint("(outcome IS NULL) = (finished_at IS NULL)", name="finished"),
        CheckConstraint("number >= 1", name="number"),
    )


class ProviderReport(Base):
    """What a provider reported about an attempt after it had taken it. Only ever added, never changed."""

    __tablename__ = "outreach_report"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("outreach_attempt.id"))
    kind: Mapped[ReportKind]
    name: Mapped[str] = mapped_column(String(40))
    """The provider's own word, e.g. "undelivered"."""
    error: Mapped[str] = mapped_column(String(60), default="")
    stamp: Mapped[str] = mapped_column(String(40), default="")
    provider_reference: Mapped[str] = mapped_column(String(200), default="")
    occurred_at: Mapped[datetime]
    """By the provider's clock where it tells, never before the attempt or after the report came."""
    received_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("attempt_id", "name", "stamp"), one_of("kind", ReportKind, "kind"))


class Ruling(Base):
    """What a person decided about a delivery that ended unclear, and why."""

    __tablename__ = "outreach_ruling"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    delivery_id: Mapped[UUID] = mapped_column(ForeignKey("outreach_delivery.id"), index=True)
    kind: Mapped[RulingKind]
    ruled_by: Mapped[str] = mapped_column(String(80))
    ruled_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)

    __table_args__ = (one_of("kind", RulingKind, "kind"),)


class Provider(Base):
    """How a sender fares: rounds that failed one after the other, and whether it is paused, by whom and why."""

    __tablename__ = "outreach_provider"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(String(20), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(60), default="")
    failed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    paused_by: Mapped[str] = mapped_column(String(80), default="")
    """Empty when the worker paused it by itself."""
    why: Mapped[str] = mapped_column(Text, default="")
    probe_at: Mapped[datetime | None]
    """When one message is tried; none for a provider that a person has paused."""

    __table_args__ = (
        CheckConstraint("failures >= 0", name="failures"),
        CheckConstraint("probe_at IS NULL OR paused_at IS NOT NULL", name="probe"),
    )
