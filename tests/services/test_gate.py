"""S1: the gate before an open vote, in local days, by kind and language; what a refusal leaves; changed openings."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Election, RecordedDecision, RollStatus
from ballot_service.rules.election_settings import ElectionSettings, NoticeCounting
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.services import issuing, noticing, opening, registering, trail, voting
from ballot_service.services.acting import Refused, acting
from ballot_service.services.explaining import explain_json
from ballot_service.storage import Storage
from tests.services.steps import SIX, VOTED, opened, refusal, sentences, with_links
from tests.tallow_creek import CLOSES, OPENS, SECRET, TallowCreek, at

ONE_DAY_SHORT = "Notice was given 13 days before opening; 14 are needed. Earliest opening: Wed 19 Nov 2025."
FLYER, SMS, WEB = NoticeKind.POSTING, NoticeKind.TEXT_MESSAGE, NoticeKind.WEB
OPEN_STATE = (
    "opening_confirmed_at",
    "roll_frozen_at",
    "opens_at",
    "closes_at",
    "ballot_frozen_at",
    "settings",
)


@pytest.fixture
def creek(session: Session) -> TallowCreek:
    return TallowCreek(session)


def ready(creek: TallowCreek, settings: ElectionSettings | None = None) -> Election:
    """Cypress with its roll, its frozen ballot and its links; only notice and confirmation are missing."""
    election = creek.election(settings=settings)
    creek.stand(election.contests[0], *SIX)
    creek.guardian("Vera", "Votes")
    registering.build_roll(creek.session, election, now=at(11, 3, 9))
    creek.freeze(election)
    issuing.issue_links(creek.session, election, now=at(11, 13))
    creek.session.commit()
    return election


def confirm(creek: TallowCreek, election: Election, now: datetime = OPENS) -> None:
    creek.session.commit()
    with acting(creek.session, now):
        opening.confirm_opening(creek.session, election, now=now)


def note(
    creek: TallowCreek,
    election: Election,
    kind: NoticeKind,
    language: str,
    on: datetime,
    *,
    names: datetime = OPENS,
) -> None:
    noticing.record_notice(
        creek.session,
        election,
        kind=kind,
        language=language,
        place="Front door",
        published_at=on,
        names_opening_at=names,
        now=on,
    )


@pytest.mark.parametrize("asked_at", [at(11, 10), OPENS], ids=["scheduled", "at the hour"])
def test_one_day_short_is_refused_and_nothing_changes(creek: TallowCreek, asked_at: datetime) -> None:
    election = ready(creek)
    creek.notify(election, at(11, 5, 16))
    creek.session.commit()
    before = {name: getattr(election, name) for name in OPEN_STATE}

    with pytest.raises(Refused) as caught:
        confirm(creek, election, asked_at)

    assert sentences(refusal(caught)) == [ONE_DAY_SHORT]
    assert refusal(caught).dates["earliest_opening"].isoformat() == "2025-11-19"
    creek.session.expire_all()
    assert {name: getattr(election, name) for name in OPEN_STATE} == before
    assert not election.is_open(OPENS)
    voter = with_links(creek.session, election)[0]
    with pytest.raises(voting.VotingNotOpen):
        voting.cast(creek.session, opened(voter, election), {}, now=VOTED)
    newest = trail.newest(creek.session, election.id)
    assert newest is not None
    assert newest.act == "confirm_opening_refused"
    assert newest.document["details"]["codes"][0] == "notice_too_short"


def test_the_refusal_is_kept_with_facts_that_give_the_same_answer_again(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election, at(11, 5, 16))
    with pytest.raises(Refused):
        confirm(creek, election)
    kept = creek.session.scalars(
        select(RecordedDecision).where(RecordedDecision.rule == "adequate_notice")
    ).one()
    again = explain_json("adequate_notice", json.dumps(kept.facts))
    assert {part: again[part] for part in kept.answer} == kept.answer
    assert again["allowed"] is False
    assert again["reasons"][0]["sentence"] == ONE_DAY_SHORT
    assert again["dates"] == {"earliest_opening": "2025-11-19", "notice_complete": "2025-11-05"}


def test_fourteen_days_open_the_vote_and_the_certificate_says_so(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election)
    assert election.is_open(OPENS)
    assert not election.is_open(OPENS - timedelta(seconds=1))
    assert not election.is_open(CLOSES), "deadlines are half-open"
    assert (
        str(noticing.notice_summary(creek.session, election)) == "Notice: 14 days, 2 channels, 2 languages."
    )
    kept = creek.session.scalars(
        select(RecordedDecision).where(RecordedDecision.rule == "adequate_notice")
    ).one()
    assert kept.answer["allowed"] is True
    again = explain_json("adequate_notice", json.dumps(kept.facts))
    assert {part: again[part] for part in kept.answer} == kept.answer
    assert again["result"] == {
        "days": 14,
        "channels": 2,
        "kinds": ["posting", "text_message"],
        "languages": ["en", "es"],
    }


def test_local_days_count_not_hours(creek: TallowCreek) -> None:
    """23:59 on 4 November is 13 days and seven hours before the opening, across no clock change: 14 days of the law."""
    election = ready(creek)
    creek.notify(election, at(11, 4, 23, 59))
    confirm(creek, election)
    assert election.is_open(OPENS)


def test_text_messages_alone_miss_the_second_kind(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election, kinds=(SMS,))
    with pytest.raises(Refused) as caught:
        confirm(creek, election)
    assert refusal(caught).codes[:2] == ("notice_kinds_missing", "notice_kinds_missing")
    first, second = sentences(refusal(caught))
    assert "text message" in first
    assert "English" in first
    assert "Spanish" in second
    assert not election.is_open(OPENS)


def test_two_places_of_one_kind_are_one_kind(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election, kinds=(FLYER,))
    creek.notify(election, kinds=(FLYER,))
    with pytest.raises(Refused) as caught:
        confirm(creek, election)
    assert "notice_kinds_missing" in refusal(caught).codes


def test_each_language_has_to_be_there_by_itself(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election, languages=("en",))
    with pytest.raises(Refused) as missing:
        confirm(creek, election)
    assert refusal(missing).codes[0] == "notice_language_missing"
    assert "Spanish" in sentences(refusal(missing))[0]
    note(creek, election, FLYER, "es", at(11, 4, 17))
    note(creek, election, SMS, "es", at(11, 6, 9))
    creek.session.commit()
    with pytest.raises(Refused) as late:
        confirm(creek, election)
    assert sentences(refusal(late)) == [
        "Days of notice in Spanish: 12. Days needed: 14. Earliest opening: Thu 20 Nov 2025."
    ]
    assert refusal(late).dates["earliest_opening"].isoformat() == "2025-11-20"


def test_clear_days_need_one_day_more(creek: TallowCreek) -> None:
    election = ready(creek, ElectionSettings(notice_counting=NoticeCounting.CLEAR_DAYS))
    creek.notify(election)
    with pytest.raises(Refused) as caught:
        confirm(creek, election)
    assert refusal(caught).dates["earliest_opening"].isoformat() == "2025-11-19"


def test_a_late_entry_needs_proof_and_is_marked(creek: TallowCreek, tmp_path: Path) -> None:
    election = ready(creek)
    facts = {
        "kind": FLYER,
        "language": "en",
        "place": "Library",
        "published_at": at(11, 4, 16),
        "now": at(11, 6, 9),
    }
    with pytest.raises(Refused) as bare:
        noticing.record_notice(creek.session, election, **facts)
    assert refusal(bare).codes[0] == "entered_late"
    assert "late_entry_needs_proof" in refusal(bare).codes
    creek.session.rollback()
    seen = noticing.record_notice(creek.session, election, witness="Nan Neighbor", **facts)
    photo = noticing.Evidence(name="door.jpg", media_type="image/jpeg", content=b"a picture of the door")
    shown = noticing.record_notice(
        creek.session, election, evidence=photo, storage=Storage(tmp_path), **{**facts, "language": "es"}
    )
    creek.session.commit()
    assert seen.is_late_entry
    assert shown.is_late_entry
    assert shown.evidence is not None
    assert Storage(tmp_path).read(shown.evidence.sha256) == b"a picture of the door"
    entered = [e for e in trail.entries(creek.session, election.id) if e.act == "record_notice"]
    assert [e.document["details"]["is_late_entry"] for e in entered] == [True, True]
    with pytest.raises(Refused) as future:
        noticing.record_notice(creek.session, election, **{**facts, "now": at(11, 4, 15)})
    assert "notice_in_future" in refusal(future).codes


def test_a_voided_notice_no_longer_counts(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    flyer = next(n for n in noticing.ledger(creek.session, election) if (n.kind, n.language) == (FLYER, "es"))
    noticing.void_notice(creek.session, election, flyer, "Another school's door.", now=at(11, 6))
    with pytest.raises(Refused) as caught:
        confirm(creek, election)
    assert "notice_kinds_missing" in refusal(caught).codes
    assert len(noticing.ledger(creek.session, election)) == 4, "the line stays"


def test_voiding_a_needed_notice_takes_a_confirmed_opening_back(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election, at(11, 10))
    lines = noticing.ledger(creek.session, election)
    spare = noticing.record_notice(
        creek.session,
        election,
        kind=WEB,
        language="en",
        place="Web",
        published_at=at(11, 10),
        now=at(11, 10),
    )
    noticing.void_notice(creek.session, election, spare, "Twice.", now=at(11, 11))
    assert election.opening_confirmed_at is not None, "two kinds are left"
    noticing.void_notice(creek.session, election, lines[0], "It was never up.", now=at(11, 11))
    creek.session.commit()
    assert election.opening_confirmed_at is None
    assert not election.is_open(VOTED)
    newest = trail.newest(creek.session, election.id)
    assert newest is not None
    assert newest.document["details"] == {"opening_stands": False}


def test_voiding_during_the_vote_does_not_stop_it(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election)
    line = noticing.ledger(creek.session, election)[0]
    noticing.void_notice(creek.session, election, line, "Fell down.", now=at(11, 19))
    assert election.is_open(VOTED)
    assert "not complete" in str(noticing.notice_summary(creek.session, election)), "the certificate says so"


def change(
    creek: TallowCreek, election: Election, opens_at: datetime, now: datetime, closes_at: datetime = CLOSES
) -> None:
    creek.session.commit()
    with acting(creek.session, now):
        opening.change_times(creek.session, election, SECRET, opens_at=opens_at, closes_at=closes_at, now=now)


def test_an_earlier_opening_needs_a_new_notice_that_passes_by_itself(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election, at(11, 1, 9))
    earlier = at(11, 15, 7)
    with pytest.raises(Refused) as caught:
        change(creek, election, earlier, at(11, 13))
    assert not refusal(caught).allowed
    assert election.opens_at == OPENS
    for kind in (FLYER, SMS):
        for language in ("en", "es"):
            note(creek, election, kind, language, at(11, 1, 12), names=earlier)
    change(creek, election, earlier, at(11, 13))
    confirm(creek, election, at(11, 13, 13))
    assert election.is_open(earlier)
    assert election.manifest is not None
    assert election.manifest.version == 2


def test_a_later_opening_needs_a_correction_to_the_same_people(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election, at(11, 13))
    first = election.manifest
    later = at(11, 20, 7)
    change(creek, election, later, at(11, 14))
    assert election.opening_confirmed_at is None, "a changed opening is confirmed again"
    with pytest.raises(Refused) as caught:
        confirm(creek, election, at(11, 14, 13))
    assert "notice_correction_missing" in refusal(caught).codes
    for kind in (FLYER, SMS):
        for language in ("en", "es"):
            note(creek, election, kind, language, at(11, 17, 9), names=later)
    confirm(creek, election, at(11, 17, 10))
    assert election.is_open(later)
    assert not election.is_open(OPENS)
    assert first is not None
    second = election.manifest
    assert second is not None
    assert (first.version, second.version) == (1, 2)
    assert second.document["previous"] == first.fingerprint
    assert second.fingerprint != first.fingerprint


def test_moving_the_close_keeps_links_good_until_the_new_close(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    new_close = at(12, 8, 19)
    change(creek, election, OPENS, at(11, 14), closes_at=new_close)
    creek.session.expire_all()
    assert {link.expires_at for e in with_links(creek.session, election) for link in e.links} == {new_close}


def test_times_stay_once_voting_has_begun(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election)
    with pytest.raises(Refused) as caught:
        change(creek, election, at(11, 25, 7), at(11, 19))
    assert refusal(caught).codes == ("voting_begun",)
    assert election.is_open(VOTED)


def test_an_unfrozen_ballot_and_a_vote_that_is_over_do_not_open(creek: TallowCreek) -> None:
    election = creek.election()
    creek.notify(election)
    with pytest.raises(Refused) as unfrozen:
        confirm(creek, election)
    assert refusal(unfrozen).codes[-1] == "ballot_not_frozen"
    with pytest.raises(Refused) as over:
        confirm(creek, election, CLOSES)
    assert "voting_over" in refusal(over).codes


def test_confirming_again_does_not_move_the_day_the_roll_was_frozen(creek: TallowCreek) -> None:
    election = ready(creek)
    creek.notify(election)
    confirm(creek, election, at(11, 13))
    frozen = election.roll_frozen_at
    confirm(creek, election, at(11, 21))
    assert election.roll_frozen_at == frozen == OPENS
    assert {e.status for e in registering.roll(creek.session, election)} == {RollStatus.ELIGIBLE}
