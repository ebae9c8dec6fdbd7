"""Places where flyers hang or posts stand, what shows it, and how often the short address of each was opened."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Name, Owned, Words, choice
from ballot_service.models.elections import Election
from ballot_service.models.records import NoticeRecord, StoredFile
from ballot_service.rules.placements import PlacementState
from ballot_service.rules.places import Material, PlaceKind


class Placement(Owned, Base):
    """One flyer, poster or post at one place. A plan is given up with a reason, never deleted."""

    __tablename__ = "placement"
    __table_args__ = (
        CheckConstraint("(put_up_at IS NULL) = (names_opening_at IS NULL)", name="names_an_opening"),
        CheckConstraint("taken_down_at IS NULL OR taken_down_at >= put_up_at", name="down_after_up"),
        CheckConstraint("put_up_at IS NOT NULL OR taken_down_at IS NULL", name="down_only_if_up"),
        CheckConstraint(
            "put_up_at IS NOT NULL OR (evidence_id IS NULL AND witness = '')", name="proof_only_if_up"
        ),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because = '')", name="withdrawn_with_reason"),
        CheckConstraint("withdrawn_at IS NULL OR put_up_at IS NULL", name="withdrawn_or_up"),
    )

    election_id: Mapped[UUID] = mapped_column(ForeignKey("election.id"), index=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    """Its short address: /p/ and this."""
    material: Mapped[Material] = mapped_column(choice(Material, "material"))
    kind: Mapped[PlaceKind] = mapped_column(choice(PlaceKind, "place_kind"))
    name: Mapped[Words]
    address: Mapped[Words] = mapped_column(default="")
    languages: Mapped[list[str]] = mapped_column(JSON)
    """Tags of the languages of what hangs there."""
    planned_on: Mapped[date]
    entered_by: Mapped[UUID | None]
    entered_at: Mapped[datetime]
    put_up_at: Mapped[datetime | None]
    put_up_by: Mapped[Name] = mapped_column(default="")
    """Who put it up, in the clerk's words; often a neighbor without an account."""
    names_opening_at: Mapped[datetime | None]
    """The opening that it tells people."""
    link: Mapped[Words] = mapped_column(default="")
    """The address of a post, once it is out."""
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    witness: Mapped[Name] = mapped_column(default="")
    taken_down_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[Words] = mapped_column(default="")

    election: Mapped[Election] = relationship()
    evidence: Mapped[StoredFile | None] = relationship()
    notices: Mapped[list[PlacementNotice]] = relationship(back_populates="placement")
    visits: Mapped[list[PlacementVisits]] = relationship(
        back_populates="placement", order_by="PlacementVisits.visited_on"
    )

    @property
    def state(self) -> PlacementState:
        if self.withdrawn_at is not None:
            return PlacementState.WITHDRAWN
        if self.put_up_at is None:
            return PlacementState.PLANNED
        return PlacementState.UP if self.taken_down_at is None else PlacementState.DOWN

    @property
    def has_proof(self) -> bool:
        """A photo or a copy, or somebody named who saw it."""
        return self.evidence_id is not None or bool(self.witness)


class PlacementNotice(Owned, Base):
    """Which line of the notice ledger stands for a place that was proven; one a language."""

    __tablename__ = "placement_notice"
    __table_args__ = (UniqueConstraint("notice_id"),)

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id"), index=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notice_record.id"))

    placement: Mapped[Placement] = relationship(back_populates="notices")
    notice: Mapped[NoticeRecord] = relationship()


class PlacementVisits(Owned, Base):
    """How often the short address of a place was opened on one day, on the district's clock. Nothing about anybody."""

    __tablename__ = "placement_visits"
    __table_args__ = (
        UniqueConstraint("placement_id", "visited_on"),
        CheckConstraint("visits > 0", name="visits"),
    )

    placement_id: Mapped[UUID] = mapped_column(ForeignKey("placement.id"))
    visited_on: Mapped[date]
    visits: Mapped[int]

    placement: Mapped[Placement] = relationship(back_populates="visits")
