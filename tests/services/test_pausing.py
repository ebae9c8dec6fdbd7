"""A provider that keeps failing is paused and a person told: one mail a pause, and never by the one that is paused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ballot_service import working
from ballot_service.database import committed, sessions
from ballot_service.mailing import other_mail
from ballot_service.models import Account, Role
from ballot_service.provider_settings import MailBy, SendGrid
from ballot_service.services.announcing import (
    pause_everywhere,
    resume_everywhere,
    tell_of_pauses,
    to_tell_directly,
)
from ballot_service.services.announcing.pausing import Alert
from ballot_service.services.appointing import appoint
from outreach import Delivery
from outreach.faring import FAILURES_BEFORE_PAUSE, note_round
from tests.databases import Database
from tests.outreach.samples import FakeSender
from tests.tallow_creek import OPENS, TallowCreek
from tests.web.sign_in.scene import settings_for

ORIGIN = "https://vote.example.org"


def let_fail(session: Session, name: str, now: datetime) -> None:
    for _ in range(FAILURES_BEFORE_PAUSE):
        note_round(session, name, taken=0, failed_with="key_refused", now=now)


def tell(session: Session, now: datetime = OPENS) -> int:
    return tell_of_pauses(session, mail_by="smtp", origin=ORIGIN, now=now)


def hold_office(creek: TallowCreek, session: Session, email: str, role: Role, language: str = "en") -> None:
    appoint(
        session,
        creek.district,
        email=email,
        name="x",
        role=role,
        is_employee=False,
        from_on=date(2025, 11, 1),
        now=OPENS,
    )
    session.scalars(select(Account).where(Account.email == email)).one().language = language
    session.flush()


def mails(session: Session) -> list[Delivery]:
    return list(session.scalars(select(Delivery).where(Delivery.purpose == "provider_paused")))


def test_one_mail_for_each_pause_to_each_technician_in_their_language(
    creek: TallowCreek, session: Session
) -> None:
    hold_office(creek, session, "tech@example.org", Role.TECHNICIAN, "es")
    hold_office(creek, session, "clerk@example.org", Role.CLERK)
    for _ in range(FAILURES_BEFORE_PAUSE - 1):
        note_round(session, "sms", taken=0, failed_with="key_refused", now=OPENS)
    assert tell(session) == 0, "not paused yet"
    note_round(session, "sms", taken=0, failed_with="key_refused", now=OPENS)
    assert [tell(session), tell(session)] == [1, 0]
    (mail,) = mails(session)
    assert (mail.address, mail.channel, mail.language) == ("tech@example.org", "email", "es")
    assert mail.subject == "Twilio SMS está en pausa: los mensajes esperan"
    assert "key_refused" in mail.body
    assert f"{ORIGIN}/technician/installation" in mail.body
    later = OPENS + timedelta(hours=1)
    note_round(session, "sms", taken=0, failed_with="key_refused", now=later)
    assert tell(session, later) == 0, "a failed probe is no new pause"
    assert resume_everywhere(session, "sms", "Paid.", carriers={"sms": "sms"}, now=later)
    let_fail(session, "sms", later)
    assert [tell(session, later), tell(session, later)] == [1, 0]


def test_clerks_are_told_where_there_is_no_technician(creek: TallowCreek, session: Session) -> None:
    let_fail(session, "sms", OPENS)
    assert tell(session) == 0
    hold_office(creek, session, "clerk@example.org", Role.CLERK)
    hold_office(creek, session, "watch@example.org", Role.OBSERVER)
    assert tell(session) == 1, "as soon as there is somebody"
    assert [mail.address for mail in mails(session)] == ["clerk@example.org"]


def test_no_mail_about_a_pause_by_a_person_or_while_the_mail_itself_is_paused(
    creek: TallowCreek, session: Session
) -> None:
    hold_office(creek, session, "tech@example.org", Role.TECHNICIAN)
    pause_everywhere(session, "sms", "A bill.", carriers={"sms": "sms"}, now=OPENS)
    assert tell(session) == 0
    let_fail(session, "voice", OPENS)
    let_fail(session, "smtp", OPENS)
    assert tell(session) == 0
    assert resume_everywhere(session, "smtp", "Repaired.", carriers={"email": "smtp"}, now=OPENS)
    assert tell(session) == 1


def test_many_workers_tell_it_once(database: Database) -> None:
    engine = database.engine()
    make = sessions(engine)
    with make() as session, committed(session):
        creek = TallowCreek(session)
        hold_office(creek, session, "tech@example.org", Role.TECHNICIAN)
        let_fail(session, "sms", OPENS)
    start, told, failed = Barrier(4), [], []

    def work() -> None:
        try:
            start.wait()
            with make() as session, committed(session):
                told.append(tell(session))
        except Exception as error:
            failed.append(error)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with make() as session:
        found = len(mails(session))
    engine.dispose()
    assert (failed, sum(told), found) == ([], 1, 1)


def test_the_second_way_for_mail_tells_once_that_the_first_is_paused(
    creek: TallowCreek, session: Session
) -> None:
    hold_office(creek, session, "tech@example.org", Role.TECHNICIAN, "es")

    def directly(other: str = "smtp") -> list[Alert]:
        return to_tell_directly(session, mail_by="sendgrid", other=other, origin=ORIGIN, now=OPENS)

    let_fail(session, "sms", OPENS)
    assert directly() == [], "the first way works and tells it"
    let_fail(session, "sendgrid", OPENS)
    told = sorted(alert.subject for alert in directly())
    assert told == [
        "SendGrid está en pausa: los mensajes esperan",
        "Twilio SMS está en pausa: los mensajes esperan",
    ]
    assert directly() == []
    assert mails(session) == [], "nothing waits in the outbox for the paused one"


def test_no_second_way_that_is_paused_itself(creek: TallowCreek, session: Session) -> None:
    hold_office(creek, session, "tech@example.org", Role.TECHNICIAN)
    let_fail(session, "sendgrid", OPENS)
    pause_everywhere(session, "smtp", "A bill.", carriers={"email": "smtp"}, now=OPENS)
    assert to_tell_directly(session, mail_by="sendgrid", other="smtp", origin=ORIGIN, now=OPENS) == []


def test_the_worker_hands_it_to_the_second_way_once(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(
        settings_for(database.url, tmp_path),
        mail_url="smtp://127.0.0.1:25",
        mail_choice=MailBy.SENDGRID,
        sendgrid=SendGrid(api_key="SG.x"),
    )
    second = other_mail(settings)
    assert second is not None
    assert second.name == "smtp"
    assert other_mail(replace(settings, mail_url="")) is None
    seen = FakeSender(name="smtp")
    monkeypatch.setattr(working, "other_mail", lambda _: seen)
    engine = database.engine()
    make = sessions(engine)
    with make() as session, committed(session):
        hold_office(TallowCreek(session), session, "tech@example.org", Role.TECHNICIAN, "es")
        let_fail(session, "sendgrid", OPENS)
    for _ in range(2):
        working.tell_of_pauses(settings, make, OPENS)
    engine.dispose()
    assert [(mail.address, mail.language) for mail in seen.seen] == [("tech@example.org", "es")]
    assert "SendGrid" in seen.seen[0].subject
