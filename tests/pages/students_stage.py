"""An election for students, for the tour: students whose guardians were asked, have answered, or cannot be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from ballot_service.demonstration import season
from ballot_service.links import Links, Purpose
from ballot_service.models import (
    ConsentAnswer,
    ContactKind,
    Enrollment,
    Person,
    VoterConsentRequest,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import Electorate
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind, SelectionMethod
from ballot_service.services import consents, registering, setting_up
from ballot_service.services.consents import Guardian
from tests.pages.consents_stage import ANSWER, POST
from tests.pages.installation import EARLIER
from tests.pages.stages import Stages

SEATS = (
    SeatPlan(group=SeatGroupKind.PARENTS, seats=2),
    SeatPlan(group=SeatGroupKind.STUDENTS, seats=2, selection=SelectionMethod.STUDENT_VOTE),
)
OLD_ENOUGH, TOO_YOUNG = date(2012, 5, 5), date(2019, 5, 5)
STUDENTS = ("unasked", "waiting", "answered", "done.en", "done.es", "no.en", "no.es")


def students_who_vote(stages: Stages) -> None:
    """Notes a line of the roll and a link for each; those in `done` and `no` are still to be used, one a language."""
    session, school, by = stages.session, stages.place.schools[4], stages.clerk.id
    election = season._set_up(session, stages.place, school, stages.calendar(50), SEATS)
    setting_up.change_setting(session, election, "electorate", Electorate.STUDENTS, now=EARLIER, by=by)
    enrolled = select(Person).join(Enrollment, Enrollment.person_id == Person.id)
    pupils = session.scalars(enrolled.where(Enrollment.school_id == school.id).order_by(Person.id)).all()
    for number, person in enumerate(pupils):
        person.birth_date = OLD_ENOUGH if number < len(STUDENTS) else TOO_YOUNG
    registering.build_roll(session, election, now=EARLIER, by=by)
    stages.note("students", election_id=election.id, council_id=election.council_id)
    for name, entry in zip(STUDENTS, registering.roll(session, election), strict=True):
        rows: dict[str, UUID | str] = {f"{name}_voter_id": entry.id}
        if name != "unasked":
            request = _asked(stages, entry)
            rows[f"consent_{name}"] = _token(stages, request)
            if name == "answered":
                answer = replace(ANSWER, answer=ConsentAnswer.AGREES)
                consents.answer_by_link(session, request, answer, now=EARLIER)
        stages.note("students", **rows)


def _asked(stages: Stages, entry: VoterRollEntry) -> VoterConsentRequest:
    guardian = Guardian(name="Di Voss", kind=ContactKind.EMAIL, contact="di@example.org")
    request = consents.ask_guardian(
        stages.session, entry, guardian, post=POST, now=EARLIER, by=stages.clerk.id
    )
    assert isinstance(request, VoterConsentRequest)
    return request


def _token(stages: Stages, request: VoterConsentRequest) -> str:
    links: Links = stages.installation.app.extensions["links"]
    return links.token(Purpose.CONSENT, request.key)
