"""Who may sign in, and the offices they hold."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from flask_security import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Keyed, LanguageTag, Name, Owned, Sha256, Words, choice


class Role(StrEnum):
    TECHNICIAN = "technician"
    CLERK = "clerk"
    TELLER = "teller"
    WITNESS = "witness"
    STAFF_LIAISON = "staff_liaison"
    OBSERVER = "observer"
    OFFICER = "officer"
    MONITOR = "monitor"


class Account(Keyed, Base, UserMixin):  # type: ignore[misc]  # the library supposes a whole number as id
    """Somebody who may sign in, by mailed link, one-time code or passkey; there are no passwords to steal.

    The sign-in library's roles are unused: offices are appointments.
    """

    __tablename__ = "account"

    email: Mapped[Name] = mapped_column(unique=True)
    """As `normal_address` writes it: one spelling for each person."""
    name: Mapped[Name]
    language: Mapped[LanguageTag] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    """What a session holds instead of the id. A new value ends every session at once."""
    fs_webauthn_user_handle: Mapped[str] = mapped_column(String(64), unique=True)
    """The opaque name under which a person's device keeps their passkey."""

    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # the library's name and wider type
        back_populates="user", order_by="Passkey.name", cascade="all, delete-orphan"
    )


class Passkey(Keyed, Base, WebAuthnMixin):  # type: ignore[misc]  # the same
    """The public half of a key that stays on a person's phone, computer or security key."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    name: Mapped[Name]
    credential_id: Mapped[bytes] = mapped_column(unique=True)
    public_key: Mapped[bytes]
    sign_count: Mapped[int]
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    backup_state: Mapped[bool]
    device_type: Mapped[Name]
    extensions: Mapped[Words | None]
    lastuse_datetime: Mapped[datetime]
    usage: Mapped[Name]

    user: Mapped[Account] = relationship(back_populates="webauthn")


class SignInLink(Keyed, Base):
    """A mailed link that signs one person in, once. The link itself is kept nowhere; the row has its hash."""

    __tablename__ = "sign_in_link"
    __table_args__ = (CheckConstraint("tries >= 0", name="tries"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    key_hash: Mapped[Sha256] = mapped_column(unique=True)
    asked_hash: Mapped[Sha256 | None] = mapped_column(unique=True)
    """The hash of a secret that only the browser holds in which the link was asked for."""
    code_hash: Mapped[Sha256 | None]
    """The six digits, hashed together with that secret: whoever reads the table cannot guess them."""
    tries: Mapped[int] = mapped_column(default=0)
    """How often a code was typed for this link."""
    is_reusable: Mapped[bool] = mapped_column(default=False)
    """Only for demonstrations: works until it expires."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class Appointment(Owned, Base):
    """A role in a district, for one council or for all, from one day until another."""

    __tablename__ = "appointment"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    council_id: Mapped[UUID | None] = mapped_column(ForeignKey("council.id"))
    is_employee: Mapped[bool]
    """Works for the district; decides who may sign beside whom (1.15)."""
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    """Half-open: the first day on which it no longer holds."""
    title: Mapped[Name] = mapped_column(default="")
