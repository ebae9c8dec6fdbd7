"""Reading the texts: every fault of a file has a name, and is found while reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach import (
    MissingFile,
    MissingPlaceholder,
    MissingValue,
    NoticeBook,
    UnexpectedFile,
    UnknownLanguage,
    UnknownNotice,
    UnknownPlaceholder,
)

GOOD = {
    "link/en/email.subject.txt": "{school}",
    "link/en/email.txt": "{school}: {personal_link} {voter}",
    "link/en/sms.txt": "{school}: {personal_link}",
    "link/es/email.subject.txt": "{school}",
    "link/es/email.txt": "{school}: {voter} {personal_link}",
    "link/es/sms.txt": "{school}: {personal_link}",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_good_book_is_read_and_filled(tmp_path: Path) -> None:
    book = NoticeBook.read(write(tmp_path, GOOD), languages=("en", "es"))
    values = {"en": {"school": "Cypress"}, "es": {"school": "Ciprés"}}
    notice = book.notice("link", scope="e1", version=1, values=values, per_person=("voter",))
    assert notice.purpose == "link"
    assert notice.languages == {"en", "es"}
    assert notice.channels == {"email", "sms"}
    spanish = notice.text("es", "email")
    assert spanish is not None
    assert spanish.subject == "Ciprés"
    assert spanish.body == "Ciprés: {voter} {personal_link}"
    assert notice.text("ar", "email") is None


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"link/es/sms.txt": None}, MissingFile),
        ({"link/es/email.subject.txt": None}, MissingFile),
        ({"link/en/sms.txt": "   \n"}, MissingFile),
        ({"link/es/sms.txt": "{school}"}, MissingPlaceholder),
        ({"link/es/sms.txt": "{school} {personal_link} {phone}"}, UnknownPlaceholder),
        ({"link/es/sms.txt": "{school} {personal_link} {"}, UnknownPlaceholder),
        ({"link/spanish/sms.txt": "{school}: {personal_link}"}, UnknownLanguage),
        ({"link/notes.txt": "x"}, UnexpectedFile),
        ({"link/en/read me.md": "x"}, UnexpectedFile),
        ({"link/es/letter.txt": "x"}, UnexpectedFile),
        ({"link/en/email.subject.txt": "{school}\nBcc: x"}, UnexpectedFile),
    ],
)
def test_each_fault_has_a_name(tmp_path: Path, change: dict[str, str | None], error: type[Exception]) -> None:
    files = {name: text for name, text in {**GOOD, **change}.items() if text is not None}
    write(tmp_path, files)
    with pytest.raises(error, match="link"):
        NoticeBook.read(tmp_path, languages=("en", "es"))


def test_a_language_that_is_needed_but_has_no_folder(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="vi"):
        NoticeBook.read(write(tmp_path, GOOD), languages=("en", "vi"))


def test_a_further_language_is_added_by_files_alone(tmp_path: Path) -> None:
    chinese = {name.replace("/es/", "/zh-Hans/"): text for name, text in GOOD.items() if "/es/" in name}
    book = NoticeBook.read(write(tmp_path, {**GOOD, **chinese}), languages=("en",))
    values = {"zh-Hans": {"school": "柏树"}}
    assert book.notice("link", scope="e", version=1, values=values, per_person=("voter",)).languages == {
        "zh-Hans"
    }


def test_values_must_be_complete_and_known(tmp_path: Path) -> None:
    book = NoticeBook.read(write(tmp_path, GOOD))
    with pytest.raises(MissingValue, match="voter"):
        book.notice("link", scope="e", version=1, values={"en": {"school": "C"}})
    with pytest.raises(UnknownLanguage, match="fr"):
        book.notice("link", scope="e", version=1, values={"fr": {}})
    with pytest.raises(UnknownNotice, match="news"):
        book.notice("news", scope="e", version=1, values={})
    with pytest.raises(MissingValue, match="never"):
        book.notice("link", scope="e", version=1, values={"en": {"personal_link": "https://x"}})


def test_the_fingerprint_changes_with_every_word_and_nothing_else(tmp_path: Path) -> None:
    book = NoticeBook.read(write(tmp_path, GOOD))
    values = {"en": {"school": "Cypress"}, "es": {"school": "Cypress"}}

    def made(**change: object) -> str:
        given: dict[str, object] = {
            "scope": "e",
            "version": 1,
            "values": values,
            "per_person": ("voter",),
            **change,
        }
        return book.notice("link", **given).fingerprint  # type: ignore[arg-type]  # varied on purpose

    first = made()
    assert made() == first
    assert made(values=dict(reversed(values.items()))) == first
    assert (
        len(
            {first, made(version=2), made(scope="f"), made(purpose="news"), made(values={"en": values["en"]})}
        )
        == 5
    )


def test_line_ends_and_ways_to_write_accents_do_not_matter(tmp_path: Path) -> None:
    one = write(tmp_path / "one", {"n/en/sms.txt": "Jos\u00e9\nx"})
    two = write(tmp_path / "two", {})
    (two / "n/en").mkdir(parents=True)
    (two / "n/en/sms.txt").write_bytes(b"\xef\xbb\xbf" + "Jose\u0301\r\nx\r\n".encode())
    prints = [
        NoticeBook.read(p).notice("n", scope="", version=1, values={"en": {}}).fingerprint for p in (one, two)
    ]
    assert prints[0] == prints[1]
