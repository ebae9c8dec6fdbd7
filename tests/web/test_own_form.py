"""Somebody's own web form by its link: how it stands, and withdrawing it until the ballot is frozen (R031)."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import select

import outreach
from ballot_service.links import Links, Purpose
from ballot_service.models import Candidate, FormState, InterestForm, PreElectionStatus
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.tallow_creek import at
from tests.web.clerk_office import Office
from tests.web.forms_office import office, state, web_form

__all__ = ["office"]


def link(office: Office, form: InterestForm) -> str:
    links: Links = office.app.extensions["links"]
    assert form.link_key is not None
    return f"/form/{links.token(Purpose.OWN_FORM, form.link_key)}"


def press(office: Office, form: InterestForm, status: int = 200, **typed: str) -> str:
    fields = {"action": "withdraw", **typed}
    reply = office.app.test_client().post(link(office, form) + "?lang=en", data=fields)
    assert reply.status_code == status, reply.text
    return unescape(reply.text)


def look(office: Office, form: InterestForm) -> str:
    reply = office.app.test_client().get(link(office, form) + "?lang=en")
    assert reply.status_code == 200
    assert "Set-Cookie" not in reply.headers
    return unescape(reply.text)


def test_from_the_receipt_to_a_name_off_the_ballot(office: Office) -> None:
    form = web_form(office)
    client = office.app.test_client()
    page = client.get(link(office, form))
    assert '<html lang="es"' in page.text, "in the person's language"
    assert "ana@example.org" not in page.text, "whoever else opens the link learns no address"
    assert client.head(link(office, form)).status_code == 200
    assert "Your form is complete. A person checks it." in look(office, form)
    office.move_to(at(10, 21))
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    assert "Your name will be on the ballot" in look(office, form)
    assert "Tick the box if you want to withdraw" in press(office, form, 422)
    assert state(office, form) is FormState.NOMINATED
    assert "You have withdrawn" in press(office, form, sure="y")
    assert state(office, form) is FormState.WITHDRAWN
    with office.session() as session:
        (candidate,) = session.scalars(select(Candidate))
        assert candidate.pre_election_status is PreElectionStatus.WITHDRAWN
    assert "Your form was withdrawn" in press(office, form, sure="y"), "twice changes nothing"
    assert "The person withdrew by the link." in office.get(f"/interest/{form.id}")


def test_the_receipt_and_the_message_lead_to_the_page(office: Office) -> None:
    """The message holds no live link; the page is shown only to the press that filed the form."""
    form = web_form(office)
    with office.session() as session:
        message = session.scalars(
            select(outreach.Delivery).where(outreach.Delivery.recipient == str(form.id))
        ).one()
        assert "{personal_link}" in message.body
        assert form.link_key is not None
        assert form.link_key not in message.body
        assert message.link_reference == f"form:{form.id}"
    client, path = office.app.test_client(), f"/elections/{office.election_id}/interest?lang=en"
    fields = {**typed(office), "email": "bea@example.org", "given_name": "Bea"}
    fields["key"] = re.findall(r'name="key" value="([^"]+)"', client.get(path).text)[0]
    receipts = [client.post(path, data=fields).text for _ in range(2)]
    addresses = {re.findall(r'id="own-form" href="([^"]+)"', each)[0] for each in receipts}
    assert len(addresses) == 1, "pressed twice, the same form"
    assert "Bea Ruiz" in client.get(unescape(addresses.pop())).text
    fields["key"] = re.findall(r'name="key" value="([^"]+)"', client.get(path).text)[0]
    again = client.post(path, data=fields).text
    assert "We already have this form" in again
    assert "own-form" not in again, "it may be another person of the same name"


def typed(office: Office) -> dict[str, str]:
    with office.session() as session:
        election = office.election(session)
        school = str(election.council.school_id)
        wanted = next(c for c in election.contests if c.seat_group.kind is SeatGroupKind.PARENTS)
        contest = str(wanted.id)
    named = {
        "contest": contest,
        "by": "self",
        "family_name": "Ruiz",
        "child_school": school,
        "child_name": "Leo",
    }
    said = {"leads_parent_group": "no", "employed": "no", "signature": "y", "language": "en"}
    return {**named, **said, "step": "check", "action": "send"}


def test_after_the_freeze_nobody_withdraws_by_the_link(office: Office) -> None:
    form = web_form(office)
    with office.session() as session:
        office.election(session).ballot_frozen_at = at(11, 12)
    office.move_to(at(11, 12, 9))
    assert "Nothing can be changed on this page now." in press(office, form, sure="y")
    assert state(office, form) is FormState.RECEIVED


def test_a_nomination_by_somebody_else_has_no_such_page(office: Office) -> None:
    by = {"by": "nominator", "nominator_name": "Bo Lee", "nominator_contact": "bo@example.org"}
    assert web_form(office, SeatGroupKind.COMMUNITY, **by).link_key is None


@pytest.mark.parametrize("token", ["abc", "aaaaaaaaaaaaaaaa.aaaaaaaaaaaaaaaa"])
def test_a_link_that_is_not_ours_says_what_to_do(office: Office, token: str) -> None:
    assert office.app.test_client().get(f"/form/{token}").status_code == 404


def test_a_link_of_another_kind_opens_nothing(office: Office) -> None:
    form = web_form(office)
    links: Links = office.app.extensions["links"]
    assert form.link_key is not None
    other = links.token(Purpose.ACCEPTANCE, form.link_key)
    assert office.app.test_client().get(f"/form/{other}").status_code == 404
