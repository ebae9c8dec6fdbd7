"""The clerk keeps the notice ledger, sends notices and links, and confirms the opening (S1's own dates)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import select

import outreach
from ballot_service.models import BallotLink, ContactKind, ContactPoint, NoticeRecord, VoterRollEntry
from ballot_service.services import announcing, freezing, issuing, registering
from tests.databases import Database
from tests.tallow_creek import OPENS, TallowCreek, at
from tests.web.clerk_office import Office, open_office, upload

PDF = b"%PDF-1.7 a scan"
TYPED = {
    "kind": "posting",
    "language": "es",
    "place": "Cypress, front door",
    "published_at": "2025-11-04T16:00",
}
NOTICE = {**TYPED, "names_opening_on": "2025-11-18"}


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(11, 4, 16, 5))
    with opened.session() as session:
        creek = object.__new__(TallowCreek)
        election = opened.election(session)
        creek.session, creek.district, creek.cypress = session, election.district, election.council.school
        for given, mail in (("Ana", "ana@example.org"), ("Bo", "")):
            person = creek.guardian(given, "Ruiz", language="es")
            if mail:
                session.add(
                    ContactPoint(
                        district_id=election.district_id,
                        person_id=person.id,
                        kind=ContactKind.EMAIL,
                        value=mail,
                    )
                )
        creek.stand(election.contests[0], "Di Voss")
        registering.build_roll(session, election, now=at(11, 3, 9))
        freezing.freeze_ballot(session, election, opened.secret, now=at(11, 3, 18))
    return opened


def enter(office: Office, status: int = 303, **changed: object) -> str:
    return office.post("/notices/new", status=status, **{**NOTICE, **changed})


def test_a_notice_with_proof_goes_into_the_ledger_and_comes_out_as_a_download(office: Office) -> None:
    page = enter(office, evidence=upload(PDF, "../../Aviso puerta.exe"))
    assert "The notice is in the ledger." in page
    (place,) = re.findall(r'href="([^"]+/evidence)"', page)
    answer = office.client.get(place)
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="Aviso_puerta.pdf"'


def test_a_file_is_known_by_its_content_not_by_its_name(office: Office) -> None:
    page = enter(office, status=422, evidence=upload(b"<script>alert(1)</script>", "proof.pdf"))
    assert "This is not a PDF, PNG or JPEG file." in page
    assert "Cypress, front door" in page
    with office.session() as session:
        assert session.scalar(select(NoticeRecord)) is None


def test_a_late_entry_needs_proof_and_a_future_one_is_refused_beside_the_form(office: Office) -> None:
    office.move_to(at(11, 6))
    assert 'data-code="late_entry_needs_proof"' in enter(office, status=409)
    assert "Entered late." in enter(office, witness="Wanda Seer")
    future = enter(office, status=409, published_at="2025-11-09T08:00")
    assert 'data-code="notice_in_future"' in future
    assert 'value="2025-11-09T08:00"' in future


def test_the_standing_is_said_by_language_and_a_void_entry_no_longer_counts(office: Office) -> None:
    enter(office)
    page = enter(office, kind="text_message")
    assert "Notice is complete for Spanish." in page
    assert "English needs more ways, by Tue 4 Nov 2025: 2." in page
    (first, *_) = re.findall(r'href="([^"]+/void)"', page)
    rest = first.partition(str(office.election_id))[2]
    office.post(rest, status=422)
    page = office.post(rest, reason="Typed twice.")
    assert "Spanish needs more ways, by Tue 4 Nov 2025: 1." in page
    assert "Typed twice." in page


def test_the_gate_refuses_with_the_earliest_opening_and_lets_a_complete_notice_pass(office: Office) -> None:
    office.move_to(at(11, 5))
    refused = office.post("/times/confirm", page="/times", status=409)
    assert "Wed 19 Nov 2025" in refused
    office.move_to(at(11, 4, 17))
    for language in ("en", "es"):
        for kind in ("posting", "text_message"):
            enter(office, language=language, kind=kind)
    office.move_to(OPENS)
    assert "Voting opens on Tuesday 18 November 2025" in office.post("/times/confirm", page="/times")


def test_an_opening_that_notice_cannot_reach_is_refused_and_a_later_one_asks_first(office: Office) -> None:
    refused = office.post(
        "/times/change", status=409, opens_at="2025-11-10T07:00", closes_at="2025-12-05T19:00"
    )
    assert "Earliest opening" in refused
    office.post("/times/change", status=422, opens_at="2025-11-20T07:00", closes_at="2025-11-20T07:00")
    typed = {"opens_at": "2025-11-20T07:00", "closes_at": "2025-12-05T19:00"}
    asked = office.client.post(
        office.path("/times/change"), data={**hidden(office, "/times/change"), **typed}
    )
    assert "This will happen:" in asked.text
    with office.session() as session:
        assert office.election(session).opens_at == OPENS
    sure = office._hidden(asked.text)
    done = office.client.post(office.path("/times/change"), data={**sure, **typed})
    assert done.status_code == 303
    with office.session() as session:
        assert office.election(session).opens_at == at(11, 20, 7)


def hidden(office: Office, page: str) -> dict[str, str]:
    return office._hidden(office.get(page))


def test_the_notice_is_read_quoted_and_sent(office: Office) -> None:
    page = office.get("/sending/election_notice")
    assert "Aviso de elección" in page
    assert "Notice of election" in page
    assert "No e-mail address." in page
    assert "1 message goes out." in office.get("/sending/election_notice/send")
    assert "1 message is on its way." in office.post("/sending/election_notice/send")
    assert "None: there is nobody who has not got it already." in office.get("/sending/election_notice")


def test_texts_that_changed_after_they_were_read_are_not_sent(office: Office) -> None:
    page = office.post("/sending/election_notice/send", fingerprint="0" * 64)
    assert "The texts have changed since you read them." in page
    with office.session() as session:
        assert session.scalar(select(outreach.Delivery)) is None


def test_links_are_issued_counted_sent_and_one_is_replaced(office: Office) -> None:
    assert "3 people who may vote get a link." in office.get("/links/issue")
    assert "3 links have been issued." in office.post("/links/issue")
    assert "1 message is on its way." in office.post("/sending/ballot_link/send")
    with office.session() as session:
        ana = session.scalars(select(VoterRollEntry).join(VoterRollEntry.person)).all()
        entry = next(one.id for one in ana if one.person.given_name == "Ana")
    assert str(entry) in office.get("/links?q=ana")
    office.post(f"/links/{entry}", status=422, what="reissue")
    page = office.post(f"/links/{entry}", what="reissue", reason="Lost.")
    assert "There is a new link." in page
    with office.session() as session:
        rows = session.scalars(select(BallotLink).where(BallotLink.roll_entry_id == entry)).all()
        assert sorted(row.revoked_at is None for row in rows) == [False, True]


def test_this_is_not_me_is_listed(office: Office) -> None:
    with office.session() as session:
        election = office.election(session)
        link = issuing.issue_links(session, election, now=at(11, 4))[0]
        opened = issuing.OpenedLink(link=link, entry=link.roll_entry, election=election)
        issuing.say_not_me(session, opened, now=at(11, 4))
    assert "Give a new link" in office.get("/links")


def test_an_unclear_message_is_settled_by_a_person(office: Office) -> None:
    office.post("/sending/election_notice/send")
    with office.session() as session:
        delivery = session.scalars(
            select(outreach.Delivery).where(outreach.Delivery.status == outreach.DeliveryStatus.QUEUED)
        ).one()
        delivery.status = outreach.DeliveryStatus.UNCERTAIN
        delivery.tries = 1
        session.add(
            outreach.Attempt(
                delivery_id=delivery.id,
                number=1,
                sender="smtp",
                started_at=at(11, 4, 16),
                outcome=outreach.Answer.UNCERTAIN,
                finished_at=at(11, 4, 16),
            )
        )
        waiting = delivery.id
    assert "Unclear messages" in office.get("/sending")
    office.post(f"/sending/unclear/{waiting}", status=422, reason="No answer.")
    office.post(f"/sending/unclear/{waiting}", ruling="repeat", reason="They did not get it.")
    with office.session() as session:
        assert not announcing.unclear_messages(session, office.election(session))


def test_an_empty_field_is_named_in_the_summary(office: Office) -> None:
    page = enter(office, status=422, place="  ")
    assert page.count("“Where” – Fill in this field.") == 2
