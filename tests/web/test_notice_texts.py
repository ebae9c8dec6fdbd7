"""The clerk's page on translations: the file goes out, comes back as drafts, and a second clerk approves."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import Wording
from tests.databases import Database
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
