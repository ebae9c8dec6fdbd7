"""What goes out before there is a roll, as people get it: nothing is to be said against it in any language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

import outreach
from ballot_service.catalogues import shipped_languages
from ballot_service.services import announcing, informing
from ballot_service.services.announcing import Announcing
from ballot_service.web.languages import register_languages
from ballot_service.web.speaking import speak
from tests.databases import ON_SQLITE
from tests.services.test_call_for_forms import mailbox
from tests.services.test_information_sessions import EVENING, MORNING
from tests.tallow_creek import TallowCreek, at

ORIGIN = "https://vote.tallowcreek.example"
NOW = at(10, 15, 9)
LATER = NOW + timedelta(hours=1)
WAYS = ("email", "sms", "voice", "whatsapp")


@pytest.fixture
def speaking() -> Iterator[None]:
    app = Flask(__name__)
    register_languages(app)
    with app.app_context():
        yield


@ON_SQLITE
@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("kind", [Announcing.INFORMATION_SESSION, Announcing.CALL_FOR_FORMS])
def test_every_language_and_way_is_short_plain_and_set_off(creek: TallowCreek, kind: Announcing) -> None:
    election = creek.election()
    for planned in (EVENING, MORNING):
        informing.schedule_session(creek.session, election, planned, now=NOW)
    made = announcing.prepare(
        creek.session, election, kind, origin=ORIGIN, speak=speak, channels=WAYS, now=NOW
    )
    assert {(one.language, one.channel) for one in made.notice.texts} >= {
        (tag, way) for tag in shipped_languages() for way in WAYS
    }
    found = announcing.remarks(creek.session, election, made, NOW)
    assert [(one.language, one.channel, one.reason.code, one.reason.sentence.values) for one in found] == []


@ON_SQLITE
@pytest.mark.usefixtures("speaking")
def test_so_is_the_news_that_a_session_is_called_off(creek: TallowCreek) -> None:
    session, election = creek.session, creek.election()
    mailbox(session, creek.guardian("Ana", "Ruiz"))
    rows = [informing.schedule_session(session, election, one, now=NOW) for one in (EVENING, MORNING)]
    kind = Announcing.INFORMATION_SESSION
    announcing.send_notice(session, election, kind, origin=ORIGIN, speak=speak, now=NOW, by=election.id)
    session.execute(update(outreach.Delivery).values(status=outreach.DeliveryStatus.SENT))
    for row in rows:
        informing.cancel_session(session, row, "Storm.", now=LATER)
    made = announcing.prepare(session, election, kind, origin=ORIGIN, speak=speak, channels=WAYS, now=LATER)
    text = made.notice.text("en", "email")
    assert text is not None
    assert "Please do not come" in text.body
    assert {(one.language, one.channel) for one in made.notice.texts} >= {
        (tag, way) for tag in shipped_languages() for way in WAYS
    }
    found = announcing.remarks(session, election, made, LATER)
    assert [(one.language, one.channel, one.reason.code, one.reason.sentence.values) for one in found] == []
