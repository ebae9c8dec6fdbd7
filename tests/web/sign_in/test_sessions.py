"""What begins and ends a session, who may come in, and where a person lands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ballot_service.database import committed, db
from ballot_service.models import District
from ballot_service.models.accounts import Appointment
from ballot_service.services import trail
from ballot_service.services.accounts import close_account
from ballot_service.services.appointing import current_appointments, end_appointment
from ballot_service.web.sign_in import local_path
from tests.web.sign_in.scene import CLERK, TODAY, Browser, Scene

AWAY = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https://evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "\n//evil.example",
    " //evil.example",
    "/home\r\nSet-Cookie: a=b",
    "evil",
    "/" + "x" * 600,
)


@pytest.mark.parametrize("path", AWAY)
def test_nobody_is_led_away(path: str) -> None:
    assert local_path(path) is None


@pytest.mark.parametrize("path", ["/home", "/clerk/elections/1?tab=roll", "/a//b", "/%2F%2Fevil.example"])
def test_paths_of_this_site_are_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    ("wanted", "lands"), [("/sign-in/passkeys", "/sign-in/passkeys"), ("//evil.example", "/home")]
)
def test_after_signing_in_a_person_goes_where_they_wanted(
    scene: Scene, browser: Browser, wanted: str, lands: str
) -> None:
    browser.ask(next=wanted)
    assert browser.type_code(scene.mailbox.code).location == lands


def test_a_planted_path_in_the_address_is_not_offered(browser: Browser) -> None:
    planted, own = browser.get("/sign-in?next=//evil.example"), browser.get("/sign-in?next=/sign-in/passkeys")
    assert 'name="next"' not in planted.text
    assert 'data-then="/home"' in planted.text
    assert 'name="next" value="/sign-in/passkeys"' in own.text
    assert 'data-then="/sign-in/passkeys"' in own.text


def test_a_page_for_officials_leads_to_sign_in_and_back(scene: Scene, browser: Browser) -> None:
    answer = browser.get("/sign-in/passkeys")
    assert (answer.status_code, answer.location) == (302, "/sign-in?next=/sign-in/passkeys")


def test_signing_in_begins_a_new_session(scene: Scene, browser: Browser) -> None:
    """Whatever was in the browser before, planted by somebody else perhaps, is gone; the language stays."""
    browser.get("/sign-in?lang=es")
    browser.ask()
    old_key = browser.key(scene.mailbox.link)
    with browser.client.session_transaction() as held:
        held["planted"] = "x"
        before = dict(held)
    browser.client.post(scene.mailbox.link, data={"csrf_token": old_key})
    with browser.client.session_transaction() as held:
        after = dict(held)
    assert set(after) == {"_user_id", "_id", "_fresh", "fs_paa", "fs_cc", "language"}
    assert after["language"] == "es"
    assert "_user_id" not in before
    with scene.app.app_context():
        assert after["_user_id"] != str(scene.account().id)
    assert browser.client.post("/sign-out", data={"csrf_token": old_key}).status_code == 400


def test_another_person_on_the_same_browser_replaces_the_first(scene: Scene, browser: Browser) -> None:
    browser.ask()
    browser.post(scene.mailbox.link)
    with browser.client.session_transaction() as held:
        first = held["_user_id"]
    browser.ask("liaison@tallowcreek.example")
    browser.post(scene.mailbox.link)
    with browser.client.session_transaction() as held:
        assert held["_user_id"] != first


def test_signing_out_ends_this_session_only(scene: Scene, browser: Browser) -> None:
    phone = signed_in(scene)
    laptop = signed_in(scene)
    assert phone.post("/sign-out", page="/sign-in/passkeys").location == "/sign-in"
    assert not phone.is_signed_in
    assert laptop.is_signed_in


def test_signing_out_everywhere_ends_every_session(scene: Scene) -> None:
    lost, laptop = signed_in(scene), signed_in(scene)
    laptop.post("/sign-out", page="/sign-in/passkeys", everywhere="yes")
    assert not lost.is_signed_in
    assert not laptop.is_signed_in


def test_passkeys_are_changed_only_soon_after_signing_in(scene: Scene) -> None:
    browser = signed_in(scene)
    with browser.client.session_transaction() as held:
        held["fs_paa"] -= 31 * 60
    answer = browser.get("/sign-in/passkeys")
    assert answer.status_code == 401
    assert "Sign in again first" in answer.text
    again = browser.post("/sign-out", page="/sign-in/passkeys", next="/sign-in/passkeys")
    assert again.location == "/sign-in?next=/sign-in/passkeys"


@pytest.mark.parametrize("why", ["closed", "ended", "not yet"])
def test_without_an_office_nobody_comes_in_and_a_page_says_so(
    scene: Scene, browser: Browser, why: str
) -> None:
    with scene.app.app_context(), committed(db.session()) as session:
        account, district = scene.account(), session.get(District, scene.district_id)
        assert district is not None
        office = current_appointments(session, account.id, TODAY)[0]
        if why == "closed":
            close_account(session, district, account, now=scene.clock())
        elif why == "ended":
            end_appointment(session, district, office.id, until_on=TODAY, now=scene.clock())
        else:
            row = session.get(Appointment, office.id)
            assert row is not None
            row.from_on = TODAY + timedelta(days=1)
    assert browser.ask().status_code == 303
    answer = browser.post(scene.mailbox.link)
    assert answer.status_code == 403
    assert "You hold no office today" in answer.text
    assert not browser.is_signed_in


def test_an_office_ends_at_midnight_in_the_district(scene: Scene, browser: Browser) -> None:
    """The office holds until 1 July 2026; at 04:59 UTC it is still 30 June in Mississippi."""
    scene.clock.moment = scene.clock.moment.replace(year=2026, month=7, day=1, hour=4, minute=59)
    browser.ask()
    assert browser.post(scene.mailbox.link).status_code == 303
    scene.clock.forward(timedelta(minutes=1))
    assert browser.get("/sign-in/passkeys").status_code == 403


def test_closing_an_account_ends_its_sessions(scene: Scene) -> None:
    browser = signed_in(scene)
    with scene.app.app_context(), committed(db.session()) as session:
        district = session.get(District, scene.district_id)
        assert district is not None
        close_account(session, district, scene.account(), now=scene.clock())
    assert browser.get("/sign-in/passkeys").status_code == 302


def test_the_trail_says_who_signed_in_and_how(scene: Scene) -> None:
    signed_in(scene)
    with scene.app.app_context():
        account, district = scene.account(), db.session().get(District, scene.district_id)
        assert district is not None
        last = trail.entries(db.session(), district.id)[-1]
        assert (last.act, last.document["by"], last.document["details"]) == (
            "sign_in",
            str(account.id),
            {"way": "link"},
        )
        assert CLERK not in str(last.document)


def signed_in(scene: Scene) -> Browser:
    browser = scene.browser()
    browser.ask()
    assert browser.post(scene.mailbox.link).status_code == 303
    return browser
