"""Challenges to voters and candidates: in their windows, with notice, an answer, and a decision (1.14, 1.15)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from ballot_service.links import Purpose
from ballot_service.models import (
    Account,
    CaseOutcome,
    ContactKind,
    ContactPoint,
    PreElectionStatus,
    RecordedDecision,
    RollStatus,
    TrailWords,
    VoterRollEntry,
)
from ballot_service.services import cases, issuing, nominating, opening
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import unclear_messages
from ballot_service.services.announcing.form_letters import case_letters_waiting, print_case_letters
from ballot_service.services.announcing.forms import Post
from ballot_service.services.cases import Verdict
from ballot_service.services.issuing import LinkRevoked, open_link
from ballot_service.services.nominating import Nomination
from ballot_service.services.roll_screening import screen_again
from tests.services.case_desk import ASKED, DECIDED, ENTERED, POST, Desk, desk_of, said
from tests.services.steps import LINKS, account, refusal
from tests.tallow_creek import FREEZE, OPENS, TallowCreek, at

SECOND = timedelta(seconds=1)
AFTER_ANSWER = at(11, 10, 17)
"""Three business days after Wednesday 5 November."""


@pytest.fixture
def desk(creek: TallowCreek) -> Desk:
    return desk_of(creek)


def test_a_challenge_alone_changes_nothing(desk: Desk) -> None:
    entry = desk.add("Pat", "Plain", "pat@example.org")
    case = desk.challenge(entry)
    assert entry.status is RollStatus.ELIGIBLE
    assert case.answer_until == AFTER_ANSWER
    candidate = desk.nominee()
    assert desk.challenge(candidate).about == "nominee"
    assert candidate.pre_election_status is PreElectionStatus.QUALIFIED


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_person_challenged_reads_the_reason_and_not_who_gave_it(desk: Desk, language: str) -> None:
    entry = desk.add("Pat", "Plain", "pat@example.org", language=language)
    case = desk.challenge(entry)
    ((name, tag, channel, delivery),) = desk.messages(case)
    assert (name, tag, channel, delivery.address) == (
        "challenge_received",
        language,
        "email",
        "pat@example.org",
    )
    assert "Moved to Texas." in delivery.body
    assert "Nosy" not in delivery.body + delivery.subject
    assert "nosy@example.org" not in delivery.body
    assert case.receipt in delivery.body
    assert "Nothing changes for you before it is decided." in delivery.body


def test_what_is_written_stands_in_words_that_can_be_purged(desk: Desk) -> None:
    desk.challenge(desk.add("Pat", "Plain"))
    texts = set(desk.creek.session.scalars(select(TrailWords.text)))
    assert {"Nosy Neighbor", "Moved to Texas."} <= texts
    assert "nosy@example.org" not in texts


def test_dismissed_after_an_answer(desk: Desk) -> None:
    entry = desk.add("Pat", "Plain", "pat@example.org")
    case = desk.challenge(entry)
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.STAYS)
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("case_answer_time",)
    answer = said(DECIDED, name="Pat Plain", words="I live at 4 Gin Road.")
    cases.answer_case(desk.creek.session, case, answer, now=DECIDED, by=desk.first)
    desk.decide(case, CaseOutcome.STAYS)
    assert entry.status is RollStatus.ELIGIBLE
    assert [one.words for one in case.answers] == ["I live at 4 Gin Road."]
    assert [name for name, *_ in desk.messages(case)] == ["challenge_received", "challenge_decided"]
    assert "The challenge was dismissed. You may vote." in desk.messages(case)[1][3].body
    with pytest.raises(Refused) as late:
        cases.answer_case(desk.creek.session, case, answer, now=DECIDED, by=desk.first)
    desk.creek.session.rollback()
    assert refusal(late).codes == ("case_decided",)


def test_upheld_before_opening_takes_the_voter_off_and_stops_the_link(desk: Desk) -> None:
    session, election = desk.creek.session, desk.election
    entry = desk.add("Pat", "Plain", "pat@example.org")
    desk.nominee()
    desk.creek.notify(election)
    desk.creek.freeze(election)
    opening.confirm_opening(session, election, now=at(11, 13))
    issuing.issue_links(session, election, now=at(11, 13))
    session.commit()
    token = LINKS.token(Purpose.BALLOT, entry.links[0].key)
    case = desk.challenge(entry, at(11, 13, 13))
    assert case.answer_until == OPENS, "three business days would end after the opening"
    answer = said(at(11, 14), name="Pat Plain", words="So what.")
    cases.answer_case(session, case, answer, now=at(11, 14), by=desk.first)
    desk.decide(case, CaseOutcome.CHANGED, OPENS - SECOND)
    assert (entry.status, entry.codes) == (RollStatus.EXCLUDED, {"codes": ["voter_challenge_upheld"]})
    with pytest.raises(LinkRevoked):
        open_link(session, LINKS, token, OPENS)
    screen_again(session, election, now=OPENS - SECOND)
    assert entry.status is RollStatus.EXCLUDED
    kept = session.scalars(
        select(RecordedDecision)
        .where(RecordedDecision.subject_id == entry.id, RecordedDecision.rule == "may_vote")
        .order_by(RecordedDecision.decided_at.desc())
    ).first()
    assert kept is not None
    assert kept.facts["challenge_upheld"]
    message = desk.messages(case)[-1][3]
    assert "ask for a review by Tue 18 Nov 2025" in message.body
    review = desk.ask(entry, OPENS - SECOND)
    assert entry.status is RollStatus.HELD
    with pytest.raises(Refused) as caught:
        desk.decide(review, CaseOutcome.CHANGED, OPENS)
    session.rollback()
    assert refusal(caught).codes == ("case_first_decider",), "who upheld it does not review it"


def test_after_the_opening_nobody_is_taken_off(desk: Desk) -> None:
    entry = desk.add("Pat", "Plain")
    case = desk.challenge(entry, at(11, 14))
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.CHANGED, OPENS)
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("case_voting_open",)
    desk.decide(case, CaseOutcome.STAYS, OPENS)
    assert entry.status is RollStatus.ELIGIBLE


def test_an_upheld_challenge_keeps_a_nominee_off_whatever_is_decided_again(desk: Desk) -> None:
    candidate = desk.nominee()
    case = desk.challenge(candidate)
    desk.decide(case, CaseOutcome.CHANGED, AFTER_ANSWER)
    assert candidate.pre_election_status is PreElectionStatus.REFUSED
    nominating.decide_again(
        desk.creek.session, candidate, Nomination(name="Ana R. Ruiz"), now=at(11, 11), by=desk.first
    )
    assert candidate.pre_election_status is PreElectionStatus.REFUSED
    assert desk.election.contests[0].qualified == []


def test_after_the_freeze_no_name_leaves_the_ballot(desk: Desk) -> None:
    candidate = desk.nominee()
    case = desk.challenge(candidate, FREEZE - SECOND)
    desk.creek.freeze(desk.election)
    desk.creek.session.commit()
    with pytest.raises(Refused) as caught:
        desk.decide(case, CaseOutcome.CHANGED, OPENS)
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("case_ballot_frozen",)
    with pytest.raises(Refused) as late:
        desk.challenge(desk.election.contests[0].candidates[0], FREEZE, words="Again.")
    desk.creek.session.rollback()
    assert refusal(late).codes == ("challenge_too_late", "joins_open_case")


@pytest.mark.parametrize(
    ("moment", "codes"),
    [
        (ENTERED - SECOND, ("challenge_too_early",)),
        (ENTERED, ()),
        (OPENS - SECOND, ()),
        (OPENS, ("challenge_too_late",)),
    ],
)
def test_the_window_for_a_voter_to_the_second(desk: Desk, moment: datetime, codes: tuple[str, ...]) -> None:
    entry = desk.add("Pat", "Plain")
    if not codes:
        assert desk.challenge(entry, moment).roll_entry_id == entry.id
        return
    with pytest.raises(Refused) as caught:
        desk.challenge(entry, moment)
    desk.creek.session.rollback()
    assert refusal(caught).codes == codes


def test_a_nominee_can_be_challenged_from_qualification(desk: Desk) -> None:
    candidate = desk.nominee()
    with pytest.raises(Refused) as caught:
        desk.challenge(candidate, at(10, 20) - SECOND)
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("challenge_too_early",)
    assert desk.challenge(candidate, at(10, 20)).candidate_id == candidate.id


def test_who_may_not_vote_anyway_is_not_challenged(desk: Desk) -> None:
    with pytest.raises(Refused) as caught:
        desk.challenge(desk.teacher())
    desk.creek.session.rollback()
    assert refusal(caught).codes == ("challenge_not_standing",)


@pytest.mark.parametrize("changed", [{"name": "Dora Clerk"}, {"contact": "DORA@example.org"}])
def test_whoever_brought_a_challenge_does_not_decide_it(desk: Desk, changed: dict[str, Any]) -> None:
    session = desk.creek.session
    entry = desk.add("Pat", "Plain")
    case = desk.challenge(entry, **changed)
    verdict = Verdict(outcome=CaseOutcome.STAYS, reason="x", has_conflict=False)
    if "contact" in changed:
        case.asked[0].contact = _mail(desk)
    _facts, decision = cases.may_decide(session, case, verdict, now=AFTER_ANSWER, by=desk.second)
    assert decision.codes == ("case_own",)


def _mail(desk: Desk) -> str:
    return desk.creek.session.get_one(Account, desk.second).email.upper()


def test_a_second_challenge_joins_the_open_one_and_another_can_follow_a_decision(desk: Desk) -> None:
    entry = desk.add("Pat", "Plain")
    case = desk.challenge(entry)
    assert desk.challenge(entry, at(11, 6), name="Other Person", words="Not a resident.").id == case.id
    assert len(case.asked) == 2
    assert len(desk.messages(case)) == 1
    desk.decide(case, CaseOutcome.STAYS, AFTER_ANSWER)
    assert desk.challenge(entry, at(11, 11)).id != case.id


def test_nobody_without_contact_is_passed_over_in_silence(desk: Desk) -> None:
    """The letter waits in the outbox until somebody prints it, then it is recorded as printed."""
    entry: VoterRollEntry = desk.add("Pat", "Plain")
    entry.person.address = "4 Gin Road\nTallow Creek, MS 39000"
    case = desk.challenge(entry, words="# Not a heading\nhttps://evil.example.org/")
    session, election = desk.creek.session, desk.election
    assert case_letters_waiting(session, election) == {case.id}
    (letter,) = print_case_letters(
        session, election, lambda _tag, value: f"{value}", now=ASKED, by=desk.first
    )
    assert letter.address == ("Pat Plain", "4 Gin Road", "Tallow Creek, MS 39000")
    body = letter.sheets[0].body
    assert "“# Not a heading https://evil.example.org/”" in body, (
        "one line, so it prints as words and nothing else"
    )
    assert case_letters_waiting(session, election) == set()
    assert unclear_messages(session, election) == []
    assert desk.acts()[-1] == "print_case_letters"


CONTACTS = {
    "email": (ContactKind.EMAIL, "pat@example.org"),
    "sms": (ContactKind.PHONE, "+16015550123"),
    "letter": None,
}


def by_way(desk: Desk, entry: VoterRollEntry, channel: str) -> Post:
    """Leaves the person the one way of being told, and answers an installation that can send all of them."""
    entry.person.contacts = []
    if contact := CONTACTS[channel]:
        kind, value = contact
        entry.person.contacts.append(ContactPoint(district_id=entry.district_id, kind=kind, value=value))
    desk.creek.session.commit()
    return Post(origin=POST.origin, speak=POST.speak, channels=("email", "sms"))


@pytest.mark.parametrize("channel", list(CONTACTS))
@pytest.mark.parametrize(("language", "word"), [("en", "reason"), ("es", "motivo")])
def test_every_message_in_each_language_by_each_way(
    desk: Desk, language: str, word: str, channel: str
) -> None:
    session, entry = desk.creek.session, desk.add("Pat", "Plain", language=language)
    post = by_way(desk, entry, channel)
    words = "x" * 1990 if channel == "sms" else "Moved to Texas."
    case = cases.challenge(session, entry, said(words=words), post=post, now=ASKED, by=desk.first)
    upheld = Verdict(outcome=CaseOutcome.CHANGED, reason=words, has_conflict=False)
    cases.decide_case(session, case, upheld, post=post, now=AFTER_ANSWER, by=desk.second)
    review = cases.ask_review(session, entry, said(AFTER_ANSWER), now=AFTER_ANSWER, by=desk.first)
    other = account(session, "Third Clerk")
    stays = Verdict(outcome=CaseOutcome.STAYS, reason=words, has_conflict=False)
    cases.decide_case(session, review, stays, post=post, now=at(11, 11), by=other.id)
    session.commit()
    told = [*desk.messages(case), *desk.messages(review)]
    assert [name for name, *_ in told] == ["challenge_received", "challenge_decided", "review_decided"]
    for _name, tag, way, delivery in told:
        assert (tag, way) == (language, channel)
        assert "{" not in delivery.body
        assert word in delivery.body.lower()
        assert (words[:50] if channel == "sms" else words) in delivery.body
        assert channel != "sms" or len(delivery.body) < 600
