"""An election, its contests and candidates, and the manifest that freezes them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, LanguageTag, Name, Owned, Sha256, Words, choice
from ballot_service.models.districts import Council, District, School, SeatGroup
from ballot_service.models.people import Person
from ballot_service.models.photos import CandidatePhoto
from ballot_service.rules.candidacy import Consent


class PreElectionStatus(StrEnum):
    """NIST enumeration, with the two answers of `may_serve` that keep a nominee off the ballot for now."""

    FILED = "filed"
    QUALIFIED = "qualified"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class PostElectionStatus(StrEnum):
    WINNER = "winner"
    DEFEATED = "defeated"
    TIED = "tied"
    WITHDRAWN = "withdrawn"


class Election(Owned, Base):
    """One run of steps 3 and 4 for one council. Open or closed is computed from the clock, never stored."""

    __tablename__ = "election"
    __table_args__ = (
        CheckConstraint("closes_at > opens_at", name="closes_after_opening"),
        CheckConstraint("nominations_close_at > nominations_open_at", name="nominations_close_after_opening"),
    )

    council_id: Mapped[UUID] = mapped_column(ForeignKey("council.id"))
    title: Mapped[Name]
    titles: Mapped[Document] = mapped_column(default=dict)
    """Its title in other languages than the district's, by language tag."""
    school_year: Mapped[Name]
    nominations_open_at: Mapped[datetime]
    nominations_close_at: Mapped[datetime]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    roll_closes_on: Mapped[date]
    """Whoever is on the payroll on this day is staff (1.12)."""
    settings: Mapped[Document]
    """An `ElectionSettings` document."""

    roll_frozen_at: Mapped[datetime | None]
    ballot_frozen_at: Mapped[datetime | None]
    opening_confirmed_at: Mapped[datetime | None]
    """When the gate let the opening pass; without it nothing opens."""
    dispositions_frozen_at: Mapped[datetime | None]
    """The list of accepted and rejected envelopes was fixed; only then may anything be opened."""
    counted_at: Mapped[datetime | None]
    """The first count, from which the challenge window runs."""
    certified_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    """Since when nobody can vote because the ballot is being corrected; None while voting goes its way."""
    cancelled_at: Mapped[datetime | None]
    """When it was called off, which is possible until its vote opens."""
    cancelled_because: Mapped[Words] = mapped_column(default="")
    coverage_reasons: Mapped[Document] = mapped_column(default=dict)
    """School name to the written reason why nobody on a district council speaks for it (S7)."""

    district: Mapped[District] = relationship()
    council: Mapped[Council] = relationship()
    contests: Mapped[list[Contest]] = relationship(
        back_populates="election", order_by="Contest.position", cascade="all, delete-orphan"
    )
    manifests: Mapped[list[Manifest]] = relationship(back_populates="election", order_by="Manifest.version")

    def title_in(self, language: str) -> str:
        """Its title in a language, or as the district gave it where nobody gave another."""
        return self.titles.get(language) or self.title

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.district.zone)

    @property
    def manifest(self) -> Manifest | None:
        """The newest version, once the ballot is frozen."""
        return self.manifests[-1] if self.manifests else None

    @property
    def is_over(self) -> bool:
        """Certified or called off: nothing is left to do."""
        return self.certified_at is not None or self.cancelled_at is not None

    @property
    def names_are_fixed(self) -> bool:
        """Nobody joins or leaves the ballot: it is frozen, and not being corrected.

        A correction that the count has overtaken opens nothing any more.
        """
        is_counted = self.dispositions_frozen_at is not None or self.counted_at is not None
        return self.ballot_frozen_at is not None and (self.paused_at is None or is_counted)

    def is_open(self, now: datetime) -> bool:
        begun = self.opening_confirmed_at is not None and self.opens_at <= now < self.closes_at
        return begun and self.paused_at is None

    def is_closed(self, now: datetime) -> bool:
        return now >= self.closes_at


class Contest(Owned, Base):
    """One group's seats on the ballot, e.g. "Parents, 4 seats"; reserved seats make a contest of their own."""

    __tablename__ = "contest"
    __table_args__ = (
        CheckConstraint("seats >= 1", name="seats"),
        UniqueConstraint("election_id", "position"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    seat_group_id: Mapped[UUID] = mapped_column(ForeignKey("seat_group.id"))
    reserved_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    position: Mapped[int]
    seats: Mapped[int]

    election: Mapped[Election] = relationship(back_populates="contests")
    seat_group: Mapped[SeatGroup] = relationship()
    reserved_school: Mapped[School | None] = relationship()
    candidates: Mapped[list[Candidate]] = relationship(
        back_populates="contest",
        order_by="Candidate.ballot_order, Candidate.name",
        cascade="all, delete-orphan",
    )

    @property
    def qualified(self) -> list[Candidate]:
        """The candidates who appear on the ballot, in ballot order once it is drawn."""
        return [c for c in self.candidates if c.pre_election_status is PreElectionStatus.QUALIFIED]


class Candidate(Owned, Base):
    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("contest_id", "person_id"),)

    contest_id: Mapped[UUID] = mapped_column(ForeignKey("contest.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    name: Mapped[Name]
    """As it stands on the ballot."""
    statements: Mapped[Document]
    """One short statement by language tag, as voters read it: the own words, and approved translations of them."""
    own_language: Mapped[str | None] = mapped_column(String(35))
    """The language of the nominee's own words; None where nobody has said which it is."""
    pre_election_status: Mapped[PreElectionStatus] = mapped_column(
        choice(PreElectionStatus, "pre_election_status")
    )
    post_election_status: Mapped[PostElectionStatus | None] = mapped_column(
        choice(PostElectionStatus, "post_election_status")
    )
    ballot_order: Mapped[int | None]
    consent: Mapped[Consent] = mapped_column(choice(Consent, "consent"))
    """A guardian's answer, asked of students only (R037)."""
    is_personnel: Mapped[bool]
    """Works for the district: shown in the personnel share (R035)."""
    filed_at: Mapped[datetime]

    contest: Mapped[Contest] = relationship(back_populates="candidates")
    person: Mapped[Person] = relationship()
    translations: Mapped[list[StatementTranslation]] = relationship(
        back_populates="candidate",
        order_by="StatementTranslation.language",
        cascade="all, delete-orphan",
    )
    photos: Mapped[list[CandidatePhoto]] = relationship(order_by="CandidatePhoto.put_at, CandidatePhoto.id")

    @property
    def language(self) -> str:
        """In which the nominee is written to."""
        return self.person.language


class StatementTranslation(Owned, Base):
    """A statement in another language than the nominee's own, as somebody entered it. A second person approves it."""

    __tablename__ = "statement_translation"
    __table_args__ = (
        CheckConstraint("(approved_by IS NULL) = (approved_at IS NULL)", name="approved_by_somebody"),
        CheckConstraint("approved_by IS NULL OR approved_by <> entered_by", name="two_people"),
        UniqueConstraint("candidate_id", "language"),
    )

    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id"), index=True)
    language: Mapped[LanguageTag]
    text: Mapped[Words]
    original: Mapped[Words]
    """The own words that it translates: others need another reading."""
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]

    candidate: Mapped[Candidate] = relationship(back_populates="translations")


class Manifest(Owned, Base):
    """The frozen definition of the ballot; its fingerprint is the anchor outside the database."""

    __tablename__ = "manifest"
    __table_args__ = (UniqueConstraint("election_id", "version"),)

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    version: Mapped[int]
    document: Mapped[Document]
    fingerprint: Mapped[Sha256]
    frozen_at: Mapped[datetime]

    election: Mapped[Election] = relationship(back_populates="manifests")


class RecordedDecision(Owned, Base):
    """A decision of the rules with the facts it stood on, so that anyone may run it again."""

    __tablename__ = "recorded_decision"
    __table_args__ = (Index(None, "subject_id", "rule"),)

    election_id: Mapped[UUID | None] = mapped_column(ForeignKey("election.id"), index=True)
    """None for what belongs to no election: which councils there must be, and a council's seats."""
    rule: Mapped[Name]
    subject_id: Mapped[UUID]
    """The row that was decided about: roll entry, candidate, contest, election, council, district …"""
    facts: Mapped[Document]
    answer: Mapped[Document]
    decided_at: Mapped[datetime]


class Remark(Owned, Base):
    """What a liaison signs: the only thing that role may write (users.md d)."""

    __tablename__ = "remark"

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"))
    account_id: Mapped[UUID]
    text: Mapped[Words]
    made_at: Mapped[datetime]
