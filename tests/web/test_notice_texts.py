"""The clerk's page on translations: the file goes out, comes back as drafts, and a second clerk approves."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from ballot_service.models import Appointment, District, Role, Wording
from ballot_service.services.announcing.notice_names import NOTICE_NAMES
from ballot_service.services.announcing.own_words import fingerprint_of, shipped_in, source_of, words_of
from tests.databases import ON_SQLITE, Database
from tests.tallow_creek import SET_UP
from tests.web.clerk_office import Office, open_office, upload

PAGE = "/clerk/texts"
FILE = "/clerk/texts/es.po"


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database.url, tmp_path)


def test_a_translation_is_read_by_a_second_clerk_before_it_goes_out(office: Office) -> None:
    po = office.client.get(FILE)
    assert po.headers["Content-Disposition"] == 'attachment; filename="notices-es.po"'
    words = po.text.replace(
        'msgstr "{school}: su boleta para elegir el consejo"', 'msgstr "{school}: su papeleta"'
    )
    words = words.replace('msgstr "{school}: su código es {personal_code}"', 'msgstr "{school}: su código"')
    form = office.client.get(PAGE).text
    hidden = office._hidden(form)
    assert office.client.post(PAGE, data={**hidden, "language": "es"}).status_code == 422
    answer = office.client.post(
        PAGE, data={**hidden, "language": "es", "file": upload(words.encode(), "es.po")}
    )
    assert answer.status_code == 422, "one entry was refused"
    assert "The translation lacks: personal_code." in answer.text
    assert "1 text is kept as a draft." in answer.text
    assert "{school}: su papeleta" in answer.text
    assert "You have brought in this text" in answer.text
    with office.session() as session:
        row = session.scalars(select(Wording)).one()
        place = f"{PAGE}/{row.id}/approve"
        right = {**hidden, "fingerprint": row.fingerprint}
    refused = office.client.post(place, data=right)
    assert refused.status_code == 409
    bare = office.client.post(place, data={"fingerprint": right["fingerprint"]})
    assert bare.status_code == 400, "no token of the form"
    with office.session() as session:
        row = session.scalars(select(Wording)).one()
        assert row.approved_at is None
        row.imported_by = None
        session.commit()
    office.client.post(place, data={**right, "fingerprint": "0" * 64})
    with office.session() as session:
        assert session.scalars(select(Wording)).one().approved_at is None
    assert office.client.post(place, data=right).status_code == 303
    assert "In use" in office.client.get(PAGE).text


@ON_SQLITE
def test_files_that_do_not_belong_here_get_a_sentence(office: Office) -> None:
    hidden = office._hidden(office.client.get(PAGE).text)

    def sent(data: bytes) -> str:
        answer = office.client.post(PAGE, data={**hidden, "language": "es", "file": upload(data, "es.po")})
        assert answer.status_code == 422
        return answer.text

    assert "The file is not in UTF-8." in sent(b"\xff\xfe" + b"\x00" * 99)
    evil = 'msgctxt "<script>alert(1)</script>\x1b[2J"\nmsgid "x"\nmsgstr "y"\n'
    text = sent(evil.encode())
    assert "<script>alert" not in text
    assert "\x1b" not in text
    text = sent(("msgctxt 1\n" * 150).encode())
    assert "More entries were refused: 50." in text
    with office.session() as session:
        assert session.scalars(select(Wording)).all() == []


def test_a_clerk_of_one_council_and_other_districts_have_no_say(office: Office) -> None:
    hidden = office._hidden(office.client.get(PAGE).text)
    with office.session() as session:
        elsewhere = District(
            slug="elsewhere", name="Elsewhere", phone="+16015550199", postal_address="1 Road"
        )
        session.add(elsewhere)
        session.flush()
        here = office.election(session).district_id
        rows = [_draft_of(district) for district in (here, elsewhere.id)]
        session.add_all(rows)
        session.flush()
        own, foreign = (f"{PAGE}/{row.id}/approve" for row in rows)
    right = {**hidden, "fingerprint": fingerprint_of(words_of(_draft_of(uuid4())))}
    assert office.client.post(foreign, data=right).status_code == 404
    with office.session() as session:
        election = office.election(session)
        for one in session.scalars(select(Appointment).where(Appointment.role == Role.CLERK)):
            one.council_id = election.council_id
    file = {**hidden, "language": "es", "file": upload(b"x", "es.po")}
    assert office.client.get(PAGE).status_code == 403
    assert office.client.get(FILE).status_code == 403
    assert office.client.post(PAGE, data=file).status_code == 403
    assert office.client.post(own, data=right).status_code == 403
    with office.session() as session:
        assert [row.approved_at for row in session.scalars(select(Wording))] == [None, None]


def _draft_of(district_id: UUID) -> Wording:
    row = Wording(
        district_id=district_id,
        notice="sign_in",
        language="es",
        channel="email",
        subject="{district}",
        body="x",
        html="",
        source=source_of(("sign_in", "email")),
        imported_at=SET_UP,
    )
    row.fingerprint = fingerprint_of(words_of(row))
    return row


def test_every_notice_has_a_name() -> None:
    assert {name for name, _channel in shipped_in("en")} == set(NOTICE_NAMES)
