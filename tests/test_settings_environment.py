"""Settings from the environment: each refusal is one sentence that names the variable, and no secret is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.settings import Settings, SettingsRefused

LINK_KEY = "links: abcdefghijklmnopqrstuvwxyz0123"
SEALING = "sealing: abcdefghijklmnopqrstuvwxyz01"
GOOD = {
    "BALLOTS_SECRET_KEYS": LINK_KEY,
    "BALLOTS_SEALING_SECRET": SEALING,
    "BALLOTS_PUBLIC_ORIGIN": "https://vote.example.org",
}


def read(**changed: str | None) -> Settings:
    env = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    return Settings.from_environment(env)


def test_three_variables_are_enough() -> None:
    settings = read()
    assert settings.secret_keys == (LINK_KEY,)
    assert settings.storage_dir == Path("var").absolute()
    assert settings.database_url == f"sqlite:///{settings.storage_dir}/ballots.sqlite"
    assert settings.bell == str(settings.storage_dir / "bell.sqlite")
    assert (settings.mail_url, settings.mail_from, settings.trusted_proxies) == ("", "ballots@localhost", 0)
    assert settings.is_secure


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("BALLOTS_SECRET_KEYS", None, "BALLOTS_SECRET_KEYS is not set. Make one with: "),
        ("BALLOTS_SECRET_KEYS", "", "BALLOTS_SECRET_KEYS is not set. Make one with: "),
        ("BALLOTS_SECRET_KEYS", f"{LINK_KEY},", "BALLOTS_SECRET_KEYS is not set. Make one with: "),
        (
            "BALLOTS_SECRET_KEYS",
            f"{LINK_KEY},short",
            "BALLOTS_SECRET_KEYS is too short: at least 32 characters.",
        ),
        ("BALLOTS_SECRET_KEYS", "changeme" * 5, "BALLOTS_SECRET_KEYS is too easy to guess. Make one with: "),
        ("BALLOTS_SEALING_SECRET", None, "BALLOTS_SEALING_SECRET is not set. Make one with: "),
        ("BALLOTS_SEALING_SECRET", "a" * 31, "BALLOTS_SEALING_SECRET is too short: at least 32 characters."),
        ("BALLOTS_SEALING_SECRET", "a" * 64, "BALLOTS_SEALING_SECRET is too easy to guess. Make one with: "),
        ("BALLOTS_PUBLIC_ORIGIN", None, "BALLOTS_PUBLIC_ORIGIN must be the address people use, such as "),
        ("BALLOTS_PUBLIC_ORIGIN", "vote.example.org", "BALLOTS_PUBLIC_ORIGIN must be the address people use"),
        ("BALLOTS_PUBLIC_ORIGIN", "https://example.org/vote", "BALLOTS_PUBLIC_ORIGIN must be the address"),
        (
            "BALLOTS_PUBLIC_ORIGIN",
            "ftp://example.org",
            "BALLOTS_PUBLIC_ORIGIN must be the address people use",
        ),
        ("BALLOTS_PUBLIC_ORIGIN", "http://example.org", "BALLOTS_PUBLIC_ORIGIN must begin with https://"),
        ("BALLOTS_TRUSTED_PROXIES", "one", "BALLOTS_TRUSTED_PROXIES must be a number such as 0 or 1."),
        ("BALLOTS_TRUSTED_PROXIES", "-1", "BALLOTS_TRUSTED_PROXIES must be a number such as 0 or 1."),
        (
            "BALLOTS_MAIL_URL",
            "smtp://127.0.0.1:25",
            "BALLOTS_MAIL_FROM must be the sender's e-mail address when",
        ),
    ],
)
def test_each_refusal_is_a_sentence_that_names_the_variable(
    name: str, value: str | None, sentence: str
) -> None:
    with pytest.raises(SettingsRefused) as caught:
        read(**{name: value})
    said = str(caught.value)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert LINK_KEY not in said
    assert SEALING not in said
    assert not value or value not in said or name == "BALLOTS_PUBLIC_ORIGIN"


def test_nothing_secret_is_printed() -> None:
    mail = "smtp://user:letmein@mail.example.org:587"
    bell = "redis://:openbell@127.0.0.1:6379/0"
    shown = repr(read(BALLOTS_MAIL_URL=mail, BALLOTS_MAIL_FROM="elections@example.org", BALLOTS_BELL=bell))
    assert "https://vote.example.org" in shown
    for secret in (LINK_KEY, SEALING, "letmein", "openbell"):
        assert secret not in shown


@pytest.mark.parametrize("name", ["BALLOTS_DATABASE_URL", "DATABASE_URL"])
def test_what_hosts_call_postgres_is_postgresql(name: str) -> None:
    settings = read(**{name: "postgres://me:secret@db.example.org/ballots"})
    assert settings.database_url == "postgresql://me:secret@db.example.org/ballots"
    assert "secret@" not in repr(settings), "a database address holds a password"


def test_our_own_variable_wins_over_the_hosts() -> None:
    settings = read(BALLOTS_DATABASE_URL="sqlite:////tmp/a.sqlite", DATABASE_URL="postgres://db/b")
    assert settings.database_url == "sqlite:////tmp/a.sqlite"


def test_several_keys_newest_first() -> None:
    older = "older links: abcdefghijklmnopqrstuvwxyz"
    assert read(BALLOTS_SECRET_KEYS=f"{LINK_KEY}, {older}").secret_keys == (LINK_KEY, older)


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "http://localhost:8000/"])
def test_plain_http_is_for_this_machine_only(origin: str) -> None:
    settings = read(BALLOTS_PUBLIC_ORIGIN=origin)
    assert settings.public_origin == origin.rstrip("/")
    assert not settings.is_secure


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {**GOOD, "BALLOTS_STORAGE_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(name, value)
    assert Settings.from_environment().storage_dir == tmp_path
