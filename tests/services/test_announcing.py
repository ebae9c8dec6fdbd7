"""Sending through the outbox: who gets what, in which language, once; and the ledger line when it is out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.database import sessions
from ballot_service.links import Links, Purpose
from ballot_service.models import (
    BallotLink,
    ContactKind,
    ContactPoint,
    Election,
    NoticeRecord,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.rules.notice_ledger import NoticeKind
from ballot_service.rules.words import in_english
from ballot_service.services import announcing, informing, issuing, opening, registering
from ballot_service.services.acting import NotFound, Refused
from ballot_service.services.announcing import Announcing, Ruling
from outreach.sending import accepted, uncertain
from tests.databases import Database
from tests.tallow_creek import CLOSES, SECRET, TallowCreek, at

ORIGIN = "https://vote.tallowcreek.example"
LINKS = Links(["tests only, a long enough link secret"])
CLERK = uuid4()
SEND = at(11, 4, 16)


def speak(_language: str, value: object) -> str:
    return in_english(value)


@dataclass
class Mail:
    """A sender that keeps what it was given and answers as it is told."""

    answer: outreach.Outcome = field(default_factory=accepted)
    sent: list[outreach.Message] = field(default_factory=list)
    name: str = "fake"

    def send(self, message: outreach.Message) -> outreach.Outcome:
        self.sent.append(message)
        return self.answer

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def factory(database: Database) -> Iterator[sessionmaker[Session]]:
    engine = database.engine()
    yield sessions(engine)
    engine.dispose()


@pytest.fixture
def opened(factory: sessionmaker[Session]) -> Iterator[Session]:
    with factory() as session:
        yield session


def an_election(session: Session, settings: ElectionSettings | None = None) -> Election:
    """Three voters: one mail in English, one in Spanish, and one without any address."""
    creek = TallowCreek(session)
    election = creek.election(settings=settings)
    people = [
        creek.guardian("Ana", "Ruiz", language="es"),
        creek.guardian("Bo", "Lee"),
        creek.guardian("Cy", "Hart"),
    ]
    for person, mail in zip(people, ("ana@example.org", "bo@example.org"), strict=False):
        session.add(
            ContactPoint(
                district_id=election.district_id, person_id=person.id, kind=ContactKind.EMAIL, value=mail
            )
        )
    session.flush()
    creek.stand(election.contests[0], "Di Voss")
    registering.build_roll(session, election, now=at(11, 3, 9))
    creek.freeze(election)
    session.commit()
    return election


def send(session: Session, election: Election, now: datetime = SEND) -> dict[str, int]:
    added = announcing.send_notice(
        session,
        election,
        announcing.Announcing.ELECTION_NOTICE,
        origin=ORIGIN,
        speak=speak,
        now=now,
        by=CLERK,
    )
    session.commit()
    return {status.value: number for status, number in added.items()}


def send_links(session: Session, election: Election, now: datetime = SEND) -> dict[str, int]:
    added = announcing.send_notice(
        session, election, announcing.Announcing.BALLOT_LINK, origin=ORIGIN, speak=speak, now=now, by=CLERK
    )
    session.commit()
    return {status.value: number for status, number in added.items()}


def work(factory: sessionmaker[Session], mail: Mail, now: datetime = SEND) -> None:
    """The worker; no other session may hold a transaction meanwhile."""
    fill = announcing.fill(factory, LINKS, ORIGIN)
    outreach.deliver_due(factory, {"email": mail}, fill, lambda: now, "tests")


def record(session: Session, now: datetime = SEND) -> int:
    number = announcing.record_published(session, now)
    session.commit()
    return number


def test_the_quote_counts_by_language_and_names_who_is_passed_over(opened: Session) -> None:
    election = an_election(opened)
    ready = announcing.prepare(opened, election, Announcing.ELECTION_NOTICE, origin=ORIGIN, speak=speak)
    quote = announcing.quote(opened, election, ready)
    assert [(line.channel, line.language, line.messages) for line in quote.lines] == [
        ("email", "en", 1),
        ("email", "es", 1),
    ]
    passed = {one.entry.person.name: str(one.why) for one in quote.passed_over}
    assert passed["Cy Hart"] == "No e-mail address."
    assert len(passed) == len(ready.recipients) - 2
    send(opened, election)
    again = announcing.prepare(opened, election, Announcing.ELECTION_NOTICE, origin=ORIGIN, speak=speak)
    later = announcing.quote(opened, election, again)
    assert (later.messages, later.already) == (0, 2)


def test_the_notice_goes_out_once_and_enters_the_ledger_in_both_languages(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = an_election(opened)
    assert send(opened, election)["queued"] == 2
    assert "queued" not in send(opened, election)
    assert record(opened) == 0
    mail = Mail()
    work(factory, mail, SEND + timedelta(minutes=3))
    assert sorted(message.address for message in mail.sent) == ["ana@example.org", "bo@example.org"]
    assert f"{ORIGIN}/elections/{election.id}" in mail.sent[0].body
    after_midnight = at(11, 5, 0, 1)
    assert record(opened, after_midnight) == 2
    assert record(opened, after_midnight) == 0
    rows = list(opened.scalars(select(NoticeRecord).order_by(NoticeRecord.language)))
    assert [(row.kind, row.language) for row in rows] == [(NoticeKind.EMAIL, "en"), (NoticeKind.EMAIL, "es")]
    assert {row.published_at for row in rows} == {SEND + timedelta(minutes=3)}
    assert not any(row.is_late_entry for row in rows)


def test_the_ledger_keeps_the_opening_that_the_notice_named(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = an_election(opened)
    named = election.opens_at
    send(opened, election)
    opening.change_times(
        opened, election, SECRET, opens_at=named + timedelta(days=2), closes_at=CLOSES, now=SEND
    )
    opened.commit()
    work(factory, Mail())
    record(opened)
    assert {row.names_opening_at for row in opened.scalars(select(NoticeRecord))} == {named}
    assert send(opened, election)["queued"] == 2, "changed words are a new version for everybody"


def test_a_link_is_stored_nowhere_and_filled_in_when_it_leaves(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = an_election(opened)
    issuing.issue_links(opened, election, now=SEND)
    assert send_links(opened, election)["queued"] == 2
    ana = opened.scalars(select(BallotLink).join(VoterRollEntry).where(VoterRollEntry.language == "es")).one()
    token = LINKS.token(Purpose.BALLOT, ana.key)
    stored = [row.body for row in opened.scalars(select(outreach.Delivery)) if row.body]
    assert stored
    assert all("{personal_link}" in body and token not in body for body in stored)
    mail = Mail()
    opened.commit()
    work(factory, mail)
    to_ana = next(message for message in mail.sent if message.address == "ana@example.org")
    assert f"{ORIGIN}/v/{token}" in to_ana.body
    assert "A. R****" in to_ana.body


def test_a_replaced_link_is_sent_again_and_the_old_one_never(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = an_election(opened)
    issuing.issue_links(opened, election, now=SEND)
    send_links(opened, election)
    bo = next(entry for entry in registering.roll(opened, election) if entry.person.given_name == "Bo")
    old = LINKS.token(Purpose.BALLOT, bo.links[0].key)
    new = issuing.reissue(opened, election, bo, "Lost.", now=SEND)
    assert send_links(opened, election)["queued"] == 1
    mail = Mail()
    opened.commit()
    work(factory, mail)
    to_bo = [message.body for message in mail.sent if message.address == "bo@example.org"]
    assert len(to_bo) == 1
    assert LINKS.token(Purpose.BALLOT, new.key) in to_bo[0]
    assert old not in to_bo[0]


def test_links_wait_for_the_frozen_ballot_and_nothing_is_sent_after_the_close(opened: Session) -> None:
    election = TallowCreek(opened).election()
    with pytest.raises(Refused) as early:
        send_links(opened, election, at(10, 20))
    assert "ballot_not_frozen" in early.value.decision.codes
    with pytest.raises(Refused) as late:
        send(opened, election, CLOSES)
    assert "voting_over" in late.value.decision.codes


def test_two_people_read_a_notice_where_the_council_wants_it(opened: Session) -> None:
    election = an_election(opened, ElectionSettings(two_person_notice_approval=True))
    ready = announcing.prepare(opened, election, Announcing.ELECTION_NOTICE, origin=ORIGIN, speak=speak)
    announcing.approve_words(opened, election, ready, now=SEND, by=CLERK)
    with pytest.raises(Refused) as alone:
        send(opened, election)
    assert alone.value.decision.codes == ("second_person_missing",)
    announcing.approve_words(opened, election, ready, now=SEND, by=uuid4())
    assert send(opened, election)["queued"] == 2


@pytest.mark.parametrize("ruling", list(Ruling))
def test_an_unclear_message_waits_for_a_persons_word(
    opened: Session, factory: sessionmaker[Session], ruling: Ruling
) -> None:
    election = an_election(opened)
    send(opened, election)
    work(factory, Mail(answer=uncertain("no_answer", "Nobody knows.")))
    assert record(opened) == 0
    waiting = announcing.unclear_messages(opened, election)
    assert {one.to.split()[0] for one in waiting} == {"Ana", "Bo"}
    for one in waiting:
        announcing.rule_on(
            opened, election, one.unclear.delivery_id, ruling, "They say so.", now=SEND, by=CLERK
        )
    opened.commit()
    work(factory, Mail())
    (version,) = announcing.versions(opened, election, Announcing.ELECTION_NOTICE)
    expected = "given_up" if ruling is Ruling.GIVE_UP else "sent"
    assert {status.value: number for status, number in version.numbers.items()}[expected] == 2
    with pytest.raises(NotFound):
        announcing.rule_on(opened, election, uuid4(), ruling, "Again.", now=SEND, by=CLERK)


def test_who_asked_for_no_messages_gets_the_link_by_another_way_or_is_listed(
    factory: sessionmaker[Session], opened: Session
) -> None:
    """Bo ended news by e-mail and still gets his link there; Cy wrote STOP and has nothing but the phone."""
    election = an_election(opened)
    phones = {"Cy": "+16012082200", "Bo": "+16012082201"}
    for entry in registering.roll(opened, election):
        if entry.person.given_name in phones:
            entry.person.contacts.append(
                ContactPoint(
                    district_id=election.district_id,
                    kind=ContactKind.PHONE,
                    value=phones[entry.person.given_name],
                )
            )
    wishes = (
        ("email", "bo@example.org", outreach.PurposeClass.NEWS),
        ("sms", phones["Cy"], outreach.PurposeClass.EVERYTHING),
    )
    for channel, address, what in wishes:
        said_no = outreach.Consent(
            channel=channel,
            address=address,
            purpose_class=what,
            says=outreach.Says.NO,
            source=outreach.ConsentSource.REPLY,
            at=SEND,
        )
        outreach.note(opened, said_no, now=SEND)
    issuing.issue_links(opened, election, now=SEND, by=CLERK)
    opened.commit()

    def prepared(kind: Announcing) -> announcing.Announcement:
        return announcing.prepare(
            opened, election, kind, origin=ORIGIN, speak=speak, channels=("email", "sms")
        )

    def addresses(kind: Announcing) -> dict[str, str]:
        made = prepared(kind)
        return {
            made.entries[one.reference].person.given_name: one.contact_points[0].address
            for one in made.recipients
            if one.contact_points
        }

    assert addresses(Announcing.ELECTION_NOTICE)["Bo"] == phones["Bo"]
    assert addresses(Announcing.BALLOT_LINK)["Bo"] == "bo@example.org"
    offer = announcing.quote(opened, election, prepared(Announcing.BALLOT_LINK))
    why = {one.entry.person.given_name: in_english(one.why) for one in offer.passed_over}
    assert why["Cy"] == "Asked for no such messages at this address."
    assert "Bo" not in why
    added = announcing.send_notice(
        opened,
        election,
        announcing.Announcing.BALLOT_LINK,
        origin=ORIGIN,
        speak=speak,
        now=SEND,
        by=CLERK,
        channels=("email", "sms"),
    )
    assert added == {
        outreach.DeliveryStatus.QUEUED: 2,
        outreach.DeliveryStatus.OPTED_OUT: 1,
        outreach.DeliveryStatus.NO_ADDRESS: 1,
    }
    missed = announcing.not_reached(opened, election, Announcing.BALLOT_LINK)
    assert {one.person.given_name for one in missed} == {"Cy", "Di"}


@pytest.mark.parametrize(
    ("channel", "what", "comes_by"),
    [
        ("email", outreach.PurposeClass.NEWS, "email"),
        ("sms", outreach.PurposeClass.NEWS, "email"),
        ("sms", outreach.PurposeClass.EVERYTHING, "email"),
        ("email", outreach.PurposeClass.EVERYTHING, "sms"),
    ],
)
@pytest.mark.parametrize("after_queueing", [False, True])
def test_whoever_wants_no_news_gets_the_ballot_link(
    factory: sessionmaker[Session],
    opened: Session,
    channel: str,
    what: outreach.PurposeClass,
    comes_by: str,
    after_queueing: bool,
) -> None:
    """By the way that is left, also where the wish came after the link was queued and the clerk sends again."""
    election = an_election(opened)
    (bo,) = [one for one in registering.roll(opened, election) if one.person.given_name == "Bo"]
    phone = ContactPoint(district_id=election.district_id, kind=ContactKind.PHONE, value="+16012082201")
    bo.person.contacts.append(phone)
    address = {"email": "bo@example.org", "sms": phone.value}
    issuing.issue_links(opened, election, now=SEND, by=CLERK)

    def say_no() -> None:
        no = outreach.Consent(
            channel=channel,
            address=address[channel],
            purpose_class=what,
            says=outreach.Says.NO,
            source=outreach.ConsentSource.REPLY,
            at=SEND,
        )
        outreach.note(opened, no, now=SEND)
        opened.commit()

    def send_again() -> None:
        announcing.send_notice(
            opened,
            election,
            Announcing.BALLOT_LINK,
            origin=ORIGIN,
            speak=speak,
            now=SEND,
            by=CLERK,
            channels=("email", "sms"),
        )
        opened.commit()

    if after_queueing:
        send_again()
    say_no()
    mail, fill = Mail(), announcing.fill(factory, LINKS, ORIGIN)
    for _ in range(2):
        send_again()
        outreach.deliver_due(factory, {"email": mail, "sms": mail}, fill, lambda: SEND, "tests")
    to_bo = [one for one in mail.sent if one.address in address.values()]
    assert [(one.channel, one.address) for one in to_bo] == [(comes_by, address[comes_by])]
    assert "/v/" in to_bo[0].body


def unfolded(message: outreach.Message) -> str:
    (invite,) = message.attachments
    assert (invite.name, invite.kind) == ("invite.ics", "text/calendar; method=PUBLISH; charset=utf-8")
    return invite.content.decode().replace("\r\n ", "")


def test_the_days_of_voting_go_along_as_a_calendar_file(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    """With the notice and with the link, in the reader's language, the same event as the one to download."""
    election = an_election(opened)

    def in_tongues(language: str, value: object) -> str:
        return f"{language}: {in_english(value)}"

    kinds = {"origin": ORIGIN, "speak": in_tongues, "now": SEND, "by": CLERK}
    announcing.send_notice(opened, election, announcing.Announcing.ELECTION_NOTICE, **kinds)  # type: ignore[arg-type]  # the same for all
    issuing.issue_links(opened, election, now=SEND, by=CLERK)
    announcing.send_notice(opened, election, announcing.Announcing.BALLOT_LINK, **kinds)  # type: ignore[arg-type]  # the same for all
    opened.commit()
    mail = Mail()
    work(factory, mail)
    assert len(mail.sent) == 4
    page = f"{ORIGIN}/elections/{election.id}"
    download = informing.voting_invite(opened, election, "es", speak=in_tongues, page=page, now=SEND).decode()
    for message in mail.sent:
        invite = unfolded(message)
        assert f"SUMMARY:{message.language}: Voting: " in invite
        assert f"UID:{election.id}@voting\r\n" in invite
        assert "METHOD:PUBLISH\r\n" in invite
        assert f"DTSTART:{election.opens_at:%Y%m%dT%H%M%SZ}\r\n" in invite
        assert page in invite
        assert "/v/" not in invite, "a calendar is shared: no ballot link may be in it"
        assert not any(
            LINKS.token(Purpose.BALLOT, link.key) in invite for link in opened.scalars(select(BallotLink))
        )
        if message.language == "es":
            assert message.attachments[0].content.decode() == download
    packet = announcing.evidence_packet(
        opened, election, Announcing.ELECTION_NOTICE, speak=speak, whole=False
    )
    assert packet is not None
    names = zipfile.ZipFile(io.BytesIO(packet)).namelist()
    assert {"attachments/v1-en-invite.ics", "attachments/v1-es-invite.ics"} <= set(names)
