"""A clerk comes back to a half-typed form after the session has ended: what was typed is still there."""

from __future__ import annotations

import re

from ballot_service.models import InterestForm
from ballot_service.rules.seat_groups import SeatGroupKind
from tests.web.clerk_office import Office
from tests.web.forms_office import contest, newest, office

__all__ = ["office"]
OURS = {"Sec-Fetch-Site": "same-origin"}
TYPED = {
    "channel": "in_person",
    "received_at": "2025-10-20T09:00",
    "by": "self",
    "is_signed": "yes",
    "given_name": "Otis <b>",
    "family_name": "Byrd & Sons",
}


def hidden(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return dict(found)


def test_what_was_typed_outlives_the_session(office: Office) -> None:
    path = office.path(f"/interest/contests/{contest(office, SeatGroupKind.COMMUNITY)}/paper")
    stranger = office.app.test_client()
    late = stranger.post(path, data={**TYPED, "csrf_token": "of last night"}, headers=OURS)
    assert late.status_code == 400
    assert "Sign in again, in a new window" in late.text
    assert hidden(late.text)["family_name"] == "Byrd &amp; Sons"
    assert "<b>" not in late.text
    back = office.client.post(path, data={**TYPED, "csrf_token": "of last night"}, headers=OURS)
    assert "Sign in again" not in back.text
    key = hidden(back.text)["csrf_token"]
    typed = TYPED | {"given_name": "Otis", "family_name": "Byrd"}
    filed = office.client.post(path, data={**typed, "csrf_token": key})
    assert filed.status_code == 303, filed.text
    form: InterestForm = newest(office)
    assert form.name == "Otis Byrd"


def test_another_sites_form_gets_no_button(office: Office) -> None:
    path = office.path(f"/interest/contests/{contest(office, SeatGroupKind.COMMUNITY)}/paper")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {}):
        reply = office.client.post(path, data=TYPED, headers=headers)
        assert reply.status_code == 400
        assert "Byrd" not in reply.text
