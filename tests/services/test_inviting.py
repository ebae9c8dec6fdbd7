"""The invitation to information sessions: all that are to come, with their calendar file, until the first begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.models import Election, InformationSession, Person
from ballot_service.services import announcing, informing
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing, Ruling
from ballot_service.services.sending_tasks import sending_tasks
from outreach.sending import refused, uncertain
from tests.services.test_announcing import CLERK, ORIGIN, Mail, factory, opened, speak, work
from tests.services.test_call_for_forms import again_in_the_files, mailbox, the_place
from tests.services.test_information_sessions import EVENING, MORNING
from tests.tallow_creek import TallowCreek, at

__all__ = ["factory", "opened"]
NOW = at(10, 1, 9)
"""Before forms open, and before there is a roll."""
ONLINE = replace(MORNING, online="https://meet.example.org/cypress")


def planned(session: Session, election: Election) -> list[InformationSession]:
    rows = [informing.schedule_session(session, election, one, now=NOW) for one in (EVENING, ONLINE)]
    session.commit()
    return rows


def invite(session: Session, election: Election, now: datetime = NOW) -> dict[str, int]:
    added = announcing.send_notice(
        session,
        election,
        announcing.Announcing.INFORMATION_SESSION,
        origin=ORIGIN,
        speak=speak,
        now=now,
        by=CLERK,
    )
    session.commit()
    return {status.value: number for status, number in added.items()}


def test_it_tells_of_every_session_to_come_with_a_calendar_file(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    planned(opened, election)
    assert invite(opened, election) == {"queued": 3}
    assert invite(opened, election) == {}, "once to each"
    work(factory, mail := Mail(), NOW)
    message = next(one for one in mail.sent if one.address == "bo@example.org")
    assert (
        "Tue 21 Oct 2025, 6:00 p.m. Central time, until 7:30 p.m.\nCypress Elementary, cafeteria\n"
        "Languages: English, Spanish\n\nThu 23 Oct 2025, 8:00 a.m. Central time, until 9:00 a.m.\n"
        "Cypress Elementary, cafeteria\nFrom home: https://meet.example.org/cypress\n"
    ) in message.body
    (invitation,) = message.attachments
    assert invitation.content.count(b"BEGIN:VEVENT") == 2
    assert b"/v/" not in invitation.content


def test_nothing_leaves_once_the_first_of_them_has_begun(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    rows = planned(opened, election)
    invite(opened, election)
    starts = rows[0].starts_at
    opened.rollback()
    work(factory, mail := Mail(), starts)
    assert mail.sent == []
    made = announcing.prepare(
        opened, election, Announcing.INFORMATION_SESSION, origin=ORIGIN, speak=speak, now=starts
    )
    text = made.notice.text("en", "email")
    assert text is not None
    assert "Tue 21 Oct" not in text.body
    assert made.notice.version == 2, "it tells of the other one alone"


def test_a_session_moved_and_moved_back_is_told_again(opened: Session) -> None:
    election = the_place(opened)
    rows = planned(opened, election)
    invite(opened, election)
    for place in ("Library", EVENING.place):
        informing.change_session(opened, rows[0], replace(EVENING, place=place), now=NOW, by=CLERK)
        announcing.call_off_old_sessions(opened, election)
    assert invite(opened, election) == {"queued": 3}
    assert invite(opened, election) == {}


def test_a_session_called_off_is_said_and_none_is_left_to_invite_to(opened: Session) -> None:
    election = the_place(opened)
    rows = planned(opened, election)
    invite(opened, election)
    informing.cancel_session(opened, rows[0], "Storm.", now=NOW + timedelta(hours=1), by=CLERK)
    assert announcing.call_off_old_sessions(opened, election) == 3
    made = announcing.prepare(
        opened, election, Announcing.INFORMATION_SESSION, origin=ORIGIN, speak=speak, now=NOW
    )
    text = made.notice.text("en", "email")
    assert text is not None
    assert "Cancelled: Tue 21 Oct 2025, 6:00 p.m. Central time, Cypress Elementary, cafeteria" in text.body
    informing.cancel_session(opened, rows[1], "Storm.", now=NOW, by=CLERK)
    with pytest.raises(Refused) as refused:
        invite(opened, election)
    assert refused.value.decision.codes == ("no_session_to_come",)


LATER = NOW + timedelta(days=2)


def told_and_called_off(session: Session, election: Election, factory: sessionmaker[Session]) -> Mail:
    """Both sessions were told of by mail, then both were cancelled."""
    rows = planned(session, election)
    invite(session, election)
    session.commit()
    work(factory, mail := Mail(), NOW)
    for row in rows:
        informing.cancel_session(session, row, "Storm.", now=NOW + timedelta(days=1), by=CLERK)
        announcing.call_off_old_sessions(session, election)
    session.commit()
    return mail


def test_when_none_is_left_whoever_was_told_hears_that_they_need_not_come(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    mail = told_and_called_off(opened, election, factory)
    late = TallowCreek.found(opened, election).guardian("Late", "Comer")
    mailbox(opened, late)
    (task,) = sending_tasks(opened, election, LATER)
    assert str(task.sentence) == "People were told of an information session that does not take place."
    assert invite(opened, election, LATER) == {"queued": 3}, "not who came into the files since"
    assert list(sending_tasks(opened, election, LATER)) == []
    assert invite(opened, election, LATER) == {}
    invited = len(mail.sent)
    work(factory, mail, LATER)
    news = mail.sent[invited:]
    assert {one.address for one in news} == {"ana@example.org", "bo@example.org", "tia@example.org"}
    english = next(one for one in news if one.address == "bo@example.org")
    assert english.subject.endswith("information session called off")
    for day in ("Tue 21 Oct 2025, 6:00 p.m.", "Thu 23 Oct 2025, 8:00 a.m."):
        assert day in english.body
    (file,) = english.attachments
    assert file.content.count(b"STATUS:CANCELLED") == 2, "so that calendars take it out"
    spanish = next(one for one in news if one.address == "ana@example.org")
    assert "Por favor, no venga" in spanish.body


def test_it_goes_until_the_last_of_them_would_have_begun(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    mail = told_and_called_off(opened, election, factory)
    first, last = (row.starts_at for row in informing.sessions_of(opened, election))
    invite(opened, election, LATER)
    invited = len(mail.sent)
    work(factory, mail, last)
    assert len(mail.sent) == invited
    with pytest.raises(Refused):
        invite(opened, election, last)
    opened.rollback()
    assert invite(opened, election, first) == {"queued": 3}, "of the second alone, in words of their own"


def test_a_session_that_nobody_was_told_of_is_no_news(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    """It was entered after the others had been told, and cancelled before the next invitation."""
    election = the_place(opened)
    told_and_called_off(opened, election, factory)
    other = informing.schedule_session(opened, election, replace(EVENING, place="Library"), now=LATER)
    informing.cancel_session(opened, other, "Entered by mistake.", now=LATER, by=CLERK)
    made = announcing.prepare(
        opened, election, Announcing.INFORMATION_SESSION, origin=ORIGIN, speak=speak, now=LATER
    )
    text = made.notice.text("en", "email")
    assert text is not None
    assert "Library" not in text.body
    assert "Cypress Elementary, cafeteria" in text.body


def test_a_new_session_takes_the_place_of_the_news(opened: Session, factory: sessionmaker[Session]) -> None:
    election = the_place(opened)
    told_and_called_off(opened, election, factory)
    invite(opened, election, LATER)
    informing.schedule_session(opened, election, replace(EVENING, place="Library"), now=LATER)
    assert announcing.call_off_old_sessions(opened, election) == 3
    assert invite(opened, election, LATER) == {"queued": 3}


@dataclass
class Half(Mail):
    """Answers for one mailbox as it is told, and takes everything else."""

    other: str = "bo@example.org"
    says: outreach.Outcome = uncertain("no_answer", "Nobody knows.")  # noqa: RUF009  # frozen

    def send(self, message: outreach.Message) -> outreach.Outcome:
        taken = super().send(message)
        return self.says if message.address == self.other else taken


def invited_with(session: Session, election: Election, factory: sessionmaker[Session], mail: Mail) -> None:
    planned(session, election)
    invite(session, election)
    work(factory, mail, NOW)
    session.expire_all()


def cancelled(session: Session, election: Election) -> None:
    for row in informing.sessions_of(session, election):
        informing.cancel_session(session, row, "Storm.", now=NOW + timedelta(days=1), by=CLERK)
    announcing.call_off_old_sessions(session, election)
    session.commit()


def told_so(session: Session, election: Election, factory: sessionmaker[Session]) -> list[str]:
    """To which addresses the news goes that none takes place."""
    invite(session, election, LATER)
    work(factory, mail := Mail(), LATER)
    return sorted(one.address for one in mail.sent)


ALL_TOLD = ["ana@example.org", "bo@example.org", "tia@example.org"]


@pytest.mark.parametrize("ruling", [None, Ruling.GIVE_UP, Ruling.CONFIRM, Ruling.REPEAT])
def test_who_perhaps_got_the_invitation_hears_that_it_is_off(
    opened: Session, factory: sessionmaker[Session], ruling: Ruling | None
) -> None:
    """Whatever a person decided since: a repeat that was called off before it went leaves the first try."""
    election = the_place(opened)
    invited_with(opened, election, factory, Half())
    if ruling is not None:
        (unclear,) = announcing.unclear_messages(opened, election)
        announcing.rule_on(
            opened, election, unclear.unclear.delivery_id, ruling, "Asked.", now=LATER, by=CLERK
        )
    cancelled(opened, election)
    assert told_so(opened, election, factory) == ALL_TOLD


def test_an_invitation_of_which_nobody_knows_is_enough_for_the_news(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = the_place(opened)
    invited_with(opened, election, factory, Mail(answer=uncertain("no_answer", "Nobody knows.")))
    cancelled(opened, election)
    assert len(list(sending_tasks(opened, election, LATER))) == 1
    assert told_so(opened, election, factory) == ALL_TOLD


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (uncertain("no_answer", "Nobody knows."), {"Beth", "Bo"}),
        (refused("address_refused", "No such mailbox."), set()),
    ],
)
def test_who_shares_a_mailbox_was_told_only_if_something_may_have_gone_there(
    opened: Session, factory: sessionmaker[Session], answer: outreach.Outcome, told: set[str]
) -> None:
    election = the_place(opened)
    again_in_the_files(opened, election, ("Beth", "Lee"), "bo@example.org")
    invited_with(opened, election, factory, Half(says=answer))
    cancelled(opened, election)
    invite(opened, election, LATER)
    newest = opened.scalars(select(outreach.OutreachNotice).order_by(outreach.OutreachNotice.version)).all()[
        -1
    ]
    rows = opened.scalars(select(outreach.Delivery.recipient).where(outreach.Delivery.notice_id == newest.id))
    known = {str(one.id): one.given_name for one in opened.scalars(select(Person))}
    assert {known[one] for one in rows} - {"Ana", "Tia"} == told


def test_moved_and_moved_back_after_all_have_it_is_no_news_although_somebody_wanted_none(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    """Who wanted none loses the old words; that alone sends nobody a second message."""
    election = the_place(opened)
    no = outreach.Consent(
        channel="email",
        address="bo@example.org",
        purpose_class=outreach.PurposeClass.NEWS,
        says=outreach.Says.NO,
        source=outreach.ConsentSource.DESK,
        at=NOW,
    )
    outreach.note(opened, no, now=NOW)
    invited_with(opened, election, factory, Mail())
    row = informing.sessions_of(opened, election)[0]
    for place in ("Library", EVENING.place):
        informing.change_session(opened, row, replace(EVENING, place=place), now=NOW, by=CLERK)
        assert announcing.call_off_old_sessions(opened, election) == 0
    assert invite(opened, election, LATER) == {}
