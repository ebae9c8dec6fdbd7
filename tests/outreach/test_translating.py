"""Texts for a translator outside: nothing is lost out and back, and each fault costs one text, not the file."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outreach import Text
from outreach.translating import export, take

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
MAIL = ("link", "email")
TEXT = ("link", "sms")
ENGLISH = {
    MAIL: Text(
        language="en",
        channel="email",
        subject="{school}: vote",
        body='# "Vote"\n\n{personal_link}\n\n1. Open it.\n2. Vote.\n\nA back\\slash. Call {phone}.',
    ),
    TEXT: Text(language="en", channel="sms", body="{school}: {personal_link}"),
}
SPANISH = {
    MAIL: Text(
        language="es",
        channel="email",
        subject="{school}: vote ya",
        body='# «Votación»\n\n{personal_link}\n\n1. "Ábralo".\n2. Vote.\n\nUna ba\\rra. Llame al {phone}.',
    ),
    TEXT: Text(language="es", channel="sms", body="{school}, vote: {personal_link}"),
}


def out(known: dict[tuple[str, str], Text] = SPANISH) -> str:
    return export(ENGLISH, known, language="es", now=NOW).decode()


def test_what_went_out_comes_back_whole() -> None:
    taken = take(out().encode(), ENGLISH, {}, language="es", samples={})
    assert dict(taken.texts) == SPANISH
    assert taken.faults == ()
    again = take(out().replace("\n", "\r\n").encode("utf-8-sig"), ENGLISH, SPANISH, language="es", samples={})
    assert (dict(again.texts), again.unchanged, again.faults) == ({}, 3, ())
    empty = take(out({}).encode(), ENGLISH, {}, language="es", samples={})
    assert (dict(empty.texts), empty.untranslated, empty.faults) == ({}, 3, ())


def test_a_part_that_is_left_out_keeps_its_words() -> None:
    po = out().replace('msgstr "{school}: vote ya"', 'msgstr "{school}: a votar"')
    taken = take(po.encode(), ENGLISH, SPANISH, language="es", samples={})
    assert taken.texts[MAIL].subject == "{school}: a votar"
    assert taken.texts[MAIL].body == SPANISH[MAIL].body
    alone = take(
        po.replace("Votación", "").replace("# ", "").encode(), ENGLISH, {}, language="es", samples={}
    )
    assert MAIL not in alone.texts, "half a text is none"


@pytest.mark.parametrize(
    ("old", "new", "code", "part"),
    [
        ("{school}, vote:", "vote:", "placeholder_missing", "link/sms/text"),
        ("{school}, vote:", "{school} {telefono}:", "placeholder_unknown", "link/sms/text"),
        ("{school}, vote:", "{school} {, vote:", "brace_alone", "link/sms/text"),
        ("{school}, vote:", "{school}, " + "vote ya " * 40, "many_parts", "link/sms/text"),
        ("{school}, vote:", "{school}, " + "bầu cử " * 50, "many_parts", "link/sms/text"),
        (
            'msgid "{school}: {personal_link}"',
            'msgid "{school}: it was {personal_link}"',
            "stale",
            "link/sms/text",
        ),
        ('msgctxt "link/sms/text"', 'msgctxt "link/fax/text"', "no_such_text", "link/fax/text"),
        ('msgctxt "link/sms/text"', '#, fuzzy\nmsgctxt "link/sms/text"', "unsure", "link/sms/text"),
        (
            '{school}, vote: {personal_link}"',
            "{school}, vote: {personal_link}",
            "unreadable",
            "link/sms/text",
        ),
        ("# «Vot", "«Vot", "markup", "link/email/text"),
        ('2. Vote.\\n"\n"\\n"\n"Una', 'Vote.\\n"\n"\\n"\n"Una', "markup", "link/email/text"),
        ('msgstr "{school}: vote ya"', 'msgstr "{school}\\nBcc: x"', "subject_lines", "link/email/subject"),
    ],
)
def test_each_fault_costs_one_text_and_names_its_line(old: str, new: str, code: str, part: str) -> None:
    assert out().count(old) == 1, out()
    po = out().replace(old, new)
    taken = take(po.encode(), ENGLISH, {}, language="es", samples={})
    fault = taken.faults[0]
    assert (fault.finding.code, fault.entry) == (code, part)
    assert fault.finding.remedy
    lines = po.splitlines()
    near = "\n".join(lines[fault.line - 1 : fault.line + 2])
    assert part in near or code == "unreadable"
    bad = MAIL if "email" in part else TEXT
    other = TEXT if bad is MAIL else MAIL
    assert bad not in taken.texts
    assert taken.texts[other] == SPANISH[other]


def test_an_unreadable_line_is_the_one_that_is_named() -> None:
    po = out().replace('{school}, vote: {personal_link}"', "{school}, vote: {personal_link}")
    (fault,) = take(po.encode(), ENGLISH, {}, language="es", samples={}).faults
    assert po.splitlines()[fault.line - 1] == 'msgstr "{school}, vote: {personal_link}'


def test_a_file_in_other_letters_is_refused_as_a_whole() -> None:
    taken = take(out().encode("latin-1"), ENGLISH, {}, language="es", samples={})
    assert [one.finding.code for one in taken.faults] == ["not_utf_8"]


def test_an_address_that_has_a_line_of_its_own_keeps_it() -> None:
    """The button of an e-mail is made from it."""
    po = out().replace('"{personal_link}\\n"\n"\\n"\n"1. \\"Á', '"Aquí {personal_link}\\n"\n"\\n"\n"1. \\"Á')
    assert po != out()
    (fault,) = take(po.encode(), ENGLISH, {}, language="es", samples={}).faults
    assert fault.finding.code == "markup"
