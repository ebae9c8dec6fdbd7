"""The roll, links, sealed envelopes and what becomes of them. No row here ever holds a choice tied to a voter."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, Keyed, LanguageTag, Name, Owned, Sha256, Words, choice
from ballot_service.models.elections import Election
from ballot_service.models.people import Person


class RollStatus(StrEnum):
    ELIGIBLE = "eligible"
    HELD = "held"
    """Waits for a person to decide; votes by provisional ballot meanwhile."""
    EXCLUDED = "excluded"


class Door(StrEnum):
    """How somebody came onto the roll."""

    ROLL = "roll"
    """From the district's own files."""
    CLERK = "clerk"
    """Entered by the clerk: on paper, by phone, at the counter."""
    SIGN_UP = "sign_up"
    """By the person, with a contact proved by a code."""


class DispositionKind(StrEnum):
    """What becomes of an envelope; the last word counts. The kinds of rejected are those of the canvass rules."""

    PROVISIONAL = "provisional"
    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    LATE = "late"
    NOT_ELIGIBLE = "not_eligible"
    NOT_CURED = "not_cured"
    WRONG_PERSON = "wrong_person"
    UNREADABLE = "unreadable"
    TEST = "test"


class VoterRollEntry(Owned, Base):
    """Who may vote and why, and whether a ballot was issued or accepted; never what was chosen."""

    __tablename__ = "voter_roll_entry"
    __table_args__ = (UniqueConstraint("election_id", "person_id"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    status: Mapped[RollStatus] = mapped_column(choice(RollStatus, "status"))
    door: Mapped[Door] = mapped_column(choice(Door, "door"))
    codes: Mapped[Document]
    """The reasons' codes: {"codes": […]}."""
    language: Mapped[LanguageTag]
    entered_at: Mapped[datetime]
    counted: Mapped[bool] = mapped_column(default=False)
    """Credited with voting, once the ballot was counted (1.15)."""
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("voter_roll_entry.id"))
    """The line of the same person that votes; this one stays as it came, and votes no more."""

    merged_into: Mapped[VoterRollEntry | None] = relationship(remote_side="VoterRollEntry.id")
    election: Mapped[Election] = relationship()
    person: Mapped[Person] = relationship()
    links: Mapped[list[BallotLink]] = relationship(
        back_populates="roll_entry", order_by="BallotLink.issued_at"
    )

    @property
    def voter(self) -> VoterRollEntry:
        """The line that votes for this person: this one, or the one it was put together with."""
        line = self
        while line.merged_into is not None:
            line = line.merged_into
        return line


class BallotLink(Owned, Base):
    """The key of a personal link. Without the service's secret the key opens nothing (design 6)."""

    __tablename__ = "ballot_link"

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), index=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    """80 random bits in lower-case base32."""
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[Words] = mapped_column(default="")
    not_me_at: Mapped[datetime | None]
    """When whoever opened the link said it was not meant for them."""

    roll_entry: Mapped[VoterRollEntry] = relationship(back_populates="links")


class Envelope(Owned, Base):
    """A sealed ballot. It carries no time and no voter."""

    __tablename__ = "envelope"
    __table_args__ = (
        Index(
            "ix_envelope_waiting",
            "election_id",
            sqlite_where=text("NOT is_logged"),
            postgresql_where=text("NOT is_logged"),
        ),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    manifest_version: Mapped[int]
    sealed: Mapped[bytes]
    hash: Mapped[Sha256] = mapped_column(unique=True)
    tracker: Mapped[str] = mapped_column(String(14))
    is_logged: Mapped[bool] = mapped_column(default=False)
    """Whether the envelope log has numbered it."""
    is_opened: Mapped[bool] = mapped_column(default=False)
    """Opened by a count; a later count opens only what is new."""
    adds_to_earlier: Mapped[bool] = mapped_column(default=False)
    """Holds what a voter chose again after a correction: no ballot of its own. Says nothing of whose it is."""


class AcceptedBallot(Base):
    """One a person: the primary key decides who was first. The link to the envelope is cut at the count."""

    __tablename__ = "accepted_ballot"

    roll_entry_id: Mapped[UUID] = mapped_column(ForeignKey("voter_roll_entry.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    envelope_id: Mapped[UUID | None] = mapped_column(ForeignKey("envelope.id"), unique=True)


class Disposition(Owned, Base):
    """Append-only: why an envelope is not, or not yet, counted."""

    __tablename__ = "disposition"

    envelope_id: Mapped[UUID] = mapped_column(ForeignKey("envelope.id"), index=True)
    kind: Mapped[DispositionKind] = mapped_column(choice(DispositionKind, "kind"))
    reason: Mapped[Words]
    made_at: Mapped[datetime]


class LogLeaf(Base):
    """The envelope log's order: leaf `number` of the election's Merkle tree."""

    __tablename__ = "log_leaf"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    envelope_hash: Mapped[Sha256] = mapped_column(unique=True)


class SignedHead(Owned, Base):
    """A signed head of the envelope log, as it was handed out."""

    __tablename__ = "signed_head"
    __table_args__ = (UniqueConstraint("election_id", "size"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    size: Mapped[int]
    note: Mapped[Words]
    made_at: Mapped[datetime]
    queued_at: Mapped[datetime | None]
    """When it was queued for liaison and observers."""


class CastVoteRecord(Keyed, Base):
    """One voter's selections in one contest, with nothing that leads back to the voter.

    Without a rowid in SQLite: a hidden row number would tell the order of insertion.
    """

    __tablename__ = "cast_vote_record"
    __table_args__ = (
        CheckConstraint("votes + overvotes + undervotes = votes_allowed", name="sum"),
        CheckConstraint("votes >= 0 AND overvotes >= 0 AND undervotes >= 0", name="not_negative"),
        {"sqlite_with_rowid": False},
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("district.id"))
    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id"), index=True)
    selections: Mapped[Document]
    """{"marks": [candidate ids in ballot order]}."""
    votes_allowed: Mapped[int]
    votes: Mapped[int]
    overvotes: Mapped[int]
    undervotes: Mapped[int]


class Result(Owned, Base):
    """A count as it was published; a later one is a new version beside it, never an edit."""

    __tablename__ = "result"
    __table_args__ = (UniqueConstraint("election_id", "version"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    version: Mapped[int]
    status: Mapped[Name]
    """unofficial-partial, unofficial-complete, certified, recount or correction (NIST)."""
    document: Mapped[Document]
    made_at: Mapped[datetime]


class LotDrawing(Owned, Base):
    """A tie for the last seat settled by lot before two witnesses, confirmed by a second person."""

    __tablename__ = "lot_drawing"

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id"))
    place: Mapped[Words]
    method: Mapped[Words]
    drawn_at: Mapped[datetime]
    drawn_order: Mapped[Document]
    """{"order": [candidate ids, first drawn first]}."""
    witnesses: Mapped[Document]
    """{"witnesses": [{"name", "is_employee", "is_nominee", "is_close_relative"}, …]}."""
    entered_by: Mapped[UUID]
    entered_at: Mapped[datetime]
    confirmed_by: Mapped[UUID | None]
    confirmed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    """When a recount or a correction made it void; it stays on file."""


class CertificationSignature(Owned, Base):
    """One of the two people who certify, with what they declared (1.15)."""

    __tablename__ = "certification_signature"
    __table_args__ = (UniqueConstraint("election_id", "account_id", "round"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    round: Mapped[int] = mapped_column(default=1)
    """Which state of the result was signed: 1, and one more after each recount and each correction."""
    account_id: Mapped[UUID]
    name: Mapped[Name]
    capacity: Mapped[Name]
    is_employee: Mapped[bool]
    is_nominee: Mapped[bool]
    is_relative: Mapped[bool]
    signed_at: Mapped[datetime]


class Certificate(Owned, Base):
    """The certified result, its two fingerprints, and the audit bundle it was printed from."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("election_id", "version"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    version: Mapped[int]
    round: Mapped[int] = mapped_column(default=1)
    """The round of signatures under it."""
    document: Mapped[Document]
    record_fingerprint: Mapped[Sha256]
    bundle_hash: Mapped[Sha256]
    """The stored audit bundle, by its SHA-256."""
    certified_at: Mapped[datetime]
