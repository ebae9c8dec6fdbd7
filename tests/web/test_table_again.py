"""A voter whose ballot is in comes to the table without a phone: the slip, the shared tablet, the one contest."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from ballot_service.links import Purpose
from ballot_service.models import (
    Candidate,
    Envelope,
    LaterBallot,
    RecordedDecision,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.signatures import Signer
from ballot_service.services import correcting, issuing
from ballot_service.web.tablet import IDLE, ON_THE_WAY
from tests.services.steps import account
from tests.tallow_creek import TallowCreek, at
from tests.web.clerk_office import Office
from tests.web.forms_office import office
from tests.web.test_cards import REFRESH, stamp
from tests.web.test_table import opened
from tests.web.test_voter import fields

__all__ = ["office"]


def link(office: Office) -> str:
    with office.session() as session:
        entry = session.scalars(select(VoterRollEntry)).one()
        issuing.issue_link(session, office.election(session), entry, now=at(11, 20))
        return "/v/" + office.app.extensions["links"].token(Purpose.BALLOT, entry.links[-1].key)


def correct(office: Office) -> None:
    """A name is added while voting is open: paused, entered, confirmed by a second person."""
    with office.session() as session:
        election = office.election(session)
        clerk, witness = account(session, "Cleo Clerk"), account(session, "Pat Parent")
        paused = correcting.pause_voting(
            session, election, "A name is missing.", now=at(11, 21, 9), by=clerk.id
        )
        TallowCreek.found(session, election).stand(election.contests[0], "Gil Rey")
        row = correcting.enter_correction(
            session, election, office.secret, "Added.", new_closes_at=None, now=at(11, 21, 10), by=clerk.id
        )
        assert row.id == paused.id
        signer = Signer(person=str(witness.id), is_employee=False, is_nominee=False, is_close_relative=False)
        shown = correcting.digest_of(row)
        correcting.confirm_correction(
            session, row, office.secret, signer, shown=shown, now=at(11, 21, 11), by=witness.id
        )
    office.move_to(at(11, 22))


@pytest.fixture
def corrected(office: Office) -> Office:
    """Otis Byrd has voted by link; then the ballot was corrected."""
    opened(office)
    office.app.test_client().post(link(office), data={"step": "review", "action": "cast"})
    correct(office)
    return office


def tablet(office: Office) -> str:
    return f"/c/at/{office.election_id}"


def types(client: FlaskClient, office: Office, typed: str) -> TestResponse:
    shown = stamp(client.get(tablet(office)))
    return client.post(tablet(office), data={"code": typed, "shown": shown})


def press(client: FlaskClient, page: TestResponse, **more: str) -> TestResponse:
    (action,) = re.findall(r'id="ballot"[^>]*action="([^"]+)"', page.text)
    return client.post(unescape(action), data={**Office._hidden(page.text), **more})


def slip(office: Office) -> str:
    """The address on the slip, by the presses that lead to it."""
    found = office.get("/table?q=byrd")
    assert "The ballot was corrected since" in found
    (way,) = set(re.findall(r"/table/[0-9a-f-]{36}/again", found))
    page = office.get(way)
    assert "no second paper ballot" in page
    keys = office._hidden(office.client.get(office.path(way)).text)
    shown = office.client.post(office.path(way), data=keys)
    assert shown.status_code == 200
    (address,) = re.findall(r"<code>([^<]+)</code>", shown.text)
    return str(address)


def test_from_the_slip_over_the_shared_tablet_to_the_tracker(corrected: Office) -> None:
    address = slip(corrected)
    device = corrected.app.test_client()
    start = types(device, corrected, f"{address}?lang=en")
    assert "Choose again" in start.text
    assert "There is 1 contest." in start.text
    token = address.rpartition("/")[2]
    assert not re.search(rf'(href|action)="[^"]*{re.escape(token)}', start.text), "no address holds the link"
    assert "This is not me" not in start.text
    contest = press(device, start, action="start")
    assert "Gil Rey" in contest.text
    (choice,) = {name for name, _value in fields(contest)}
    with corrected.session() as session:
        new = session.scalars(select(Candidate.id).where(Candidate.name == "Gil Rey")).one()
    review = press(device, contest, action="next", **{choice: str(new)})
    assert "Gil Rey" in review.text
    done = press(device, review, action="cast")
    assert "Your ballot is cast" in done.text
    assert "Done: next person" in done.text
    (returns,) = REFRESH.findall(done.text)
    assert returns == ("30", f"{tablet(corrected)}")
    with corrected.session() as session:
        assert session.scalar(select(func.count()).select_from(LaterBallot)) == 1
        assert session.scalar(select(func.count()).select_from(Envelope)) == 2
    assert "already have your ballot" in types(device, corrected, address).text, "not a third time"
    assert "A ballot of this person is in the box already" in corrected.get("/table?q=byrd")


def test_a_page_that_stood_too_long_is_not_read(corrected: Office) -> None:
    address, device = slip(corrected), corrected.app.test_client()
    start = types(device, corrected, address)
    corrected.move_to(at(11, 22) + IDLE + ON_THE_WAY * 2)
    late = press(device, start, action="start")
    assert late.status_code == 303
    assert late.headers["Location"].endswith("late=1")


def test_what_is_no_link_of_this_election_leads_nowhere(corrected: Office) -> None:
    address, device = slip(corrected), corrected.app.test_client()
    wrong = types(device, corrected, address[:-1] + ("a" if address[-1] != "a" else "b"))
    assert (wrong.status_code, "No card has this code" in wrong.text) == (422, True)
    with corrected.session() as session:
        entry = session.scalars(select(VoterRollEntry)).one()
        issuing.revoke(session, corrected.election(session), entry, "Lost.", now=at(11, 22))
    stopped = types(device, corrected, address)
    assert (stopped.status_code, "does not work any more" in stopped.text) == (422, True)
    assert "Choose again" not in stopped.text


def test_a_link_signed_in_for_votes_on_the_tablet_for_the_first_time(office: Office) -> None:
    opened(office)
    address, device = link(office), office.app.test_client()
    start = types(device, office, address.rpartition("/")[2])
    assert "Choose council members" in start.text
    assert "Would you rather vote on paper?" not in start.text
    spanish = press(device, start, action="language:es")
    assert '<html lang="es"' in spanish.text
    with office.session() as session:
        assert session.scalar(select(func.count()).select_from(Envelope)) == 0


def test_a_link_opens_in_its_voters_language_unless_the_tablet_was_set_to_another(office: Office) -> None:
    opened(office)
    with office.session() as session:
        session.scalars(select(VoterRollEntry)).one().language = "vi"
    address, device = link(office), office.app.test_client()
    assert '<html lang="vi"' in types(device, office, address).text
    page = device.get(f"{tablet(office)}?lang=ar")
    (field,) = re.findall(r'<form method="post" action="([^"]+)"', page.text)
    chosen = device.post(unescape(field), data={"code": address, "shown": stamp(page)})
    assert '<html lang="ar"' in chosen.text


def chooses(office: Office, address: str) -> str:
    """Gil Rey, on a device of the table; answers the last page."""
    device = office.app.test_client()
    contest = press(device, types(device, office, address), action="start")
    (choice,) = {name for name, _value in fields(contest)}
    with office.session() as session:
        new = session.scalars(select(Candidate.id).where(Candidate.name == "Gil Rey")).one()
    return press(device, press(device, contest, action="next", **{choice: str(new)}), action="cast").text


def test_nothing_that_is_kept_tells_that_a_voter_has_chosen_again(corrected: Office) -> None:
    assert "Your ballot is cast" in chooses(corrected, slip(corrected))
    with corrected.session() as session:
        entry = session.scalars(select(VoterRollEntry.id)).one()
        before = set(session.scalars(select(RecordedDecision.id)))
    told = corrected.post(f"/table/{entry}/again", page="/table", status=409)
    assert "they have chosen again already" in told
    with corrected.session() as session:
        assert set(session.scalars(select(RecordedDecision.id))) == before
        (row,) = session.scalars(select(TrailEntry).where(TrailEntry.act == "choose_again_at_table_refused"))
        assert row.document["subject"] == str(corrected.election_id)
        assert (row.document["details"], row.document["words"]) == ({"codes": []}, {})
    assert "refused" not in corrected.get(f"/roll/{entry}").lower()


def test_looking_shows_no_link_and_each_showing_is_in_the_trail(corrected: Office) -> None:
    slip(corrected)
    with corrected.session() as session:
        acts = session.scalars(select(TrailEntry.act)).all()
        assert acts.count("choose_again_at_table") == 1
        entry = session.scalars(select(VoterRollEntry.id)).one()
    assert "/v/" not in corrected.get(f"/table/{entry}/again")
    assert "/v/" not in corrected.get(f"/table/{entry}/slip")
    assert "Was shown the ballot link at the table" in corrected.get(f"/roll/{entry}")
