"""R032 by pages: somebody is nominated, gets a link, looks, accepts or says no, and withdraws."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import (
    AcceptanceRequest,
    Candidate,
    FormState,
    InterestForm,
    NominationAnswer,
    PreElectionStatus,
)
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.tallow_creek import at
from tests.web.clerk_office import Office, upload
from tests.web.forms_office import office, state, web_form

__all__ = ["office"]
PDF = b"%PDF-1.7 a signed answer"


def nominated(office: Office, **changed: str) -> InterestForm:
    """Somebody nominates a neighbor on the web."""
    by = {"nominator_name": "Bo Lee", "nominator_contact": "bo@example.org"}
    said = {"by": "nominator", "statement": "Knows <b>everybody</b>.", **by, **changed}
    return web_form(office, SeatGroupKind.COMMUNITY, **said)


def link(office: Office) -> str:
    """The address in the newest message, as the worker would fill it in."""
    with office.session() as session:
        newest = select(AcceptanceRequest).order_by(AcceptanceRequest.sent_at.desc())
        request = session.scalars(newest).first()
        assert request is not None
        links: Links = office.app.extensions["links"]
        return f"/nomination/{links.token(Purpose.ACCEPTANCE, request.key)}"


def answer(office: Office, action: str = "accepts", status: int = 200, **typed: str) -> str:
    fields = {"name": "Ana Ruiz", "statement": "Escucho.", "statement_language": "es", **typed}
    reply = office.app.test_client().post(link(office) + "?lang=en", data={**fields, "action": action})
    assert reply.status_code == status, reply.text
    return unescape(reply.text)


def answers(office: Office) -> list[str]:
    with office.session() as session:
        return [row.answer.value for row in session.scalars(select(NominationAnswer))]


def test_from_the_nomination_to_the_ballot(office: Office) -> None:
    form = nominated(office)
    assert "Has not answered" in office.get("/nominations")
    assert "7 days left" in office.get("/nominations")
    page = office.app.test_client().get(link(office))
    assert '<html lang="es"' in page.text
    assert "Knows &lt;b&gt;everybody&lt;/b&gt;." in page.text
    assert "Bo Lee" not in page.text
    assert "bo@example.org" not in page.text
    assert "ana@example.org" not in page.text, "whoever else opens the link learns no address"
    assert "Thank you" in answer(office)
    assert state(office, form) is FormState.RECEIVED
    office.move_to(at(10, 21))
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    with office.session() as session:
        (candidate,) = session.scalars(select(Candidate))
        assert candidate.pre_election_status is PreElectionStatus.QUALIFIED
        assert candidate.statements == {"es": "Escucho."}
        who = candidate.id
    nominee = office.get(f"/nominees/{who}")
    assert "Has the person accepted?" not in nominee, "only the person says it"


def test_looking_changes_nothing_however_often(office: Office) -> None:
    """Link previews and mail scanners open links."""
    form = nominated(office)
    client = office.app.test_client()
    for _ in range(3):
        assert client.get(link(office) + "?action=accepts&name=Ana").status_code == 200
        assert client.head(link(office)).status_code == 200
    assert answers(office) == []
    assert state(office, form) is FormState.INCOMPLETE


def test_a_no_asks_for_nothing(office: Office) -> None:
    form = nominated(office)
    page = answer(office, "declines", name="", statement="x" * 10_000)
    assert "Your name will not be on the ballot." in page
    assert state(office, form) is FormState.WITHDRAWN
    assert "This link was used" in answer(office, "accepts", status=410)
    assert answers(office) == ["declines"]
    assert "Said no" in office.get("/nominations")


def test_used_twice_the_first_answer_stays(office: Office) -> None:
    nominated(office)
    answer(office)
    assert "You accepted the nomination" in answer(office)
    assert "You accepted the nomination" in answer(office, "declines")
    assert answers(office) == ["accepts"]


def test_withdrawing_takes_a_tick_and_keeps_the_form(office: Office) -> None:
    form = nominated(office)
    answer(office)
    office.move_to(at(11, 3))
    assert "Tick the box if you want to withdraw" in answer(office, "withdraw", status=422)
    assert state(office, form) is FormState.RECEIVED
    assert "You have withdrawn" in answer(office, "withdraw", sure="y")
    assert state(office, form) is FormState.WITHDRAWN
    assert "does not stand any more" in answer(office, "withdraw", status=410, sure="y")
    assert "The person withdrew by the link." in office.get(f"/interest/{form.id}")
    assert "La persona se retiró por medio del enlace." in office.get(f"/interest/{form.id}?lang=es")


def test_nobody_withdraws_who_has_not_accepted(office: Office) -> None:
    form = nominated(office)
    answer(office, "withdraw", sure="y", status=410)
    assert state(office, form) is FormState.INCOMPLETE


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"name": " "}, "Write your name."),
        ({"name": "x" * 10_000}, "Use at most 200 letters."),
        ({"statement": "x" * 10_000}, "This has 10000 letters. At most 300 fit: take out 9700."),
        ({"statement": "My number is 123-45-6789."}, "This looks like a Social Security number."),
        ({"action": ""}, "Press one of the two buttons"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(
    office: Office, typed: dict[str, str], says: str
) -> None:
    form = nominated(office)
    fields = {"statement": "I <script>alert(1)</script> listen.", **typed}
    page = answer(office, **{"status": 422, **fields})  # type: ignore[arg-type]  # a status among texts
    assert says in page
    assert fields["statement"] in page
    assert state(office, form) is FormState.INCOMPLETE


def test_marks_that_turn_text_around_are_taken_out(office: Office) -> None:
    form = nominated(office)
    answer(office, statement="I\u202e listen\x00 to\r\nall <script>.")
    with office.session() as session:
        (kept,) = session.scalars(select(NominationAnswer))
        assert kept.statement == "I listen to all <script>."
    assert state(office, form) is FormState.RECEIVED


def test_another_language_keeps_what_was_typed(office: Office) -> None:
    nominated(office)
    page = answer(office, "language:es", statement="Half a senten")
    assert '<html lang="es"' in page
    assert "Half a senten" in page
    assert answers(office) == []


@pytest.mark.parametrize("token", ["abc", "x" * 33, "aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa"])
def test_a_link_that_is_not_ours_says_what_to_do(office: Office, token: str) -> None:
    reply = office.app.test_client().get(f"/nomination/{token}")
    assert reply.status_code == 404
    assert "Call us and ask for a new link" in reply.text


def test_one_changed_character_opens_nothing(office: Office) -> None:
    nominated(office)
    good = link(office)
    changed = good[:-1] + ("a" if good[-1] != "a" else "b")
    assert office.app.test_client().post(changed, data={"action": "accepts"}).status_code == 404
    assert answers(office) == []


def test_an_expired_link_and_a_new_one(office: Office) -> None:
    form = nominated(office)
    first = link(office)
    office.move_to(at(10, 27, 10))
    assert "This link worked until" in answer(office, status=410)
    assert "The link has ended. Send a new one." in office.get("/nominations")
    office.post(f"/nominations/{form.id}", contact="ANA@Example.org", language="es")
    assert "A newer link was sent" in office.app.test_client().get(first + "?lang=en").text
    answer(office)
    assert answers(office) == ["accepts"]


def test_the_nominators_own_mailbox_waits_for_a_person(office: Office) -> None:
    form = nominated(office, email="bo@example.org")
    assert "No message was sent: call, or ask on paper." in office.get("/nominations")
    fields = {"contact": "bo@example.org", "language": "es"}
    refused = office.post(f"/nominations/{form.id}", status=409, **fields)
    assert "Whoever nominated gave the same phone number or e-mail address" in refused
    office.post(f"/nominations/{form.id}", was_checked="y", **fields)
    answer(office)
    assert answers(office) == ["accepts"]


def test_a_signed_paper_with_its_scan(office: Office) -> None:
    form = nominated(office, email="", phone="", address="4 Gin Road")
    fields = {"said": "accepts", "name": "Ana Ruiz", "received_at": "2025-10-20T09:00"}
    place = f"/nominations/{form.id}/paper"
    assert "Choose the file with the scan." in office.post(place, status=422, **fields)
    office.post(place, status=422, scan=upload(b"MZ not a PDF", "scan.pdf"), **fields)
    assert answers(office) == []
    office.post(place, scan=upload(PDF, "scan.pdf"), **fields)
    assert state(office, form) is FormState.RECEIVED
    (address,) = re.findall(r'href="([^"]+/scans/[^"]+)"', office.get(f"/nominations/{form.id}"))
    reply = office.client.get(address)
    assert reply.data == PDF
    assert reply.headers["Content-Disposition"].startswith("attachment")


def test_no_clerk_ticks_that_the_person_accepted(office: Office) -> None:
    form = nominated(office)
    assert "/add/acceptance" not in office.get(f"/interest/{form.id}")
    office.get(f"/interest/{form.id}/add/acceptance", status=404)


def test_work_that_waits_stands_on_the_clerks_home(office: Office) -> None:
    nominated(office)
    assert "People nominated by somebody else who have not answered: 1." in office.client.get("/home").text


def test_nobody_else_has_such_a_page(office: Office) -> None:
    form = web_form(office)
    office.get(f"/nominations/{form.id}", status=404)
    office.get(f"/nominations/{UUID(int=0)}", status=404)
