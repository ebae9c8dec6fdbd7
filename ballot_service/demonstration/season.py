"""Runs a demonstration election up to open voting, through the same acts and rules as a real one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.demonstration.informing import hold_sessions
from ballot_service.demonstration.place import Place
from ballot_service.models import (
    Contest,
    Election,
    Enrollment,
    Guardianship,
    Person,
    PreElectionStatus,
    Role,
    School,
)
from ballot_service.rules.calendar import at_local
from ballot_service.rules.election_settings import DEFAULTS, ElectionSettings
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.presets import CouncilKind, SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import (
    freezing,
    issuing,
    nominating,
    noticing,
    opening,
    registering,
    setting_up,
    statements,
)
from ballot_service.services.entering_people import NewPerson, enter_person
from ballot_service.services.nominating import Nomination

OUTSIDERS = {
    SeatGroupKind.BUSINESS: (("Harriet", "Boone"), ("Vernon", "Tate")),
    SeatGroupKind.COMMUNITY: (("Odessa", "Grantham"), ("Nguyễn", "Minh"), ("Percy", "Holloway")),
    SeatGroupKind.EARLY_CHILDHOOD: (),
}
"""People from outside the school files; nobody stands for early childhood, so its seat stays unfilled."""

TUESDAY, SATURDAY = 1, 5
STATEMENTS = (
    ("I will ask for clear news to every home.", "Pediré noticias claras para cada hogar."),
    (
        "Reading and safe bus stops come first for me.",
        "Para mí, primero la lectura y paradas de autobús seguras.",
    ),
    ("I listen, and I come to every meeting.", "Escucho y asisto a todas las reuniones."),
    ("Let us help children who fall behind early.", "Ayudemos a tiempo a los niños que se atrasan."),
    (
        "I want evening meetings for parents who work.",
        "Quiero reuniones por la tarde para padres que trabajan.",
    ),
    ("More people should know what the school needs.", "Más personas deben saber qué necesita la escuela."),
)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """The season's moments, all of them local days of the district, worked out from the opening day."""

    zone: str
    opens_on: date
    days_open: int

    def at(self, days: int, clock: str) -> datetime:
        """The clock time so many days after the opening day (before it, if negative), in UTC."""
        return at_local(self.opens_on + timedelta(days=days), clock, self.zone)

    def weekday_at(self, days: int, weekday: int, clock: str) -> datetime:
        """The same on the first such weekday from that day on; Monday is 0."""
        return self.at(days + (weekday - (self.opens_on + timedelta(days=days)).weekday()) % 7, clock)

    @property
    def set_up_at(self) -> datetime:
        return self.at(-50, "09:00")

    @property
    def opens_at(self) -> datetime:
        return self.at(0, "07:00")

    @property
    def closes_at(self) -> datetime:
        return self.at(self.days_open, "19:00")


def run_until_open(
    session: Session,
    place: Place,
    school: School,
    calendar: Calendar,
    secret: bytes,
    *,
    seed: int,
    plans: tuple[SeatPlan, ...],
    parents: int,
    settings: ElectionSettings = DEFAULTS,
) -> Election:
    """Council, election, roll, sessions, nominees, notices, frozen ballot, links, opening.

    `parents` is how many stand.
    """
    draw = Random(seed)
    election = _set_up(session, place, school, calendar, plans, settings)
    clerk = place.accounts[Role.CLERK].id
    registering.build_roll(session, election, now=calendar.at(-40, "09:00"), by=clerk)
    hold_sessions(
        session,
        election,
        school,
        entered_at=calendar.at(-38, "10:00"),
        evening=calendar.weekday_at(-34, TUESDAY, "18:00"),
        morning=calendar.weekday_at(-34, SATURDAY, "09:30"),
        parents=_guardians(session, school),
        clerk=clerk,
    )
    for contest in election.contests:
        _nominate(session, contest, school, draw, calendar.at(-30, "14:00"), parents, clerk)
    _read_translations(session, election, calendar.at(-29, "09:00"), place.accounts[Role.WITNESS].id)
    freezing.freeze_ballot(
        session, election, secret, now=calendar.at(-16, "10:00"), by=clerk, shuffle=_shuffle(draw)
    )
    _publish(session, election, school, calendar.at(-15, "09:30"), clerk)
    issuing.issue_links(session, election, now=calendar.at(-1, "10:00"), by=clerk)
    opening.confirm_opening(session, election, now=calendar.at(-1, "11:00"), by=clerk)
    return election


def _shuffle(draw: Random) -> Callable[[list[Any]], None]:
    return draw.shuffle


def _set_up(
    session: Session,
    place: Place,
    school: School,
    calendar: Calendar,
    plans: tuple[SeatPlan, ...],
    settings: ElectionSettings = DEFAULTS,
) -> Election:
    clerk, made_at = place.accounts[Role.CLERK].id, calendar.set_up_at
    council = setting_up.create_council(
        session,
        place.district,
        kind=CouncilKind.ELEMENTARY,
        name="Community Engagement Council",
        names={"es": "Consejo de Participación Comunitaria"},
        school=school,
        plans=plans,
        now=made_at,
        by=clerk,
    )
    return setting_up.create_election(
        session,
        council,
        title=f"Council election {calendar.opens_on.year}",
        titles={"es": f"Elección del consejo {calendar.opens_on.year}"},
        nominations_open_at=calendar.at(-35, "08:00"),
        nominations_close_at=calendar.at(-20, "17:00"),
        opens_at=calendar.opens_at,
        closes_at=calendar.closes_at,
        roll_closes_on=calendar.opens_on - timedelta(days=20),
        settings=settings,
        now=made_at,
        by=clerk,
    )


def _nominate(
    session: Session, contest: Contest, school: School, draw: Random, now: datetime, parents: int, clerk: Any
) -> None:
    for number, person in enumerate(_people_for(session, contest, school, draw, now, parents, clerk)):
        english, spanish = STATEMENTS[number % len(STATEMENTS)]
        nomination = Nomination(name=person.name, statements={"en": english, "es": spanish})
        filed = nominating.file_nomination(session, contest, person, nomination, now=now, by=clerk)
        if filed.pre_election_status is not PreElectionStatus.QUALIFIED:
            raise RuntimeError(f"the demonstration's nominee for {contest.seat_group.kind} does not qualify")


def _read_translations(session: Session, election: Election, now: datetime, by: UUID) -> None:
    """Somebody else than the clerk who entered them reads the Spanish statements and approves them."""
    for contest in election.contests:
        for candidate in contest.candidates:
            for row in list(statements.waiting_for(candidate)):
                statements.approve_translation(session, candidate, row.language, now=now, by=by)


def _people_for(
    session: Session, contest: Contest, school: School, draw: Random, now: datetime, parents: int, clerk: Any
) -> list[Person]:
    kind = contest.seat_group.kind
    if kind is SeatGroupKind.PARENTS:
        return draw.sample(_guardians(session, school), parents)
    if kind is SeatGroupKind.EDUCATORS:
        return draw.sample(_teachers(session, school), contest.seats)
    return [
        enter_person(
            session,
            contest.election,
            NewPerson(given_name=given, family_name=family, language="en"),
            now=now,
            by=clerk,
        )
        for given, family in OUTSIDERS.get(kind, ())
    ]


def _guardians(session: Session, school: School) -> list[Person]:
    """Guardians of children at the school who are not on the staff list, in a fixed order."""
    children = select(Enrollment.person_id).where(Enrollment.school_id == school.id)
    people = session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.guardian_id == Person.id)
        .where(Guardianship.student_id.in_(children), ~Person.employments.any())
        .order_by(Person.source_id)
    )
    return list(people.unique())


def _teachers(session: Session, school: School) -> list[Person]:
    people = session.scalars(
        select(Person)
        .where(
            Person.employments.any(position="teacher", school_id=school.id),
            Person.district_id == school.district_id,
        )
        .order_by(Person.source_id)
    )
    return list(people.unique())


def _publish(
    session: Session, election: Election, school: School, published_at: datetime, clerk: Any
) -> None:
    """Notice by two offline kinds and the web, in both languages, on its own day."""
    places = {
        NoticeKind.POSTING: f"{school.name}, front door; public library; Delta Barbershop",
        NoticeKind.MEETING: "Read at the school board meeting and at two churches",
        NoticeKind.WEB: "District website, first page",
    }
    for kind, where in places.items():
        for language in ("en", "es"):
            noticing.record_notice(
                session,
                election,
                kind=kind,
                language=language,
                place=where,
                published_at=published_at,
                now=published_at,
                by=clerk,
            )
