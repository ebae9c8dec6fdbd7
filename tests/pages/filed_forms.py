"""Interest forms for the tour: one from the web that is complete, one on paper without a signature."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select

from ballot_service.links import Links, Purpose
from ballot_service.models import Election, InterestForm
from tests.pages.installation import Installation
from tests.photos import jpeg
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
    place.rows["preparing.own_form"] = _link_to(place, UUID(place.rows["preparing.form_id"]))
    _photo(place, place.rows["preparing.own_form"])
    plain = UUID(_by_web(place, given_name="Pia", email="pia@example.org"))
    place.rows["preparing.own_form_plain"] = _link_to(place, plain)
    for language, name in (("en", "Lena"), ("es", "Lina")):
        email = {"email": f"{name}@example.org".lower()}
        leaving = UUID(_by_web(place, given_name=name, **email))
        place.rows[f"preparing.own_form_leaving.{language}"] = _link_to(place, leaving)


def _photo(place: Installation, token: str) -> None:
    fields = {"action": "put_photo", "photo_file": upload(jpeg(), "me.jpg"), "photo_text": "Ana smiles."}
    assert place.app.test_client().post(f"/form/{token}", data=fields).status_code == 303


def _link_to(place: Installation, form_id: UUID) -> str:
    links: Links = place.app.extensions["links"]
    with place.session() as session:
        key = session.get_one(InterestForm, form_id).link_key
    assert key is not None
    return links.token(Purpose.OWN_FORM, key)


def _by_web(place: Installation, **changed: str) -> str:
    path = f"/elections/{place.rows['preparing.election_id']}/interest"
    with place.session() as session:
        election = session.get_one(Election, UUID(place.rows["preparing.election_id"]))
        school = str(election.council.school_id)
    visitor = place.app.test_client()
    key = KEY.findall(visitor.get(path).text)[0]
    chosen = {"contest": place.rows["preparing.contest_id"], "child_school": school, "key": key}
    fields = {**BY_WEB, **changed}
    sent = visitor.post(path, data={**fields, **chosen})
    assert 'id="receipt"' in sent.text, sent.text
    return _form_of(place, fields["given_name"])


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
