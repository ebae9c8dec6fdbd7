"""S3 by pages: the clerk checks a student's form, the guardian gets a link, chooses Spanish and answers."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import Candidate, ConsentRequest, GuardianConsent, InterestForm, PreElectionStatus
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.tallow_creek import at
from tests.web.clerk_office import Office, upload
from tests.web.forms_office import newest, office, web_form

__all__ = ["office"]
PDF = b"%PDF-1.7 a signed consent"
MAIL = "di@example.org"


def qualified(office: Office, **changed: str) -> UUID:
    """A student's form, checked by the clerk on Tuesday 21 October; the nominee's id."""
    form = web_form(office, SeatGroupKind.STUDENTS, **{"guardian_contact": MAIL, **changed})
    office.move_to(at(10, 21, 10))
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    with office.session() as session:
        filed = session.get_one(InterestForm, form.id)
        assert filed.candidate_id is not None
        return filed.candidate_id


def link(office: Office) -> str:
    """The address in the newest message, as the worker would fill it in."""
    with office.session() as session:
        request = session.scalars(select(ConsentRequest).order_by(ConsentRequest.sent_at.desc())).first()
        assert request is not None
        links: Links = office.app.extensions["links"]
        return f"/consent/{links.token(Purpose.CONSENT, request.key)}"


def candidate(office: Office, candidate_id: UUID) -> Candidate:
    with office.session() as session:
        found = session.get_one(Candidate, candidate_id)
        session.expunge(found)
        return found


def answer(office: Office, action: str = "agrees", status: int = 200, **typed: str) -> str:
    fields = {"guardian_name": "Di Ruiz", "relation": "madre", "action": action, **typed}
    reply = office.app.test_client().post(link(office) + "?lang=es", data=fields)
    assert reply.status_code == status, reply.text
    return unescape(reply.text)


def test_from_the_checked_form_to_the_qualified_student(office: Office) -> None:
    who = qualified(office)
    with office.session() as session:
        message = session.scalars(select(outreach.Delivery).where(outreach.Delivery.address == MAIL)).one()
        assert message.language == "es"
    assert "Wait" in office.get("/consents")
    office.move_to(at(10, 24, 18))
    page = unescape(office.app.test_client().get(link(office)).text)
    assert '<html lang="es"' in page
    assert "Ana Ruiz" in page
    assert "martes 28 de octubre" in page
    done = answer(office)
    assert "Ana Ruiz" in done
    assert candidate(office, who).pre_election_status is PreElectionStatus.QUALIFIED
    with office.session() as session:
        kept = session.scalars(select(GuardianConsent)).one()
        assert (kept.language, kept.relation, kept.answered_at) == ("es", "madre", at(10, 24, 18))
        assert kept.text.startswith("Soy")
    assert "Di Ruiz" in office.get(f"/consents/{who}")


def test_opening_changes_nothing_and_the_second_answer_is_too_late(office: Office) -> None:
    who = qualified(office)
    for _ in range(3):
        assert office.app.test_client().get(link(office)).status_code == 200
    assert candidate(office, who).consent is Consent.PENDING
    answer(office, "declines")
    assert candidate(office, who).consent is Consent.REFUSED
    assert "Este enlace ya se usó" in answer(office, status=410)
    assert candidate(office, who).consent is Consent.REFUSED
    assert office.app.test_client().get(link(office)).status_code == 410


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"guardian_name": " "}, "Escriba su nombre."),
        ({"relation": ""}, "Escriba quién es usted para el estudiante"),
        ({"relation": "x" * 10_000}, "200"),
        ({"action": ""}, "Pulse uno de los dos botones"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(
    office: Office, typed: dict[str, str], says: str
) -> None:
    who = qualified(office)
    fields = {"guardian_name": "Di <b>Ruiz</b>", **typed}
    page = answer(office, **{"status": 422, **fields})  # type: ignore[arg-type]  # a status among texts
    assert says in page
    assert fields["guardian_name"].strip() in page
    assert candidate(office, who).consent is Consent.PENDING


def test_another_language_keeps_what_was_typed(office: Office) -> None:
    qualified(office)
    page = answer(office, "language:en", guardian_name="Di R.")
    assert '<html lang="en"' in page
    assert 'value="Di R."' in page


@pytest.mark.parametrize("token", ["abc", "x" * 33, "aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa"])
def test_a_link_that_is_not_ours_says_what_to_do(office: Office, token: str) -> None:
    reply = office.app.test_client().get(f"/consent/{token}")
    assert reply.status_code == 404
    assert "Call us and ask for a new link" in reply.text


def test_an_expired_link_and_a_new_one(office: Office) -> None:
    who = qualified(office)
    office.move_to(at(10, 28, 10))
    assert "funcionó hasta" in answer(office, status=410)
    assert "The link has ended. Send a new one." in office.get("/consents")
    office.post(f"/consents/{who}", guardian_name="Di Ruiz", contact="DI@Example.org", language="es")
    assert "7 days left" in office.get("/consents")
    answer(office)
    assert candidate(office, who).consent is Consent.GIVEN


def test_the_students_own_mailbox_waits_for_a_person(office: Office) -> None:
    who = qualified(office, email=MAIL)
    with office.session() as session:
        assert not session.scalars(select(ConsentRequest)).all()
    assert "Not asked yet" in office.get("/consents")
    fields = {"guardian_name": "Di Ruiz", "contact": MAIL, "language": "es"}
    refused = office.post(f"/consents/{who}", status=409, **fields)
    assert "The student gave the same phone number or e-mail address" in refused
    office.post(f"/consents/{who}", was_checked="y", **fields)
    answer(office)
    assert candidate(office, who).consent is Consent.GIVEN


@pytest.mark.parametrize("contact", ["di@", "12", "601-555-0177"])
def test_an_address_that_cannot_be_used_is_named(office: Office, contact: str) -> None:
    who = qualified(office, guardian_contact="601-555-0177")
    fields = {"guardian_name": "Di Ruiz", "contact": contact, "language": "es"}
    status = 409 if contact == "601-555-0177" else 422
    page = office.post(f"/consents/{who}", status=status, **fields)
    assert contact in page or "No message reaches the parent or guardian" in page
    with office.session() as session:
        assert not session.scalars(select(ConsentRequest)).all()


def test_a_signed_paper_with_its_scan(office: Office) -> None:
    who = qualified(office)
    fields = {
        "said": "agrees",
        "guardian_name": "Di Ruiz",
        "relation": "mother",
        "received_at": "2025-10-23T09:00",
    }
    place = f"/consents/{who}/paper"
    assert "Choose the file with the scan." in office.post(place, status=422, **fields)
    office.post(place, status=422, scan=upload(b"MZ not a PDF", "scan.pdf"), **fields)
    assert candidate(office, who).consent is Consent.PENDING
    office.post(place, scan=upload(PDF, "scan.pdf"), **fields)
    assert candidate(office, who).pre_election_status is PreElectionStatus.QUALIFIED
    (address,) = re.findall(r'href="([^"]+/scans/[^"]+)"', office.get(f"/consents/{who}"))
    reply = office.client.get(address)
    assert reply.data == PDF
    assert reply.headers["Content-Disposition"].startswith("attachment")


def test_deciding_again_keeps_the_guardians_answer(office: Office) -> None:
    """The clerk corrects a name; nobody but the guardian says what the guardian said."""
    who = qualified(office)
    answer(office)
    page = office.get(f"/nominees/{who}")
    assert "Has a parent or guardian agreed?" not in page
    office.post(f"/nominees/{who}", name="Ana R. Ruiz", acceptance="accepted", consent="refused")
    found = candidate(office, who)
    assert (found.name, found.consent) == ("Ana R. Ruiz", Consent.GIVEN)


def test_work_that_waits_stands_on_the_clerks_home(office: Office) -> None:
    qualified(office)
    assert "Students who wait for the consent of a parent or guardian: 1." in office.client.get("/home").text


def test_nobody_else_has_a_consent_page(office: Office) -> None:
    form = web_form(office)
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    with office.session() as session:
        parent = session.get_one(InterestForm, newest(office).id).candidate_id
    office.get(f"/consents/{parent}", status=404)
