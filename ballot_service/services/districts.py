"""Districts and what is known of their schools: grades by school year, and which councils must be there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import AccountabilityGrade, Council, District, School, SchoolLevel
from ballot_service.rules.councils import CouncilDutyFacts, Grade, SchoolGrade, required_councils
from ballot_service.rules.decision import Decision
from ballot_service.services import trail


def create_district(
    session: Session,
    *,
    slug: str,
    name: str,
    phone: str,
    postal_address: str,
    now: datetime,
    zone: str = "America/Chicago",
    by: UUID | None = None,
) -> District:
    district = District(slug=slug, name=name, zone=zone, phone=phone, postal_address=postal_address)
    session.add(district)
    session.flush()
    trail.of_district(session, district.id, "create_district", now=now, by=by)
    return district


def add_school(
    session: Session,
    district: District,
    *,
    name: str,
    level: SchoolLevel,
    source_id: str,
    now: datetime,
    by: UUID | None = None,
) -> School:
    school = School(district_id=district.id, name=name, level=level, source_id=source_id)
    session.add(school)
    session.flush()
    trail.of_district(session, district.id, "add_school", subject_id=school.id, now=now, by=by)
    return school


def set_grade(
    session: Session,
    district: District,
    school: School | None,
    school_year: str,
    grade: Grade,
    *,
    now: datetime,
    by: UUID | None = None,
) -> AccountabilityGrade:
    """Keeps the grade of a school (or of the district itself) for one school year (R005)."""
    row = session.scalar(
        select(AccountabilityGrade).where(
            AccountabilityGrade.district_id == district.id,
            AccountabilityGrade.school_id == (school.id if school else None),
            AccountabilityGrade.school_year == school_year,
        )
    )
    if row is None:
        row = AccountabilityGrade(
            district_id=district.id,
            school_id=school.id if school else None,
            school_year=school_year,
            grade=grade,
        )
        session.add(row)
    row.grade = grade
    session.flush()
    trail.of_district(
        session,
        district.id,
        "set_grade",
        subject_id=row.id,
        now=now,
        by=by,
        details={"school_year": school_year, "grade": grade.value},
    )
    return row


def choose_one_council(
    session: Session, district: District, chosen: bool, *, now: datetime, by: UUID | None = None
) -> None:
    """The district's choice of one council for all its D and F schools, or its withdrawal (R003)."""
    district.one_district_council = chosen
    trail.of_district(
        session,
        district.id,
        "choose_one_council",
        subject_id=district.id,
        now=now,
        by=by,
        details={"chosen": chosen},
    )


def grades(
    session: Session, district: District, school_year: str
) -> tuple[Grade | None, tuple[tuple[School, Grade | None], ...]]:
    """The district's own grade, and each school with its grade, for one school year."""
    rows = session.scalars(
        select(AccountabilityGrade).where(
            AccountabilityGrade.district_id == district.id, AccountabilityGrade.school_year == school_year
        )
    )
    known = {row.school_id: row.grade for row in rows}
    schools = session.scalars(select(School).where(School.district_id == district.id).order_by(School.name))
    return known.get(None), tuple((school, known.get(school.id)) for school in schools)


def duty_facts(session: Session, district: District, school_year: str) -> CouncilDutyFacts:
    """The grades of one school year, and the councils the district has."""
    own, schools = grades(session, district, school_year)
    councils = list(session.scalars(select(Council).where(Council.district_id == district.id)))
    return CouncilDutyFacts(
        school_year=school_year,
        district_grade=own,
        schools=tuple(SchoolGrade(school=school.name, grade=grade) for school, grade in schools),
        one_district_council=district.one_district_council,
        has_district_council=any(council.school_id is None for council in councils),
        schools_with_council=tuple(council.school.name for council in councils if council.school),
    )


def duty(session: Session, district: District, school_year: str) -> Decision:
    """Which councils the district must have, and which are missing (R001 to R005)."""
    return required_councils(duty_facts(session, district, school_year))
