"""A notice by phone call: chosen by the clerk, counted as its own kind, and read again when somebody presses 1."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from ballot_service.models import NoticeRecord
from outreach import ConsentEntry, PurposeClass, stopped_among
from tests.databases import Database
from tests.outreach.provider_fake import OUR_NUMBER
from tests.web.sending_desk import NUMBER, ORIGIN, Desk, open_desk


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        object.__setattr__(opened.settings, "channel_variables", {"TWILIO_VOICE_FROM": OUR_NUMBER})
        yield opened


def press(desk: Desk, key: str, action: str, **changed: str) -> TestResponse:
    form = {"CallSid": desk.fake.taken(NUMBER).reference, "Digits": key, "CallStatus": "in-progress"}
    address, signed, signature = desk.fake.twilio_signed(action, form)
    return desk.office.app.test_client().post(
        address.removeprefix(ORIGIN), data={**signed, **changed}, headers={"X-Twilio-Signature": signature}
    )


def test_a_call_is_made_counted_and_read_again(desk: Desk) -> None:
    page = desk.office.get("/sending/election_notice?via=voice")
    assert "To hear this message again, press 1." in page
    assert "Phone call" in page
    assert "2 messages are on their way." in desk.office.post("/sending/election_notice/send?via=voice")
    desk.work()
    taken = desk.fake.taken(NUMBER)
    gather = next(ET.fromstring(taken.request["Twiml"]).iter("Gather"))
    said = next(gather.iter("Say")).text or ""
    assert said.startswith("Cypress Elementary. Notice of election from the ")
    assert "://" not in said
    with desk.office.session() as session:
        kinds = {(one.language, one.kind.value) for one in session.scalars(select(NoticeRecord))}
    assert kinds == {("en", "voice"), ("es", "voice")}
    answer = press(desk, "1", gather.attrib["action"])
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert next(ET.fromstring(answer.data).iter("Say")).text == said
    assert b"<Hangup" in press(desk, "5", gather.attrib["action"]).data
    assert desk.post_twilio(taken, "no-answer").status_code == 204
    assert "It did not arrive: nobody answered." in desk.messages()


def test_a_key_without_a_signature_that_fits_does_nothing(desk: Desk) -> None:
    desk.office.post("/sending/election_notice/send?via=voice")
    desk.work()
    action = next(ET.fromstring(desk.fake.taken(NUMBER).request["Twiml"]).iter("Gather")).attrib["action"]
    assert press(desk, "1", action, Digits="9").status_code == 403
    foreign = f"{ORIGIN}/callbacks/twilio/keys/made-up"
    assert press(desk, "1", foreign).data == b"<Response/>"


def test_nine_ends_calls_to_that_number_once_and_leaves_text_messages_alone(desk: Desk) -> None:
    desk.office.post("/sending/election_notice/send?via=voice")
    desk.work()
    action = next(ET.fromstring(desk.fake.taken(NUMBER).request["Twiml"]).iter("Gather")).attrib["action"]
    assert press(desk, "9", action, Digits="1").status_code == 403, "signed for another key"
    for _ in range(2):
        answer = press(desk, "9", action)
        assert b"We will not call this number again." in answer.data
        assert b"<Hangup" in answer.data
    with desk.office.session() as session:
        (entry,) = session.scalars(select(ConsentEntry)).all()
        assert (entry.channel, entry.address, entry.says.value) == ("voice", NUMBER, "no")
        assert (entry.source.value, entry.wording) == ("reply", "9")
        stopped = stopped_among(session, [NUMBER], PurposeClass.NEWS)
        assert stopped.covers("voice", NUMBER)
        assert not stopped.covers("sms", NUMBER)


def test_a_ballot_link_is_never_offered_by_phone_call(desk: Desk) -> None:
    desk.office.post("/links/issue")
    assert "Phone call" not in desk.office.get("/sending/ballot_link?via=voice")
