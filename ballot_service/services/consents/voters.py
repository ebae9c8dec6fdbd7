"""A guardian's answer about voting: the rules are asked again, and a ballot that is in the box follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from ballot_service.models import DispositionKind, RollStatus, VoterRollEntry
from ballot_service.rules.candidacy import Consent
from ballot_service.rules.eligibility import may_vote
from ballot_service.services.consents.students import election_of
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.holding import follow_with_ballot
from ballot_service.services.roll_screening import STATUS, recorded_voter_facts

FOLLOWS = {
    RollStatus.ELIGIBLE: DispositionKind.ACCEPTED,
    RollStatus.HELD: DispositionKind.PROVISIONAL,
    RollStatus.EXCLUDED: DispositionKind.NOT_ELIGIBLE,
}
REASON = "A parent or guardian answered about voting."


def decide_about_voter(session: Session, entry: VoterRollEntry, consent: Consent, *, now: datetime) -> None:
    """Puts the answer beside what is known of the student, and keeps the new decision.

    Whatever a person decided about the student before stays.
    """
    election = election_of(entry)
    # a cast that is under way at this moment is waited for, so that its ballot follows too
    session.refresh(entry, ["status"], with_for_update={"key_share": True})
    known = recorded_voter_facts(session, entry)
    if known is None or known.student is None:
        return
    facts = replace(known, student=replace(known.student, consent=consent))
    decision, before = may_vote(facts), entry.status
    keep_for(session, election, Asked(rule="may_vote", facts=facts), subject_id=entry.id, now=now)
    entry.status, entry.codes = STATUS[decision.outcome], {"codes": list(decision.codes)}
    session.flush()
    if entry.status is not before:
        follow_with_ballot(session, election, entry, FOLLOWS[entry.status], REASON, now)
