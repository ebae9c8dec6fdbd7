"""The proof of a notice by the pages: whole for the clerk, masked for those who look; and the reach report."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from ballot_service.services import announcing, registering
from ballot_service.web.speaking import speak
from tests.databases import Database
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import Office, open_office


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    opened = open_office(database.url, tmp_path)
    opened.move_to(at(11, 4, 16))
    return opened


def test_the_clerk_downloads_the_proof_once_a_notice_was_approved(office: Office) -> None:
    paths = [f"/notices/proof-election_notice-{copy}.zip" for copy in ("whole", "masked")]
    assert [office.client.get(office.path(path)).status_code for path in paths] == [404, 404]
    assert "Proof of what was sent" not in office.get("/notices")
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.found(session, election)
        creek.guardian("Cy", "Hart")
        registering.build_roll(session, election, now=at(11, 3, 9))
        announcing.send_notice(
            session,
            election,
            announcing.Announcing.ELECTION_NOTICE,
            origin="https://vote.example",
            speak=speak,
            now=at(11, 4),
            by=election.id,
        )
    page = office.get("/notices")
    assert "Notice of election, whole, for the office (zip)" in page
    for path, known in zip(paths, (True, False), strict=True):
        answer = office.client.get(office.path(path))
        assert (answer.status_code, answer.mimetype) == (200, "application/zip")
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert ("Cy Hart" in archive.read("messages.csv").decode()) is known
    report = office.get("/reach")
    assert "No e-mail address and no phone for text messages" in report
    assert "Small groups together" in report
