"""Reviews and challenges for the tour: open, answered and decided; about a voter, a nominee, and nobody known yet."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from ballot_service.demonstration import season
from ballot_service.models import (
    Account,
    Candidate,
    Case,
    CaseOutcome,
    CaseWay,
    Contest,
    Election,
    PreElectionStatus,
    Role,
    RollStatus,
    VoterRollEntry,
)
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.services import cases, registering
from ballot_service.services.announcing.forms import Post
from ballot_service.services.cases import Said, Verdict
from tests.pages.installation import NOW
from tests.pages.stages import Stages

POST = Post(origin="http://127.0.0.1:8000", speak=lambda _tag, value: f"{value}")
BEFORE = NOW - timedelta(days=2)


def _said(words: str, moment: datetime = BEFORE, name: str = "Otis Byrd", **more: str) -> Said:
    return Said(
        name=name,
        contact="otis.byrd@example.org",
        words=words,
        way=CaseWay.WEB if more else CaseWay.PHONE,
        language="en",
        received_at=moment,
        sent_key=more.get("sent_key"),
        receipt_given=more.get("receipt", ""),
    )


def cases_in_every_state(stages: Stages) -> None:
    """Two reviews, two challenges, and a request of somebody whom nobody has found."""
    session, by = stages.session, stages.clerk.id
    election = session.get_one(Election, _id(stages))
    review = _review(stages, election)
    voter = _voters(stages, election, RollStatus.ELIGIBLE)[-1]
    challenged = cases.challenge(
        session, voter, _said("Moved to another state in August."), post=POST, now=BEFORE, by=by
    )
    cases.answer_case(
        session, challenged, _said("I still live here.", NOW, voter.person.name), now=NOW, by=by
    )
    decided = _decided(stages, election)
    like = _voters(stages, election, RollStatus.EXCLUDED)[0].person.family_name
    unknown = cases.ask_review_unseen(
        session,
        election,
        _said("I left the school.", name=f"Q. {like}", sent_key=uuid4().hex, receipt="ABCD-2345"),
        now=BEFORE,
    )
    stages.note(
        "preparing",
        review_id=review.id,
        challenged_id=challenged.id,
        decided_id=decided.id,
        unknown_id=unknown.id,
        challenged_voter_id=voter.id,
        reviewed_voter_id=review.roll_entry_id,
    )


def _id(stages: Stages) -> UUID:
    return UUID(stages.installation.rows["preparing.election_id"])


def _voters(stages: Stages, election: Election, status: RollStatus) -> list[VoterRollEntry]:
    found = registering.roll(stages.session, election, status)
    assert found, status
    return found


def _review(stages: Stages, election: Election) -> Case:
    """About a teacher on the staff list, whom the clerk entered."""
    teacher = season._teachers(stages.session, stages.place.schools[3])[-1]
    teacher.birth_date = teacher.birth_date or date(1980, 2, 2)
    entry = registering.add_voter(
        stages.session,
        election,
        given_name=teacher.given_name,
        family_name=teacher.family_name,
        tie=CommunityTie.LIVES_HERE,
        language="es",
        birth_date=teacher.birth_date,
        now=BEFORE,
        by=stages.clerk.id,
    )
    assert entry.status is RollStatus.EXCLUDED
    said = _said("I left the school in June.", name=entry.person.name)
    return cases.ask_review(stages.session, entry, said, now=BEFORE, by=stages.clerk.id)


def _decided(stages: Stages, election: Election) -> Case:
    """A challenge to a nominee that another official dismissed."""
    session = stages.session
    candidate = session.scalars(
        select(Candidate)
        .join(Contest, Contest.id == Candidate.contest_id)
        .where(
            Contest.election_id == election.id,
            Candidate.pre_election_status == PreElectionStatus.QUALIFIED,
        )
    ).first()
    assert candidate is not None
    early = NOW - timedelta(days=2)
    case = cases.challenge(
        session, candidate, _said("Has no child at the school."), post=POST, now=early, by=stages.clerk.id
    )
    cases.answer_case(
        session, case, _said("My son is in grade two.", NOW, candidate.name), now=NOW, by=stages.clerk.id
    )
    other: Account = stages.place.accounts[Role.TECHNICIAN]
    verdict = Verdict(
        outcome=CaseOutcome.STAYS, reason="The enrollment list has the child.", has_conflict=False
    )
    cases.decide_case(session, case, verdict, post=POST, now=NOW, by=other.id)
    return case
