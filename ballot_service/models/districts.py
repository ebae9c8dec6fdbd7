"""Districts, their schools and grades, and the councils with their seats."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, Document, Keyed, LanguageTag, Name, Owned, Words, choice
from ballot_service.rules.councils import Grade
from ballot_service.rules.presets import CouncilKind
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod


class SchoolLevel(StrEnum):
    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"
    OTHER = "other"


class District(Keyed, Base):
    __tablename__ = "district"

    slug: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    zone: Mapped[Name] = mapped_column(default="America/Chicago")
    """IANA time zone in which its legal dates are meant."""
    phone: Mapped[Name]
    """Whom a voter without internet calls."""
    postal_address: Mapped[Words]
    language: Mapped[LanguageTag] = mapped_column(default="en")
    one_district_council: Mapped[bool] = mapped_column(default=False)
    """The district chose one council for all its D and F schools (R003)."""


class School(Owned, Base):
    __tablename__ = "school"
    __table_args__ = (UniqueConstraint("district_id", "source_id"),)

    name: Mapped[Name]
    level: Mapped[SchoolLevel] = mapped_column(choice(SchoolLevel, "level"))
    source_id: Mapped[Name]
    """The school's number in the district's own files."""


class AccountabilityGrade(Owned, Base):
    """A grade by school year; without a school it is the district's own (R005)."""

    __tablename__ = "accountability_grade"
    __table_args__ = (
        Index(
            "uq_accountability_grade_school",
            "school_id",
            "school_year",
            unique=True,
            sqlite_where=text("school_id IS NOT NULL"),
            postgresql_where=text("school_id IS NOT NULL"),
        ),
        Index(
            "uq_accountability_grade_district",
            "district_id",
            "school_year",
            unique=True,
            sqlite_where=text("school_id IS NULL"),
            postgresql_where=text("school_id IS NULL"),
        ),
    )

    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    school_year: Mapped[Name]
    """"2025-26"."""
    grade: Mapped[Grade] = mapped_column(choice(Grade, "grade"))


class Council(Owned, Base):
    __tablename__ = "council"

    name: Mapped[Name]
    names: Mapped[Document] = mapped_column(default=dict)
    """Its name in other languages than the district's, by language tag."""
    kind: Mapped[CouncilKind] = mapped_column(choice(CouncilKind, "kind"))
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    """The school it serves; none for a district council."""

    school: Mapped[School | None] = relationship()
    seat_groups: Mapped[list[SeatGroup]] = relationship(
        back_populates="council", order_by="SeatGroup.position", cascade="all, delete-orphan"
    )

    def name_in(self, language: str) -> str:
        """Its name in a language, or as the district calls it where nobody gave another."""
        return self.names.get(language) or self.name


class SeatGroup(Owned, Base):
    __tablename__ = "seat_group"
    __table_args__ = (UniqueConstraint("council_id", "kind"),)

    council_id: Mapped[UUID] = mapped_column(ForeignKey("council.id"))
    kind: Mapped[SeatGroupKind] = mapped_column(choice(SeatGroupKind, "kind"))
    selection_method: Mapped[SelectionMethod] = mapped_column(choice(SelectionMethod, "selection_method"))
    position: Mapped[int]

    council: Mapped[Council] = relationship(back_populates="seat_groups")
    seats: Mapped[list[Seat]] = relationship(
        back_populates="seat_group", order_by="Seat.number", cascade="all, delete-orphan"
    )


class Seat(Owned, Base):
    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("seat_group_id", "number"),)

    seat_group_id: Mapped[UUID] = mapped_column(ForeignKey("seat_group.id"))
    number: Mapped[int]
    reserved_school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    is_voting: Mapped[bool] = mapped_column(default=True)

    seat_group: Mapped[SeatGroup] = relationship(back_populates="seats")
    reserved_school: Mapped[School | None] = relationship()
