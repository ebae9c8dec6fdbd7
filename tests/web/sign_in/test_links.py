"""The mailed link: looking changes nothing, the button signs in, once, for fifteen minutes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ballot_service.database import committed, db
from ballot_service.models import Account, District
from ballot_service.services.signing_in import WORKING_LINKS, SignInMail, new_sign_in_link
from ballot_service.web.limits import limiter
from ballot_service.web.sign_in_mail import written
from tests.web.sign_in.scene import CLERK, LIAISON, Browser, Scene


def test_looking_never_signs_in(scene: Scene, browser: Browser) -> None:
    browser.ask()
    for _ in range(3):
        assert browser.get(scene.mailbox.link).status_code == 200
        assert browser.client.head(scene.mailbox.link).status_code == 200
    assert not browser.is_signed_in


def test_the_button_signs_in_on_any_device(scene: Scene, browser: Browser) -> None:
    browser.ask()
    phone = scene.browser()
    answer = phone.post(scene.mailbox.link)
    assert (answer.status_code, answer.location) == (303, "/home")
    assert phone.is_signed_in
    assert not browser.is_signed_in


def test_the_page_says_whom_it_signs_in(scene: Scene, browser: Browser) -> None:
    browser.ask()
    assert "Sign in as Pat Clerk" in browser.get(scene.mailbox.link).text


def test_a_link_works_once(scene: Scene, browser: Browser) -> None:
    browser.ask()
    other = scene.browser()
    key = other.key(scene.mailbox.link)
    assert browser.post(scene.mailbox.link).status_code == 303
    assert other.client.post(scene.mailbox.link, data={"csrf_token": key}).status_code == 410
    assert other.get(scene.mailbox.link).status_code == 410
    assert not other.is_signed_in


@pytest.mark.parametrize(("minutes", "status"), [(14, 303), (15, 410)])
def test_a_link_works_for_less_than_fifteen_minutes(
    scene: Scene, browser: Browser, minutes: int, status: int
) -> None:
    browser.ask()
    key = browser.key(scene.mailbox.link)
    scene.clock.forward(timedelta(minutes=minutes))
    answer = browser.client.post(scene.mailbox.link, data={"csrf_token": key})
    assert answer.status_code == status
    assert browser.is_signed_in is (status == 303)


def test_a_changed_link_is_refused(scene: Scene, browser: Browser) -> None:
    browser.ask()
    assert browser.get(scene.mailbox.link[:-1]).status_code == 410
    assert browser.get("/sign-in/nothing-like-it").status_code == 410


def test_signing_in_ends_the_other_mailed_links(scene: Scene, browser: Browser) -> None:
    browser.ask()
    first = scene.mailbox.link
    browser.ask()
    assert browser.post(scene.mailbox.link).status_code == 303
    assert browser.get(first).status_code == 410


def test_an_unknown_address_gets_the_same_answer(scene: Scene) -> None:
    known, unknown = scene.browser(), scene.browser()
    answers = known.ask(CLERK), unknown.ask("clerk@tallowcreek.test.example")
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].location == answers[1].location
    assert set(answers[0].headers.keys()) == set(answers[1].headers.keys())
    pages = known.type_code("000 000"), unknown.type_code("000 000")
    assert pages[0].status_code == pages[1].status_code == 400
    assert len(scene.mailbox.mails) == 1


def test_the_look_up_waits_until_the_answer_has_left(scene: Scene, browser: Browser) -> None:
    key = browser.key("/sign-in")
    answer = browser.client.post("/sign-in", data={"csrf_token": key, "email": CLERK})
    assert (answer.status_code, scene.mailbox.mails) == (303, [])
    answer.close()
    assert len(scene.mailbox.mails) == 1


def test_what_is_no_address_is_said_beside_the_field(browser: Browser) -> None:
    answer = browser.ask("not an address")
    assert answer.status_code == 400
    assert 'href="#email"' in answer.text
    assert 'value="not an address"' in answer.text


def test_the_address_may_be_spelled_with_capitals(scene: Scene, browser: Browser) -> None:
    browser.ask("  Clerk@TallowCreek.example ")
    assert scene.mailbox.mails[0][0] == CLERK


def test_the_mail_speaks_the_persons_language(scene: Scene, browser: Browser) -> None:
    browser.ask(CLERK)
    browser.ask(LIAISON)
    (_, english, text), (_, spanish, texto) = scene.mailbox.mails
    assert (english, spanish) == (
        "Tallow Creek: your link to sign in",
        "Tallow Creek: su enlace para iniciar sesión",
    )
    assert "15 minutes" in text
    assert "601-555-0100" in text
    assert "15 minutos" in texto
    assert scene.mailbox.languages == ["en", "es"], "so that a screen reader speaks it"


def test_a_stranger_cannot_flood_a_mailbox(scene: Scene, browser: Browser) -> None:
    for _ in range(WORKING_LINKS + 2):
        limiter.reset()
        assert browser.ask().status_code == 303
    assert len(scene.mailbox.mails) == WORKING_LINKS
    assert browser.post(scene.mailbox.link).status_code == 303


def test_a_broken_mail_server_changes_no_answer_and_leaks_nothing(
    scene: Scene, browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(to: str, subject: str, text: str, language: str) -> None:
        raise ConnectionError(f"could not send {text} to {to}")

    scene.app.extensions["send_mail"] = broken
    assert browser.ask().status_code == 303
    printed = "".join(capfd.readouterr())
    assert "sign_in_mail_failed" in printed
    assert "ConnectionError" in printed
    assert CLERK not in printed
    assert "/sign-in/" not in printed


def test_neither_link_nor_code_nor_browser_secret_is_stored(scene: Scene, browser: Browser) -> None:
    browser.ask()
    token, digits = scene.mailbox.link.rpartition("/")[2], scene.mailbox.code.replace(" ", "")
    with browser.client.session_transaction() as held:
        secret = held["asked_in"]
    with scene.app.app_context():
        tables = db.metadata.sorted_tables
        kept = [str(row) for table in tables for row in db.session().execute(table.select())]
    assert any("sign_in_link" in table.name for table in tables)
    assert not [row for row in kept if token in row or secret in row or f"'{digits}'" in row]


def test_a_demonstration_link_works_again_until_it_expires(scene: Scene) -> None:
    with scene.app.app_context(), committed(db.session()) as session:
        life = timedelta(hours=8)
        token = new_sign_in_link(session, scene.account(), now=scene.clock(), lifetime=life, reusable=True)
    for _ in range(2):
        visitor = scene.browser()
        assert visitor.post(f"/sign-in/{token}").status_code == 303
        assert visitor.is_signed_in
    scene.clock.forward(timedelta(hours=8))
    assert scene.browser().get(f"/sign-in/{token}").status_code == 410


@pytest.mark.parametrize(("language", "said"), [("zh-Hans", "登录"), ("es", "enlace"), ("gu", "link")])
def test_the_mail_speaks_the_persons_language_also_one_with_a_script(language: str, said: str) -> None:
    account = Account(name="Pat", language=language, email="p@example.org")
    district = District(name="Tallow Creek", phone="(601) 555-0100")
    mail = SignInMail(token="t", code="123456")
    _subject, text, spoken = written(account, district, mail, "https://x.example")
    assert said in text
    assert spoken == ("en" if language == "gu" else language)
