"""People of a district as its own files know them: one row each, with many ways to reach them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ballot_service.models.base import Base, LanguageTag, Name, Owned, Words, choice
from ballot_service.models.districts import School
from ballot_service.rules.employment import Position


class ContactKind(StrEnum):
    EMAIL = "email"
    PHONE = "phone"


class Person(Owned, Base):
    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("district_id", "source", "source_id"),)

    given_name: Mapped[Name]
    family_name: Mapped[Name]
    birth_date: Mapped[date | None]
    language: Mapped[LanguageTag] = mapped_column(default="en")
    address: Mapped[Words] = mapped_column(default="")
    """Street, town, state and ZIP as lines."""
    source: Mapped[Name]
    """Where the row came from: "oneroster", "guardians.csv" kind, "clerk" …"""
    source_id: Mapped[Name]

    contacts: Mapped[list[ContactPoint]] = relationship(back_populates="person", cascade="all, delete-orphan")
    employments: Mapped[list[Employment]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )
    enrollments: Mapped[list[Enrollment]] = relationship(
        back_populates="person", cascade="all, delete-orphan"
    )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """What a ballot page may show: "M. J****"."""
        return f"{self.given_name[:1]}. {self.family_name[:1]}****"


class ContactPoint(Owned, Base):
    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("person_id", "kind", "value"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ContactKind] = mapped_column(choice(ContactKind, "kind"))
    value: Mapped[Name] = mapped_column(index=True)
    """A phone number in E.164, an e-mail address in lower case."""

    person: Mapped[Person] = relationship(back_populates="contacts")


class Enrollment(Owned, Base):
    """A student at a school."""

    __tablename__ = "enrollment"
    __table_args__ = (UniqueConstraint("person_id", "school_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    school_id: Mapped[UUID] = mapped_column(ForeignKey("school.id"), index=True)
    grade_level: Mapped[Name] = mapped_column(default="")

    person: Mapped[Person] = relationship(back_populates="enrollments")
    school: Mapped[School] = relationship()


class Guardianship(Owned, Base):
    __tablename__ = "guardianship"
    __table_args__ = (UniqueConstraint("guardian_id", "student_id"),)

    guardian_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    student_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)

    guardian: Mapped[Person] = relationship(foreign_keys=[guardian_id])
    student: Mapped[Person] = relationship(foreign_keys=[student_id])


class Employment(Owned, Base):
    """Somebody's place on the staff list: what excludes from voting is employment, not residence (1.12)."""

    __tablename__ = "employment"
    __table_args__ = (UniqueConstraint("person_id", "position", "school_id"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    school_id: Mapped[UUID | None] = mapped_column(ForeignKey("school.id"))
    position: Mapped[Position] = mapped_column(choice(Position, "position"))
    on_payroll: Mapped[bool | None]
    """None when nobody has looked: decides about contractors and substitutes (1.12, rule 3)."""
    title: Mapped[Name] = mapped_column(default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    """The last day of employment, when it has ended."""

    person: Mapped[Person] = relationship(back_populates="employments")
    school: Mapped[School | None] = relationship()
