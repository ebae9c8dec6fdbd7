"""One message in several languages: each part under the name of its language, written in its own direction."""

from __future__ import annotations

from uuid import UUID

import pytest

from outreach import Message, PurposeClass, Text
from outreach.channels import media
from outreach.lint import MOST_PARTS
from outreach.mail_html import as_html
from outreach.together import MANY, apart, can_hold, is_short_enough, together, value_in
from tests.outreach.samples import MONDAY

EN = Text(
    language="en", channel="email", subject="Your form", body="Your form\n\n{answer}\n\n{personal_link}"
)
AR = Text(language="ar", channel="email", subject="استمارتكم", body="استمارتكم\n\n{answer}\n\nالعنوان")


def test_the_parts_stand_one_after_the_other_under_their_names() -> None:
    both = together([EN, AR])
    assert (both.language, both.subject) == (MANY, "Your form / استمارتكم")
    assert both.placeholders == EN.placeholders | AR.placeholders
    assert apart(both.body) == [("en", EN.body), ("ar", AR.body)]
    assert both.body.startswith("--- English ---\n\n")


def test_what_is_said_to_one_person_is_said_in_each_language() -> None:
    both = together([EN, AR], per_person=("answer",))
    assert both.placeholders == {"answer_en", "answer_ar", "personal_link"}
    assert value_in("answer", "zh-Hans") == "answer_zh_hans"
    assert together([EN], per_person=("personal_code",)).placeholders == EN.placeholders


def test_the_html_says_for_each_part_which_language_it_is_in_and_where_it_begins() -> None:
    message = Message(
        delivery_id=UUID(int=1),
        sent_at=MONDAY,
        channel="email",
        language=MANY,
        address="ana@example.org",
        subject="Both",
        body=together([EN, AR]).body.replace("{personal_link}", "https://vote.example.org/v/1"),
        purpose_class=PurposeClass.NEWS,
    )
    html = as_html(message)
    assert '<html lang="en" dir="ltr">' in html
    assert '<div lang="en" dir="ltr"' in html
    assert '<div lang="ar" dir="rtl"' in html
    assert ">العربية</p>" in html
    assert "---" not in html
    assert 'lang="mul"' not in html
    assert html.count("<h1") == 2


@pytest.mark.parametrize(
    ("name", "may"),
    [("email", True), ("sms", True), ("voice", False), ("whatsapp", False), ("letter", False)],
)
def test_a_call_and_a_fixed_text_have_one_language(name: str, may: bool) -> None:
    assert can_hold(media()[name]) is may


def test_a_text_message_keeps_to_the_parts_that_one_person_may_cost() -> None:
    sms = media()["sms"]
    assert is_short_enough(sms, "x" * 306, MOST_PARTS)
    assert not is_short_enough(sms, "x" * 307, MOST_PARTS)
    assert is_short_enough(media()["email"], "x" * 5000, MOST_PARTS)
