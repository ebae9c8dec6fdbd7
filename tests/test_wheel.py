"""The wheel holds everything: built, installed elsewhere, it makes its tables and serves a page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SERVE_A_PAGE = """
import sys
from pathlib import Path
import ballot_service, outreach
from ballot_service.app import create_app
from ballot_service.settings import Settings

assert Path(ballot_service.__file__).is_relative_to(sys.argv[1]), ballot_service.__file__
assert Path(outreach.__file__).is_relative_to(sys.argv[1]), outreach.__file__
client = create_app(Settings.from_environment()).test_client()
page = client.get("/?lang=es")
style = client.get("/static/css/voter.css")
assert page.status_code == 200 and "<h1>" in page.get_data(as_text=True), page.status_code
assert style.status_code == 200
style.close()
from ballot_service.printing.characters import lacks_letters
assert not lacks_letters("选票 ورقة الاقتراع lá phiếu"), "the typefaces came along"
print(page.get_data(as_text=True))
"""


def run(*command: str, **options: object) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True, **options)  # type: ignore[call-overload]  # options are run()'s own
    assert done.returncode == 0, done.stdout + done.stderr
    return str(done.stdout)


@pytest.mark.acceptance
def test_the_wheel_migrates_and_serves_a_page_from_elsewhere(tmp_path: Path) -> None:
    dist, place = tmp_path / "dist", tmp_path / "installed"
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(dist), str(ROOT))
    (wheel,) = dist.glob("*.whl")
    run(sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(place), str(wheel))
    environment = {
        **os.environ,
        "PYTHONPATH": str(place),
        "BALLOTS_DATABASE_URL": f"sqlite:///{tmp_path}/wheel.sqlite",
        "BALLOTS_SECRET_KEYS": "only for the wheel test: abcdefghijklmnop",
        "BALLOTS_SEALING_SECRET": "also only for the wheel test: qrstuvwxyz01",
        "BALLOTS_PUBLIC_ORIGIN": "http://127.0.0.1:8000",
        "BALLOTS_STORAGE_DIR": str(tmp_path / "storage"),
    }
    options = {"cwd": tmp_path, "env": environment}
    assert "up to date" in run(sys.executable, "-m", "ballot_service", "db", "upgrade", **options)
    page = run(sys.executable, "-c", SERVE_A_PAGE, str(place), **options)
    assert "distrito" in page
