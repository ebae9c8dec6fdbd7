"""Where reviews and challenges of Tallow Creek come in: a teacher who was refused, and two clerks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

import outreach
from ballot_service.models import (
    Candidate,
    Case,
    CaseOutcome,
    CaseWay,
    ContactKind,
    Election,
    VoterRollEntry,
)
from ballot_service.rules.eligibility import CommunityTie
from ballot_service.rules.employment import Position
from ballot_service.services import cases, registering, trail
from ballot_service.services.announcing.forms import Post
from ballot_service.services.cases import Said, Verdict
from tests.services.steps import account
from tests.tallow_creek import TallowCreek, at

ASKED, DECIDED = at(11, 5, 10), at(11, 6, 10)
ENTERED = at(11, 3, 9)
POST = Post(origin="https://vote.example.org", speak=lambda _tag, value: f"{value}")
REASON = "The payroll of 3 November does not have her."


def said(received_at: datetime = ASKED, **changed: Any) -> Said:
    plain: dict[str, Any] = {
        "name": "Tess Rowe",
        "contact": "tess@example.org",
        "words": "I left the school in June.",
        "way": CaseWay.PHONE,
        "language": "en",
        "received_at": received_at,
    }
    return Said(**{**plain, **changed})


@dataclass
class Desk:
    """One election, the clerk who enters people, and the one who decides."""

    creek: TallowCreek
    election: Election
    first: UUID
    second: UUID

    def add(
        self,
        given: str,
        family: str,
        email: str = "",
        born: date | None = None,
        language: str = "en",
        now: datetime = ENTERED,
    ) -> VoterRollEntry:
        """Somebody whom the first clerk puts on the roll."""
        entry = registering.add_voter(
            self.creek.session,
            self.election,
            given_name=given,
            family_name=family,
            tie=CommunityTie.LIVES_HERE,
            language=language,
            contacts=[(ContactKind.EMAIL, email)] if email else [],
            birth_date=born,
            now=now,
            by=self.first,
        )
        self.creek.session.commit()
        return entry

    def teacher(self, language: str = "en") -> VoterRollEntry:
        """S2: a teacher who lives here, on the staff list with her birth date; refused by the rules."""
        born = date(1980, 2, 2)
        self.creek.employ(self.creek.person("Tess", "Rowe", born), Position.TEACHER)
        return self.add("Tess", "Rowe", "tess@example.org", born, language)

    def nominee(self, name: str = "Ana Ruiz") -> Candidate:
        self.creek.stand(self.election.contests[0], name)
        self.creek.session.commit()
        return next(c for c in self.election.contests[0].candidates if c.name == name)

    def ask(self, entry: VoterRollEntry, moment: datetime = ASKED, **changed: Any) -> Case:
        case = cases.ask_review(self.creek.session, entry, said(moment, **changed), now=moment, by=self.first)
        self.creek.session.commit()
        return case

    def challenge(
        self, subject: VoterRollEntry | Candidate, moment: datetime = ASKED, **changed: Any
    ) -> Case:
        words = {
            "name": "Nosy Neighbor",
            "contact": "nosy@example.org",
            "words": "Moved to Texas.",
            **changed,
        }
        case = cases.challenge(
            self.creek.session, subject, said(moment, **words), post=POST, now=moment, by=self.first
        )
        self.creek.session.commit()
        return case

    def decide(
        self,
        case: Case,
        outcome: CaseOutcome,
        now: datetime = DECIDED,
        by: UUID | None = None,
        *,
        has_conflict: bool | None = False,
        reason: str = REASON,
    ) -> None:
        verdict = Verdict(outcome=outcome, reason=reason, has_conflict=has_conflict)
        cases.decide_case(self.creek.session, case, verdict, post=POST, now=now, by=by or self.second)
        self.creek.session.commit()

    def messages(self, case: Case) -> list[tuple[str, str, str, outreach.Delivery]]:
        """(notice, language, channel, delivery) for each message about a case, the first one first."""
        table, notice = outreach.Delivery, outreach.OutreachNotice
        rows = self.creek.session.execute(
            select(table, notice.name)
            .join(notice, notice.id == table.notice_id)
            .where(table.recipient == str(case.id))
            .order_by(table.queued_at)
        ).all()
        return [(name, row.language, row.channel, row) for row, name in rows]

    def acts(self) -> list[str]:
        return [entry.act for entry in trail.entries(self.creek.session, self.election.id)]


def desk_of(creek: TallowCreek) -> Desk:
    election = creek.election()
    first, second = account(creek.session, "Carla Clerk"), account(creek.session, "Dora Clerk")
    return Desk(creek, election, first.id, second.id)
