"""No mail to the public leaves without the district's postal address, whatever its text says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from ballot_service.services.announcing.shipped import languages_of, notice_for
from ballot_service.services.announcing.texts_that_ship import book
from outreach import Message, Text
from outreach.mail_html import as_html
from tests.outreach.samples import MONDAY
from tests.tallow_creek import TallowCreek

ADDRESS = "Tallow Creek Schools (Office), PO Box 1, Tallow Creek, MS 39000"
INSIDE = {"signed_head", "provider_paused", "sign_in"}
"""To people in office."""
MAILED = sorted(
    name
    for name, texts in book().texts.items()
    if name not in INSIDE and any(text.channel == "email" for text in texts)
)


def filled_in(name: str) -> dict[str, str]:
    names = {
        each for text in book().texts[name] for each in text.placeholders if not each.startswith("personal_")
    }
    return dict.fromkeys(names, "x") | {"postal_address": ADDRESS}


def mails(session: Session, creek: TallowCreek, name: str) -> list[Text]:
    creek.district.postal_address = "Tallow Creek Schools {Office}\nPO Box 1\nTallow Creek, MS 39000"
    scope = str(creek.district.id)
    notice = notice_for(session, creek.district.id, scope, name, lambda _: filled_in(name), ())
    return [text for text in notice.texts if text.channel == "email"]


@pytest.mark.parametrize("name", MAILED)
def test_every_mail_ends_with_the_postal_address(session: Session, creek: TallowCreek, name: str) -> None:
    found = mails(session, creek, name)
    assert {text.language for text in found} == set(languages_of(name))
    for text in found:
        assert text.body.count(ADDRESS) == 1, text.language
        assert text.body.splitlines()[-1].strip("\u2066\u2069").endswith(ADDRESS), text.language
        assert ("\u2066" in text.body.splitlines()[-1]) is (text.language == "ar")
        assert text.placeholders <= {each for one in book().texts[name] for each in one.placeholders}


def test_the_footer_of_an_answer_is_set_apart(session: Session, creek: TallowCreek) -> None:
    text = mails(session, creek, "question_answer")[0]
    message = Message(
        delivery_id=creek.district.id,
        sent_at=MONDAY,
        channel="email",
        language=text.language,
        address="a@example.org",
        subject="s",
        body=text.body,
    )
    page = as_html(message)
    before, _, footer = page.partition("border-top")
    assert ADDRESS in footer
    assert ADDRESS not in before
    assert "-- " not in page
