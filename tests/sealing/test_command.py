"""`ballots verify` as a person meets it: words, exit status, answers for programs, never a stack trace."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ballot_service.commands.verifying import verify_command
from ballot_service.sealing.archive import pack, unpack
from ballot_service.sealing.bundle import BundleContents, WrittenBundle
from ballot_service.sealing.canonical import in_groups
from tests.sealing.a_story import service_key
from tests.sealing.test_edited_files import replacing, resealed

DOCUMENT = Path(__file__).parents[2] / "docs" / "bundle.md"
OnDisk = Callable[[bytes], Path]


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(verify_command, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_good_record_ends_with_status_0_and_says_what_that_is_worth(
    bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    path = on_disk(bundle.content)
    alone = run(path)
    assert alone.exit_code == 0
    assert "Self-consistent only" in alone.output
    assert in_groups(bundle.record_fingerprint) in alone.output
    on_paper = run(
        path,
        "--fingerprint",
        in_groups(bundle.record_fingerprint),
        "--fingerprint",
        bundle.election_fingerprint,
    )
    assert on_paper.exit_code == 0
    assert "This is the record whose fingerprint was printed" in on_paper.output
    assert "Counting again gives the same result in 3 contests." in on_paper.output


def test_a_wrong_record_ends_with_status_1_and_the_first_thing_wrong(
    files: dict[str, bytes], on_disk: OnDisk
) -> None:
    forged = resealed(
        {**files, "result.json": replacing('"votes":61', '"votes":60')(files["result.json"])}, service_key()
    )
    result = run(on_disk(forged.content))
    assert result.exit_code == 1
    assert "WRONG  result" in result.output
    assert (
        "First thing wrong: Parents, 4 seats: counting again does not give the published result."
        in result.stderr
    )


def test_the_answer_can_be_read_by_programs(bundle: WrittenBundle, on_disk: OnDisk) -> None:
    path = on_disk(bundle.content)
    good = run(path, "--format", "json", "--fingerprint", bundle.election_fingerprint)
    answer = json.loads(good.stdout)
    assert (answer["good"], answer["strength"], answer["first_wrong"]) == (True, "election", None)
    assert len(answer["checks"]) == 19
    wrong = run(path, "--format", "json", "--fingerprint", "1234")
    assert wrong.exit_code == 1
    answer = json.loads(wrong.stdout)
    assert (answer["good"], answer["strength"], answer["first_wrong"]) == (False, None, "fingerprints")


def test_a_head_kept_in_a_mail_is_compared(
    contents: BundleContents, bundle: WrittenBundle, on_disk: OnDisk, tmp_path: Path
) -> None:
    kept = tmp_path / "head.txt"
    kept.write_bytes(contents.heads[0].replace("\n", "\r\n").encode())
    assert run(on_disk(bundle.content), "--head", kept).exit_code == 0
    kept.write_text(contents.heads[0].replace("\n10\n", "\n11\n"))
    assert run(on_disk(bundle.content), "--head", kept).exit_code == 1
    kept.write_bytes(b"\xff\xfe")
    assert run(on_disk(bundle.content), "--head", kept).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04" + b"\x00" * 40])
def test_a_file_that_is_no_bundle_is_refused_in_words(content: bytes, on_disk: OnDisk) -> None:
    result = run(on_disk(content))
    assert result.exit_code == 1
    assert "Do not trust this record" in result.stderr


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    result = run(tmp_path / "missing.zip")
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr


def test_what_a_stranger_wrote_does_not_steer_the_terminal(files: dict[str, bytes], on_disk: OnDisk) -> None:
    hostile = replacing('{"', '{"\\u001b[2J":1,"')(files["roll.json"])
    result = run(on_disk(resealed({**files, "roll.json": hostile}, service_key()).content))
    assert result.exit_code == 1
    assert "\x1b" not in result.output


def test_a_bar_is_shown_only_for_large_bundles_on_a_terminal(
    bundle: WrittenBundle, on_disk: OnDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = on_disk(bundle.content)
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "Checking" not in run(path).stderr
    monkeypatch.setattr("ballot_service.commands.verifying.LARGE_BUNDLE_BYTES", 1)
    shown = run(path)
    assert shown.exit_code == 0
    assert "Checking" in shown.stderr


def recount_example() -> str:
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    return str(example)


def test_the_recount_in_the_document_has_thirty_lines_and_needs_nothing_of_ours() -> None:
    example = recount_example()
    assert len(example.strip().splitlines()) <= 30
    assert "ballot_service" not in example


def recounted(path: Path, record_fingerprint: str) -> subprocess.CompletedProcess[str]:
    """Runs the example with a bare Python that sees neither this package nor any other."""
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", recount_example(), str(path), record_fingerprint],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_the_recount_in_the_document_gives_the_published_result(
    bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    done = recounted(on_disk(bundle.content), bundle.record_fingerprint)
    assert done.returncode == 0, done.stderr
    assert "Parents, 4 seats: agrees" in done.stdout
    assert "61  Parent A" in done.stdout


def test_the_recount_in_the_document_finds_a_changed_file_and_a_changed_result(
    files: dict[str, bytes], bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    changed = {**files, "result.json": replacing('"votes":61', '"votes":60')(files["result.json"])}
    done = recounted(on_disk(pack(changed)), bundle.record_fingerprint)
    assert done.returncode != 0
    assert "result.json" in done.stderr
    forged = resealed(changed, service_key())
    done = recounted(on_disk(forged.content), bundle.record_fingerprint)
    assert done.returncode != 0
    assert "fingerprint" in done.stderr
    done = recounted(on_disk(forged.content), forged.record_fingerprint)
    assert done.returncode != 0
    assert "Parents, 4 seats" in done.stderr


def test_the_document_names_every_file_and_every_check(
    files: dict[str, bytes], bundle: WrittenBundle, on_disk: OnDisk
) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for path in unpack(on_disk(bundle.content)):
        assert f"`{path}`" in text or path.startswith("manifests/"), path
    for check in json.loads(run(on_disk(bundle.content), "--format", "json").stdout)["checks"]:
        assert f"**{check['name']}**" in text, check["name"]
