"""People in whose language there is no text: listed, or written to as the council chose, and marked as such."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

import outreach
from ballot_service.database import sessions
from ballot_service.links import Purpose
from ballot_service.models import (
    BallotLink,
    ContactKind,
    ContactPoint,
    Election,
    NoticeRecord,
    TrailEntry,
    VoterRollEntry,
)
from ballot_service.rules.election_settings import ElectionSettings, MissingLanguage
from ballot_service.services import announcing, issuing, registering
from ballot_service.services.announcing import Announcing, Press
from ballot_service.services.announcing.fallbacks import answer_in
from ballot_service.services.announcing.reaching import Stand, reach
from ballot_service.services.announcing.shipped import shipped_notice
from outreach.together import MANY
from tests.databases import Database
from tests.services.test_announcing import (
    CLERK,
    LINKS,
    ORIGIN,
    SEND,
    Mail,
    an_election,
    record,
    send,
    send_links,
    speak,
    work,
)
from tests.tallow_creek import at

REFUSE, BILINGUAL, BASE = MissingLanguage
PHONE = "+16012082200"


@pytest.fixture
def factory(database: Database) -> Iterator[sessionmaker[Session]]:
    engine = database.engine()
    yield sessions(engine)
    engine.dispose()


@pytest.fixture
def opened(factory: sessionmaker[Session]) -> Iterator[Session]:
    with factory() as session:
        yield session


def with_bo_reading_gujarati(session: Session, policy: MissingLanguage) -> Election:
    """Ana reads Spanish, Bo a language in which there is no text; both have e-mail."""
    election = an_election(session, ElectionSettings(missing_language=policy))
    bo = next(one for one in registering.roll(session, election) if one.person.given_name == "Bo")
    bo.language = "gu"
    session.commit()
    return election


def quoted(session: Session, election: Election, *channels: str) -> announcing.Quote:
    ready = announcing.prepare(
        session,
        election,
        Announcing.ELECTION_NOTICE,
        origin=ORIGIN,
        speak=speak,
        channels=channels or ("email",),
    )
    return announcing.quote(session, election, ready)


def delivery_to_bo(session: Session) -> outreach.Delivery:
    table = outreach.Delivery
    return session.scalars(select(table).where(table.address == "bo@example.org")).one()


def test_without_a_choice_nobody_gets_another_language_and_the_quote_says_so(opened: Session) -> None:
    election = with_bo_reading_gujarati(opened, REFUSE)
    found = quoted(opened, election)
    assert [(one.reads, one.languages, one.people) for one in found.in_place] == [(("gu",), (), 1)]
    why = {one.entry.person.given_name: str(one.why) for one in found.passed_over}
    assert why["Bo"] == "No text in this language."
    assert send(opened, election)["no_text"] == 1
    bo = delivery_to_bo(opened)
    assert (bo.status, bo.language, bo.fallback_for) == (outreach.DeliveryStatus.NO_TEXT, "gu", "")


def test_the_districts_language_is_marked_as_a_fallback_everywhere(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = with_bo_reading_gujarati(opened, BASE)
    found = quoted(opened, election)
    assert [(one.reads, one.languages, one.people) for one in found.in_place] == [(("gu",), ("en",), 1)]
    assert send(opened, election)["queued"] == 2
    bo = delivery_to_bo(opened)
    assert (bo.language, bo.fallback_for) == ("en", "gu")
    entry = opened.scalars(select(TrailEntry).where(TrailEntry.act == "send_election_notice")).one()
    said = entry.document["details"]
    assert (said["missing_language"], said["in_another_language"]) == ("base", 1)
    opened.commit()
    work(factory, Mail())
    record(opened, at(11, 5, 0, 1))
    assert {row.language for row in opened.scalars(select(NoticeRecord))} == {"es"}, (
        "somebody who reads another language was given no notice in English"
    )
    packet = announcing.evidence_packet(opened, election, Announcing.ELECTION_NOTICE, speak=speak, whole=True)
    assert packet is not None
    rows = csv.DictReader(
        io.StringIO(zipfile.ZipFile(io.BytesIO(packet)).read("messages.csv").decode("utf-8-sig"))
    )
    marked = {row["Address"]: (row["Language"], row["In place of a text in"]) for row in rows}
    assert marked["bo@example.org"] == ("en", "gu")
    assert marked["ana@example.org"] == ("es", "")


def test_one_message_holds_every_language_of_the_notice(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = with_bo_reading_gujarati(opened, BILINGUAL)
    (line,) = quoted(opened, election).in_place
    assert (line.reads, line.languages) == (("gu",), ("en", "es"))
    send(opened, election)
    issuing.issue_links(opened, election, now=SEND, by=CLERK)
    opened.commit()
    send_links(opened, election)
    mail = Mail()
    work(factory, mail)
    to_bo = [one for one in mail.sent if one.address == "bo@example.org"]
    assert {one.language for one in to_bo} == {MANY}
    assert all("--- English ---" in one.body and "--- Español ---" in one.body for one in to_bo)
    link = opened.scalars(
        select(BallotLink)
        .join(VoterRollEntry, VoterRollEntry.id == BallotLink.roll_entry_id)
        .where(VoterRollEntry.language == "gu")
    ).one()
    assert sum(one.body.count(LINKS.token(Purpose.BALLOT, link.key)) for one in to_bo) == 2
    record(opened, at(11, 5, 0, 1))
    assert {row.language for row in opened.scalars(select(NoticeRecord))} == {"es"}
    (version,) = announcing.versions(opened, election, Announcing.ELECTION_NOTICE)
    assert MANY not in version.published
    ready = announcing.prepare(opened, election, Announcing.BALLOT_LINK, origin=ORIGIN, speak=speak)
    assert announcing.may_send(opened, election, ready, now=SEND, by=CLERK).allowed


def test_a_text_message_that_would_be_too_long_is_refused_with_a_sentence(opened: Session) -> None:
    election = with_bo_reading_gujarati(opened, BILINGUAL)
    bo = next(one for one in registering.roll(opened, election) if one.person.given_name == "Bo")
    opened.execute(
        update(ContactPoint)
        .where(ContactPoint.person_id == bo.person_id)
        .values(kind=ContactKind.PHONE, value=PHONE)
    )
    opened.commit()
    opened.expire_all()
    found = quoted(opened, election, "email", "sms")
    why = {one.entry.person.given_name: str(one.why) for one in found.passed_over}
    assert why["Bo"].endswith("is too long for a text message.")
    assert [(one.languages, one.people) for one in found.in_place] == [((), 1)]
    issuing.issue_links(opened, election, now=SEND, by=CLERK)
    assert reach(opened, election, ("email", "sms")).stands[bo.id] is not Stand.UNSENT


@pytest.mark.parametrize(
    ("policy", "languages"), [(REFUSE, ["en", "es"]), (BILINGUAL, ["en", "es"]), (BASE, ["en"])]
)
def test_a_letter_always_comes_and_is_marked(
    opened: Session, policy: MissingLanguage, languages: list[str]
) -> None:
    election = with_bo_reading_gujarati(opened, policy)
    issuing.issue_links(opened, election, now=SEND, by=CLERK)
    bo = next(one for one in registering.roll(opened, election) if one.person.given_name == "Bo")
    press = Press(links=LINKS, origin=ORIGIN, speak=speak)
    stack = announcing.print_letters(opened, election, press, now=SEND, by=CLERK, only=bo)
    assert [sheet.language for sheet in stack.letters[0].sheets] == languages
    rows = opened.scalars(select(outreach.Delivery).where(outreach.Delivery.channel == "letter"))
    assert {row.fallback_for for row in rows} == {"gu"}


@pytest.mark.parametrize(
    ("policy", "channel", "language"),
    [(REFUSE, "email", "en"), (BASE, "email", "en"), (BILINGUAL, "email", MANY), (BILINGUAL, "sms", "en")],
)
def test_an_answer_to_one_person_always_arrives_and_is_marked(
    opened: Session, policy: MissingLanguage, channel: str, language: str
) -> None:
    election = with_bo_reading_gujarati(opened, policy)
    shared = {"school": "Tallow Creek", "council": "The council", "phone": "(601) 555-0100"}
    notice = shipped_notice(
        opened, election, "sign_up_answer", lambda _tag: shared, ("name", "answer", "in_short")
    )
    outreach.approve(opened, notice, approved_by="service", now=SEND)

    def values(tag: str) -> dict[str, str]:
        return {"name": "Bo Lee", "answer": f"answer in {tag}", "in_short": f"short in {tag}"}

    answer = answer_in(notice, election, "gu", channel, values)
    assert (answer.language, answer.fallback_for) == (language, "gu")
    assert answer_in(notice, election, "es", channel, values).fallback_for == ""
    recipient = outreach.Recipient(
        reference="one",
        language=answer.language,
        fallback_for=answer.fallback_for,
        contact_points=(outreach.ContactPoint(channel=channel, address="someone"),),
        values=answer.values,
    )
    outreach.enqueue(opened, notice, [recipient], now=SEND, expires_at=at(12, 1))
    row = opened.scalars(select(outreach.Delivery).where(outreach.Delivery.recipient == "one")).one()
    word = "short" if channel == "sms" else "answer"
    assert f"{word} in en" in row.body
    assert (f"{word} in es" in row.body) is (language == MANY)
    assert row.fallback_for == "gu"
