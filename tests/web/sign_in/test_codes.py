"""The six digits: only in the browser that asked, only a few tries, only once."""

from __future__ import annotations

import threading
from datetime import timedelta
from threading import Barrier, Thread

from sqlalchemy import Engine

from ballot_service.database import committed, sessions
from ballot_service.models.accounts import Account
from ballot_service.services.accounts import find_account
from ballot_service.services.signing_in import (
    CODES_A_DAY,
    TRIES,
    mail_for,
    new_sign_in_link,
    use_code,
    use_link,
)
from ballot_service.web.limits import limiter
from ballot_service.web.sign_in_mail import Task, in_background
from tests.databases import Database
from tests.web.sign_in.scene import CLERK, LIAISON, START, Browser, Scene, people_in_office


def wrong(code: str) -> str:
    digits = code.replace(" ", "")
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def test_the_code_signs_in_the_browser_that_asked(scene: Scene, browser: Browser) -> None:
    assert browser.ask().location == "/sign-in/code"
    answer = browser.type_code(scene.mailbox.code)
    assert (answer.status_code, answer.location) == (303, "/home")
    assert browser.is_signed_in


def test_the_code_fits_no_other_browser(scene: Scene, browser: Browser) -> None:
    browser.ask()
    other = scene.browser()
    other.ask(LIAISON)
    code = scene.mailbox.mails[0][2]
    assert other.type_code(code[code.index("asked for it: ") + 14 :][:7]).status_code == 400
    assert not other.is_signed_in


def test_without_asking_there_is_no_page_for_a_code(browser: Browser) -> None:
    assert browser.get("/sign-in/code").location == "/sign-in"


def test_a_code_works_once_and_uses_up_the_link(scene: Scene, browser: Browser) -> None:
    browser.ask()
    link, code = scene.mailbox.link, scene.mailbox.code
    with browser.client.session_transaction() as held:
        asked_in = held["asked_in"]
    browser.type_code(code)
    browser.post("/sign-out", page="/sign-in/passkeys")
    with browser.client.session_transaction() as held:
        held.update({"asked_in": asked_in, "asked_for": CLERK})
    assert browser.type_code(code).status_code == 400
    assert browser.get(link).status_code == 410


def test_after_three_wrong_codes_the_right_one_fails_too_but_the_link_works(
    scene: Scene, browser: Browser
) -> None:
    browser.ask()
    for _ in range(TRIES):
        answer = browser.type_code(wrong(scene.mailbox.code))
        assert answer.status_code == 400
        assert 'href="#code"' in answer.text
    assert browser.type_code(scene.mailbox.code).status_code == 400
    assert browser.post(scene.mailbox.link).status_code == 303


def test_the_third_try_still_counts(scene: Scene, browser: Browser) -> None:
    browser.ask()
    for _ in range(TRIES - 1):
        browser.type_code(wrong(scene.mailbox.code))
    assert browser.type_code(scene.mailbox.code).status_code == 303


def test_a_code_expires_with_its_link(scene: Scene, browser: Browser) -> None:
    browser.ask()
    scene.clock.forward(timedelta(minutes=15))
    assert browser.type_code(scene.mailbox.code).status_code == 400


def test_an_empty_code_fits_nothing(scene: Scene, browser: Browser) -> None:
    browser.ask()
    assert browser.type_code("").status_code == 400
    assert not browser.is_signed_in


def test_typing_is_limited_for_each_address_on_the_network(scene: Scene, browser: Browser) -> None:
    browser.ask()
    statuses = [browser.type_code("111 111").status_code for _ in range(101)]
    assert statuses == [400] * 100 + [429]
    assert browser.post(scene.mailbox.link).status_code == 303, "the mailed link is not held up"


def test_mails_to_one_mailbox_are_limited_and_colleagues_beside_it_are_not(scene: Scene) -> None:
    assert [scene.browser().ask().status_code for _ in range(6)] == [303] * 5 + [429]
    assert scene.browser().ask(f" {CLERK.upper()}").status_code == 429, "however it is typed"
    assert scene.browser().ask(LIAISON).status_code == 303


def test_a_server_mails_in_a_thread_of_its_own(scene: Scene, browser: Browser) -> None:
    """Known and unknown addresses take the same path until the answer is there."""
    tasks: list[Task] = []
    scene.app.extensions["in_background"] = tasks.append
    for address in (CLERK, "nobody@example.org"):
        assert browser.ask(address).status_code == 303
    assert (len(tasks), scene.mailbox.mails) == (2, [])
    for task in tasks:
        in_background(task)
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    assert [to for to, _, _ in scene.mailbox.mails] == [CLERK]


def test_codes_of_a_day_run_out_and_links_do_not(scene: Scene, browser: Browser) -> None:
    for _ in range(CODES_A_DAY):
        limiter.reset()
        browser.ask()
        scene.clock.forward(timedelta(minutes=16))
    limiter.reset()
    browser.ask()
    assert browser.type_code(scene.mailbox.code).status_code == 400
    assert browser.post(scene.mailbox.link).status_code == 303


def test_a_day_later_codes_work_again(scene: Scene, browser: Browser) -> None:
    for _ in range(CODES_A_DAY):
        limiter.reset()
        browser.ask()
        scene.clock.forward(timedelta(minutes=16))
    limiter.reset()
    scene.clock.forward(timedelta(days=1))
    browser.ask()
    assert browser.type_code(scene.mailbox.code).status_code == 303


def at_once(engine: Engine, attempt: str, token: str, code: str = "") -> list[Account | None]:
    """What eight simultaneous uses of one link or code answer."""
    start, answers = Barrier(8), list[Account | None]()

    def one() -> None:
        start.wait()
        with sessions(engine)() as session, committed(session):
            used = use_link if attempt == "link" else lambda s, t, now: use_code(s, t, code, now=now)
            answers.append(used(session, token, now=START))

    threads = [Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def test_of_eight_at_once_one_signs_in(database: Database) -> None:
    engine = database.engine()
    with sessions(engine)() as session, committed(session):
        people_in_office(session)
        account = find_account(session, CLERK)
        assert account is not None
        token = new_sign_in_link(session, account, now=START)
        other = find_account(session, LIAISON)
        assert other is not None
        mail = mail_for(session, other, asked_in="the browser's secret", now=START)
        assert mail is not None
    by_link = at_once(engine, "link", token)
    by_code = at_once(engine, "code", "the browser's secret", mail.code)
    engine.dispose()
    assert (len(by_link), len([a for a in by_link if a])) == (8, 1)
    assert (len(by_code), len([a for a in by_code if a])) == (8, 1)
