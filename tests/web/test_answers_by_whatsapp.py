"""Who writes by WhatsApp is answered there while WhatsApp takes free words, and by text message after that."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ballot_service.models import Account
from ballot_service.services.signing_in import new_sign_in_link
from tests.databases import Database
from tests.outreach.provider_fake import OUR_NUMBER
from tests.web.clerk_office import sign_in
from tests.web.sending_desk import NUMBER, Desk, open_desk
from tests.web.test_inbound import texted
from tests.web.test_questions import conversation

BY_WHATSAPP = f"whatsapp:{NUMBER}"
QUESTION, ANSWER = "Where do I vote?", "At the school, “Salón B”, or online."
GIVEN = {
    "TWILIO_WHATSAPP_FROM": OUR_NUMBER,
    "TWILIO_WHATSAPP_TEMPLATES": f"election_notice.en=HX{'b' * 32}",
}


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    with open_desk(database.url, tmp_path) as opened:
        object.__setattr__(opened.settings, "channel_variables", GIVEN)
        yield opened


def later(desk: Desk, hours: float) -> None:
    """The clerk comes back so much later and signs in again."""
    desk.office.move_to(desk.office.clock.moment + timedelta(hours=hours))
    with desk.office.session() as session:
        account = session.scalars(select(Account).where(Account.email == "clerk@tallowcreek.example")).one()
        token = new_sign_in_link(session, account, now=desk.office.clock.moment)
        session.commit()
    sign_in(desk.office.client, token)


def test_the_answer_goes_back_by_whatsapp_in_the_clerks_own_letters(desk: Desk) -> None:
    assert "<Message>" in texted(desk, QUESTION, sender=BY_WHATSAPP).text
    page = desk.office.get(conversation(desk))
    assert "<strong>WhatsApp</strong>" in page
    assert "It goes out by: WhatsApp." in page
    desk.office.post(conversation(desk), words=ANSWER)
    desk.work()
    (taken,) = desk.fake.ledger
    assert (taken.request["To"], taken.request["From"]) == (BY_WHATSAPP, f"whatsapp:{OUR_NUMBER}")
    assert ANSWER in taken.request["Body"]
    assert "ContentSid" not in taken.request
    page = desk.office.get(conversation(desk))
    assert "</bdi> · Sent</p>" in page


def test_after_a_day_it_goes_by_text_message(desk: Desk) -> None:
    texted(desk, QUESTION, sender=BY_WHATSAPP)
    place = conversation(desk)
    later(desk, 23.1)
    assert "It goes out by: Text message." in desk.office.get(place)
    desk.office.post(place, words=ANSWER)
    desk.work()
    (taken,) = desk.fake.ledger
    assert taken.request["To"] == NUMBER


def test_what_is_written_last_decides(desk: Desk) -> None:
    texted(desk, QUESTION, sender=BY_WHATSAPP, sid="SM" + "b" * 32)
    desk.office.move_to(desk.office.clock.moment + timedelta(minutes=5))
    texted(desk, "I mean my mother", sid="SM" + "c" * 32)
    assert "It goes out by: Text message." in desk.office.get(conversation(desk))


def test_an_installation_without_whatsapp_answers_by_text_message(desk: Desk) -> None:
    object.__setattr__(desk.settings, "channel_variables", {})
    texted(desk, QUESTION, sender=BY_WHATSAPP)
    desk.office.post(conversation(desk), words=ANSWER)
    desk.work()
    assert desk.fake.ledger[0].request["To"] == NUMBER


def test_an_answer_that_could_not_leave_in_time_is_not_sent_as_free_words(desk: Desk) -> None:
    """WhatsApp would refuse it. The clerk sees that it was never sent."""
    texted(desk, QUESTION, sender=BY_WHATSAPP)
    place = conversation(desk)
    later(desk, 22.5)
    desk.office.post(place, words=ANSWER)
    later(desk, 2)
    desk.work()
    assert desk.fake.ledger == []
    assert "too late" in desk.office.get(place).lower()
