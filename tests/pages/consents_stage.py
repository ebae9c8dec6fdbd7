"""Students who stand, for the tour: one nobody was asked about, one whose guardian was, some with an answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    Candidate,
    ConsentAnswer,
    ConsentRequest,
    ContactKind,
    Contest,
    Enrollment,
    Person,
)
from ballot_service.services import consents, nominating
from ballot_service.services.announcing.forms import Post
from ballot_service.services.consents import Guardian, GuardianAnswer
from ballot_service.services.nominating import Nomination
from ballot_service.services.noticing import Evidence
from ballot_service.storage import Storage
from tests.pages.installation import EARLIER, NOW
from tests.pages.stages import Stages

POST = Post(origin="http://127.0.0.1:8000", speak=lambda _tag, value: f"{value}")
ANSWER = GuardianAnswer(
    answer=ConsentAnswer.AGREES, guardian_name="Di Voss", relation="mother", language="en", text="I agree."
)
SCAN = Evidence(name="consent.pdf", media_type="application/pdf", content=b"%PDF-1.7 a signed consent")
STUDENTS = ("unasked", "waiting", "answered", "done.en", "done.es", "no.en", "no.es")


def students_who_stand(stages: Stages, contest: Contest) -> None:
    """Notes a candidate and a link for each; the links in `done` and `no` are still to be used, one a language."""
    school = contest.election.council.school
    assert school is not None
    young = select(Person).join(Enrollment, Enrollment.person_id == Person.id)
    query = young.where(Enrollment.school_id == school.id).order_by(Person.id).limit(len(STUDENTS))
    for name, person in zip(STUDENTS, stages.session.scalars(query), strict=True):
        candidate = _standing(stages, contest, person)
        rows: dict[str, UUID | str] = {f"{name}_student_id": candidate.id}
        if name != "unasked":
            rows[f"consent_{name}"] = _token(stages, _asked(stages, candidate))
        if name == "answered":
            rows["scan_id"] = _on_paper(stages, candidate)
        stages.note("preparing", **rows)


def _standing(stages: Stages, contest: Contest, person: Person) -> Candidate:
    person.birth_date = date(2012, 5, 5)
    return nominating.file_nomination(
        stages.session, contest, person, Nomination(name=person.name), now=EARLIER, by=stages.clerk.id
    )


def _asked(stages: Stages, candidate: Candidate) -> ConsentRequest:
    guardian = Guardian(name="Di Voss", kind=ContactKind.EMAIL, contact="di@example.org")
    return consents.ask_guardian(
        stages.session, candidate, guardian, post=POST, now=EARLIER, by=stages.clerk.id
    )


def _on_paper(stages: Stages, candidate: Candidate) -> UUID:
    """Answered by link, then changed on paper."""
    request = stages.session.scalars(
        select(ConsentRequest).where(ConsentRequest.candidate_id == candidate.id)
    ).one()
    consents.answer_by_link(stages.session, request, ANSWER, now=EARLIER)
    row = consents.enter_paper(
        stages.session,
        candidate,
        ANSWER,
        SCAN,
        received_at=NOW,
        storage=Storage(stages.installation.app.extensions["settings"].storage_dir),
        now=NOW,
        by=stages.clerk.id,
    )
    return row.id


def _token(stages: Stages, request: ConsentRequest) -> str:
    links: Links = stages.installation.app.extensions["links"]
    return links.token(Purpose.CONSENT, request.key)
