"""What the documents promise exists: commands with their options, paths, variables, tests named beside rules."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ballot_service.cli import main
from ballot_service.rules.catalogue import RULES
from outreach import channels
from tests.pages.pictures import PICTURES
from tools.texts import catalogue

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "Procfile",
    *sorted((ROOT / "docs").rglob("*.md")),
]
SETTINGS = "".join(
    (ROOT / "ballot_service" / name).read_text()
    for name in ("settings.py", "provider_settings.py", "sending_settings.py")
)
CODE = re.compile(r"```\w*\n(.*?)```|(?m:^((?:    ).*)$)|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)\)")
MADE_BY_COMMANDS = ("take-home/",)


def code_lines(document: Path) -> Iterator[str]:
    """Lines of code: blocks, indented lines and words in backticks; a Procfile is code throughout."""
    text = document.read_text()
    if document.name == "Procfile":
        yield from (line.partition(":")[2].strip() for line in text.splitlines() if not line.startswith("#"))
        return
    for found in CODE.finditer(text):
        yield from "".join(part or "" for part in found.groups()).splitlines()


def spoken_commands() -> list[tuple[str, str]]:
    """(document, words after `ballots`) for every command a document tells somebody to run."""
    found = []
    for document in DOCUMENTS:
        for line in code_lines(document):
            spoken = re.match(r"\s*(?:\S*/)?ballots\s+(.+)", line)
            if spoken:
                found.append((document.name, spoken[1].split("#")[0].strip()))
    return found


def test_the_documents_name_commands_at_all() -> None:
    names = {words.split()[0] for _, words in spoken_commands()}
    assert {
        "demo",
        "verify",
        "explain",
        "check",
        "db",
        "district",
        "appoint",
        "serve",
        "worker",
        "import",
    } <= names


@pytest.mark.parametrize(("document", "words"), spoken_commands())
def test_every_command_named_exists_with_its_options(document: str, words: str) -> None:
    given = shlex.split(re.sub(r"\$\(.*\)", "VALUE", words.replace("…", "")))
    command: click.Command = main
    for word in list(given):
        if not isinstance(command, click.Group):
            break
        choices = word.split("|")
        assert set(choices) <= set(command.commands), f"{document}: ballots {words}"
        command = command.commands[choices[0]]
        given.remove(word)
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    used = {word.split("=")[0] for word in given if word.startswith("--")}
    assert used <= options, f"{document}: ballots {words}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda place: place.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    for target in LINK.findall(document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda place: place.name)
def test_every_path_named_exists(document: Path) -> None:
    folders = (
        "ballot_service/",
        "outreach/",
        "templates/",
        "tests/",
        "docs/",
        "migrations/",
        "tools/",
        ".ci/",
    )
    for line in code_lines(document):
        for word in re.findall(r"[\w./-]+", line):
            if word.startswith(folders) and "…" not in line:
                assert (ROOT / word.partition("::")[0]).exists(), f"{document.name} names {word}"


def test_the_readme_shows_the_two_commands_first() -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert [line.split("#")[0].strip() for line in blocks[0].splitlines()] == ["make demo", "make test"]
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    named = re.findall(r"\bmake ([a-z]+)\b(?= |`|\n)", "\n".join(code_lines(ROOT / "README.md")))
    assert {"demo", "test"} <= set(named) <= set(targets)


def test_the_variables_documented_are_those_that_are_read() -> None:
    name = re.compile(r"\b(?:(?:BALLOTS|TWILIO|SENDGRID|APPRISE)_[A-Z_]+|DATABASE_URL)\b")
    read = set(name.findall(SETTINGS)) | channels.variables()
    documented = set(name.findall((ROOT / "docs" / "operations.md").read_text()))
    assert documented == read


def test_a_variable_named_anywhere_is_one_of_them() -> None:
    name = re.compile(r"\bBALLOTS_[A-Z_]+\b")
    known = set(name.findall(SETTINGS)) | {"BALLOTS_WITHOUT_BROWSER"}
    for place in (*DOCUMENTS, *(ROOT / "ballot_service").rglob("*.py")):
        assert set(name.findall(place.read_text())) <= known, place.name


def test_every_rule_stands_in_the_table_of_sources() -> None:
    table = (ROOT / "docs" / "guidance.md").read_text()
    missing = [name for name in RULES if name not in table]
    assert not missing
    for module, function in re.findall(r"`(ballot_service/[\w/]+\.py)::(\w+)`", table):
        assert re.search(rf"^(?:def |class )?{function}\b", (ROOT / module).read_text(), re.MULTILINE), (
            function
        )


def test_no_document_knows_this_machine() -> None:
    for document in DOCUMENTS:
        assert not re.search(r"/(?:work|tmp/ve|home/\w+|root)/", document.read_text()), document.name


def test_the_clerks_guide_names_pages_and_buttons_as_they_are() -> None:
    """Bold names stand on the screen, letter for letter."""
    guide = (ROOT / "docs" / "clerk.md").read_text()
    named = {" ".join(name.split()) for name in re.findall(r"\*\*(.+?)\*\*", guide, re.DOTALL)} - {"bold"}
    spoken = {message.id for message in catalogue("es")}
    assert len(named) > 15
    assert sorted(name for name in named if name.removesuffix(".") not in spoken) == []


def test_every_picture_is_there_and_said_in_words() -> None:
    for document in DOCUMENTS:
        for said, place in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", document.read_text()):
            assert said, f"{document.name}: {place} has no words"
            assert (document.parent / place).is_file(), f"{document.name}: {place}"


def test_the_clerks_guide_shows_the_pictures_that_are_made() -> None:
    guide = (ROOT / "docs" / "clerk.md").read_text()
    assert set(re.findall(r"images/(clerk-[a-z-]+)\.png", guide)) == set(PICTURES)
