"""Interest forms for the tour: one from the web that is complete, one on paper without a signature."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select

from ballot_service.models import Election, InterestForm
from tests.pages.installation import Installation
from tests.web.whole_path_pages import upload

KEY = re.compile(r'name="key" value="([^"]+)"')
HIDDEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')
BY_WEB = {
    "by": "self",
    "given_name": "Ana",
    "family_name": "Ruiz",
    "email": "ana@example.org",
    "language": "es",
    "child_name": "Leo",
    "leads_parent_group": "no",
    "child_enrolled": "no",
    "employed": "no",
    "signature": "y",
    "step": "check",
    "action": "send",
}
ON_PAPER = {
    "channel": "mail",
    "received_at": "2025-11-19T10:00",
    "postmarked_on": "2025-11-17",
    "by": "self",
    "is_signed": "no",
    "given_name": "Otis",
    "family_name": "Byrd",
    "address": "4 Gin Road\nTallow Creek, MS 39000",
    "language": "en",
}


def filed_forms(place: Installation) -> None:
    """Both are for seats of the election that is being prepared; their ids are noted."""
    place.rows["preparing.form_id"] = _by_web(place)
    place.rows["preparing.lacking_id"] = _on_paper(place)


def _by_web(place: Installation) -> str:
    path = f"/elections/{place.rows['preparing.election_id']}/interest"
    with place.session() as session:
        election = session.get_one(Election, UUID(place.rows["preparing.election_id"]))
        school = str(election.council.school_id)
    visitor = place.app.test_client()
    key = KEY.findall(visitor.get(path).text)[0]
    chosen = {"contest": place.rows["preparing.contest_id"], "child_school": school, "key": key}
    sent = visitor.post(path, data={**BY_WEB, **chosen})
    assert 'id="receipt"' in sent.text, sent.text
    return _form_of(place, "Ana")


def _on_paper(place: Installation) -> str:
    client = place.people["clerk"].client
    election, contest = place.rows["preparing.election_id"], place.rows["preparing.business_id"]
    path = f"/clerk/elections/{election}/interest/contests/{contest}/paper"
    key = HIDDEN.findall(client.get(path).text)[-1]
    scan = upload(b"%PDF-1.7 a form", "form.pdf")
    sent = client.post(path, data={**ON_PAPER, "scan": scan, "csrf_token": key})
    assert sent.status_code == 303, sent.text
    return _form_of(place, "Otis")


def _form_of(place: Installation, given_name: str) -> str:
    with place.session() as session:
        query = select(InterestForm.id).where(InterestForm.given_name == given_name)
        return str(session.scalars(query).one())
