"""Settings from the environment: each refusal is one sentence that names the variable, and no secret is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ballot_service.provider_settings import MailBy
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


ACCOUNT = "AC" + "0" * 32
TWILIO = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": "token-x", "TWILIO_FROM": "+16015550123"}
FROM = {"BALLOTS_MAIL_FROM": "elections@example.org"}
SERVER = "smtp://127.0.0.1:25"
A_KEY = (
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjlM7b6C/e0YluzBmfAH7YH75+LioD+9bMAYocDGHsqNz6x294DMYNm0Gn4Om9ZAA"
    "U8c2M8sEGyHFXhqGwfQAtA=="
)


def test_providers_are_read_and_their_secrets_never_printed() -> None:
    settings = read(**TWILIO, SENDGRID_API_KEY="SG.x", **FROM)
    assert settings.twilio is not None
    assert settings.twilio.sign_in == (ACCOUNT, "token-x")
    assert settings.mail_by is MailBy.SENDGRID
    by_key = read(**TWILIO, TWILIO_API_KEY="SK-key-x", TWILIO_API_SECRET="secret-x").twilio
    assert by_key is not None
    assert by_key.sign_in == ("SK-key-x", "secret-x")
    for shown in (repr(settings), repr(by_key)):
        for secret in ("token-x", "SG.x", "key-x", "secret-x"):
            assert secret not in shown


@pytest.mark.parametrize(
    ("given", "by"),
    [
        ({}, MailBy.CONSOLE),
        ({"BALLOTS_MAIL_URL": SERVER}, MailBy.SMTP),
        ({"SENDGRID_API_KEY": "SG.x"}, MailBy.SENDGRID),
        ({"BALLOTS_MAIL_URL": SERVER, "SENDGRID_API_KEY": "SG.x", "BALLOTS_MAIL_BY": "smtp"}, MailBy.SMTP),
        (
            {"BALLOTS_MAIL_URL": SERVER, "SENDGRID_API_KEY": "SG.x", "BALLOTS_MAIL_BY": "sendgrid"},
            MailBy.SENDGRID,
        ),
    ],
)
def test_what_carries_mail(given: dict[str, str], by: MailBy) -> None:
    assert read(**FROM, **given).mail_by is by


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"TWILIO_AUTH_TOKEN": "x", "TWILIO_FROM": "+16015550123"},
            "TWILIO_ACCOUNT_SID is not set, but other",
        ),
        ({**TWILIO, "TWILIO_ACCOUNT_SID": "AC1"}, "TWILIO_ACCOUNT_SID must be AC and 32 more characters."),
        ({**TWILIO, "TWILIO_AUTH_TOKEN": ""}, "Twilio has no key: set TWILIO_AUTH_TOKEN, or TWILIO_API_KEY"),
        ({**TWILIO, "TWILIO_API_KEY": "SK1"}, "TWILIO_API_KEY and TWILIO_API_SECRET belong together"),
        (
            {**TWILIO, "TWILIO_FROM": ""},
            "Twilio has no sender: set TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID.",
        ),
        (
            {**TWILIO, "TWILIO_FROM": "601-555-0123"},
            "TWILIO_FROM must be a whole number such as +16015550123.",
        ),
        ({**TWILIO, "TWILIO_MESSAGING_SERVICE_SID": "MG1"}, "TWILIO_MESSAGING_SERVICE_SID must be MG and 32"),
        ({"SENDGRID_API_KEY": "SG.x"}, "BALLOTS_MAIL_FROM must be the sender's e-mail address when SENDGRID"),
        ({"SENDGRID_WEBHOOK_PUBLIC_KEY": A_KEY}, "SENDGRID_API_KEY is not set, but SENDGRID_WEBHOOK"),
        (
            {"SENDGRID_API_KEY": "SG.x", **FROM, "SENDGRID_WEBHOOK_PUBLIC_KEY": "AAAA"},
            "SENDGRID_WEBHOOK_PUBLIC_KEY is not a key.",
        ),
        ({"BALLOTS_MAIL_BY": "pigeon"}, "BALLOTS_MAIL_BY must be smtp or sendgrid."),
        ({"BALLOTS_MAIL_BY": "smtp"}, "BALLOTS_MAIL_BY is smtp, but BALLOTS_MAIL_URL is not set."),
        ({"BALLOTS_MAIL_BY": "sendgrid"}, "BALLOTS_MAIL_BY is sendgrid, but SENDGRID_API_KEY is not set."),
        (
            {"BALLOTS_MAIL_URL": SERVER, "SENDGRID_API_KEY": "SG.x", **FROM},
            "BALLOTS_MAIL_URL and SENDGRID_API_KEY are both set",
        ),
    ],
)
def test_a_provider_that_is_half_set_is_refused_with_one_sentence(
    given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingsRefused) as caught:
        read(**given)
    (said,) = caught.value.faults
    assert said.startswith(sentence)


def test_a_public_key_is_known_by_what_it_is() -> None:
    settings = read(SENDGRID_API_KEY="SG.x", SENDGRID_WEBHOOK_PUBLIC_KEY=A_KEY, **FROM)
    assert settings.sendgrid is not None
    assert settings.sendgrid.webhook_key == A_KEY
