"""Personal links in an election: rotation, revoking, "this is not me", the end, and nowhere a token in what is kept."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import outreach
from ballot_service.links import BadLink, Links, Purpose
from ballot_service.models import (
    BallotLink,
    Base,
    ContactKind,
    ContactPoint,
    Election,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.words import in_english
from ballot_service.services import announcing, issuing, registering, trail, voting
from ballot_service.services.acting import NotFound
from ballot_service.services.issuing import LinkExpired, LinkRevoked, open_link
from ballot_service.services.link_account import link_account, not_me_reports
from tests.services.steps import (
    LINKS,
    VOTED,
    cast,
    close_and_count,
    entry_of,
    opened,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, CLOSES, TallowCreek, at

OLD = "tests only, a long enough link secret"
NEW = "tests only, the newer of the two link secrets"


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    return up_to_open(creek, creek.election())


def token_of(entry: VoterRollEntry) -> str:
    return LINKS.token(Purpose.BALLOT, entry.links[-1].key)


def test_a_rotated_key_keeps_the_links_that_are_out(creek: TallowCreek, election: Election) -> None:
    entry = with_links(creek.session, election)[0]
    sent = token_of(entry)
    rotated = Links([NEW, OLD])
    assert open_link(creek.session, rotated, sent, VOTED).entry is entry
    fresh = rotated.token(Purpose.BALLOT, entry.links[0].key)
    assert fresh != sent
    assert open_link(creek.session, rotated, fresh, VOTED).entry is entry
    with pytest.raises(BadLink):
        open_link(creek.session, Links([NEW]), sent, VOTED)
    with pytest.raises(BadLink):
        open_link(creek.session, LINKS, fresh, VOTED)


def test_the_row_alone_opens_nothing(creek: TallowCreek, election: Election) -> None:
    """Whoever reads the database has the keys, and still no link."""
    key = with_links(creek.session, election)[0].links[0].key
    stranger = Links(["somebody else's secret, long enough too"])
    for guess in (key, f"{key}.", stranger.token(Purpose.BALLOT, key)):
        with pytest.raises(BadLink):
            open_link(creek.session, LINKS, guess, VOTED)
    with pytest.raises(NotFound):
        open_link(creek.session, LINKS, LINKS.token(Purpose.BALLOT, Links.new_key()), VOTED)


def test_opening_a_link_changes_nothing(creek: TallowCreek, election: Election) -> None:
    """Link previews and mail scanners open links."""
    entry = with_links(creek.session, election)[0]
    before = _everything(creek.session)
    for _ in range(3):
        open_link(creek.session, LINKS, token_of(entry), VOTED)
        voting.receipt(creek.session, opened(entry, election))
    creek.session.commit()
    assert _everything(creek.session) == before


def _everything(session: Session) -> str:
    """Every row of every table, as text."""
    tables = [*Base.metadata.sorted_tables, *outreach.Base.metadata.sorted_tables]
    return "\n".join(str(row) for table in tables for row in session.execute(select(table)))


def test_links_are_issued_once_to_whoever_may_vote(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    everybody = len(registering.roll(session, election))
    assert len(with_links(session, election)) == everybody
    assert issuing.issue_links(session, election, now=at(11, 14)) == []
    accounted = link_account(session, election)
    assert (accounted.may_vote, accounted.working, accounted.without) == (everybody, everybody, 0)
    keys = list(session.scalars(select(BallotLink.key)))
    assert len(set(keys)) == everybody
    assert all(len(key) == 16 for key in keys)


def test_a_revoked_link_is_refused_and_a_new_one_works(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    entry = with_links(session, election)[0]
    old = token_of(entry)
    assert issuing.revoke(session, election, entry, "Lost phone.", now=VOTED) == 1
    with pytest.raises(LinkRevoked) as bare:
        open_link(session, LINKS, old, VOTED)
    assert not bare.value.was_replaced
    issuing.reissue(session, election, entry, "Lost phone.", now=VOTED)
    session.expire_all()
    with pytest.raises(LinkRevoked) as replaced:
        open_link(session, LINKS, old, VOTED)
    assert replaced.value.was_replaced
    assert open_link(session, LINKS, token_of(entry), VOTED).entry is entry
    assert link_account(session, election).revoked_links == 1


def test_two_links_of_one_voter_are_one_ballot(creek: TallowCreek, election: Election) -> None:
    """The new link of somebody who has voted shows the same tracker."""
    session = creek.session
    entry = with_links(session, election)[0]
    first = cast(session, election, entry, ["Ana Ruiz"])
    issuing.reissue(session, election, entry, "Asked again.", now=VOTED)
    session.expire_all()
    again = cast(session, election, entry, ["Flo Nix"])
    assert (again.tracker, again.was_there_before) == (first.tracker, True)


def test_this_is_not_me_stops_the_link_and_tells_the_clerk(creek: TallowCreek, election: Election) -> None:
    session = creek.session
    entry = with_links(session, election)[0]
    found = open_link(session, LINKS, token_of(entry), VOTED)
    issuing.say_not_me(session, found, now=VOTED)
    session.commit()
    with pytest.raises(LinkRevoked):
        open_link(session, LINKS, token_of(entry), VOTED)
    assert [link.id for link in not_me_reports(session, election)] == [found.link.id]
    assert link_account(session, election).without == 1
    (fresh,) = issuing.issue_links(session, election, now=VOTED)
    assert fresh.roll_entry_id == entry.id


def test_a_link_shows_the_receipt_until_the_result_is_certified(
    creek: TallowCreek, election: Election, tmp_path: Path
) -> None:
    session = creek.session
    entry = with_links(session, election)[0]
    cast(session, election, entry, ["Ana Ruiz", "Bo Lee", "Cy Hart", "Di Voss"])
    assert open_link(session, LINKS, token_of(entry), CLOSES).entry is entry
    with pytest.raises(voting.VotingNotOpen):
        voting.cast(session, opened(with_links(session, election)[1], election), {}, now=CLOSES)
    before = CLOSES - timedelta(seconds=1)
    voting.cast(session, opened(with_links(session, election)[1], election), {}, now=before)
    session.commit()
    close_and_count(session, election)
    sign_and_certify(session, election, tmp_path, CERTIFY)
    with pytest.raises(LinkExpired):
        open_link(session, LINKS, token_of(entry), CERTIFY)


def test_no_token_is_kept_anywhere(
    creek: TallowCreek, election: Election, caplog: pytest.LogCaptureFixture
) -> None:
    """Not in the trail, not in the outbox, not in any other row, and not in the log."""
    session = creek.session
    caplog.set_level(logging.DEBUG)
    voters = with_links(session, election)
    for number, entry in enumerate(voters):
        session.add(
            ContactPoint(
                district_id=election.district_id,
                person_id=entry.person_id,
                kind=ContactKind.EMAIL,
                value=f"voter{number}@example.org",
            )
        )
    session.commit()
    session.expire_all()
    announcing.send_notice(
        session,
        election,
        announcing.Announcing.BALLOT_LINK,
        origin="https://vote.example.org",
        speak=lambda _language, value: in_english(value),
        now=VOTED,
        by=voters[0].id,
    )
    issuing.reissue(session, election, voters[0], "Lost.", now=VOTED)
    issuing.say_not_me(session, open_link(session, LINKS, token_of(voters[1]), VOTED), now=VOTED)
    cast(session, election, voters[2], ["Ana Ruiz"])
    session.commit()
    assert session.scalar(select(func.count()).select_from(outreach.Delivery)) == len(voters)
    stored = _everything(session) + caplog.text
    chained = json.dumps([row.document for row in trail.entries(session, election.id)])
    for entry in registering.roll(session, election):
        for link in entry.links:
            assert LINKS.token(Purpose.BALLOT, link.key) not in stored
            assert link.key not in chained
            assert link.key not in caplog.text


def test_an_excluded_person_never_gets_a_link(creek: TallowCreek, election: Election) -> None:
    entry = entry_of(creek.session, election, "Voter0")
    creek.session.delete(entry.links[0])
    entry.status = RollStatus.EXCLUDED
    creek.session.commit()
    assert issuing.issue_links(creek.session, election, now=VOTED) == []
