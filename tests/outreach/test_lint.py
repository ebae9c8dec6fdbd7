"""What is said about a text before a person approves it, by language and by channel."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from ballot_service.catalogues import shipped_languages
from outreach import NoticeBook, Text, channels
from outreach.isolates import isolated
from outreach.lint import Facts, Finding, lint
from outreach.names_in_text import names_of
from outreach.reading_level import english_syllables, level, spanish_syllables
from outreach.wording import fill_in

BOOK = NoticeBook.read(Path(__file__).parents[2] / "templates" / "notices", languages=shipped_languages())


def findings(body: str, channel: str = "sms", language: str = "en", **more: Any) -> dict[str, Finding]:
    subject = more.pop("subject", "Cypress" if channel in ("email", "whatsapp") else "")
    text = Text(language=language, channel=channel, body=body, subject=subject)
    found = lint(Facts(text=text, medium=channels.media()[channel], **more))
    assert [one.refused for one in found] == sorted((one.refused for one in found), reverse=True)
    assert all(one.remedy and "{" not in one.says.format(**one.values) for one in found)
    return {one.code: one for one in found}


@pytest.mark.parametrize(
    ("body", "letters", "offered"),
    [
        ("Vote! 🗳" + "a" * 80, ("🗳",), "Vote! " + "a" * 80),
        ("Szkoła " + "a" * 80, ("ł",), "Szkola " + "a" * 80),
        ("Trần Văn " + "a" * 80, ("ă", "ầ"), "Tran Van " + "a" * 80),
    ],
)
def test_letters_that_double_the_price_are_named_with_a_text_that_has_none(
    body: str, letters: tuple[str, ...], offered: str
) -> None:
    found = findings(body)["costly_letters"]
    assert (found.values["letters"], found.offered, found.refused) == (letters, offered, False)
    assert (found.values["parts"], found.values["fewer"]) == (2, 1)


def test_letters_of_another_script_have_no_plain_form_and_cost_what_they_cost() -> None:
    assert findings("انتخاب المجلس", language="ar") == {}
    assert findings("选举" * 20, language="zh-Hans") == {}
    assert findings("选举" * 80, language="zh-Hans") == {}, "three parts say what two say in English"
    assert findings("选举" * 150, language="zh-Hans")["many_parts"].values["parts"] == 5
    assert findings("Đường dẫn bỏ phiếu " + "a" * 80, language="vi") == {}, "its marks tell words apart"
    assert findings("Consejo de Participación: año") == {}, "written plainly by itself"


def test_placeholders_are_neither_lost_nor_made_up() -> None:
    lost = findings("Your ballot", open={"personal_link", "voter"})["placeholder_missing"]
    assert (lost.values["names"], lost.refused) == (("personal_link", "voter"), True)
    made_up = findings("Call {telephone}")["placeholder_unknown"]
    assert (made_up.values["names"], made_up.refused) == (("telephone",), True)
    assert findings("Call {")["brace_alone"].refused


ARABIC = "صوّتوا هنا: {link}\nاتصلوا: 601-555-0100"


def test_addresses_and_numbers_in_text_from_right_to_left_get_marks() -> None:
    values = {"open": {"link"}}
    found = findings(ARABIC, language="ar", channel="email", **values)["not_isolated"]
    assert found.offered == "صوّتوا هنا: \u2066{link}\u2069\nاتصلوا: \u2066601-555-0100\u2069"
    assert "not_isolated" not in findings(found.offered, language="ar", channel="email", **values)
    assert isolated(found.offered) == found.offered
    assert "not_isolated" not in findings("Call 601-555-0100", channel="email")
    alone = "صوّتوا هنا:\n{link}\nشكرًا"
    assert "not_isolated" not in findings(alone, language="ar", channel="email", **values), (
        "nothing to mix with"
    )
    assert isolated(alone) == alone


DEE = names_of([("Dee", "Moss"), ("Hope", ""), ("", "")])


@pytest.mark.parametrize("body", ["Ask Dee Moss.", "ask DEE  MOSS!", "Pregunte a Dée Moss.", "Moss, Dee."])
def test_the_name_of_a_child_is_refused(body: str) -> None:
    found = findings(f"We hope\n{body}", children=DEE)["child_named"]
    assert (dict(found.values), found.refused) == ({"line": 2, "name": "Dee Moss"}, True)
    assert findings(f"{body[:-1]}berg", children=DEE) == {}
    in_subject = findings("Vote", channel="email", subject=body, children=DEE)["child_named"]
    assert dict(in_subject.values) == {"name": "Dee Moss"}


@pytest.mark.parametrize(
    ("given", "family", "body"),
    [
        ("María Elena", "García López", "Casa de Maria Garcia, calle 2"),
        ("María Elena", "García López", "Casa de María López"),
        ("María Elena", "García López", "Casa de María Elena García López"),
        ("Kim Ann", "O’Neil-Voss", "Bring cake to kim o'neil voss"),
        ("محمد", "العلي", "في بيت \u2068محمد العلي\u2069"),
        ("明", "王小", "请到王小明家"),
        ("Thị Hoa", "Đặng", "Nhà của Dang Thi Hoa"),
        ("Dee", "Moss", "at the house of Dee\nMoss"),
    ],
)
def test_a_name_is_known_however_it_is_written(given: str, family: str, body: str) -> None:
    known = names_of([(given, family)])
    assert [one.name for one in known.found_in(body)] == [f"{given} {family}"]


def test_what_is_public_is_no_secret_and_a_given_name_alone_is_a_word() -> None:
    known = names_of([("Ruby Nell", "Bridges"), ("Kim", "Voss"), ("May", "")], ["Ruby Bridges Elementary"])
    text = "Ruby Bridges Elementary, Kim Voss, Ruby Nell Bridges, in May"
    assert [one.name for one in known.found_in(text)] == ["Kim Voss", "Ruby Nell Bridges"]


def test_twenty_thousand_names_cost_one_pass() -> None:
    """A bound that a search name by name (20,000 times the text) misses by far, on a slow machine as well."""
    text = "Vote at school. " * 2_000 + "Given777 Family777"
    known = names_of((f"Given{number}", f"Family{number}") for number in range(20_000))
    began = perf_counter()
    assert [one.name for one in known.found_in(text)] == ["Given777 Family777"]
    assert perf_counter() - began < 1


def test_each_channel_has_its_own_limits() -> None:
    assert findings("a" * 1601)["too_long"].refused
    assert findings("word " * 601, channel="voice")["too_long"].values["most"] == 3000
    assert findings("See https://x.example", channel="voice")["link_spoken"].refused
    assert findings("One\n\nTwo", channel="whatsapp")["empty_line"].refused
    assert findings("One", channel="email", subject=" ")["subject_missing"].refused
    assert not findings("One", channel="email", subject="a" * 79)["subject_long"].refused


@pytest.mark.parametrize(
    ("word", "number"),
    [("vote", 1), ("table", 2), ("school", 1), ("community", 4), ("wanted", 2), ("people", 2)],
)
def test_english_syllables(word: str, number: int) -> None:
    assert english_syllables(word) == number


@pytest.mark.parametrize(
    ("word", "number"),
    [("día", 2), ("escuela", 3), ("leer", 2), ("aviso", 3), ("guía", 2), ("elección", 3), ("que", 1)],
)
def test_spanish_syllables(word: str, number: int) -> None:
    assert spanish_syllables(word) == number


def test_a_text_for_officials_is_called_hard_to_read() -> None:
    english = (
        "Pursuant to the aforementioned administrative regulations, constituents possessing requisite eligibility "
        "qualifications are encouraged to participate in the forthcoming electoral proceedings concerning "
        "representation within the institutional advisory organization established by the municipality."
    )
    assert "hard_to_read" in findings(english, channel="email")
    spanish = (
        "De conformidad con las disposiciones reglamentarias anteriormente mencionadas, las personas que reúnan las "
        "condiciones administrativas correspondientes podrán participar en los procedimientos electorales relativos "
        "a la representación institucional establecida por las autoridades municipales competentes."
    )
    assert "hard_to_read" in findings(spanish, channel="email", language="es")
    assert level("一" * 100, "zh-Hans") is None
    assert level("Too short.", "en") is None


SHARED = {
    "opens": "Tuesday 18 November 2025, 7:00 a.m.",
    "closes": "Tuesday 25 November 2025, 7:00 p.m.",
    "school": "Cypress Elementary School",
    "council": "Community Engagement Council",
    "phone": "601-555-0100",
    "public_link": "https://vote.example.org/elections/1",
    "short_link": "https://vote.example.org/creek",
    "opens_short": "Tue 18 Nov, 7:00 a.m.",
    "closes_short": "Tue 25 Nov, 7:00 p.m.",
}


@pytest.mark.parametrize("name", sorted(BOOK.texts))
def test_every_text_that_ships_can_be_read_and_sent(name: str) -> None:
    for text in BOOK.texts[name]:
        filled = fill_in(text.body, SHARED, later=lambda _: True)
        facts = Facts(text=text, medium=channels.media()[text.channel], open=text.placeholders, filled=filled)
        found = {one.code: one for one in lint(facts)}
        assert not found, (name, text.language, text.channel, [dict(one.values) for one in found.values()])
