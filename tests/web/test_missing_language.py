"""What the clerk reads about people in whose language there is no text, and what then really leaves."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import VoterRollEntry
from tests.databases import ON_SQLITE, Database
from tests.web.sending_desk import MAIL, Desk, open_desk

pytestmark = ON_SQLITE


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    """Ana, who has e-mail and a phone, reads Gujarati."""
    with open_desk(database.url, tmp_path) as opened:
        with opened.office.session() as session:
            for entry in session.scalars(select(VoterRollEntry)):
                if entry.person.given_name == "Ana":
                    entry.language = "gu"
        yield opened


def page(desk: Desk, policy: str, language: str = "en") -> str:
    with desk.office.session() as session:
        election = desk.office.election(session)
        election.settings = {**election.settings, "missing_language": policy}
    return unescape(desk.office.get(f"/sending/election_notice?lang={language}"))


def test_before_sending_the_clerk_reads_who_gets_what(desk: Desk) -> None:
    one = "1 person reads a language in which there is no text (Gujarati)"
    assert f"{one}. No message goes to this person" in page(desk, "refuse")
    assert f"{one} and gets it in another: English." in page(desk, "base")
    both = page(desk, "bilingual")
    assert f"{one} and gets one message in: English and Spanish." in both
    assert "--- Español ---" in both, "what goes out is there to read"
    assert "1 persona lee un idioma en el que no hay texto (Guyaratí)" in page(desk, "base", "es")
    asked = unescape(desk.office.get("/sending/election_notice/send?lang=en"))
    assert f"{one} and gets it in another: English." in asked


def test_the_mail_holds_each_language_marked_and_the_days_of_voting(desk: Desk) -> None:
    page(desk, "bilingual")
    desk.send()
    desk.work()
    request = desk.fake.taken(MAIL).request
    html = request["content"][1]["value"]
    assert '<div lang="en" dir="ltr"' in html
    assert '<div lang="es" dir="ltr"' in html
    (invite,) = request["attachments"]
    assert b"SUMMARY:Voting: " in base64.b64decode(invite["content"]), "in the district's language"
    assert invite["type"] == "text/calendar"
