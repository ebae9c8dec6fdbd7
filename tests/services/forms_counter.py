"""Where forms of Tallow Creek are handed in: a parent's on the web, a neighbor's on paper, a student's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

import outreach
from ballot_service.models import (
    Contest,
    Election,
    InterestForm,
)
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.interest import FormChannel, Question
from ballot_service.rules.presets import SeatPlan
from ballot_service.rules.seat_groups import SeatGroupKind
from ballot_service.services import interest, trail
from ballot_service.services.announcing.forms import Post
from ballot_service.services.interest import Desk, Filed, Filing
from ballot_service.services.noticing import Evidence
from ballot_service.storage import Storage
from tests.tallow_creek import TallowCreek, at

CLERK = uuid4()
SENT = at(10, 20, 10)
SCAN = Evidence(name="form.pdf", media_type="application/pdf", content=b"%PDF-1.7 a signed form")


@dataclass
class Counter:
    """Where forms of one election are handed in."""

    session: Session
    election: Election
    desk: Desk

    def contest(self, group: SeatGroupKind) -> Contest:
        return next(c for c in self.election.contests if c.seat_group.kind is group)

    def file(self, filing: Filing, now: datetime = SENT, **changed: Any) -> Filed:
        by = None if filing.channel is FormChannel.WEB else CLERK
        made = replace(filing, **changed)
        filed = interest.file_interest_form(self.session, self.election, made, desk=self.desk, now=now, by=by)
        self.session.commit()
        return filed

    def parent(self, **changed: Any) -> Filing:
        """A parent's complete web form."""
        plain = Filing(
            contest=self.contest(SeatGroupKind.PARENTS),
            channel=FormChannel.WEB,
            language="es",
            received_at=SENT,
            given_name="Ana",
            family_name="Ruiz",
            email="ana@example.org",
            child_school=self.election.council.school,
            answers={"child_name": "Leo", "leads_parent_group": "no", "employed": "no"},
            statement="Escucho a todos.",
            is_signed=True,
            sent_key=uuid4().hex,
        )
        return replace(plain, **changed)

    def paper(self, postmark: date | None, received: datetime, **changed: Any) -> Filing:
        """S5: a neighbor's form on paper, without e-mail or phone."""
        plain = self.parent(
            contest=self.contest(SeatGroupKind.COMMUNITY),
            channel=FormChannel.MAIL,
            given_name="Otis",
            family_name="Byrd",
            language="en",
            email="",
            address="4 Gin Road\nTallow Creek, MS 39000",
            child_school=None,
            answers={"child_enrolled": "no", "employed": "no"},
            statement="",
            received_at=received,
            postmarked_on=postmark,
            scan=SCAN,
            sent_key=None,
        )
        return replace(plain, **changed)

    def messages(self, form: InterestForm) -> list[outreach.Delivery]:
        query = select(outreach.Delivery).where(outreach.Delivery.recipient == str(form.id))
        return list(self.session.scalars(query.order_by(outreach.Delivery.queued_at)))

    def acts(self) -> list[str]:
        return [entry.act for entry in trail.entries(self.session, self.election.id)]


def codes(counter: Counter, form: InterestForm) -> tuple[str, ...]:
    return interest.form_decision(form).codes


def refuse(counter: Counter, form: InterestForm, written: str = "", reasons: tuple[Any, ...] = ()) -> None:
    interest.refuse(
        counter.session, form, reasons, written=written, desk=counter.desk, now=at(10, 22), by=CLERK
    )
    counter.session.commit()


def add(
    counter: Counter,
    form: InterestForm,
    question: Question,
    received: datetime,
    answer: str = "",
    file: Evidence | None = None,
) -> None:
    interest.add_to_form(
        counter.session,
        form,
        question,
        answer,
        received_at=received,
        desk=counter.desk,
        now=received,
        by=CLERK,
        file=file,
    )
    counter.session.commit()


def student(counter: Counter, born: date, given: str = "Kim", family: str = "Voss") -> Filing:
    return counter.parent(
        contest=counter.contest(SeatGroupKind.STUDENTS),
        given_name=given,
        family_name=family,
        email=f"{given}@example.org".lower(),
        student_school=counter.election.council.school,
        child_school=None,
        birth_date=born,
        answers={"guardian_name": "Di Voss", "guardian_contact": "+16015550177"},
    )


def opened(creek: TallowCreek, folder: Path, settings: ElectionSettings | None = None) -> Counter:
    """The counter of an election with a seat for students too."""
    students = SeatPlan(group=SeatGroupKind.STUDENTS, seats=1)
    election = creek.election(more=(students,), settings=settings)
    post = Post(origin="http://127.0.0.1:8000", speak=lambda _tag, value: f"{value}")
    desk = Desk(storage=Storage(folder), post=post)
    creek.session.commit()
    return Counter(creek.session, election, desk)
