"""A run-off whose tie a recount has ended, through the pages: nobody reads of two people for one seat, and the clerk
has a way out."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ballot_service.app import create_app
from ballot_service.database import sessions
from ballot_service.models import Election
from ballot_service.services import correcting_result
from ballot_service.services.signing_in import new_sign_in_link
from ballot_service.web.limits import limiter
from tests.databases import Database
from tests.services.at_once import unconcerned
from tests.services.steps import sign_and_certify
from tests.services.test_runoffs_recounted import LATE, VOTED, RunoffNight
from tests.tallow_creek import TallowCreek
from tests.web.clerk_office import Office, clerk_of, sign_in
from tests.web.sign_in.scene import MovableClock, settings_for

ENDED = "A recount ended the tie. Thank you to everybody who voted."
GONE = "This run-off decides nothing any more."


@pytest.fixture
def engine(database: Database) -> Iterator[Engine]:
    made = database.engine()
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with sessions(engine)() as opened:
        yield opened


def office_of(
    night: RunoffNight, database: Database, folder: Path, election: Election, now: object
) -> Office:
    """A clerk of the council, at this election."""
    clock = MovableClock()
    clock.moment = now  # type: ignore[assignment]  # a moment
    token = new_sign_in_link(night.session, clerk_of(night.session, night.creek), now=clock.moment)
    night.session.commit()
    app = create_app(settings_for(database.url, folder), clock)
    limiter.reset()
    office = Office(app, clock, app.test_client(), election.id, folder)
    sign_in(office.client, token)
    return office


def public(office: Office, path: str) -> str:
    answer = office.app.test_client().get(path)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_an_open_run_off_without_a_tie_is_ended_with_a_reason_for_everybody(
    session: Session, database: Database, tmp_path: Path
) -> None:
    night = RunoffNight(TallowCreek(session))
    runoff, recount = night.call(), night.ask()
    night.vote(runoff)
    office = office_of(night, database, tmp_path, runoff, VOTED)
    assert "Ballots that were cast must be counted." in office.get("/cancel", status=409)
    night.end_tie(recount)
    page = office.get("")
    assert "Parents: the tie is gone, so this run-off fills no seat." in page
    assert "End this run-off" in page
    before = office.get("/cancel")
    assert "Nobody can vote in it any more. Ballots that nobody has opened stay closed for good." in before
    assert "Fill in this field." in office.post("/cancel", status=422, reason=" ")
    done = office.post("/cancel", reason=ENDED)
    assert "The run-off is ended." in done
    assert ENDED in done
    shown = public(office, f"/elections/{runoff.id}")
    assert "This election was cancelled" in shown
    assert ENDED in shown
    assert GONE in shown
    office.get("/cancel", status=409)


def test_the_council_shows_one_person_for_one_seat(
    session: Session, database: Database, tmp_path: Path
) -> None:
    night = RunoffNight(TallowCreek(session))
    runoff = night.call()
    night.hold(runoff)
    sign_and_certify(session, runoff, tmp_path, LATE)
    office = office_of(night, database, tmp_path / "files", runoff, LATE)
    council = f"/tallow-creek/councils/{runoff.council_id}"
    assert "<bdi>Di Voss</bdi>" in public(office, council)
    assert "fills no seat any more" not in office.client.get("/home").text
    night.end_tie(night.ask())
    after = public(office, council)
    assert "<bdi>Di Voss</bdi>" not in after
    assert GONE in after
    certificate = public(office, f"/elections/{runoff.id}/certificate")
    assert GONE in certificate
    assert f"/elections/{night.election.id}" in certificate
    home = office.client.get("/home").text
    assert "this run-off is certified, but the tie is gone" in home
    assert "Write a correction that says so" in home
    office.post("/correction", reason="A recount ended the tie: this run-off fills no seat.", contest="")
    session.expire_all()
    row = correcting_result.waiting_correction(session, runoff)
    assert row is not None
    signer = unconcerned(night.parent)
    correcting_result.confirm_correction(session, row, signer, now=LATE, by=night.parent.id)
    session.commit()
    assert "Write a correction that says so" not in office.client.get("/home").text
    assert "This result waits for a new certificate" not in public(office, f"/elections/{runoff.id}"), (
        "none comes"
    )
    sign_and_certify(session, night.election, tmp_path, LATE)
    once = public(office, council)
    assert "<bdi>Ed Poe</bdi>" in once
    assert "<bdi>Di Voss</bdi>" not in once
