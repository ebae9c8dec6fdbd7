"""The proof covers all that an election sends: text, approval, hand-over and outcome; the public copy is masked."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

import outreach
from ballot_service.models import Election
from ballot_service.rules.words import in_english
from ballot_service.services import announcing, registering
from ballot_service.services.announcing import PROVED, TELLS_WHO_VOTED
from ballot_service.services.announcing.notice_names import NOTICE_NAMES
from ballot_service.services.announcing.texts_that_ship import book
from outreach.channels import letter
from outreach.wording import is_personal
from tests.printing import paper as printed
from tests.tallow_creek import TallowCreek, at

BY, APPROVED, HANDED = uuid4(), at(11, 4, 9), at(11, 4, 10)
SECRET, ADDRESS = "Kim Voss-Secret", "kim.secret@example.org"
OF_NO_ELECTION = {"provider_paused", "question_answer", "sign_in"}
"""To technicians, of a district's inbox, and to officials who sign in."""
OTHER_WORDS = {"correction_notice": "election_notice", "sessions_cancelled": "information_session"}
"""Texts of a version of another notice."""
NOT_TO_PEOPLE = {"signed_head"}
"""To liaison and observers, who have the head itself as proof."""


def speak(_language: str, value: object) -> str:
    return in_english(value)


def sent(creek: TallowCreek, name: str) -> Election:
    """One e-mail of this kind in Spanish, approved by a person, with one person's words in it, handed over."""
    session, election = creek.session, creek.election()
    creek.guardian("Kim", "Voss-Secret", language="es")
    registering.build_roll(session, election, now=at(11, 3, 9))
    (entry,) = registering.roll(session, election)
    texts = [text for text in book().texts[name] if (text.language, text.channel) == ("es", "email")]
    open_names = {each for text in texts for each in text.placeholders if not is_personal(each)}
    own = {"voter", "name", "student", "guardian", "answer", "reasons"} & open_names
    notice = outreach.Notice(scope=str(election.id), name=name, version=1, purpose=name, texts=tuple(texts))
    notice_id = outreach.approve(session, notice, approved_by=str(BY), now=APPROVED)
    recipient = outreach.Recipient(
        reference=str(entry.id),
        language="es",
        contact_points=(outreach.ContactPoint(channel="email", address=ADDRESS),),
        values=dict.fromkeys(open_names, "x") | dict.fromkeys(own, SECRET),
        link_reference="of the test",
    )
    expires = APPROVED + timedelta(days=1)
    outreach.enqueue(session, notice, [recipient], now=APPROVED, expires_at=expires, channels=("email",))
    sender = letter.open_sender(letter.Settings(take=lambda _message: None))
    links = {"personal_link": "https://x.example/v/t", "personal_code": "123456"}
    outreach.hand_over(session, notice_id, "email", sender, lambda _link: links, now=HANDED, by="test")
    session.commit()
    return election


def test_nothing_that_goes_to_people_is_left_out() -> None:
    """A new folder of texts has to say whether there is a proof of it."""
    known = {*PROVED, *TELLS_WHO_VOTED, *OF_NO_ELECTION, *OTHER_WORDS, *NOT_TO_PEOPLE}
    assert set(book().texts) == known
    assert not set(PROVED) & set(TELLS_WHO_VOTED)
    assert set(PROVED) <= set(NOTICE_NAMES)


@pytest.mark.parametrize("name", PROVED)
def test_the_proof_of_each_kind_has_text_approval_hand_over_and_outcome(
    creek: TallowCreek, name: str
) -> None:
    election = sent(creek, name)
    assert announcing.packets(creek.session, election) == [name]
    for whole in (True, False):
        made = announcing.evidence_packet(creek.session, election, name, speak=speak, whole=whole)
        assert made is not None
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            files = {each: archive.read(each) for each in archive.namelist()}
        text = files["texts/v1-es-email.txt"].decode()
        (stored,) = [one for one in book().texts[name] if (one.language, one.channel) == ("es", "email")]
        assert stored.body in text
        (row,) = csv.DictReader(io.StringIO(files["messages.csv"].decode("utf-8-sig")))
        assert row["Approved"].startswith("2025-11-04T09:00")
        assert row["Handed over"].startswith("2025-11-04T10:00")
        assert row["Where it stands"] == "Sent"
        assert "accepted" in row["What came back"]
        assert row["File of the text"] == "texts/v1-es-email.txt"
        (approval,) = csv.DictReader(io.StringIO(files["approvals.csv"].decode("utf-8-sig")))
        assert len(approval["Fingerprint (SHA-256)"]) == 64
        everything = b"".join(files.values()).decode("utf-8", "replace") + " ".join(
            printed.words(files["summary.pdf"])
        )
        assert ("Kim Voss-Secret" in everything) is whole
        assert (ADDRESS in everything) is whole
        assert "k***@***" in everything or whole
