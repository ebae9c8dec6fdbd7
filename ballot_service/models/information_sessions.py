"""Information sessions of an election, who signed in at them, and the files that show that they were held."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Name, Owned, Sha256, Words, choice
from ballot_service.models.elections import Election
from ballot_service.models.records import StoredFile
from ballot_service.rules.session_plans import SignInWay


class ProofKind(StrEnum):
    """What a file shows. An agenda or a sign-in sheet makes the evidence complete; a photo goes beside them."""

    AGENDA = "agenda"
    SIGN_IN_SHEET = "sign_in_sheet"
    PHOTO = "photo"
    OTHER = "other"


class InformationSession(Owned, Base):
    """One session of a nomination round. It is cancelled with a reason, never deleted."""

    __tablename__ = "information_session"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_because = '')", name="cancelled_with_reason"),
        CheckConstraint("counted >= 0", name="counted"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    """Half of the sign-in address; the other half needs the installation's secret."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[Words]
    online: Mapped[Words] = mapped_column(default="")
    """How to take part from home; empty where that is not possible."""
    languages: Mapped[list[str]] = mapped_column(JSON)
    """Tags of the languages in which people can follow it."""
    note: Mapped[Words] = mapped_column(default="")
    """For the office only; never shown to the public."""
    counted: Mapped[int | None]
    """How many people came in all, as somebody counted them; None until then."""
    changes: Mapped[int] = mapped_column(default=0)
    """How often its times or place were changed, so that calendars take the newest."""
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[Words] = mapped_column(default="")

    election: Mapped[Election] = relationship()
    sign_ins: Mapped[list[SessionSignIn]] = relationship(
        back_populates="session", order_by="SessionSignIn.at, SessionSignIn.name"
    )
    proofs: Mapped[list[SessionProof]] = relationship(
        back_populates="session", order_by="SessionProof.added_at, SessionProof.kind"
    )

    @property
    def attendance(self) -> int | None:
        """People who came: as counted, and never fewer than signed in. None while nothing is known."""
        if self.counted is None and not self.sign_ins:
            return None
        return max(self.counted or 0, len(self.sign_ins))


class SessionSignIn(Owned, Base):
    """Somebody who came. Only the name has to be given."""

    __tablename__ = "session_sign_in"
    __table_args__ = (UniqueConstraint("session_id", "name_key"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("information_session.id"), index=True)
    name: Mapped[Name]
    name_key: Mapped[Sha256]
    """The name without capitals and accents, hashed: nobody is on the list twice."""
    contact: Mapped[Name] = mapped_column(default="")
    neighborhood: Mapped[Name] = mapped_column(default="")
    """School or neighborhood, in the person's words."""
    way: Mapped[SignInWay] = mapped_column(choice(SignInWay, "way"))
    at: Mapped[datetime]
    entered_by: Mapped[UUID | None]

    session: Mapped[InformationSession] = relationship(back_populates="sign_ins")


class SessionProof(Owned, Base):
    """A file that shows that a session was held, or what it was about."""

    __tablename__ = "session_proof"
    __table_args__ = (UniqueConstraint("session_id", "kind", "file_id"),)

    session_id: Mapped[UUID] = mapped_column(ForeignKey("information_session.id"), index=True)
    kind: Mapped[ProofKind] = mapped_column(choice(ProofKind, "kind"))
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id"))
    added_at: Mapped[datetime]
    added_by: Mapped[UUID | None]

    session: Mapped[InformationSession] = relationship(back_populates="proofs")
    file: Mapped[StoredFile] = relationship()
