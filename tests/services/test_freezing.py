"""Freezing the ballot: the draw is logged, nobody joins afterwards, and the fingerprint is that of the manifest."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

import pytest

from ballot_service.models import Election, PreElectionStatus
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.election_settings import BallotOrder, ElectionSettings, Uncontested
from ballot_service.sealing.canonical import canonical_json
from ballot_service.sealing.keys import election_key, public_hex
from ballot_service.services import freezing, issuing, nominating, opening, registering, trail, voting
from ballot_service.services.acting import Refused
from ballot_service.services.facts import voted_contests
from ballot_service.services.nominating import Nomination
from ballot_service.services.results import result_view
from tests.services.steps import (
    SIX,
    VOTED,
    cast,
    close_and_count,
    opened,
    refusal,
    sign_and_certify,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, FORMS_CLOSE, FREEZE, SECRET, TallowCreek, at

FORM = Nomination(name="Late Comer", consent=Consent.PENDING)


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    made = creek.election()
    creek.stand(made.contests[0], *SIX)
    return made


def order(election: Election) -> list[str]:
    return [candidate.name for candidate in election.contests[0].qualified]


def test_nothing_is_frozen_while_nominations_are_open(creek: TallowCreek, election: Election) -> None:
    with pytest.raises(Refused) as caught:
        freezing.freeze_ballot(creek.session, election, SECRET, now=at(11, 3, 16, 59))
    assert refusal(caught).codes == ("nominations_open",)
    assert election.ballot_frozen_at is None
    freezing.freeze_ballot(creek.session, election, SECRET, now=FORMS_CLOSE)
    assert election.ballot_frozen_at == FORMS_CLOSE


def test_a_ballot_without_names_is_no_ballot(creek: TallowCreek) -> None:
    with pytest.raises(Refused) as caught:
        creek.freeze(creek.election())
    assert refusal(caught).codes == ("nobody_stands",)


def test_the_order_is_drawn_and_logged(creek: TallowCreek, election: Election) -> None:
    creek.freeze(election, seed=5)
    expected = sorted(SIX, key=str.casefold)
    Random(5).shuffle(expected)
    assert order(election) == expected
    assert order(election) != sorted(SIX)
    drawn = [e for e in trail.entries(creek.session, election.id) if e.act == "draw_ballot_order"]
    (details,) = [entry.document["details"] for entry in drawn]
    assert details == {"method": "random", "order": [str(c.id) for c in election.contests[0].qualified]}


def test_without_a_seed_no_order_is_favoured(creek: TallowCreek, election: Election) -> None:
    """The service's own draw comes from the operating system: in 20 draws it is not always the same name that leads."""
    creek.session.commit()
    firsts = set()
    for _ in range(20):
        freezing.freeze_ballot(creek.session, election, SECRET, now=FREEZE)
        firsts.add(order(election)[0])
        creek.session.rollback()
    assert len(firsts) > 1


def test_the_alphabet_is_an_option(creek: TallowCreek) -> None:
    election = creek.election(settings=ElectionSettings(ballot_order=BallotOrder.ALPHABETICAL))
    creek.stand(election.contests[0], *reversed(SIX))
    creek.freeze(election)
    assert order(election) == sorted(SIX, key=str.casefold)
    drawn = next(e for e in trail.entries(creek.session, election.id) if e.act == "draw_ballot_order")
    assert drawn.document["details"]["method"] == "alphabetical"


def test_nobody_joins_or_leaves_a_frozen_ballot(creek: TallowCreek, election: Election) -> None:
    creek.freeze(election)
    person = creek.guardian("Late", "Comer")
    candidate = election.contests[0].candidates[0]
    for act in (
        lambda: nominating.file_nomination(creek.session, election.contests[0], person, FORM, now=at(11, 13)),
        lambda: nominating.withdraw(creek.session, candidate, "Moved away.", now=at(11, 13)),
        lambda: nominating.decide_again(creek.session, candidate, FORM, now=at(11, 13)),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert refusal(caught).codes == ("ballot_frozen",)
    with pytest.raises(Refused) as again:
        creek.freeze(election)
    assert refusal(again).codes == ("ballot_frozen",)
    assert sorted(order(election)) == sorted(SIX)


def test_whoever_withdrew_or_waits_is_not_on_the_ballot(creek: TallowCreek, election: Election) -> None:
    contest = election.contests[0]
    nominating.withdraw(creek.session, contest.candidates[0], "Moved away.", now=at(10, 25))
    gone = contest.candidates[0].name
    creek.freeze(election)
    assert gone not in order(election)
    assert PreElectionStatus.WITHDRAWN in {c.pre_election_status for c in contest.candidates}
    assert len(contest.candidates) == 6, "the filing is kept"
    assert election.manifest is not None
    assert gone not in str(election.manifest.document)


def test_the_fingerprint_is_the_hash_of_the_canonical_manifest(
    creek: TallowCreek, election: Election
) -> None:
    creek.freeze(election)
    manifest = election.manifest
    assert manifest is not None
    document = manifest.document
    assert manifest.fingerprint == hashlib.sha256(canonical_json(document)).hexdigest()
    assert document["opening_key"] == public_hex(election_key(SECRET, election.id))
    assert document["zone"] == "America/Chicago"
    assert document["settings"] == election.settings
    names = [candidate["name"] for candidate in document["contests"][0]["candidates"]]
    assert names == order(election)
    frozen = trail.newest(creek.session, election.id)
    assert frozen is not None
    assert frozen.document["details"] == {"version": 1, "fingerprint": manifest.fingerprint}


def test_votes_allowed_are_the_seats_and_never_more_than_the_names(creek: TallowCreek) -> None:
    election = creek.election()
    creek.stand(election.contests[0], "Ana Ruiz", "Bo Lee")
    creek.freeze(election)
    parents, community = election.manifest.document["contests"] if election.manifest else ({}, {})
    assert (parents["votes_allowed"], parents["number_elected"]) == (2, 4)
    assert (community["votes_allowed"], community["number_elected"]) == (0, 1)
    assert [contest.contest for contest in voted_contests(election)] == [parents["id"]], "nobody: not printed"


def test_unopposed_nominees_can_be_declared_elected_without_a_vote(
    creek: TallowCreek, tmp_path: Path
) -> None:
    """1.14: declare_elected skips the vote where there are no more nominees than seats; the others are voted on."""
    election = creek.election(settings=ElectionSettings(uncontested=Uncontested.DECLARE_ELECTED))
    creek.stand(election.contests[1], "Gus Orr")
    up_to_open(creek, election, voters=2)
    parents = election.contests[0]
    assert [contest.contest for contest in voted_contests(election)] == [str(parents.id)]
    for entry in with_links(creek.session, election)[:3]:
        cast(creek.session, election, entry, list(SIX[:4]))
    close_and_count(creek.session, election)
    view = result_view(creek.session, election, CERTIFY)
    assert view is not None
    declared = view.contests[1]
    assert [(line.name, line.elected, str(line.outcome)) for line in declared.lines] == [
        ("Gus Orr", True, "Elected unopposed")
    ]
    papers = sign_and_certify(creek.session, election, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong
    assert [seat["elected"] for seat in papers.certificate.document["seats"]][1] == ["Gus Orr"]


def test_where_everybody_is_declared_elected_nobody_gets_a_link_and_the_result_can_be_certified(
    creek: TallowCreek, tmp_path: Path
) -> None:
    election = creek.election(settings=ElectionSettings(uncontested=Uncontested.DECLARE_ELECTED))
    creek.stand(election.contests[0], *SIX[:4])
    creek.guardian("Bob", "Baker")
    registering.build_roll(creek.session, election, now=at(11, 3, 9))
    creek.notify(election)
    creek.freeze(election)
    opening.confirm_opening(creek.session, election, now=at(11, 13))
    with pytest.raises(Refused) as refused:
        issuing.issue_links(creek.session, election, now=at(11, 13))
    assert refused.value.decision.codes == ("no_vote_held",)
    close_and_count(creek.session, election)
    papers = sign_and_certify(creek.session, election, tmp_path, CERTIFY)
    assert papers.verified().is_good, papers.verified().first_wrong
    assert sorted(papers.certificate.document["seats"][0]["elected"]) == sorted(SIX[:4])


def test_too_many_names_are_refused_and_a_contest_that_is_not_printed_is_not_read(
    creek: TallowCreek, election: Election
) -> None:
    up_to_open(creek, election, nominees=())
    parents, community = election.contests
    entry = with_links(creek.session, election)[0]
    with pytest.raises(voting.BallotRefused) as caught:
        cast(creek.session, election, entry, list(SIX[:5]))
    assert caught.value.decisions[str(parents.id)].codes == ("too_many_chosen",)
    with pytest.raises(voting.BallotRefused) as stranger:
        voting.cast(creek.session, opened(entry, election), {str(parents.id): ["nobody"]}, now=VOTED)
    assert "not_on_ballot" in stranger.value.decisions[str(parents.id)].codes
    voting.cast(creek.session, opened(entry, election), {str(community.id): ["nobody"]}, now=VOTED)
    creek.session.commit()
    result = close_and_count(creek.session, election)
    assert [line["ballots"] for line in result.document["contests"]] == [1, 0]
    assert result.document["contests"][0]["blank"] == 1
