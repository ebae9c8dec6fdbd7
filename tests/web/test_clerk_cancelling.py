"""An election set up by mistake is called off by its clerk: what stops, what stays, and when it is too late."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.services import issuing, opening, registering
from ballot_service.services.acting import Refused
from ballot_service.services.seat_setting import election_under_way
from tests.databases import Database
from tests.services.steps import SIX
from tests.tallow_creek import FORMS_OPEN, OPENS, TallowCreek, at
from tests.web.clerk_office import Office, open_office

WHY = "The grade was corrected: no council is needed this year."


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    return open_office(database.url, tmp_path)


def prepare(office: Office) -> None:
    """Links are issued and the opening is confirmed; voting opens on 18 November."""
    with office.session() as session:
        election = office.election(session)
        creek = TallowCreek.found(session, election)
        creek.stand(election.contests[0], *SIX)
        creek.guardian("Bob", "Baker")
        registering.build_roll(session, election, now=at(11, 3, 9))
        creek.notify(election)
        creek.freeze(election)
        opening.confirm_opening(session, election, now=at(11, 13))
        issuing.issue_links(session, election, now=at(11, 13))


def test_until_voting_opens_an_election_can_be_called_off(office: Office) -> None:
    prepare(office)
    office.move_to(at(11, 14))
    before = office.get("/cancel")
    assert "Ballot links that were issued stop working" in before
    assert office.post("/cancel", status=422, reason="  ")
    done = office.post("/cancel", reason=WHY)
    assert "7 ballot links were stopped." in done
    assert WHY in done
    office.move_to(OPENS)
    with office.session() as session:
        election = office.election(session)
        assert not election.is_open(OPENS)
        assert [link.revoked_at for entry in registering.roll(session, election) for link in entry.links]
        assert election_under_way(session, election.council, OPENS) is None, "the seats are free again"
        for act in (opening.confirm_opening, issuing.issue_links):
            with pytest.raises(Refused) as refused:
                act(session, election, now=OPENS)
            assert refused.value.decision.codes == ("election_cancelled",)
    shown = office.client.get(f"/elections/{office.election_id}").text
    assert "This election was cancelled" in shown
    assert WHY in shown
    assert "This election was cancelled." in office.post("/settings/min_notice_days", status=409, value="20")


def test_once_voting_has_opened_it_is_too_late(office: Office) -> None:
    prepare(office)
    office.move_to(OPENS)
    assert "Ballots that were cast must be counted." in office.post("/cancel", status=409, reason=WHY)
    with office.session() as session:
        assert office.election(session).is_open(OPENS)


def test_nothing_needs_doing_any_more(office: Office) -> None:
    office.move_to(FORMS_OPEN)
    office.post("/cancel", reason=WHY)
    assert "What needs doing" not in office.get("")
