"""Photos by pages: with the form, by the link, by the clerk; and who sees them (only names on a frozen ballot)."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from ballot_service.models import Candidate, CandidatePhoto, Election, InterestForm
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.web.limits import limiter
from tests.photos import bomb, jpeg
from tests.tallow_creek import at
from tests.web.clerk_office import Office, upload
from tests.web.conftest import World
from tests.web.forms_office import newest, office, web_form
from tests.web.interest_visit import PARENT, STUDENT, forms_election, visitor
from tests.web.test_nomination import link as nomination_link
from tests.web.test_own_form import link

__all__ = ["office"]
TREE = "Ana smiles in front of a tree."
INSIDE = re.compile(r'src="data:image/jpeg;base64,([^"]+)"')


@pytest.fixture
def election(world: World) -> Election:
    world.now = at(10, 20, 18, 40)
    limiter.reset()
    return forms_election(world)


def photo(content: bytes | None = None, name: str = "me.jpg") -> tuple[BytesIO, str]:
    return upload(jpeg() if content is None else content, name)


def photos(world: World | Office) -> list[tuple[str, bool]]:
    with world.session() as session:
        rows = session.scalars(select(CandidatePhoto).order_by(CandidatePhoto.put_at))
        return [(row.alternative_text, row.ended_at is None) for row in rows]


def test_a_photo_travels_with_the_form_through_a_mistake_to_the_end(world: World, election: Election) -> None:
    visit = visitor(world, election)
    visit.choose("parents").answer({**PARENT, "signature": ""}, photo_file=photo(), photo_text=TREE)  # type: ignore[arg-type]  # a file among texts
    assert visit.status == 422
    assert "The photo you chose" in visit.text
    visit.press("next", signature="y")
    assert visit.status == 200
    assert visit.says(TREE)
    drawn = b64decode(INSIDE.findall(visit.raw)[0])
    assert b"Exif" not in drawn
    with Image.open(BytesIO(drawn)) as found:
        assert found.size == (360, 480)
    visit.send()
    assert visit.receipt
    assert photos(world) == [(TREE, True)]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (None, "", "Say in one line what the photo shows."),
        (None, "x" * 10_000, "This has 10000 letters."),
        (b"", TREE, "Choose the photo, or take out the line about it."),
        (b"MZ a program", TREE, "This is not a photo that we can read."),
        (bomb(), TREE, "too many pixels"),
    ],
)
def test_a_mistake_with_the_photo_is_named(
    world: World, election: Election, content: bytes | None, line: str, says: str
) -> None:
    visit = visitor(world, election).choose("parents")
    visit.answer(PARENT, photo_file=photo(content), photo_text=line)  # type: ignore[arg-type]  # a file among texts
    assert visit.status == 422
    assert visit.says(says)
    assert line in visit.text
    visit.press("next", photo_text="", photo_away="y")
    assert visit.status == 200, "without a photo the form goes on"


def test_whatever_stands_in_the_hidden_field_is_drawn_anew_or_left_out(
    world: World, election: Election
) -> None:
    visit = visitor(world, election).choose("parents").answer(PARENT)
    visit.send(photo="PHNjcmlwdD4=", photo_text="")
    assert visit.receipt
    assert photos(world) == []


def test_students_are_told_why_there_is_no_photo_and_none_is_kept(world: World, election: Election) -> None:
    visit = visitor(world, election).choose("students")
    assert visit.says("No photos of students are shown")
    assert "photo_file" not in visit.raw
    visit.answer(STUDENT, photo_file=photo(), photo_text=TREE).send()  # type: ignore[arg-type]  # a file among texts
    assert visit.receipt
    assert photos(world) == []


def by_link(office: Office, form: InterestForm, action: str, status: int = 303, **typed: object) -> str:
    fields = {"action": action, **typed}
    reply = office.app.test_client().post(link(office, form) + "?lang=en", data=fields)
    assert reply.status_code == status, reply.text
    return unescape(reply.text)


def on_the_ballot(office: Office, form: InterestForm) -> Candidate:
    office.post(f"/interest/{form.id}/qualify", page=f"/interest/{form.id}", person="new")
    with office.session() as session:
        candidate = session.scalars(select(Candidate)).one()
        session.expunge(candidate)
        return candidate


def freeze(office: Office) -> None:
    with office.session() as session:
        office.election(session).ballot_frozen_at = at(11, 12)
    office.move_to(at(11, 12, 9))


def public(office: Office) -> str:
    return office.app.test_client().get(f"/elections/{office.election_id}?lang=en").text


def test_everybody_sees_the_photo_once_the_ballot_is_frozen(office: Office) -> None:
    form = web_form(office)
    assert "Choose a photo." in by_link(office, form, "put_photo", 422)
    by_link(office, form, "put_photo", photo_file=photo(), photo_text='Ana "<b>" smiles')
    by_link(office, form, "put_photo", photo_file=photo(jpeg((300, 300))), photo_text=TREE)
    assert photos(office) == [('Ana "<b>" smiles', False), (TREE, True)]
    on_the_ballot(office, form)
    with office.session() as session:
        shown = session.scalars(select(CandidatePhoto).where(CandidatePhoto.ended_at.is_(None))).one()
        address = f"/elections/{office.election_id}/photos/{shown.file.sha256}.jpg"
    client = office.app.test_client()
    assert client.get(address).status_code == 404, "not before the freeze"
    freeze(office)
    page = public(office)
    assert f'src="{address}" alt="{TREE}" lang="es" width="160" height="160" loading="lazy"' in page
    reply = client.get(address)
    assert (reply.status_code, reply.mimetype) == (200, "image/jpeg")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=604800" in reply.headers["Cache-Control"]
    assert "Set-Cookie" not in reply.headers
    with office.session() as session:
        scan = session.get_one(InterestForm, form.id).copy.sha256
    assert client.get(f"/elections/{office.election_id}/photos/{scan}.jpg").status_code == 404, (
        "no other file"
    )
    by_link(office, form, "remove_photo", 200)
    assert photos(office)[-1] == (TREE, True), "the person is too late"


def test_the_clerk_puts_in_a_photo_from_paper_and_removes_an_unfit_one(office: Office) -> None:
    who = on_the_ballot(office, web_form(office))
    place = f"/nominees/{who.id}/photo"
    assert "Choose a photo." in office.post(place, status=422)
    office.post(place, photo_file=photo(), photo_text=TREE)
    assert TREE in office.get(place)
    freeze(office)
    assert TREE in public(office)
    assert "photo_file" not in office.get(place), "nothing new on a frozen ballot"
    office.post(f"{place}/remove", status=422, reason="")
    office.post(f"{place}/remove", reason="It shows somebody else.")
    assert TREE not in public(office)
    with office.session() as session:
        row = session.scalars(select(CandidatePhoto)).one()
        assert (row.ended_because, row.ended_by is None) == ("It shows somebody else.", False)


def test_a_nominated_person_has_a_photo_page_after_saying_yes(office: Office) -> None:
    by = {"by": "nominator", "nominator_name": "Bo Lee", "nominator_contact": "bo@example.org"}
    form = web_form(office, SeatGroupKind.COMMUNITY, **by)
    client, path = office.app.test_client(), accepting(office)
    early = {"action": "put_photo", "photo_file": photo(), "photo_text": TREE}
    assert client.post(path, data=early).status_code == 422, "first the answer"
    client.post(path, data={"action": "accepts", "name": "Ana Ruiz", "statement": ""})
    assert "There is no photo. You need none to stand." in client.get(path).text
    late = {"action": "put_photo", "photo_file": photo(), "photo_text": TREE}
    assert client.post(path, data=late).status_code == 303
    assert photos(office) == [(TREE, True)]
    assert newest(office).id == form.id


def accepting(office: Office) -> str:
    return nomination_link(office) + "?lang=en"
