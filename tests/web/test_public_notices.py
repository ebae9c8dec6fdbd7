"""The clerk publishes a notice on the web page: it is there in each language, in the feeds, and in the ledger."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.catalogues import shipped_languages
from ballot_service.models import NoticeRecord
from tests.databases import Database
from tests.web.clerk_office import Office
from tests.web.sending_desk import ORIGIN, Desk, open_desk

ATOM = "{http://www.w3.org/2005/Atom}"
PUBLISH = "/sending/election_notice/publish"


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        yield opened


def place(office: Office) -> str:
    with office.session() as session:
        election = office.election(session)
        return f"/{election.district.slug}/councils/{election.council_id}/notices"


def kinds(desk: Desk) -> list[tuple[str, str, bool]]:
    with desk.office.session() as session:
        rows = session.scalars(select(NoticeRecord))
        return sorted((row.language, row.kind.value, row.is_late_entry) for row in rows)


def test_a_published_notice_is_read_by_everybody_in_each_language(desk: Desk) -> None:
    where, reader = place(desk.office), desk.office.app.test_client()
    assert "No notice has been published yet." in reader.get(where).text
    assert reader.get(f"{where}/en.atom").status_code == 404
    before = desk.office.get(PUBLISH)
    assert f"{ORIGIN}{where}" in before
    assert "It is on the web page now." in desk.office.post(PUBLISH)
    assert kinds(desk) == [(tag, "web", False) for tag in sorted(shipped_languages())]
    page = reader.get(f"{where}?lang=es")
    assert '<div lang="en" dir="ltr">' in page.text
    assert '<div lang="es" dir="ltr">' in page.text
    assert "Aviso de elección" in page.text
    assert 'type="application/atom+xml" hreflang="es"' in page.text
    assert "personal_link" not in page.text
    answer = desk.office.app.test_client().get(f"{where}/es.atom")
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    root = ET.fromstring(answer.data)
    (title,) = [one.text for one in root.findall(f"{ATOM}entry/{ATOM}title")]
    assert title == "Cypress Elementary: aviso de elección de los miembros del consejo"
    assert {one.attrib["href"] for one in root.findall(f"{ATOM}link[@rel='self']")} == {
        f"{ORIGIN}{where}/es.atom"
    }
    assert "Set-Cookie" not in answer.headers
    assert reader.get(f"{where}/xx.atom").status_code == 404
    assert reader.get(where.replace("/councils/", "/x/")).status_code == 404


def test_the_same_words_are_published_once_and_mails_still_count_as_their_own_kind(desk: Desk) -> None:
    desk.office.post(PUBLISH)
    assert "These words were on the web page already." in desk.office.post(PUBLISH)
    assert "2 messages are on their way." in desk.office.post("/sending/election_notice/send")
    desk.work()
    assert kinds(desk) == sorted(
        [("en", "text_message", False), ("es", "email", False)]
        + [(tag, "web", False) for tag in shipped_languages()]
    )
    assert "Published on the web page." in desk.messages()


def test_changed_words_are_a_new_version_and_the_old_ones_stay_readable(desk: Desk) -> None:
    desk.office.post(PUBLISH)
    with desk.office.session() as session:
        desk.office.election(session).district.phone = "601-555-0199"
    desk.office.post(PUBLISH)
    page = desk.office.app.test_client().get(place(desk.office)).text
    assert page.count("There is a newer version of this notice above.") == 1
    assert page.index("601-555-0199") < page.index("There is a newer version")


def test_what_may_not_be_sent_is_not_published(desk: Desk) -> None:
    refused = desk.office.post("/sending/result_notice/publish", status=409)
    assert "The result is not certified yet, so it may still change." in refused
    assert kinds(desk) == []
