"""A language is added by its files alone: a catalogue, the notices in a folder of its tag, and the file on the language
with its words for STOP and its voice. Nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TRIED = """
import json
from pathlib import Path
from ballot_service.app import create_app
from ballot_service.rules.languages import LANGUAGES
from ballot_service.services.announcing import texts_fault
from ballot_service.services.migrating import upgrade
from ballot_service.database import open_engine
from outreach.channels.voice import spoken
from outreach.replies import read_reply
from tests.web.sign_in.scene import MovableClock, settings_for

url = "sqlite:///" + str(Path.cwd() / "b.sqlite")
engine = open_engine(url)
upgrade(engine)
app = create_app(settings_for(url, Path.cwd()), MovableClock())
page = app.test_client().get("/?lang=ht").text
assert texts_fault() == "", texts_fault()
call = spoken("Bonjou", "ht", "https://x.example/k")
said = read_reply("Sispann!")
print(json.dumps([page, "ht" in LANGUAGES, call, [said.wish, said.language]]))
"""
CREOLE = """
name = "Kreyòl ayisyen"
button = "Louvri paj la"
[replies]
stop = ["sispann", "rete"]
start = ["kòmanse"]
help = ["èd"]
language = ["ht", "kreyòl"]
[calls]
language = "fr-FR"
voice = "Polly.Celine"
press_nine = "Pou n pa rele w ankò, peze 9."
after_nine = "Nou p ap rele nimewo sa a ankò. Orevwa."
"""


@pytest.mark.acceptance
def test_haitian_creole_is_added_by_files_alone(tmp_path: Path) -> None:
    for folder in ("ballot_service", "outreach", "templates", "migrations", "tests"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "data", "images")
        )
    translations = tmp_path / "ballot_service" / "translations"
    shutil.copytree(translations / "es", translations / "ht")
    texts = translations / "ht" / "LC_MESSAGES" / "messages.po"
    texts.write_text(
        texts.read_text().replace("Language: es", "Language: ht").replace('msgstr "Idioma"', 'msgstr "Lang"')
    )
    for notice in (tmp_path / "templates" / "notices").iterdir():
        shutil.copytree(notice / "es", notice / "ht")
    (tmp_path / "outreach" / "languages" / "ht.toml").write_text(CREOLE, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", TRIED],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    page, is_known, call, reply = json.loads(ran.stdout)
    assert '<html lang="ht"' in page
    assert 'aria-label="Lang"' in page
    assert "Haitian Creole" in page or "Kreyòl" in page, "the reader can choose it"
    assert is_known
    assert 'voice="Polly.Celine"' in call
    assert "peze 9" in call
    assert reply == ["stop", "ht"]
