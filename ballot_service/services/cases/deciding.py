"""Answering and deciding a case. A decision takes effect through the acts that made the first one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from ballot_service.models import (
    Candidate,
    Case,
    CaseOutcome,
    InterestForm,
    Person,
    RollStatus,
    Side,
    VoterRollEntry,
)
from ballot_service.rules.candidacy import Acceptance
from ballot_service.rules.case_decisions import CaseDecisionFacts, may_decide_case
from ballot_service.rules.cases import CHALLENGE_SOURCE, CaseKind
from ballot_service.rules.decision import Decision, Reason
from ballot_service.rules.eligibility import may_vote
from ballot_service.rules.words import say
from ballot_service.services import interest, trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.cases import tell_decided
from ballot_service.services.announcing.forms import Post
from ballot_service.services.cases.standing import decision_facts
from ballot_service.services.cases.statements import Said, add_statement
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.holding import decide_held
from ballot_service.services.nominating import Nomination, decide_again, recorded_facts
from ballot_service.services.reconciling import take_turn
from ballot_service.services.roll_screening import recorded_voter_facts

DECIDED = Reason(
    code="case_decided",
    sentence=say("This case was decided before."),
    source=CHALLENGE_SOURCE,
    remedy=say("Read the decision. It is not made twice."),
)


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What somebody decides. `has_conflict` is None where nothing was declared.

    `person` is who of the district's files an interest form is from; None enters a new person.
    """

    outcome: CaseOutcome
    reason: str
    has_conflict: bool | None
    person: Person | None = None


def answer_case(session: Session, case: Case, said: Said, *, now: datetime, by: UUID) -> None:
    """Keeps what the person challenged answers. Raises Refused once the case is decided."""
    take_turn(session, case.election)
    session.refresh(case, ["outcome"])
    if case.outcome is not None:
        decision = Decision(reasons=(DECIDED,))
        raise Refused.for_election("answer_case", decision, case.election, _subject_id(case))
    add_statement(session, case, said, Side.ANSWERS, now=now, by=by)


def may_decide(
    session: Session, case: Case, verdict: Verdict, *, now: datetime, by: UUID
) -> tuple[CaseDecisionFacts, Decision]:
    """What stands against this decision by this person now."""
    facts = decision_facts(
        session,
        case,
        verdict.outcome,
        reason=verdict.reason,
        has_conflict=verdict.has_conflict,
        now=now,
        by=by,
    )
    return facts, may_decide_case(facts)


def decide_case(
    session: Session, case: Case, verdict: Verdict, *, post: Post, now: datetime, by: UUID
) -> None:
    """Decides a review or a challenge, carries the decision out, and tells the person with its reason.

    Raises Refused with every objection of `may_decide_case`, and with what stands against the change itself: a signed
    count for a voter, the rules on who may serve for an interest form. Source: 1.12, rule 5; 1.14; 1.15.
    """
    election = case.election
    take_turn(session, election)
    session.refresh(case, ["outcome", "decided_at", "decided_by"])
    facts, decision = may_decide(session, case, verdict, now=now, by=by)
    asked = Asked(rule="may_decide_case", facts=facts)
    if not decision.allowed:
        raise Refused.for_election("decide_case", decision, election, _subject_id(case), asked=(asked,))
    keep_for(session, election, asked, subject_id=_subject_id(case), now=now)
    case.outcome, case.decided_at, case.decided_by = verdict.outcome, now, by
    case.decided_because = verdict.reason
    session.flush()
    _carry_out(session, case, verdict, now, by)
    about = case.about
    details = {
        "kind": case.kind.value,
        "about": about.value if about else None,
        "outcome": verdict.outcome.value,
        "case": str(case.id),
    }
    trail.of_election(
        session,
        election,
        "decide_case",
        now=now,
        by=by,
        subject_id=_subject_id(case),
        details=details,
        words={"reason": verdict.reason},
    )
    tell_decided(session, case, post=post, now=now)


def _subject_id(case: Case) -> UUID:
    return case.subject.id if case.subject is not None else case.id


def _carry_out(session: Session, case: Case, verdict: Verdict, now: datetime, by: UUID) -> None:
    changes = verdict.outcome is CaseOutcome.CHANGED
    if case.kind is CaseKind.REVIEW:
        if case.roll_entry is not None and not changes and case.roll_entry.status is not RollStatus.HELD:
            return  # what a review cannot change, such as a guardian's consent, went on refusing: nothing moves
        if case.roll_entry is not None:
            decide_held(
                session,
                case.election,
                case.roll_entry,
                may=changes,
                reason=verdict.reason,
                now=now,
                by=by,
            )
        elif case.form is not None and changes:
            _nominate(session, case.form, verdict.person, now, by)
    elif changes and case.roll_entry is not None:
        _take_off(session, case, case.roll_entry, now)
    elif changes and case.candidate is not None:
        _refuse(session, case.candidate, now, by)


def _nominate(
    session: Session, form: InterestForm, person: Person | None, now: datetime, by: UUID
) -> Candidate:
    """The form as it was before the refusal, and from there as any other: every rule is asked again."""
    interest.reopen_form(session, form, now=now, by=by)
    return interest.qualify(session, form, person or form.person, now=now, by=by)


def _take_off(session: Session, case: Case, entry: VoterRollEntry, now: datetime) -> None:
    """The voter is refused from now on; a link that was sent stops working. Only before voting opens."""
    known = recorded_voter_facts(session, entry)
    codes: tuple[str, ...] = ("voter_challenge_upheld",)
    if known is not None:
        facts = replace(known, challenge_upheld=True, in_review=False, may_by_person=None)
        codes = may_vote(facts).codes
        keep_for(session, case.election, Asked(rule="may_vote", facts=facts), subject_id=entry.id, now=now)
    entry.status, entry.codes = RollStatus.EXCLUDED, {"codes": list(codes)}
    session.flush()


def _refuse(session: Session, candidate: Candidate, now: datetime, by: UUID) -> None:
    """Asks the rules again, who see the upheld challenge."""
    known = recorded_facts(session, candidate)
    nomination = Nomination(
        name=candidate.name,
        statements=candidate.statements,
        consent=candidate.consent,
        acceptance=known.acceptance if known else Acceptance.ACCEPTED,
        leads_parent_group=known.leads_parent_group if known else False,
        in_group_field=known.in_group_field if known else True,
    )
    decide_again(session, candidate, nomination, now=now, by=by)
