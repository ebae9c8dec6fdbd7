"""Asking for a review and bringing a challenge. A second request about the same question joins the first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from ballot_service.models import (
    Case,
    CaseOutcome,
    CaseStatement,
    Election,
    InterestForm,
    Side,
    VoterRollEntry,
)
from ballot_service.rules.cases import CaseKind, may_ask_review, may_challenge
from ballot_service.rules.eligibility import may_vote
from ballot_service.services import trail
from ballot_service.services.acting import Refused
from ballot_service.services.announcing.cases import tell_challenged
from ballot_service.services.announcing.forms import Post
from ballot_service.services.cancelling import require_running
from ballot_service.services.cases.finding import whom_meant
from ballot_service.services.cases.standing import (
    Challengeable,
    Refusable,
    Subject,
    answer_time,
    challenge_facts,
    election_of,
    free_receipt,
    open_case,
    review_facts,
)
from ballot_service.services.cases.statements import Said, add_statement, as_said, statement_of
from ballot_service.services.deciding import Asked, keep_for
from ballot_service.services.reconciling import take_turn
from ballot_service.services.roll_screening import STATUS, recorded_voter_facts


def ask_review(
    session: Session, subject: Refusable, said: Said, *, now: datetime, by: UUID | None = None
) -> Case:
    """Opens the review of a refusal, or adds these words to the one that is open.

    A refused voter waits with a provisional ballot from now on. Raises Refused with every objection of
    `may_ask_review`. Source: 1.12, rule 5.
    """
    election = election_of(session, subject)
    require_running("open_case", election)
    take_turn(session, election)
    session.refresh(subject)
    facts = review_facts(session, subject, said.received_at)
    asked, decision = Asked(rule="may_ask_review", facts=facts), may_ask_review(facts)
    if not decision.allowed:
        raise Refused.for_election("open_case", decision, election, subject.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=subject.id, now=now)
    case = open_case(session, CaseKind.REVIEW, subject)
    if case is not None:
        return _join(session, case, said, now, by)
    case = _open(session, election, CaseKind.REVIEW, subject, said, now, by)
    if isinstance(subject, VoterRollEntry):
        _hold(session, election, subject, now)
    return case


def ask_review_unseen(session: Session, election: Election, said: Said, *, now: datetime) -> Case:
    """The same from a public page: answers alike whether or not anybody of that name was refused.

    Who is meant is found by name and contact, or by the receipt number of a form; where that is not certain, or
    nothing can be reviewed, a clerk looks. The same press twice is one case.
    """
    require_running("open_case", election)
    take_turn(session, election)
    before = session.scalars(select(CaseStatement).where(CaseStatement.sent_key == said.sent_key)).first()
    if before is not None:
        return before.case
    meant = whom_meant(session, election, said.name, said.contact, said.receipt_given)
    if meant is not None and may_ask_review(review_facts(session, meant, said.received_at)).allowed:
        return ask_review(session, meant, said, now=now)
    return _open(session, election, CaseKind.REVIEW, None, said, now, None)


def is_on_file(session: Session, election: Election, sent_key: str) -> bool:
    """Whether the page with this key has sent its request."""
    same = exists().where(
        CaseStatement.sent_key == sent_key, CaseStatement.district_id == election.district_id
    )
    return bool(session.scalar(select(same)))


def name_subject(session: Session, case: Case, subject: Refusable, *, now: datetime, by: UUID) -> Case:
    """A clerk says whom a request is about. It counts from when it came.

    Answers the case that goes on: one that was open about the same refusal takes these words in. Raises Refused as
    `ask_review` does, and for a case that is known or decided.
    """
    election = case.election
    take_turn(session, election)
    session.refresh(case)
    facts = review_facts(session, subject, case.statements[0].received_at)
    asked, decision = Asked(rule="may_ask_review", facts=facts), may_ask_review(facts)
    if not decision.allowed or case.about is not None or case.outcome is not None:
        raise Refused.for_election("open_case", decision, election, subject.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=subject.id, now=now)
    earlier = open_case(session, CaseKind.REVIEW, subject)
    if earlier is not None:
        for one in case.asked:
            add_statement(session, earlier, as_said(one), Side.ASKS, now=now, by=one.entered_by)
        case.outcome, case.decided_at, case.decided_by = CaseOutcome.CLOSED, now, by
        case.decided_because = earlier.receipt
    else:
        _about(case, subject)
    session.flush()
    if earlier is None and isinstance(subject, VoterRollEntry):
        _hold(session, election, subject, now)
    found = earlier or case
    trail.of_election(
        session,
        election,
        "name_case",
        now=now,
        by=by,
        subject_id=subject.id,
        details={"case": str(found.id), "about": facts.about.value},
    )
    return found


def challenge(
    session: Session, subject: Challengeable, said: Said, *, post: Post, now: datetime, by: UUID
) -> Case:
    """Opens a challenge and tells the person challenged the reason, not who gave it; nobody is held by it.

    Raises Refused with every objection of `may_challenge`. Source: 1.14, 1.15;
    docs/decisions/0007-a-challenge-alone-holds-nobody.md
    """
    election = election_of(session, subject)
    require_running("open_case", election)
    take_turn(session, election)
    session.refresh(subject)
    facts = challenge_facts(session, subject, said.received_at)
    asked, decision = Asked(rule="may_challenge", facts=facts), may_challenge(facts)
    if not decision.allowed:
        raise Refused.for_election("open_case", decision, election, subject.id, asked=(asked,))
    keep_for(session, election, asked, subject_id=subject.id, now=now)
    case = open_case(session, CaseKind.CHALLENGE, subject)
    if case is not None:
        return _join(session, case, said, now, by)
    until = answer_time(election, facts, now)
    case = _open(session, election, CaseKind.CHALLENGE, subject, said, now, by, answer_until=until)
    tell_challenged(session, case, post=post, now=now)
    return case


def _open(
    session: Session,
    election: Election,
    kind: CaseKind,
    subject: Subject | None,
    said: Said,
    now: datetime,
    by: UUID | None,
    *,
    answer_until: datetime | None = None,
) -> Case:
    case = Case(
        district_id=election.district_id,
        election=election,
        kind=kind,
        receipt=free_receipt(session, election),
        opened_at=now,
        answer_until=answer_until,
    )
    if subject is not None:
        _about(case, subject)
    session.add(case)
    case.statements.append(statement_of(case, said, Side.ASKS, now, by))
    session.flush()
    about = case.about
    details = {
        "kind": kind.value,
        "about": about.value if about else None,
        "way": said.way.value,
        "case": str(case.id),
    }
    trail.of_election(
        session,
        election,
        "open_case",
        now=now,
        by=by,
        subject_id=subject.id if subject is not None else case.id,
        details=details,
        words={"name": said.name, "reason": said.words},
    )
    return case


def _join(session: Session, case: Case, said: Said, now: datetime, by: UUID | None) -> Case:
    """The same press of a button twice adds nothing."""
    if (said.name, said.words, said.received_at) in {
        (one.name, one.words, one.received_at) for one in case.asked
    }:
        return case
    add_statement(session, case, said, Side.ASKS, now=now, by=by)
    return case


def _about(case: Case, subject: Subject) -> None:
    if isinstance(subject, VoterRollEntry):
        case.roll_entry = subject
        case.roll_entry_id = subject.id
    elif isinstance(subject, InterestForm):
        case.form = subject
        case.form_id = subject.id
    else:
        case.candidate = subject
        case.candidate_id = subject.id


def _hold(session: Session, election: Election, entry: VoterRollEntry, now: datetime) -> None:
    """Asks the rules again: while the review is open, what refused the voter only holds."""
    known = recorded_voter_facts(session, entry)
    if known is None:
        return
    facts = replace(known, in_review=True, may_by_person=None)
    decision = may_vote(facts)
    entry.status, entry.codes = STATUS[decision.outcome], {"codes": list(decision.codes)}
    session.flush()
    keep_for(session, election, Asked(rule="may_vote", facts=facts), subject_id=entry.id, now=now)
