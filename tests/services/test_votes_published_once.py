"""Votes are published once, when no ballot can be added; once the count is signed, no voter is decided about."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import CastVoteRecord, Election, RecordedDecision, RollStatus, VoterRollEntry
from ballot_service.rules.election_settings import CountWhen, ElectionSettings
from ballot_service.rules.employment import Position
from ballot_service.services import certifying, holding, registering, trail
from ballot_service.services.acting import Refused, acting
from ballot_service.services.reconciling import ballot_account
from ballot_service.services.results import result_view
from ballot_service.storage import Storage
from tests.services.steps import (
    SIX,
    account,
    cast,
    close_and_count,
    refusal,
    sign,
    up_to_open,
    with_links,
)
from tests.tallow_creek import CERTIFY, CLOSES, TallowCreek, at

AT_CLOSE = ElectionSettings(count_when=CountWhen.AT_CLOSE)
ON_HOLD = 12
DECIDED = at(12, 10, 10)
AGAIN = at(12, 10, 14)


def with_held(creek: TallowCreek, election: Election, number: int) -> list[VoterRollEntry]:
    """An open vote with so many guardians who have the name of a teacher; answers their roll lines."""
    for each in range(number):
        creek.guardian(f"Hollis{each:02}", f"Quill{each:02}")
        creek.employ(creek.person(f"Hollis{each:02}", f"Quill{each:02}", date(1970, 5, 5)), Position.TEACHER)
    up_to_open(creek, election, voters=8)
    held = registering.held(creek.session, election)
    assert len(held) == number
    return held


def decide(
    session: Session, election: Election, entry: VoterRollEntry, may: bool, now: datetime = DECIDED
) -> None:
    holding.decide_held(
        session,
        election,
        entry,
        may=may,
        reason="Payroll looked at.",
        now=now,
        by=uuid4(),
    )


def rules_kept(session: Session) -> list[str]:
    return list(session.scalars(select(RecordedDecision.rule)))


def record_ids(session: Session) -> set[object]:
    return set(session.scalars(select(CastVoteRecord.id)))


def test_twelve_on_hold_of_whom_one_is_added_cannot_be_read_from_two_results(creek: TallowCreek) -> None:
    """Counted at the close on 5 December, decided on the 10th, counted again: only the last votes are ever seen."""
    session, election = creek.session, creek.election(settings=AT_CLOSE)
    held = with_held(creek, election, ON_HOLD)
    for entry in [e for e in with_links(session, election) if e.status is RollStatus.ELIGIBLE][:10]:
        cast(session, election, entry, list(SIX[:4]))
    for entry in held:
        cast(session, election, entry, ["Flo Nix"])

    close_and_count(session, election)
    first = record_ids(session)
    assert (len(first), ballot_account(session, election).counted) == (10, 10)
    assert seen(session, election, CLOSES) == ("ballots_may_be_added",)
    assert "contest_decided" not in rules_kept(session), "facts would tell the votes that wait"

    for number, entry in enumerate(held):
        decide(session, election, entry, may=number == 0)
    session.commit()
    assert seen(session, election, DECIDED) == ("ballots_not_counted",)

    close_and_count(session, election, AGAIN)
    assert seen(session, election, AGAIN) == ()
    second = record_ids(session)
    assert len(second) == 11
    assert first & second == set(), "whoever kept the ids of the first count learns nothing from the second"
    assert rules_kept(session).count("contest_decided") == len(election.contests)


def seen(session: Session, election: Election, now: datetime) -> tuple[str, ...]:
    """Why votes wait; they are shown exactly when there is no reason."""
    view = result_view(session, election, now)
    assert view is not None
    assert bool(view.contests) is view.publishable.allowed
    return view.publishable.codes


def test_while_votes_wait_no_kept_facts_tell_of_them(creek: TallowCreek, tmp_path: Path) -> None:
    """S6 on 5 December: certifying is refused, and the refusal's facts would hold votes and the tie."""
    session, election = creek.session, creek.election(parents=1, settings=AT_CLOSE)
    held = with_held(creek, election, 1)
    eligible = [e for e in with_links(session, election) if e.status is RollStatus.ELIGIBLE]
    for number, entry in enumerate(eligible[:4]):
        cast(session, election, entry, [SIX[number % 2]])
    cast(session, election, held[0], [SIX[0]])
    close_and_count(session, election)
    with pytest.raises(Refused) as early, acting(session, CLOSES):
        certifying.certify(session, election, b"unused", Storage(tmp_path), now=CLOSES)
    assert {"ballots_undecided", "tie_for_last_seat"} <= set(refusal(early).codes)
    assert {"may_certify", "contest_decided"} & set(rules_kept(session)) == set()
    decide(session, election, held[0], may=False)
    session.commit()
    close_and_count(session, election, AGAIN)
    with pytest.raises(Refused), acting(session, AGAIN):
        certifying.certify(session, election, b"unused", Storage(tmp_path), now=AGAIN)
    assert {"may_certify", "contest_decided"} <= set(rules_kept(session))


def test_after_the_first_signature_nobody_is_decided_about(creek: TallowCreek) -> None:
    session, election = creek.session, creek.election()
    one, other = with_held(creek, election, 2)
    for entry in [e for e in with_links(session, election) if e.status is RollStatus.ELIGIBLE][:4]:
        cast(session, election, entry, list(SIX[:4]))
    close_and_count(session, election)
    decide(session, election, one, may=True, now=at(12, 15, 9, 59))
    session.commit()
    signed_on = ballot_account(session, election)
    sign(session, election, account(session, "Carla Clerk"), CERTIFY, employee=True)
    late = at(12, 15, 10, 1)
    with pytest.raises(Refused) as refused, acting(session, late):
        decide(session, election, other, may=True, now=late)
    assert refusal(refused).codes == ("count_signed",)
    assert other.status is RollStatus.HELD
    assert ballot_account(session, election) == signed_on
    written = trail.newest(session, election.id)
    assert written is not None
    assert written.act == "decide_held_refused"
    assert written.document["details"] == {"codes": ["count_signed"]}
    kept = session.scalars(
        select(RecordedDecision).where(
            RecordedDecision.rule == "may_decide_held", RecordedDecision.subject_id == other.id
        )
    ).one()
    assert (kept.facts["signatures"], kept.answer["outcome"]) == (1, "refused")
