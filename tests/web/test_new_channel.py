"""A channel of one new file, from the clerk's page to the proof: no page, list or table of ours names it."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ballot_service.services.announcing import texts_that_ship
from tests.databases import ON_SQLITE, Database
from tests.outreach.test_channels import pager as pager
from tests.web.sending_desk import MAIL, NUMBER, Desk, open_desk

NOTICES = Path(__file__).parents[2] / "templates" / "notices"
TEXT = "{school}: {opens}. {phone}\n"


@pytest.fixture
def desk(pager: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The folder of channels has one more file, and the notice of election its words for it."""
    assert pager.is_dir()
    texts = tmp_path / "templates" / "notices"
    shutil.copytree(NOTICES, texts)
    for language in (texts / "election_notice").iterdir():
        (language / "pager.txt").write_text(TEXT)
        (language / "pager.subject.txt").write_text("{school}\n")
    monkeypatch.setattr(texts_that_ship, "shipped", lambda _name: tmp_path / "templates")
    texts_that_ship.book.cache_clear()
    with open_desk(database.url, tmp_path) as opened:
        object.__setattr__(opened.settings, "channel_variables", {"PAGER_TOWER": "north"})
        yield opened
        object.__setattr__(opened.settings, "channel_variables", {})
    texts_that_ship.book.cache_clear()


@ON_SQLITE
def test_it_is_offered_priced_sent_followed_and_proved(desk: Desk) -> None:
    """Bo has a phone alone; the file says that pagers come before text messages."""
    page = desk.office.get("/sending/election_notice")
    assert "Pager" in page
    desk.send()
    desk.work()
    assert desk.statuses()[MAIL] == desk.statuses()[NUMBER] == "sent"
    assert len(desk.fake.ledger) == 1, "the mail alone went by a provider that we know"
    for path in ("/sending", "/sending/stuck", "/sending/election_notice/paper", "/links", "/notices"):
        assert desk.office.client.get(desk.office.path(path)).status_code == 200, path
    assert "Pager" in desk.messages()
    packet = desk.office.client.get(desk.office.path("/notices/proof-election_notice-masked.zip"))
    with zipfile.ZipFile(io.BytesIO(packet.data)) as proof:
        rows = list(csv.DictReader(io.StringIO(proof.read("messages.csv").decode("utf-8-sig"))))
        assert {(row["Channel"], row["Address"]) for row in rows} >= {("pager", "***")}
        assert "texts/v1-en-pager.txt" in proof.namelist()
