"""Tallow Creek, the district of the acceptance scenarios: small, with the scenarios' own dates (America/Chicago)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from random import Random
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ballot_service.models import (
    Contest,
    Council,
    District,
    Election,
    Employment,
    Enrollment,
    Guardianship,
    Person,
    School,
    SchoolLevel,
)
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.councils import Grade
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.employment import Position
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.presets import CouncilKind, SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import districts, freezing, nominating, noticing, setting_up
from ballot_service.services.nominating import Nomination

ZONE = ZoneInfo("America/Chicago")
SECRET = b"tests only: thirty-two bytes and more of secret"


def at(month: int, day: int, hour: int = 12, minute: int = 0, year: int = 2025) -> datetime:
    """A moment on the district's clock, in UTC."""
    return datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


SET_UP = at(10, 1, 9)
FORMS_OPEN, FORMS_CLOSE = at(10, 14, 8), at(11, 3, 17)
NOTICE = at(11, 4, 16)
FREEZE = at(11, 12, 10)
OPENS, CLOSES = at(11, 18, 7), at(12, 5, 19)
CERTIFY = at(12, 15, 10)
"""After the cure window (Fri 12 Dec 17:00), the mail window and the challenge window of a count on 5 December."""


@dataclass
class TallowCreek:
    """The district, one elementary school council, and the people needed so far."""

    session: Session
    district: District = field(init=False)
    cypress: School = field(init=False)
    council: Council = field(init=False)

    def __post_init__(self) -> None:
        self.district = districts.create_district(
            self.session,
            slug="tallow-creek",
            name="Tallow Creek School District",
            phone="(601) 555-0100",
            postal_address="1 School Road\nTallow Creek, MS 39000",
            now=SET_UP,
        )
        self.cypress = self.school("Cypress Elementary", SchoolLevel.ELEMENTARY, Grade.D)

    @classmethod
    def found(cls, session: Session, election: Election) -> TallowCreek:
        """The district of an election that was made before, in a new session."""
        creek = cls.__new__(cls)
        creek.session, creek.district, creek.council = session, election.district, election.council
        assert election.council.school is not None
        creek.cypress = election.council.school
        return creek

    def school(self, name: str, level: SchoolLevel, grade: Grade) -> School:
        school = districts.add_school(
            self.session, self.district, name=name, level=level, source_id=name[:3].lower(), now=SET_UP
        )
        districts.set_grade(self.session, self.district, school, "2025-26", grade, now=SET_UP)
        return school

    def election(
        self, *, parents: int = 4, settings: ElectionSettings | None = None, more: tuple[SeatPlan, ...] = ()
    ) -> Election:
        """An election at Cypress with parent seats and one community seat."""
        plans = (
            SeatPlan(group=SeatGroupKind.PARENTS, seats=parents),
            SeatPlan(group=SeatGroupKind.COMMUNITY, seats=1),
            *more,
        )
        self.council = setting_up.create_council(
            self.session,
            self.district,
            kind=CouncilKind.ELEMENTARY,
            name="Cypress Community Engagement Council",
            school=self.cypress,
            plans=plans,
            now=SET_UP,
        )
        return setting_up.create_election(
            self.session,
            self.council,
            title="Council election 2025",
            nominations_open_at=FORMS_OPEN,
            nominations_close_at=FORMS_CLOSE,
            opens_at=OPENS,
            closes_at=CLOSES,
            roll_closes_on=date(2025, 11, 3),
            settings=settings or ElectionSettings(),
            now=SET_UP,
        )

    def person(self, given: str, family: str, born: date | None = None, language: str = "en") -> Person:
        person = Person(
            district_id=self.district.id,
            given_name=given,
            family_name=family,
            birth_date=born,
            language=language,
            source="test",
            source_id=f"{given}-{family}-{born}",
        )
        self.session.add(person)
        self.session.flush()
        return person

    def guardian(self, given: str, family: str, born: date | None = None, language: str = "en") -> Person:
        """Somebody with a child at Cypress."""
        person = self.person(given, family, born, language)
        child = self.person(f"Child of {given}", family)
        self.session.add_all(
            (
                Enrollment(district_id=self.district.id, person_id=child.id, school_id=self.cypress.id),
                Guardianship(district_id=self.district.id, guardian_id=person.id, student_id=child.id),
            )
        )
        self.session.flush()
        return person

    def employ(self, person: Person, position: Position, on_payroll: bool | None = None) -> Person:
        self.session.add(
            Employment(
                district_id=self.district.id,
                person_id=person.id,
                school_id=self.cypress.id,
                position=position,
                on_payroll=on_payroll,
            )
        )
        self.session.flush()
        self.session.refresh(person)
        return person

    def stand(self, contest: Contest, *names: str) -> None:
        """Files qualified nominees: guardians for parent seats, others for community seats."""
        for name in names:
            given, _, family = name.partition(" ")
            is_parent = contest.seat_group.kind is SeatGroupKind.PARENTS
            person = self.guardian(given, family) if is_parent else self.person(given, family)
            nomination = Nomination(name=name, statements={"en": f"I am {name}."}, consent=Consent.PENDING)
            candidate = nominating.file_nomination(self.session, contest, person, nomination, now=at(10, 20))
            assert candidate.pre_election_status == "qualified"

    def notify(
        self,
        election: Election,
        published_at: datetime = NOTICE,
        kinds: tuple[NoticeKind, ...] = (NoticeKind.POSTING, NoticeKind.TEXT_MESSAGE),
        languages: tuple[str, ...] = ("en", "es"),
    ) -> None:
        for kind in kinds:
            for language in languages:
                noticing.record_notice(
                    self.session,
                    election,
                    kind=kind,
                    language=language,
                    place="Cypress Elementary, front door",
                    published_at=published_at,
                    now=published_at,
                )

    def freeze(self, election: Election, seed: int = 1) -> None:
        freezing.freeze_ballot(self.session, election, SECRET, now=FREEZE, shuffle=Random(seed).shuffle)
