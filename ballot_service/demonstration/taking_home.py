"""What a liaison takes home from a finished election: bundle, certificate, notice record, result, as plain files."""

from __future__ import annotations

import json
import re
from pathlib import Path

from flask import Flask

from ballot_service.app import create_app
from ballot_service.database import open_engine, sessions
from ballot_service.demonstration.building import finish, finished_calendar
from ballot_service.demonstration.place import Say, build_place
from ballot_service.models import Certificate, Election
from ballot_service.services.migrating import upgrade
from ballot_service.settings import Settings
from ballot_service.storage import Storage

PAGES = {
    "certificate": "/elections/{id}/certificate",
    "notice-record": "/elections/{id}/notices",
    "result": "/elections/{id}",
}
HOUSEHOLDS = 200
HOW_TO = """What is in this folder
======================

bundle-*.zip         the audit bundle: everything needed to check this election without the service
certificate.html     who was elected, certified by two people, with both fingerprints
notice-record.html   every notice published, with dates and languages
result.html          the result page with turnout and the list of trackers
fingerprints.json    the two fingerprints as they stand on the printed certificate

Check the bundle against the fingerprints on the certificate, offline:

    ballots verify {bundle} --fingerprint {election} --fingerprint {record}
"""


def finished_election(settings: Settings, folder: Path, *, seed: int, say: Say) -> None:
    """Runs a whole small election with a fixed seed and fixed dates, and leaves its papers in `folder`."""
    engine = open_engine(settings.database_url)
    upgrade(engine)
    calendar = finished_calendar()
    with sessions(engine)() as session:
        place = build_place(session, seed=seed, households=HOUSEHOLDS, now=calendar.set_up_at, say=say)
        say("Voting, counting, drawing a lot, certifying …")
        election, certificate = finish(session, place, calendar, settings, seed=seed)
        _write(election, certificate, settings, folder)
    engine.dispose()


def _write(election: Election, certificate: Certificate, settings: Settings, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bundle = f"bundle-{election.opens_at:%Y-%m-%d}.zip"
    (folder / bundle).write_bytes(Storage(settings.storage_dir).read(certificate.bundle_hash))
    prints = {
        "election": certificate.document["election_fingerprint"],
        "record": certificate.record_fingerprint,
    }
    (folder / "fingerprints.json").write_text(json.dumps(prints, indent=2) + "\n")
    (folder / "README.txt").write_text(HOW_TO.format(bundle=bundle, **prints))
    app = create_app(settings, clock=lambda: certificate.certified_at)
    for name, path in PAGES.items():
        page = _page(app, path.format(id=election.id))
        (folder / f"{name}.html").write_text(page)


def _page(app: Flask, path: str) -> str:
    """The page as the service shows it, with its style inside, so that the file stands alone."""
    page = app.test_client().get(path).get_data(as_text=True)
    style = (Path(app.root_path) / "static" / "css" / "voter.css").read_text()
    page = re.sub(r'<link rel="stylesheet"[^>]*>', lambda _: f"<style>{style}</style>", page)
    return re.sub(r'<link rel="icon"[^>]*>', "", page)
