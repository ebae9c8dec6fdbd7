"""The result goes to every voter and every nominee, in their language, once it is certified and never before (R107)."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from ballot_service.models import ContactKind, ContactPoint, Election, Person
from ballot_service.rules.words import in_english
from ballot_service.services import announcing
from ballot_service.services.acting import Refused
from ballot_service.services.announcing import Announcing
from ballot_service.services.nominating import Nomination, file_nomination
from tests.services.steps import SIX, cast, close_and_count, sign_and_certify, up_to_open, with_links
from tests.tallow_creek import FORMS_OPEN, TallowCreek, at

ORIGIN = "https://vote.tallowcreek.example"
CERTIFY = at(12, 12, 18)


def speak(_language: str, value: object) -> str:
    return in_english(value)


def mail(creek: TallowCreek, person: Person) -> None:
    address = f"{person.given_name.lower()}@example.org"
    creek.session.add(
        ContactPoint(
            district_id=creek.district.id, person_id=person.id, kind=ContactKind.EMAIL, value=address
        )
    )


@pytest.fixture
def election(creek: TallowCreek) -> Election:
    """Counted: Ana, Bo, Cy and Di win; a neighbor who is not on the roll stands unopposed."""
    made = creek.election()
    pat = creek.person("Pat", "Neighbor", language="es")
    mail(creek, pat)
    file_nomination(
        creek.session, made.contests[1], pat, Nomination(name="Pat Neighbor", statements={}), now=FORMS_OPEN
    )
    up_to_open(creek, made, voters=4)
    entries = with_links(creek.session, made)
    mail(creek, entries[0].person)
    for entry in entries[:4]:
        cast(creek.session, made, entry, SIX[:4])
    close_and_count(creek.session, made)
    return made


def send(creek: TallowCreek, election: Election) -> dict[str, int]:
    added = announcing.send_notice(
        creek.session,
        election,
        announcing.Announcing.RESULT,
        origin=ORIGIN,
        speak=speak,
        now=CERTIFY,
        by=uuid4(),
    )
    return {status.value: number for status, number in added.items()}


def test_nothing_is_said_before_the_certificate(creek: TallowCreek, election: Election) -> None:
    with pytest.raises(Refused) as refused:
        send(creek, election)
    assert refused.value.decision.codes == ("not_certified",)


def test_voters_and_nominees_are_told_once(creek: TallowCreek, election: Election, tmp_path: Path) -> None:
    sign_and_certify(creek.session, election, tmp_path, CERTIFY)
    prepared = announcing.prepare(creek.session, election, Announcing.RESULT, origin=ORIGIN, speak=speak)
    told = {prepared.entries[each.reference].person.name for each in prepared.recipients}
    assert "Pat Neighbor" in told, "a nominee who is not on the roll"
    assert set(SIX) <= told
    assert len(prepared.recipients) == len(with_links(creek.session, election)) + 1
    languages = {prepared.entries[each.reference].person.name: each.language for each in prepared.recipients}
    assert languages["Pat Neighbor"] == "es"
    text = prepared.notice.text("en", "email")
    assert text is not None
    for said in ("Parents: ", *SIX[:4], "Pat Neighbor", "4 of ", "Fri 12 Dec 2025", f"{ORIGIN}/elections/"):
        assert said in text.body, text.body
    assert "Ed Poe" not in text.body
    first = send(creek, election)
    assert first["queued"] == 2
    assert first["no_address"] == len(prepared.recipients) - 2, "nobody is passed over in silence"
    creek.session.commit()
    assert sum(send(creek, election).values()) == 0
    missed = announcing.not_reached(creek.session, election, Announcing.RESULT)
    assert "Pat Neighbor" not in {one.person.name for one in missed}
