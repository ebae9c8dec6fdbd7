"""S3 by pages: students of 12 on the closing day, Monday 3 November 2025, and those who are too young by a day.

From the guardian's link to the qualified student, S3 stands in `test_consent.py`.
"""

from __future__ import annotations

from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import Candidate, ConsentRequest
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.nominations import may_serve
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services.nominating import recorded_facts
from tests.tallow_creek import FREEZE, TallowCreek, at
from tests.web.clerk_office import Office
from tests.web.conftest import World
from tests.web.forms_office import office, web_form
from tests.web.interest_visit import STUDENT, forms_election, visitor

__all__ = ["office"]
BORN = {"2014-06-15": True, "2013-02-20": False, "2013-11-03": False, "2013-11-04": True}
"""Students A to D, and whether each is too young."""


def test_the_page_says_before_sending_who_is_too_young(world: World) -> None:
    world.now = at(10, 20, 10)
    election = forms_election(world)
    visit = visitor(world, election)
    for born, is_too_young in BORN.items():
        visit.choose("students").answer(STUDENT, birth_date=born)
        assert visit.status == 200, born
        assert visit.says("These seats may not be for you") is is_too_young, born
        assert visit.says("15 Jun 2026") is (born == "2014-06-15"), born


def test_a_student_whose_guardian_never_answers_is_not_on_the_ballot(office: Office) -> None:
    """Student C of S3, exactly 12 on the closing day: the guardian is silent until Wednesday 12 November."""
    form = web_form(
        office, SeatGroupKind.STUDENTS, birth_date="2013-11-03", guardian_contact="di@example.org"
    )
    office.move_to(at(10, 21, 10))
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    with office.session() as session:
        (request,) = session.scalars(select(ConsentRequest)).all()
        links: Links = office.app.extensions["links"]
        address = f"/consent/{links.token(Purpose.CONSENT, request.key)}"
        creek = TallowCreek.found(session, office.election(session))
        parents, community, _students = office.election(session).contests
        creek.stand(parents, "Di Voss")
        creek.stand(community, "Bo Lee")
    office.move_to(FREEZE)
    office.post("/ballot/freeze", page="/ballot")
    with office.session() as session:
        (student,) = session.scalars(select(Candidate).where(Candidate.name == "Ana Ruiz")).all()
        assert (student.pre_election_status, student.consent) == ("refused", Consent.MISSING)
        assert student not in student.contest.qualified
        facts = recorded_facts(session, student)
        assert facts is not None
        assert "consent_missing" in may_serve(facts).codes
        candidate_id = student.id
    assert "No answer before the ballot was frozen" in office.get(f"/consents/{candidate_id}")
    public = office.app.test_client().get(f"/elections/{office.election_id}").text
    assert "Di Voss" in public
    assert "Ana Ruiz" not in public
    typed = {"guardian_name": "Di Ruiz", "relation": "madre", "action": "agrees"}
    assert office.app.test_client().post(address, data=typed).status_code == 410
    kept = office.get(f"/interest/{form.id}")
    assert form.receipt in kept
    assert "/copy" in kept
