"""S1: the gate before an open vote, in local days, by kind and language; what a refusal leaves; changed openings."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ballot_service.models import RecordedDecision
from ballot_service.rules.election_settings import ElectionSettings, NoticeCounting
from ballot_service.services import noticing, trail, voting
from ballot_service.services.acting import Refused
from ballot_service.services.explaining import explain_json
from tests.services.before_opening import FLYER, SMS, confirm, note, ready
from tests.services.steps import VOTED, opened, refusal, sentences, with_links
from tests.tallow_creek import CLOSES, OPENS, TallowCreek, at

ONE_DAY_SHORT = "Notice was given 13 days before opening; 14 are needed. Earliest opening: Wed 19 Nov 2025."
OPEN_STATE = (
    "opening_confirmed_at",
    "roll_frozen_at",
    "opens_at",
    "closes_at",
    "ballot_frozen_at",
    "settings",
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
    again = json.loads(json.dumps(explain_json("adequate_notice", json.dumps(kept.facts))))
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
    again = json.loads(json.dumps(explain_json("adequate_notice", json.dumps(kept.facts))))
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
