"""R023 and 1.15, proof: what exactly was sent to whom, when it was approved, handed over, and what came back."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session, sessionmaker

from ballot_service.database import sessions
from ballot_service.models import ContactKind, ContactPoint, Election, Person
from ballot_service.rules.election_settings import ElectionSettings
from ballot_service.services import announcing, registering
from ballot_service.services.announcing import Announcing
from ballot_service.services.reach_report import Gap, reach_numbers
from tests.databases import Database
from tests.printing import paper
from tests.services.test_announcing import Mail, an_election, record, send, speak, work
from tests.tallow_creek import TallowCreek, at


@pytest.fixture
def factory(database: Database) -> Iterator[sessionmaker[Session]]:
    engine = database.engine()
    yield sessions(engine)
    engine.dispose()


@pytest.fixture
def opened(factory: sessionmaker[Session]) -> Iterator[Session]:
    with factory() as session:
        yield session


def packet(session: Session, election: Election, kind: Announcing, *, whole: bool) -> dict[str, bytes]:
    made = announcing.evidence_packet(session, election, kind, speak=speak, whole=whole)
    assert made == announcing.evidence_packet(session, election, kind, speak=speak, whole=whole)
    assert made is not None
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline="")))


def test_the_whole_proof_says_what_each_person_was_sent_and_what_came_back(
    opened: Session, factory: sessionmaker[Session]
) -> None:
    election = an_election(opened)
    assert announcing.packets(opened, election) == []
    assert (
        announcing.evidence_packet(opened, election, Announcing.ELECTION_NOTICE, speak=speak, whole=True)
        is None
    )
    send(opened, election)
    mail = Mail()
    work(factory, mail)
    record(opened)
    opened.expire_all()
    files = packet(opened, election, Announcing.ELECTION_NOTICE, whole=True)
    lines = rows(files["messages.csv"])
    by_name = {line["Name"]: line for line in lines}
    assert len(lines) == len(by_name) == 4
    ana = by_name["Ana Ruiz"]
    assert (ana["Channel"], ana["Language"], ana["Address"]) == ("email", "es", "ana@example.org")
    assert ana["Where it stands"] == "Sent"
    assert ana["Handed over"] == ana["Approved"] == "2025-11-04T16:00:00-06:00"
    assert ana["What came back"] == "accepted 2025-11-04T16:00:00-06:00"
    (sent,) = [one for one in mail.sent if one.address == "ana@example.org"]
    assert (ana["Text as sent"].strip(), ana["Subject as sent"]) == (sent.body.strip(), sent.subject)
    assert files[ana["File of the text"]].decode().splitlines()[0] == sent.subject
    assert by_name["Cy Hart"]["Where it stands"] == "No address"
    assert [line["Sent by this service"] for line in rows(files["notice-ledger.csv"])] == ["yes", "yes"]
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest
    summary = " ".join(paper.words(files["summary.pdf"]))
    assert "Proof of the notice of election" in summary
    assert paper.claims(files["summary.pdf"])[:2] == ("1", True)


def test_the_masked_proof_leads_to_nobody(opened: Session, factory: sessionmaker[Session]) -> None:
    election = an_election(opened)
    send(opened, election)
    work(factory, Mail())
    opened.expire_all()
    whole = packet(opened, election, Announcing.ELECTION_NOTICE, whole=True)
    masked = packet(opened, election, Announcing.ELECTION_NOTICE, whole=False)
    assert masked.keys() == whole.keys()
    everything = b"".join(masked.values()).decode("utf-8", "ignore") + " ".join(
        paper.words(masked["summary.pdf"])
    )
    for secret in ("ana@example.org", "bo@example.org", "Ana", "Ruiz", "Bo Lee", "Cy Hart"):
        assert secret not in everything
    assert {line["Address"] for line in rows(masked["messages.csv"])} == {"a***@***", "b***@***", "***"}
    assert "Name" not in rows(masked["messages.csv"])[0]
    states = [
        Counter(line["Where it stands"] for line in rows(each["messages.csv"])) for each in (whole, masked)
    ]
    assert states[0] == states[1]


def test_the_reach_report_counts_who_lacks_what_and_puts_small_groups_together(opened: Session) -> None:
    creek = TallowCreek(opened)
    election = creek.election(settings=ElectionSettings())
    for number in range(12):
        with_mail(creek, creek.guardian(f"Mail{number}", "Reader"))
    for number in range(3):
        creek.guardian(f"None{number}", "Nobody", language="gu")
    registering.build_roll(opened, election, now=at(11, 3, 9))
    numbers = reach_numbers(opened, election, spoken=("en", "es"))
    found = {each.gap: (each.people, each.by_school.groups, each.by_school.merged) for each in numbers.gaps}
    assert numbers.people == 15
    assert found[Gap.NO_PHONE] == (15, (("Cypress Elementary", 15),), 0)
    assert found[Gap.NO_EMAIL] == (3, (), 3)
    assert found[Gap.NO_MESSAGE] == (3, (), 3)
    assert found[Gap.NO_TEXTS] == (0, (), 0)
    assert found[Gap.NO_LANGUAGE] == (3, (), 3)
    assert (numbers.languages_without_text.groups, numbers.languages_without_text.merged) == ((), 3)


def with_mail(creek: TallowCreek, person: Person) -> None:
    mail = f"{person.given_name.casefold()}@example.org"
    creek.session.add(
        ContactPoint(district_id=creek.district.id, person_id=person.id, kind=ContactKind.EMAIL, value=mail)
    )
