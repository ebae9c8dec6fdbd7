"""Forged forms are refused everywhere, and nothing of the sign-in library is open that is not used."""

from __future__ import annotations

import pytest

from tests.web.sign_in.scene import Browser, Scene

OURS = ("sign_in", "security")


def test_no_form_is_taken_without_its_key(scene: Scene, browser: Browser) -> None:
    browser.ask()
    browser.post(scene.mailbox.link)
    tried = set()
    for rule in scene.app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] in OURS and "POST" in (rule.methods or set()):
            with scene.app.test_request_context():
                path = rule.build(
                    {"token": "x", "passkey_id": "00000000-0000-4000-8000-000000000000"}, append_unknown=False
                )
            assert path is not None
            assert browser.client.post(path[1]).status_code == 400, rule
            assert browser.client.post(path[1], json={}).status_code == 400, rule
            assert browser.client.post(path[1], data={"csrf_token": "guessed"}).status_code == 400, rule
            tried.add(rule.endpoint)
    assert tried == {
        "sign_in.asked",
        "sign_in.try_code",
        "sign_in.completed",
        "sign_in.out",
        "sign_in.remove_passkey",
        "security.wan_register",
        "security.wan_register_response",
        "security.wan_signin",
        "security.wan_signin_response",
    }
    assert browser.is_signed_in


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/logout",
        "/register",
        "/verify",
        "/reset",
        "/us-signin",
        "/us-verify-link",
        "/wan-signin",
        "/tf-setup",
    ],
)
def test_pages_of_the_library_do_not_exist(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_passkey_views_speak_json_only(scene: Scene, browser: Browser) -> None:
    key = browser.key("/sign-in")
    assert browser.client.post("/passkey/sign-in", data={"csrf_token": key}).status_code == 415


def test_adding_a_passkey_needs_a_fresh_sign_in(scene: Scene, browser: Browser) -> None:
    body = {"name": "phone"}
    key = {"X-CSRFToken": browser.key("/sign-in")}
    assert browser.client.post("/passkey/add", json=body, headers=key).status_code == 401
    browser.ask()
    browser.post(scene.mailbox.link)
    key = {"X-CSRFToken": browser.key("/sign-in/passkeys")}
    assert browser.client.post("/passkey/add", json=body, headers=key).status_code == 200
    with browser.client.session_transaction() as held:
        held["fs_paa"] -= 31 * 60
    assert browser.client.post("/passkey/add", json=body, headers=key).status_code == 401


def test_a_token_in_a_header_signs_nobody_in(scene: Scene, browser: Browser) -> None:
    with scene.app.test_request_context():
        token = str(scene.account().get_auth_token())
    assert browser.client.get("/sign-in/passkeys", headers={"Authentication-Token": token}).status_code == 302
    assert browser.client.get(f"/sign-in/passkeys?auth_token={token}").status_code == 302


def test_pages_speak_both_languages(scene: Scene, browser: Browser) -> None:
    assert '<html lang="es"' in browser.get("/sign-in?lang=es").text
    assert '<html lang="en"' in browser.get("/sign-in?lang=en").text
