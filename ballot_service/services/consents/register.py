"""The register of consents: every student who stands, who was asked, what came back, and how long there is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service.models import Candidate, ConsentRequest, Election, GuardianConsent, PreElectionStatus
from ballot_service.rules.answer_links import days_left, link_ends_at
from ballot_service.rules.candidacy import Consent
from ballot_service.services.nominating import recorded_facts


@dataclass(frozen=True, kw_only=True)
class StudentConsent:
    """Where one student's consent stands."""

    candidate: Candidate
    request: ConsentRequest | None
    """The newest link."""
    consents: Sequence[GuardianConsent]
    """Every answer, newest first."""
    link_ends: datetime | None
    """On the district's clock; None where no link was sent or the answer is there."""

    @property
    def is_waiting(self) -> bool:
        waits = self.candidate.pre_election_status is PreElectionStatus.FILED
        return waits and self.candidate.consent is Consent.PENDING

    def days_left(self, now: datetime) -> int | None:
        """Whole days until the link ends, 0 on its last day; None without a link that still works."""
        return days_left(self.link_ends, now)


def student_consents(session: Session, election: Election) -> list[StudentConsent]:
    """Every student who was nominated, those who wait first, then by name."""
    students = [
        candidate
        for contest in election.contests
        for candidate in contest.candidates
        if (known := recorded_facts(session, candidate)) is not None and known.student_school is not None
    ]
    found = [_stands(session, election, candidate) for candidate in students]
    return sorted(found, key=lambda one: (not one.is_waiting, one.candidate.name.casefold()))


def waiting_for_consent(session: Session, election: Election) -> int:
    """How many students wait for a guardian."""
    return sum(one.is_waiting for one in student_consents(session, election))


def _stands(session: Session, election: Election, candidate: Candidate) -> StudentConsent:
    requests = select(ConsentRequest).where(ConsentRequest.candidate_id == candidate.id)
    request = session.scalars(requests.order_by(ConsentRequest.sent_at.desc()).limit(1)).first()
    consents = select(GuardianConsent).where(GuardianConsent.candidate_id == candidate.id)
    is_open = request is not None and request.consent is None and request.replaced_at is None
    return StudentConsent(
        candidate=candidate,
        request=request,
        consents=session.scalars(consents.order_by(GuardianConsent.answered_at.desc())).all(),
        link_ends=link_ends_at(request.sent_at, election.district.zone) if request and is_open else None,
    )
