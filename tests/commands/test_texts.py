"""`ballots texts`: out to a translator and back, with a sentence for each line that cannot be used."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Run

DISTRICT = ("--name", "Tallow Creek", "--phone", "(601) 555-0100", "--address", "1 School Road")


def test_texts_go_out_and_come_back_as_drafts(ready: Run, tmp_path: Path) -> None:
    ready("district", "tallow-creek", *DISTRICT)
    file = tmp_path / "es.po"
    out = ready("texts", "export", "--district", "tallow-creek", "--language", "es", "--out", str(file))
    assert out.exit_code == 0, out.output
    same = ready("texts", "import", str(file), "--district", "tallow-creek")
    assert same.exit_code == 0
    assert "Kept as drafts: 0." in same.output
    po = file.read_text(encoding="utf-8")
    broken = po.replace('su boleta para elegir el consejo"\n\n', 'vote"\n\n').replace(
        'msgstr "{school}: su código es {personal_code}"', 'msgstr "{school}: su código"'
    )
    file.write_text(broken, encoding="utf-8")
    back = ready("texts", "import", str(file), "--district", "tallow-creek")
    line = broken.splitlines().index('msgctxt "sign_up_code/email/subject"') + 1
    says = f"✗ Line {line}, sign_up_code/email/subject: The translation lacks: personal_code."
    assert says in back.output
    assert "Kept as drafts: 1." in back.output
    assert "Refused: 1." in back.output
    assert back.exit_code == 1


def test_a_language_that_the_pages_do_not_speak_is_refused(ready: Run, tmp_path: Path) -> None:
    file = tmp_path / "xx.po"
    file.write_text('msgid ""\nmsgstr ""\n"Language: xx\\n"\n', encoding="utf-8")
    for words in (("import", str(file)), ("export", "--language", "xx", "--out", str(file))):
        result = ready("texts", *words, "--district", "tallow-creek")
        assert result.exit_code == 1
        assert "Texts can be translated into: " in result.output
