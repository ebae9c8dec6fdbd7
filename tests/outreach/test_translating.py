"""Texts for a translator outside: nothing is lost out and back, and each fault costs one text, not the file."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest

from outreach import Text
from outreach.po_file import LARGEST
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
        ("{school}, vote:", "{school.__class__}:", "brace_alone", "link/sms/text"),
        ("{school}, vote:", "{school} {evil}:", "placeholder_unknown", "link/sms/text"),
        ("{school}, vote:", "{school} \x00:", "hidden_signs", "link/sms/text"),
        ("{school}, vote:", "{school} \u202eetov:", "hidden_signs", "link/sms/text"),
        ("{school}, vote:", "{school} \u2028:", "hidden_signs", "link/sms/text"),
        ("{school}, vote:", "{school} https://evil.example/v:", "address_added", "link/sms/text"),
        ("{school}, vote:", "{school} evil.example/v:", "address_added", "link/sms/text"),
        ("{school}, vote:", "{school} (900) 555-0199:", "address_added", "link/sms/text"),
        ("Una ba", "largo " * 200 + "Una ba", "much_longer", "link/email/text"),
        (
            'msgid "{school}: {personal_link}"',
            'msgid "{school}: {personal_link}"\nmsgid_plural "x"',
            "plural",
            "link/sms/text",
        ),
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
    assert part in near or code in ("unreadable", "plural")
    bad = MAIL if "email" in part else TEXT
    other = TEXT if bad is MAIL else MAIL
    assert bad not in taken.texts
    assert taken.texts[other] == SPANISH[other]


def test_an_unreadable_line_is_the_one_that_is_named() -> None:
    po = out().replace('{school}, vote: {personal_link}"', "{school}, vote: {personal_link}")
    (fault,) = take(po.encode(), ENGLISH, {}, language="es", samples={}).faults
    assert po.splitlines()[fault.line - 1] == 'msgstr "{school}, vote: {personal_link}'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (out().encode("latin-1"), "not_utf_8"),
        (out().encode("utf-16"), "not_utf_8"),
        (bytes(range(256)) * 100, "not_utf_8"),
        (b"", "empty"),
        (b"\x00" * 1000, "empty"),
        (b"PK\x03\x04 not a translation", "empty"),
        (b"#" * 50_000_000, "too_large"),
        (out().replace("Language: es", "Language: vi").encode(), "other_language"),
    ],
    ids=["latin-1", "utf-16", "binary", "nothing", "zeros", "words", "50 MB", "another language"],
)
def test_a_file_that_is_not_ours_is_refused_as_a_whole(data: bytes, code: str) -> None:
    taken = take(data, ENGLISH, {}, language="es", samples={})
    assert [(one.line, one.finding.code) for one in taken.faults] == [(0, code)]
    assert taken.texts == {}


@pytest.mark.parametrize("spoken", ["es_MX", "es-419"])
def test_a_translators_program_may_name_the_language_more_closely(spoken: str) -> None:
    po = out().replace("Language: es", f"Language: {spoken}").encode()
    assert dict(take(po, ENGLISH, {}, language="es", samples={}).texts) == SPANISH


def test_of_two_that_differ_nobody_knows_which_is_right() -> None:
    entry = out()[out().index('msgctxt "link/sms/text"') :]
    same = take((out() + "\n" + entry).encode(), ENGLISH, {}, language="es", samples={})
    assert (dict(same.texts), same.faults) == (SPANISH, ())
    po = out() + "\n" + entry.replace("vote:", "a votar:")
    other = take(po.encode(), ENGLISH, {}, language="es", samples={})
    (fault,) = other.faults
    assert (fault.finding.code, fault.entry) == ("twice", "link/sms/text")
    assert po.splitlines()[fault.line - 1] == 'msgctxt "link/sms/text"'
    assert fault.line > 30
    assert dict(other.texts) == {MAIL: SPANISH[MAIL]}


def test_old_entries_are_left_and_one_without_a_name_costs_no_other() -> None:
    old = '#~ msgctxt "link/fax/text"\n#~ msgid "x"\n#~ msgstr "y"\n'
    assert dict(take((out() + old).encode(), ENGLISH, {}, language="es", samples={}).texts) == SPANISH
    po = out() + 'msgid "a"\nmsgstr "b"\n\nmsgid "c"\nmsgstr "d"\n'
    taken = take(po.encode(), ENGLISH, {}, language="es", samples={})
    assert dict(taken.texts) == SPANISH
    assert [po.splitlines()[one.line - 1] for one in taken.faults] == ['msgid "a"', 'msgid "c"']
    assert {one.finding.code for one in taken.faults} == {"no_name"}


@pytest.mark.parametrize(
    ("head", "piece"),
    [('msgctxt "link/sms/text"\nmsgid ""\nmsgstr ""\n', '"a"\n'), ("", 'msgctxt ""\n')],
)
def test_a_file_made_to_be_slow_takes_no_longer_than_its_size(head: str, piece: str) -> None:
    """Half a million pieces of one string, or as many entries as fit: work that grew by the square would show."""

    def work(times: int) -> float:
        po = (head + piece * times).encode()
        began = process_time()
        assert take(po, ENGLISH, {}, language="es", samples={}).texts == {}
        return process_time() - began

    an_eighth = (LARGEST - len(head)) // len(piece) // 8
    assert work(8 * an_eighth) < 30 * work(an_eighth)


def test_tags_keep_their_addresses() -> None:
    english = {
        MAIL: Text(language="en", channel="email", subject="x", body="x", html='<a href="{link}">Go</a>')
    }
    po = export(english, {}, language="es", now=NOW).decode()
    for words, is_taken in (
        ('<a href=\\"{link}\\">Ir</a>', True),
        ('<a href=\\"{link}\\" onclick=\\"x\\">Ir</a>', False),
        ('<a href=\\"{link}\\">Ir</a><script', False),
    ):
        filled = po.replace('Go</a>"\nmsgstr ""', f'Go</a>"\nmsgstr "{words}"').replace(
            'msgid "x"\nmsgstr ""', 'msgid "x"\nmsgstr "y"'
        )
        taken = take(filled.encode(), english, {}, language="es", samples={})
        assert (MAIL in taken.texts) is is_taken, taken.faults


def test_a_link_may_have_a_line_of_its_own_where_english_has_none() -> None:
    """So it is in Arabic, where it would fall apart within a line."""
    po = out().replace("{school}, vote: {personal_link}", "{school}\\n{personal_link}")
    assert (
        take(po.encode(), ENGLISH, {}, language="es", samples={}).texts[TEXT].body
        == "{school}\n{personal_link}"
    )


def test_an_address_that_has_a_line_of_its_own_keeps_it() -> None:
    """The button of an e-mail is made from it."""
    po = out().replace('"{personal_link}\\n"\n"\\n"\n"1. \\"Á', '"Aquí {personal_link}\\n"\n"\\n"\n"1. \\"Á')
    assert po != out()
    (fault,) = take(po.encode(), ENGLISH, {}, language="es", samples={}).faults
    assert fault.finding.code == "markup"
